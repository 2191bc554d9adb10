"""Tables as lists of rows: how they are bent, and written in every format that the kit reads."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from functools import partial
from random import Random

from tests.fuzz.packing import damage_within
from tests.fuzz.values import SURROGATES, strange
from tests.fuzz.xlsx import strange_xlsx
from tests.workbook_files import ods_bytes, xls_bytes

Grid = list[list[str]]
Bend = Callable[[Grid, Random], None]
_MOST_CELLS = 60_000
"""What bends multiply stays below this, so that a case takes milliseconds."""


def grid_of(content: bytes) -> Grid:
    """The rows of a sample table."""
    plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    try:
        text = plain.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = plain.decode("gb18030")
    return list(csv.reader(io.StringIO(text, newline="")))


def header_of(grid: Grid) -> int:
    """The row that is the header: the widest, the first of those."""
    return max(range(len(grid)), key=lambda number: (len(grid[number]), -number)) if grid else 0


def _cells(grid: Grid, random: Random) -> None:
    for _ in range(random.randint(1, 6)):
        row = random.choice(grid)
        if row:
            row[random.randrange(len(row))] = strange(random)


def _column(grid: Grid, random: Random) -> None:
    """One column strange in every row."""
    place = random.randrange(max(1, len(grid[header_of(grid)])))
    for row in grid[header_of(grid) + 1 :]:
        if place < len(row):
            row[place] = strange(random)


def _rename(grid: Grid, random: Random) -> None:
    head = grid[header_of(grid)]
    if head:
        place = random.randrange(len(head))
        head[place] = random.choice((strange(random), head[place] + "1", head[place][:-1], f"（{head[place]}）*"))


def _duplicate(grid: Grid, random: Random) -> None:
    place = random.randrange(max(1, len(grid[header_of(grid)])))
    for row in grid:
        if place < len(row):
            row.insert(random.randint(0, len(row)), random.choice((row[place], strange(random))))


def _swap(grid: Grid, random: Random) -> None:
    """Two headers change places, and their cells do not."""
    head = grid[header_of(grid)]
    if len(head) > 1:
        one, other = random.sample(range(len(head)), 2)
        head[one], head[other] = head[other], head[one]


def _drop_column(grid: Grid, random: Random) -> None:
    place = random.randrange(max(1, len(grid[header_of(grid)])))
    for row in grid:
        if place < len(row):
            del row[place]


def _drop_header(grid: Grid, random: Random) -> None:
    del grid[header_of(grid)]


def _widen(grid: Grid, random: Random) -> None:
    """Up to ten thousand columns, with headers or without."""
    more = random.choice((1, 30, 300, 10_000))
    if more * len(grid) > _MOST_CELLS:
        return
    for number, row in enumerate(grid):
        headed = number == header_of(grid)
        row += [f"列{place}" if headed else "" for place in range(more)]


def _ragged(grid: Grid, random: Random) -> None:
    row = random.choice(grid)
    del row[random.randint(0, len(row)) :]
    row += [strange(random)] * random.randint(0, 40)


def _repeat(grid: Grid, random: Random) -> None:
    """Rows twice, the header again, blank rows, totals and remarks in the midst."""
    line = random.choice((*grid, [], [""], ["合计"], ["注：数据截至今日"], ["", "", ""]))
    for _ in range(random.choice((1, 1, 2, 30))):
        grid.insert(random.randint(0, len(grid)), list(line))


def _shuffle(grid: Grid, random: Random) -> None:
    random.shuffle(grid)


def _banner(grid: Grid, random: Random) -> None:
    for _ in range(random.choice((1, 2, 19, 25))):
        grid.insert(0, [strange(random)])


BENDS: tuple[Bend, ...] = (
    *(_cells, _cells, _cells, _column, _column, _rename, _rename, _duplicate, _swap, _drop_column),
    *(_drop_header, _widen, _ragged, _repeat, _repeat, _shuffle, _banner),
)


def bend(grid: Grid, random: Random) -> None:
    """Bends a table in a few ways."""
    for _ in range(random.choice((0, 1, 1, 2, 3, 5))):
        if grid:
            random.choice(BENDS)(grid, random)


def filled(grid: Grid) -> int:
    """Rows in which anything stands."""
    return sum(1 for row in grid if "".join(row).strip())


# ---------------------------------------------------------------------- writing


def write(grid: Grid, title: str, random: Random) -> tuple[str, bytes, int | None]:
    """A file of the table: its name, its content, and how many rows that are not blank it must be read as, if known."""
    ending = random.choice(("csv", "csv", "csv", "tsv", "txt", "xlsx", "xlsx", "xls", "ods", "json", "jsonl"))
    if ending in ("csv", "tsv", "txt"):
        content, rows = _delimited(grid, ending, random)
    elif ending == "xlsx":
        content, rows = strange_xlsx(grid, title, random)
    elif ending == "xls":
        content, rows = xls_bytes({title[:31]: _short(grid)}), filled(_short(grid))
    elif ending == "ods":
        content, rows = ods_bytes({title: _printable(grid)}), filled(_printable(grid))
    else:
        content, rows = _json(grid, ending, random)
    if ending in ("xlsx", "xls", "ods") and random.random() < 0.1:
        content, rows = damage_within(content, random), None
    return f"{title}.{ending}", content, rows


def _delimited(grid: Grid, ending: str, random: Random) -> tuple[bytes, int | None]:
    delimiter = "\t" if ending == "tsv" else random.choice(",,,,;|\t")
    text = io.StringIO(newline="")
    ends = random.choice((("\r\n",), ("\n",), ("\r",), ("\r\n", "\n", "\r")))
    for row in grid:
        # The writer itself does not quote a line end other than its own.
        broken = any("\r" in cell or "\n" in cell for cell in row)
        writer = csv.writer if not broken and random.random() < 0.7 else partial(csv.writer, quoting=csv.QUOTE_ALL)
        writer(text, delimiter=delimiter, lineterminator=random.choice(ends)).writerow(row)
    rows: int | None = filled(grid)
    content = text.getvalue()
    if content.startswith("\ufeff"):
        # A cell that is only a byte order mark, where one may stand.
        rows = None
    if random.random() < 0.1:
        place = random.randint(0, len(content))
        content = content[:place] + random.choice(("\ufeff", '"', "\r", delimiter)) + content[place:]
        rows = None
    encoding = random.choice(
        ("utf-8", "utf-8", "utf-8-sig", "gb18030", "gb18030", "utf-16", "big5", "latin-1", "cp437")
    )
    return content.encode(encoding, "replace"), rows if encoding.startswith(("utf-8", "gb")) else None


def _json(grid: Grid, ending: str, random: Random) -> tuple[bytes, int | None]:
    head = grid[header_of(grid)] if grid else []
    below = grid[header_of(grid) + 1 :]
    if random.random() < 0.2 and below:
        row = random.choice(below)
        row[:1] = [random.choice(SURROGATES)]
    records = [dict(zip(head, row, strict=False)) for row in below]
    rows = sum(1 for record in records if "".join(record.values()).strip())
    ascii_only = random.random() < 0.5 or any(sign in str(records) for sign in ("\\ud", "\\udf"))
    if ending == "jsonl":
        text = random.choice(("\n", "\r\n")).join(json.dumps(each, ensure_ascii=ascii_only) for each in records)
    else:
        whole = records if random.random() < 0.7 else {"code": 200, "result": {"items": records}}
        text = json.dumps(whole, ensure_ascii=ascii_only, indent=random.choice((None, 1)))
    # A package of one record alone may itself be taken for a record.
    known = bool(records) and all(records)
    return text.encode("utf-8", "replace"), rows if known else None


def _short(grid: Grid) -> Grid:
    """As much of the table as an .xls of plain labels holds."""
    return [[cell.lstrip("\ufeff")[:2_000] for cell in row[:256]] for row in grid]


def _printable(grid: Grid) -> Grid:
    """Without signs that XML cannot carry."""
    return [["".join(sign for sign in cell if sign >= " " or sign in "\n\t") for cell in row] for row in grid]

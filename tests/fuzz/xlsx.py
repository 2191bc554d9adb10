"""Workbooks as no program would write them: every kind of cell, wrong types, lies about places and sizes."""

from __future__ import annotations

from random import Random
from xml.sax.saxutils import escape, quoteattr

from tests.workbook_files import zip_bytes

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
_NUMBERS = ("0", "-1", "1e308", "-1e308", "45000", "45000.75", "2958466", "1e15", "914419007480321175", "NaN", "x", "")


def strange_xlsx(grid: list[list[str]], title: str, random: Random) -> tuple[bytes, int | None]:
    """A workbook of one sheet, and how many rows that are not blank it must be read as, if that is known."""
    honest = random.random() < 0.5
    lines = []
    for number, row in enumerate(grid, 1):
        cells = [_cell(number, place, cell, 0.0 if honest else 0.08, random) for place, cell in enumerate(row)]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    if not honest and random.random() < 0.3:
        lines.insert(random.randint(0, len(lines)), random.choice(_LIES))
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    names = [title] if honest or random.random() < 0.9 else [title, title]
    titles = "".join(
        f'<sheet name={quoteattr(_plain(name))} sheetId="{place}" r:id="rId1"/>' for place, name in enumerate(names, 1)
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{titles}</sheets></workbook>',
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": sheet,
    }
    if not honest and random.random() < 0.1:
        del parts[random.choice(list(parts)[1:])]
    return zip_bytes(parts), sum(1 for row in grid if "".join(map(_plain, row)).strip()) if honest else None


_LIES = (
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c></row>',
    '<row r="0"><c r="A0"><v>1</v></c></row>',
    '<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>',
    '<row><c><v>1</v></c><c t="s"><v>99</v></c></row>',
    '<row r="-1"><c r="!"><v>1</v></c></row>',
    "<row><c><is><t>x</t></is></c>",
)


def _cell(row: int, place: int, text: str, wild: float, random: Random) -> str:
    where = f'r="{_letters(place)}{row}"'
    if random.random() >= wild:
        return (
            f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(_plain(text))}</t></is></c>' if text else ""
        )
    number = random.choice(_NUMBERS)
    return random.choice(
        (
            f"<c {where}><v>{number}</v></c>",
            f'<c {where} s="1"><v>{number}</v></c>',
            f'<c {where} t="d"><v>{escape(_plain(text))}</v></c>',
            f'<c {where} t="b"><v>{number}</v></c>',
            f'<c {where} t="e"><v>#REF!</v></c>',
            f'<c {where} t="e"><v>{escape(_plain(text))}</v></c>',
            f'<c {where} t="s"><v>{number}</v></c>',
            f'<c {where} s="99"><v>{number}</v></c>',
            f'<c {where} t="str"><f>CONCAT("=","x")</f><v>{escape(_plain(text))}</v></c>',
            f"<c {where}><f>1/0</f></c>",
            f'<c {where} t="?"><v>{number}</v></c>',
            f"<c {where}/>",
        )
    )


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _plain(text: str) -> str:
    """Without signs that XML cannot carry."""
    return "".join(sign for sign in text if (sign >= " " or sign in "\n\t") and not "\ud800" <= sign <= "\udfff")

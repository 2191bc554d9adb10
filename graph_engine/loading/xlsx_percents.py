"""Which cells of an .xlsx are shown as percentages (百分比格式单元格).

Such a cell is stored as 0.6 and shown as 60 %. Read without its format it would be taken for 0.6 %, or refused, and the
reader of spreadsheets does not tell formats; so the styles are looked up, and where one is a percentage the sheet's XML
is gone through for the cells that have it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from html import unescape

from graph_engine.loading.xlsx_bounds import Cell, cells_of

_BUILT_IN = frozenset((9, 10))
"""Number formats `0%` and `0.00%`, which a workbook need not declare (ECMA-376 part 1, 18.8.30)."""
_LARGEST_PART = 1 << 26
_CHUNK_BYTES = 1 << 20
_WORKBOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_TAGS = re.compile(r"""<(?:\w+:)?(\w+)((?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*)?)>""")
_ATTRIBUTE = re.compile(r"""(?:^|\s)(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NOT_SHOWN_AS_SUCH = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
"""Parts of a format in which a percent sign is only a letter: quoted, escaped, as a width, in brackets."""


def percent_cells(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, int]]:
    """(row, column), both counted from 1, of a sheet's numbers that are shown as percentages, from top to bottom.

    What does not follow the usual form of an .xlsx gives none, rather than a guess.
    """
    styles = _percent_styles(_part(archive, _STYLES))
    place = _place_of(archive, sheet)
    if not styles or place is None:
        return
    with archive.open(place) as stream:
        for cell in cells_of(iter(lambda: stream.read(_CHUNK_BYTES), b"")):
            if _shown_in(cell, styles):
                yield cell.row, cell.column


def _shown_in(cell: Cell, styles: frozenset[str]) -> bool:
    attributes = _attributes(cell.attributes.decode("ascii", "replace"))
    return attributes.get("s") in styles and attributes.get("t", "n") == "n"


def _percent_styles(xml: str) -> frozenset[str]:
    """Numbers of the cell formats (cellXfs) that show a percentage."""
    formats = {str(number) for number in _BUILT_IN}
    styles: list[str] = []
    within = False
    for name, attributes in _tags(xml):
        if name == "numFmt":
            number, code = attributes.get("numFmtId", ""), attributes.get("formatCode", "")
            formats.discard(number)
            if "%" in _NOT_SHOWN_AS_SUCH.sub("", unescape(code)).split(";")[0]:
                formats.add(number)
        elif name in ("cellXfs", "cellStyles", "dxfs"):
            within = name == "cellXfs"
        elif name == "xf" and within:
            styles.append(attributes.get("numFmtId", ""))
    return frozenset(str(place) for place, number in enumerate(styles) if number in formats)


def _place_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The entry that holds the sheet of a title."""
    relation = next(
        (
            attributes.get("id", "")
            for name, attributes in _tags(_part(archive, _WORKBOOK))
            if name == "sheet" and unescape(attributes.get("name", "")) == sheet
        ),
        None,
    )
    for name, attributes in _tags(_part(archive, _RELATIONS)):
        if name == "Relationship" and relation is not None and attributes.get("Id") == relation:
            place = posixpath.normpath(posixpath.join("/xl", unescape(attributes.get("Target", "")))).lstrip("/")
            return place if place in archive.namelist() else None
    return None


def _part(archive: zipfile.ZipFile, name: str) -> str:
    try:
        with archive.open(name) as stream:
            return stream.read(_LARGEST_PART).decode("utf-8", "replace")
    except KeyError:
        return ""


def _tags(xml: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in _TAGS.finditer(xml):
        yield tag[1], _attributes(tag[2])


def _attributes(text: str) -> dict[str, str]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(text)}

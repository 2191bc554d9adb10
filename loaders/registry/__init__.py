"""Company registers (企业登记): batch workbooks and exports of vendors and of the register itself.

A workbook has one sheet a topic: basics, shareholders, officers, branches, changes, guarantees, records; an
export has one of them. Which one a sheet is, its title says, else its headers.

    企业信息        enterprises.py   企查查, 天眼查, 启信宝 batch exports; codes of the register (ENTNAME, UNISCID …)
    工商股东        holdings.py      shareholders; 对外投资: the companies in which a company invests
    主要人员        officers.py      directors, supervisors, managers; 分支机构: branches
    工商变更        changes.py       what was before a change; 担保信息: guarantees
    失信被执行人 …  events.py        records of courts and authorities, one declaration a sheet
    疑似关系 …      passed_over.py   what vendors infer, and topics of no use: ignored by name
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from graph_engine.loading import Layout, TableLoader
from graph_engine.loading.files import SourceFile
from graph_engine.loading.loader import Part, TablePart
from loaders.registry import changes, enterprises, events, holdings, officers, passed_over
from loaders.registry.register import Register

_COVERS: Final = (
    "enterprise",
    "person",
    "contact",
    "holds_shares_in",
    "legal_representative_of",
    "holds_office_in",
    "branch_of",
    "guarantees",
    "uses_contact",
    "risk_event",
    "subject_of",
)


def _tables(register: Register) -> TableLoader:
    """The tables of a file whose companies are in `register`."""
    return TableLoader(
        name="registry",
        zh="企业登记信息",
        en="company registers",
        covers=_COVERS,
        layouts=(
            enterprises.LAYOUT,
            *holdings.layouts(register),
            *officers.layouts(register),
            *changes.layouts(register),
            *events.layouts(register),
            *passed_over.LAYOUTS,
        ),
    )


@dataclass(frozen=True, slots=True)
class RegistryLoader:
    """Reads a workbook's sheet of basics before its sheets of topics, which name companies by name alone."""

    tables: TableLoader
    minimum: Mapping[str, int] = field(default_factory=dict)
    mapping: str = ""

    @property
    def name(self) -> str:
        """The stem of this folder."""
        return self.tables.name

    @property
    def zh(self) -> str:
        """What it reads, in Chinese."""
        return self.tables.zh

    @property
    def en(self) -> str:
        """What it reads, in English."""
        return self.tables.en

    @property
    def covers(self) -> tuple[str, ...]:
        """Statement kinds of which a register speaks."""
        return self.tables.covers

    def parts(self, file: SourceFile) -> list[Part]:
        """The sheets of a file, each with its layout; those of a workbook know its companies."""
        parts = self.tables.parts(file)
        if len(parts) == 1:
            return parts
        bound = {layout.name: layout for layout in _tables(Register(parts)).layouts}
        return [_bound(part, bound) for part in parts]


def _bound(part: Part, layouts: Mapping[str, Layout]) -> Part:
    """A part with the layout of the same name out of `layouts`."""
    if not isinstance(part, TablePart) or part.match is None:
        return part
    return replace(part, match=replace(part.match, layout=layouts[part.layout]))


LOADER = RegistryLoader(_tables(Register()))
"""The loader of company registers."""

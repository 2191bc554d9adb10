"""What a column may mean (列含义): known by its header, and by what its cells are.

A first mapping is guessed from both. Only headers and counts of a file go into it; no cell of it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import is_credit_code, party_kind
from graph_engine.loading.layout import fold_header
from graph_engine.model.amounts import parse_amount
from graph_engine.model.contacts import normalize_mail, normalize_phone
from graph_engine.model.dates import parse_date
from graph_engine.model.identifiers import (
    check_lei,
    check_organisation_code,
    check_registration_number,
    check_resident_id,
)
from graph_engine.model.identifiers.cells import clean_code, is_spreadsheet_number
from graph_engine.model.ratios import parse_ratio

MOST: Final = 0.6
"""Part of the filled cells that must be of a kind for the column to be."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning: the headers that tell it, and the test of a cell; `strict` where cells must pass to be believed.

    `alone`: cells tell it without a header's help.
    """

    name: str
    header: re.Pattern[str]
    test: Callable[[str], bool] | None = None
    strict: bool = False
    alone: bool = False


def _parses(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def test(cell: str) -> bool:
        try:
            return parse(cell) is not None
        except (RowError, ValueError):
            return False

    return test


def _is_person_number(cell: str) -> bool:
    found = check_resident_id(cell)
    return found.usable or found.mask is not None


def _is_code(cell: str) -> bool:
    return is_credit_code(cell) or is_spreadsheet_number(clean_code(cell))


def _is_name(cell: str) -> bool:
    return not any(sign.isdigit() for sign in cell) or not _parses(parse_amount)(cell)


def _is_person(cell: str) -> bool:
    return party_kind(cell) == "person"


def _is_company(cell: str) -> bool:
    return party_kind(cell) == "enterprise"


def _concept(
    name: str, headers: str, test: Callable[[str], bool] | None = None, *, strict: bool = True, alone: bool = False
) -> Concept:
    return Concept(name, re.compile(headers, re.IGNORECASE), test, strict, alone)


_POST: Final = re.compile(r"职务|职位|岗位|position|^jobs?$|^post$", re.IGNORECASE)

CONCEPTS: Final[tuple[Concept, ...]] = (
    _concept("id_number", r"身份证|证件号|identity|id.?card", _is_person_number, alone=True),
    _concept("credit_code", r"信用代码|社会.*代码|uniscid|credit.?code|uscc", _is_code, alone=True),
    _concept(
        "organisation_code",
        r"组织机构代码|organi[sz]ation.?code",
        lambda cell: check_organisation_code(cell).usable,
    ),
    _concept("lei", r"^lei\b|lei.?code", lambda cell: check_lei(cell).usable, alone=True),
    _concept(
        "registration_number",
        r"注册号|regno|registration.?n",
        lambda cell: check_registration_number(cell).usable,
    ),
    _concept("project_number", r"项目(编号|编码|代码)|project.?(no|number|code|id)\b"),
    _concept("project", r"项目|工程名称|^project(.?name)?$|^plant$", _is_name),
    _concept("document_number", r"文号|决定书|文书号|案号|document.?n|case.?n"),
    _concept("representative", r"法定代表人|法人代表|^法人$|legal.?rep", _is_name),
    _concept("holder", r"股东|投资人|出资人|投资方|shareholder|^holder|investor|^parent|^owner", _is_name),
    _concept("officer", r"^姓名$|人员姓名|主要人员|高管|executive|director|officer|^person$|^name$", _is_person),
    _concept("post", _POST.pattern),
    _concept("ratio", r"比例|占比|ratio|percent|stake|^share$", _parses(parse_ratio)),
    _concept("amount", r"金额|资本|资金|出资额|投资额|amount|capital", _parses(parse_amount)),
    _concept("established_on", r"成立|设立|founded|established|incorporat", _parses(parse_date)),
    _concept("decided_on", r"(决定|处罚|立案|列入|判决).*(日期|时间)|^日期$|decision|^date$", _parses(parse_date)),
    _concept("status", r"登记状态|经营状态|企业状态|operation.?status|^status$|^状态$"),
    _concept("address", r"地址|住所|address"),
    _concept("phone", r"电话|手机|phone|^tel", lambda cell: normalize_phone(cell) is not None, strict=False),
    _concept("mail", r"邮箱|e-?mail", lambda cell: normalize_mail(cell) is not None, strict=False),
    _concept("authority", r"(处罚|决定|执法|列入).*(机关|部门|单位)|法院|authority|court"),
    _concept("text", r"事由|原因|事实|案由|reason"),
    _concept(
        "company",
        r"(企业|公司|单位|机构|主体|相对人|当事人|供应商)(名称)?$|^名称$|company|enterprise|supplier|^name$",
        _is_company,
        strict=False,
        alone=True,
    ),
    _concept("source_id", r"^id$|:id\b|^code$|主体身份代码|pripid|[a-z]_id$"),
)
"""Meanings in the order in which they claim columns: the surer ones first."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A column's likely meaning; `sure` where header and cells agree, `why` for whoever reads the mapping.

    It is `doubted` where most cells speak against the header.
    """

    concept: str
    header: str
    sure: bool
    why: str
    doubted: bool = False

    @property
    def trust(self) -> str:
        """The word that stands beside the guess in the mapping."""
        return "unsure" if self.doubted else "sure" if self.sure else "likely"


def guesses(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Guess]:
    """The likely meaning of columns, one column a meaning: by header and cells, else by cells that speak alone."""
    folded = [fold_header(header) for header in headers]
    cells = {
        header: [row[at] for row in rows if at < len(row) and row[at]]
        for at, header in enumerate(headers)
        if folded[at] and folded.count(folded[at]) == 1
    }
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    posts = any(_POST.search(header) for header in cells)
    for by_header in (True, False):
        for concept in CONCEPTS:
            if concept.name in found or not (by_header or concept.alone):
                continue
            if concept.name == "officer" and not posts:
                # Short names of companies look like names of persons; only a post tells that they are.
                continue
            candidates = [
                guess
                for header, filled in cells.items()
                if header not in taken and (guess := _guess(concept, header, filled, by_header)) is not None
            ]
            if candidates:
                best = max(candidates, key=lambda guess: guess.sure)
                found[concept.name] = best
                taken.add(best.header)
    return found


def _guess(concept: Concept, header: str, filled: Sequence[str], by_header: bool) -> Guess | None:
    named = concept.header.search(header) is not None
    if named is not by_header or not filled or (not named and len(set(filled)) * 2 < len(filled)):
        return None
    if concept.test is None:
        return Guess(concept.name, header, False, "by its header")
    fitting = sum(concept.test(cell) for cell in filled)
    fits = fitting >= MOST * len(filled)
    why = f"{fitting} of {len(filled)} cells looked at are such"
    if not fits and (concept.strict or not named or (concept.name == "company" and _are_persons(filled))):
        return None
    doubted = fitting * 2 < len(filled)
    return Guess(concept.name, header, named and fits, f"by its header; {why}" if named else why, doubted)


def _are_persons(cells: Sequence[str]) -> bool:
    """Whether cells are names of persons, as far as names tell: most have their form, and none is a company's."""
    return sum(map(_is_person, cells)) >= MOST * len(cells) and not any(map(_is_company, cells))

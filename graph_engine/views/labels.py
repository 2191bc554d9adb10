"""Names and relations as they stand in a picture (图上文字): wrapped so that a Chinese name stays readable.

A name breaks after ten characters at the most and keeps its legal form (有限公司) whole; what does not fit in three
lines ends in an ellipsis, and the details give it in full.
"""

from __future__ import annotations

from typing import Final

from graph_engine.answers.assessment import Place, Step, StepFact, Words
from graph_engine.answers.writing import MICRO
from graph_engine.reports.svg import balanced, printable, text_width, wrap
from graph_engine.reports.words import RELATIONS, ROLES, exact_percent
from graph_engine.views.graph import Text

NAME_SIZE: Final = 13.0
SMALL_SIZE: Final = 11.5
NAME_LEADING: Final = 17.0
SMALL_LEADING: Final = 15.0

_NAME_WIDTHS: Final = (10.2 * NAME_SIZE, 13.5 * NAME_SIZE)
"""Ten Chinese characters; more only where the name would not fit in its lines."""
_NAME_LINES: Final = 3
_LABEL_WIDTH: Final = 240.0
_LEGAL_FORMS: Final = (
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "（有限合伙）",
    "(有限合伙)",
    "合伙企业",
    "分公司",
)
_TOLD_BY_ROLE: Final = frozenset(("takes_part_in", "holds_office_in", "uses_contact"))
"""Relations of which the role says it all: the winner of a project, the manager of a company."""
_UNKNOWN_WORD: Final = Words("名称不详", "name unknown")


def name_lines(name: str) -> tuple[str, ...]:
    """A name in at most three lines, its legal form on one of them."""
    tried = [balanced(name, NAME_SIZE, width, _NAME_LINES) for width in _NAME_WIDTHS]
    lines = next((lines for lines in tried if not lines[-1].endswith("…")), tried[-1])
    form = next((form for form in _LEGAL_FORMS if name.endswith(form) and name != form), "")
    if len(lines) < 2 or not form or len(lines[-1]) >= len(form):
        return tuple(lines)
    head = balanced(name.removesuffix(form), NAME_SIZE, _NAME_WIDTHS[-1], _NAME_LINES - 1)
    return (*head, form) if head and not head[-1].endswith("…") else tuple(lines)


def told_name(key: str, name: str) -> Text:
    """The name as registered, without signs that turn or hide what follows; a contact by its kind where it has none."""
    shown = printable(name)
    if shown:
        return shown
    scheme, _, rest = key.partition(":")
    if scheme == "contact":
        return ROLES.get(rest.partition(":")[0], Words("联系方式", "contact"))
    return _UNKNOWN_WORD if scheme.startswith("person") else printable(rest) or _UNKNOWN_WORD


def told_key(key: str) -> str:
    """A public id as a person can look it up; keyed hashes say nothing to a reader and stay out."""
    scheme, _, rest = key.partition(":")
    return "" if scheme.startswith("person") or scheme in ("contact", "name") else printable(rest.rpartition(":")[2])


def relation_words(fact: Step | StepFact) -> Words:
    """What a relation is called: 持股, 中标人, 董监高任职（监事）."""
    relation = RELATIONS.get(fact.relation, Words(fact.relation, fact.relation))
    if not fact.role:
        return relation
    role = ROLES.get(fact.role, Words(fact.role, fact.role))
    if fact.relation in _TOLD_BY_ROLE:
        return role
    return Words(f"{relation.zh}（{role.zh}）", f"{relation.en} ({role.en})")


def told_ratio(fact: Step | StepFact) -> str:
    """A share in percent, with its ends where it is not known exactly."""
    if fact.ratio is None or fact.ratio_low is None or fact.ratio_high is None:
        return ""
    if fact.ratio_low == fact.ratio_high:
        return exact_percent(fact.ratio)
    return f"{exact_percent(fact.ratio)} [{exact_percent(fact.ratio_low)}–{exact_percent(fact.ratio_high)}]"


def fact_label(step: Step | StepFact, others: int = 0) -> Words:
    """What stands on an edge: the relation, the share (never 0 for an unknown one), and the number of all facts."""
    relation, ratio = relation_words(step), told_ratio(step)
    zh, en = relation.zh, relation.en
    if step.relation == "holds_shares_in" and (not ratio or _is_unknown(step)):
        zh, en = f"{zh}（比例未披露）", f"{en} (share unknown)"
    elif ratio:
        zh, en = f"{zh} {ratio}", f"{en} {ratio}"
    return Words(f"{zh} ×{others + 1}", f"{en} ×{others + 1}") if others else Words(zh, en)


def short(label: Words) -> Words:
    """A label that leaves room for the picture."""
    zh, en = ("".join(wrap(text, SMALL_SIZE, _LABEL_WIDTH, 1)) for text in (label.zh, label.en))
    return Words(zh, en)


def told_dates(fact: Step | StepFact) -> Text:
    """When a relation holds."""
    begin, end = fact.valid_from, fact.valid_to
    if begin is None and end is None:
        return Words("日期不详", "undated") if "undated" in fact.doubts else ""
    if begin is None:
        return Words(f"至 {end}", f"until {end}")
    if end is None:
        return Words(f"{begin} 起", f"since {begin}")
    return f"{begin} – {end}"


def told_place(place: Place) -> str:
    """File, sheet and line, as a person can look them up."""
    sheet = f" [{place.sheet}]" if place.sheet else ""
    return printable(f"{place.file}{sheet} :{place.line}")


def label_width(label: str) -> float:
    """The width of an edge's label with the room around it; an edge without words needs none."""
    return text_width(label, SMALL_SIZE) + 16 if label else 0.0


def _is_unknown(fact: Step | StepFact) -> bool:
    """A share that could be anything: what it is reckoned with stands in the details."""
    return fact.ratio_low == 0 and fact.ratio_high == MICRO

"""One assessment as a page of its own (评估网页): opens from disk, loads nothing, and nothing from data can run.

Everything a reader can see is in the data of the page, in both languages; the page's own script sets texts only as
texts. The numbers are printed here, so the page computes none.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from html import escape
from importlib.resources import files
from typing import Any, Final

from graph_engine.answers.assessment import Assessment, Contribution, Words, names_of
from graph_engine.answers.writing import MICRO, Micro, to_plain
from graph_engine.reports.assessment_table import no_events
from graph_engine.reports.svg import printable
from graph_engine.reports.words import CLAIMS, PARTS, RELATIONS, SHORT_PARTS, UNKNOWNS
from graph_engine.views import words
from graph_engine.views.assessment_graph import NODES, assessment_graph
from graph_engine.views.graph import Graph
from graph_engine.views.labels import told_key, told_name
from graph_engine.views.safe_html import content_policy, json_block

SCRIPTS: Final = ("page.js", "drawing.js", "moving.js", "details.js", "panel.js", "tables.js", "start.js")
"""The parts of the page's script, in the order in which they are joined into one."""

_HASHES: Final = ("snapshot", "policy", "result")
_MARKS: Final = ("@language@", "@policy@", "@title@", "@style@", "@noscript@", "@data@", "@script@")


def assessment_page(answer: Assessment, language: str, *, nodes: int = NODES) -> str:
    """The whole page; `language` is the one it opens in, `nodes` what the picture holds before it folds."""
    script, style = page_script(), _file("page.css")
    title = words.PAGE["title"]
    shown = printable(answer.name) or answer.id
    filled = {
        "@language@": "zh-CN" if language == "zh" else "en",
        "@policy@": escape(content_policy([script], [style])),
        "@title@": escape((title.zh if language == "zh" else title.en).replace("{name}", shown)),
        "@style@": style,
        "@noscript@": escape(f"{words.PAGE['noscript'].zh} {words.PAGE['noscript'].en}"),
        "@data@": json_block(json.dumps(page_data(answer, language, nodes=nodes), ensure_ascii=False, allow_nan=False)),
        "@script@": script,
    }
    # Split once and joined: a mark that a name happens to hold is never filled.
    rest = _file("page.html")
    parts: list[str] = []
    for mark in _MARKS:
        before, found, rest = rest.partition(mark)
        if not found:
            raise ValueError(f"the page's skeleton has no {mark}")
        parts += [before, filled[mark]]
    return "".join([*parts, rest])


def page_script() -> str:
    """The page's own script, in one piece that leaves nothing behind in the window."""
    return "(() => {\n" + "\n".join(_file(name) for name in SCRIPTS) + "})();\n"


def page_data(answer: Assessment, language: str, *, nodes: int = NODES) -> dict[str, Any]:
    """What the page shows: words, the answer's summary, the graph; texts in both languages."""
    graph = assessment_graph(answer, nodes=nodes)
    plain = {
        "language": language,
        "words": {
            "page": words.PAGE,
            "kinds": words.KINDS,
            "relations": {**RELATIONS, **words.RELATIONS},
            "rows": words.ROWS,
            "severities": words.SEVERITY_WORDS,
            "parts": PARTS,
            "claims": CLAIMS,
        },
        "answer": _summary(answer, graph),
        "graph": graph,
        "foot": _foot(answer),
    }
    printed: dict[str, Any] = _printed(to_plain(plain))
    return printed


def _summary(answer: Assessment, graph: Graph) -> dict[str, Any]:
    hazard = answer.hazard
    return {
        "name": told_name(answer.id, answer.name),
        "key": told_key(answer.id) if answer.name else "",
        "as_of": answer.as_of,
        "note": note(answer),
        "score": _score(answer),
        "total": None if hazard is None else hazard.total,
        "parts": []
        if hazard is None
        else [
            {"part": part, "name": SHORT_PARTS[part], "amount": amount, "share": _share(amount, hazard.total)}
            for part, amount in (("own", hazard.own), ("parties", hazard.parties), ("linked", hazard.linked))
        ],
        "claim": answer.claim,
        "gate": None if answer.measures is None or no_events(answer) else answer.measures.gate,
        "ladder": () if answer.measures is None else answer.measures.ladder,
        "cards": [_card(answer, found) for found in answer.contributions[: len(graph.paths)]],
        "unknowns": _unknowns(answer),
    }


def note(answer: Assessment) -> str | None:
    """The key of the sentence that is said where no contribution is."""
    if answer.hazard is None:
        return "no_data"
    if no_events(answer):
        return "no_events"
    return "clean" if answer.claim is None else None


def _score(answer: Assessment) -> dict[str, Any] | None:
    if answer.score is None or answer.low is None or answer.high is None:
        return None
    told = {"score": answer.score, "low": answer.low, "high": answer.high}
    return {**told, **{f"at_{name}": _share(value, Micro(MICRO)) for name, value in told.items()}}


def _share(amount: Micro, total: Micro) -> float:
    """A share for the length of a bar, 0 to 1; nobody reads it as a number."""
    return round(min(amount / total, 1.0), 4) if total > 0 else 0.0


def _card(answer: Assessment, found: Contribution) -> dict[str, Any]:
    total = answer.hazard.total if answer.hazard is not None else Micro(0)
    return {
        "share": _share(found.amount, total),
        "member": _member(answer, found),
        "also": [
            {"name": note.name, "document": printable(note.document_number or ""), "status": note.reason_text}
            for note in found.events[1:]
        ],
    }


def _member(answer: Assessment, found: Contribution) -> Words | str:
    """Who set the part of a contribution, where that is not whom its path begins with."""
    if found.member is None or found.member == found.subject:
        return ""
    return told_name(found.member, next((party.name for party in answer.parties if party.id == found.member), ""))


def _unknowns(answer: Assessment) -> list[dict[str, Any]]:
    """Unknown things by kind, each with whom it touches; the same words as the answer's own list."""
    names = names_of(answer)
    counts: Counter[str] = Counter()
    about: dict[str, dict[str, Any]] = {}
    for unknown in answer.unknowns:
        counts[unknown.kind] += unknown.count
        named = about.setdefault(unknown.kind, {})
        named[str(told_name(unknown.subject, names.get(unknown.subject, "")))] = told_name(
            unknown.subject, names.get(unknown.subject, "")
        )
    return [
        {"name": UNKNOWNS.get(kind, Words(kind, kind)), "count": str(count), "about": list(about[kind].values())}
        for kind, count in counts.items()
    ]


def _foot(answer: Assessment) -> list[dict[str, Any]]:
    """What the answer rests on, so that it can be asked again and compared."""
    told: list[tuple[str, Any]] = [
        ("as_of", answer.as_of.isoformat()),
        ("known_at", _time(answer.known_at)),
        ("answered_on", answer.answered_on.isoformat()),
        ("withheld", str(answer.withheld)),
        ("sources", _sources(answer)),
        ("not_covered", _not_covered(answer)),
        ("snapshot", answer.snapshot),
        ("policy", answer.policy),
        ("result", answer.result),
    ]
    return [
        {"head": words.ROWS[name], "text": text, "short": text[:12] if name in _HASHES else text}
        for name, text in told
        if text
    ]


def _time(known_at: datetime | None) -> str:
    return "" if known_at is None else known_at.isoformat(" ", "minutes")


def _sources(answer: Assessment) -> Words | str:
    found = answer.coverage.sources
    if not found:
        return ""
    zh = "；".join(f"{note.source}（截至 {note.until or '日期不详'}）" for note in found)
    en = "; ".join(f"{note.source} (until {note.until or 'an unknown day'})" for note in found)
    return Words(printable(zh), printable(en))


def _not_covered(answer: Assessment) -> Words | str:
    kinds = {**RELATIONS, "risk_event": words.KINDS["event"]}
    found = [kinds.get(kind, Words(kind, kind)) for kind in answer.coverage.not_covered]
    return Words("、".join(kind.zh for kind in found), ", ".join(kind.en for kind in found)) if found else ""


def _printed(value: Any) -> Any:
    """Amounts as they are printed: the page computes no number, and no reader's number format changes one."""
    if isinstance(value, Micro):
        return str(value)
    if isinstance(value, dict):
        return {key: _printed(item) for key, item in value.items()}
    return [_printed(item) for item in value] if isinstance(value, list) else value


def _file(name: str) -> str:
    return (files("graph_engine.views") / "page" / name).read_text("utf-8")

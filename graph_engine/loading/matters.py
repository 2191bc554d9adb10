"""Matters and events (同案与事件标识): keys that do not depend on the order of rows or files.

Events of one matter, the same court case or decision document, are counted once. A number that does not tell
decisions apart by itself means something only together with authority and subject.
"""

from __future__ import annotations

from datetime import date
from hashlib import blake2b

from graph_engine.model.document_numbers import fold_number, standing_number
from graph_engine.model.identifiers import project_code
from graph_engine.model.names import exact_name
from graph_engine.model.parties import EVENT_SCHEME, PROJECT_CODE_SCHEME, PROJECT_SCHEME, PartyRef


def matter_key(number: str, authority: str | None, subject_key: str) -> str:
    """The key of the matter that a document number stands for (同案标识).

    `case:` for court cases, where 字第, leading zeros and 之一 make no other case; `decision:` for decisions;
    scoped by authority and subject where the number alone does not tell decisions apart.
    """
    key, alone = standing_number(number)
    return key if alone else f"decision:{exact_name(authority or '')}/{subject_key}/{key}"


def unnumbered_matter(*natural: str) -> str:
    """The key of a matter without document number, by what else identifies it, its subject included."""
    return f"decision:unnumbered:{_digest(natural)}"


def listing_matter(category: str, subject_key: str, day: date | None, natural: str) -> str:
    """The matter of a list's entry without a number: the party's entry in that list on that day, whoever tells of it;
    `natural` tells it from others where no day is stated."""
    return unnumbered_matter(category, subject_key, natural if day is None else day.isoformat())


def event_party(source: str, *natural: str) -> PartyRef:
    """The node of a risk event, by what identifies it in its source: number, subject, category, …"""
    return PartyRef("risk_event", f"{EVENT_SCHEME}:{source}:{_digest(natural)}")


def project_party(source: str, number: str | None, name: str, code: str | None = None) -> PartyRef:
    """The node of a project: by its number in its source, else by its code, else by its exact name there.

    A national code, given as such or as the number, is another key of it, by which permits mean it too.
    """
    number = number or code
    natural = fold_number(number) if number is not None else "=" + exact_name(name)
    code = next((found for text in (code, number) if text is not None and (found := project_code(text))), None)
    aliases = () if code is None else (f"{PROJECT_CODE_SCHEME}:{code}",)
    return PartyRef("project", f"{PROJECT_SCHEME}:{source}:{natural}", name, aliases)


def coded_project(code: str, name: str | None) -> PartyRef:
    """A project by its national code alone (投资项目统一代码): the one list that gives this code tells which it is."""
    return PartyRef("project", f"{PROJECT_CODE_SCHEME}:{code}", name)


def _digest(parts: tuple[str, ...]) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()

"""Sanctions (制裁): what an authority decided about an entity, as a record of its own.

A foreign listing has no basis in Chinese law; the policy holds it for a notice at most. A listing by a Chinese
authority is a list of another kind. Dates that the source cuts short stay out: the record is then undated.
"""

from __future__ import annotations

import re
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, Emitter, Rule, event_party, unnumbered_matter
from graph_engine.model.records import RiskEvent, SubjectOf
from loaders.ftm.register import Register
from loaders.ftm.values import Entity

OF_A_THING: Final = Rule(
    "sanction_of_a_thing", "a sanction on a vessel, an aircraft or another thing", "对船舶、航空器等物的制裁"
)

_LIFTED: Final = re.compile(r"delist|remov|revok|lift|expir|terminat|inactive", re.IGNORECASE)


def load_sanction(entity: Entity, emit: Emitter) -> None:
    """One sanction on one or several parties.

    Raises:
        RowError: it names nobody, or somebody unknown or undecided.
    """
    numbers = entity.texts("entity")
    if not numbers:
        raise RowError(MISSING_VALUE, column="entity")
    register: Register = emit.survey
    subjects = [register.party(number, "entity", emit.source) for number in numbers]
    parties = [party for party in subjects if party is not None]
    if not parties:
        emit.ignore(OF_A_THING)
        return
    party = event_party(emit.source, entity.id)
    until = entity.day("endDate", emit)
    ended = bool(entity.ends()) and until is None
    lifted = ended or _LIFTED.search(entity.text("status") or "") is not None
    domestic = entity.texts("country") == ["cn"]
    emit.add(
        RiskEvent(
            party=party,
            category="other_list" if domestic else "foreign_sanction",
            matter=unnumbered_matter(emit.source, entity.id),
            authority=entity.text("authority"),
            decided_on=entity.day("listingDate" if entity.texts("listingDate") else "startDate", emit),
            listed_until=until,
            status="lifted" if lifted else "active",
            text="; ".join(filter(None, map(entity.text, ("program", "provisions", "reason")))) or None,
        ),
        *(SubjectOf(source=subject, target=party, role="principal") for subject in parties),
    )

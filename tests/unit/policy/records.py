"""Events for the tests of legal effect, and the effect that the packaged policy gives them."""

from __future__ import annotations

from datetime import date
from importlib import resources

from graph_engine.policy import Effect, EventFacts, Policy, effect_of

POLICY = Policy.load()
NEW_RULE = date(2026, 4, 1)
"""The day on which 发改委令36号 replaced 58号."""

TODAY = date(2026, 9, 1)


def effect(facts: EventFacts, as_of: date = TODAY, *, today: date = TODAY, persons: bool = False) -> Effect:
    return effect_of(POLICY, facts, as_of=as_of, today=today, persons_allowed=persons)


def under(overlay: str, facts: EventFacts, as_of: date = TODAY) -> Effect:
    base = Policy.load()
    policy = Policy.from_texts(packaged(), overlay)
    assert policy.hash != base.hash
    return effect_of(policy, facts, as_of=as_of, today=TODAY)


def packaged() -> str:
    return resources.files("graph_engine.policy").joinpath("default.toml").read_text(encoding="utf-8")


def penalty(decided_on: date | None, **rest: object) -> EventFacts:
    """A fine of the environment authority: class general under 发改委令58号 and 36号."""
    given: dict[str, object] = {
        "category": "administrative_penalty",
        "authority": "某市生态环境局",
        "penalty_types": frozenset({"fine"}),
        "decided_on": decided_on,
        **rest,
    }
    return EventFacts(**given)  # type: ignore[arg-type]


def listed(category: str, **rest: object) -> EventFacts:
    given: dict[str, object] = {"category": category, "published_on": date(2025, 3, 1), **rest}
    return EventFacts(**given)  # type: ignore[arg-type]

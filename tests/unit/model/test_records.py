"""Records say what the schema declares: the same kinds, the same fields, in the same order."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, replace
from datetime import date
from typing import Any, get_type_hints

import pytest

from graph_engine.model import schema
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import (
    RECORD_CLASSES,
    Alias,
    Enterprise,
    Person,
    Project,
    Record,
    RiskEvent,
    Shareholding,
)
from graph_engine.model.schema import Type

ENDS = ("party", "source", "target")
NOT_STORED = {"record_id"}
HINTS: dict[Type, set[object]] = {
    Type.TEXT: {str, str | None},
    Type.INTEGER: {int | None},
    Type.DATE: {date | None},
    Type.BOOLEAN: {bool},
    Type.LIST: {tuple[str, ...]},
}
COMPANY = PartyRef("enterprise", "uscc:1")
PERSON = PartyRef("person", "person:k:1")

by_kind = pytest.mark.parametrize("record_class", RECORD_CLASSES, ids=lambda found: str(found.kind))


def _sample(hint: Any, number: int) -> Any:
    if hint is bool:
        return True
    if hint == date | None:
        return date.fromordinal(719_163 + number)
    if hint == int | None:
        return number
    if hint == tuple[str, ...]:
        return (f"text {number}",)
    return f"text {number}"


def _stored(value: object) -> object:
    """What `values` should give for a field."""
    match value:
        case bool():
            return 1 if value else None
        case date():
            return value.toordinal() - 719_163
        case tuple():
            return json.dumps(sorted(value), ensure_ascii=False, separators=(",", ":")) if value else None
        case _:
            return value


def _record(record_class: Any, *, full: bool) -> Any:
    """A record with something of its own in every field, or in those alone that must be given."""
    hints = get_type_hints(record_class)
    values = {}
    for number, field in enumerate(fields(record_class), start=1):
        if field.name in ENDS:
            values[field.name] = COMPANY
        elif full or field.default is MISSING:
            values[field.name] = _sample(hints[field.name], number)
    return record_class(**values)


def test_there_is_one_class_for_every_kind() -> None:
    kinds = [record_class.kind for record_class in RECORD_CLASSES]  # type: ignore[attr-defined]
    assert sorted(kinds) == sorted(schema.STATEMENT_KINDS)
    assert len(set(kinds)) == len(kinds)


@by_kind
def test_fields_are_the_properties_of_the_schema(record_class: Any) -> None:
    names = {field.name for field in fields(record_class)} - {*ENDS, *NOT_STORED}
    own = {prop.name for prop in schema.own_properties(record_class.kind)}
    assert names == {*own, "valid_from", "valid_to"}


@by_kind
def test_fields_have_the_types_of_the_schema(record_class: Any) -> None:
    hints = get_type_hints(record_class)
    for prop in schema.own_properties(record_class.kind):
        assert hints[prop.name] in HINTS[prop.type], prop.name
        if prop.required:
            assert hints[prop.name] is str
    assert hints["valid_from"] == hints["valid_to"] == date | None


@by_kind
@pytest.mark.parametrize("full", [True, False], ids=["full", "bare"])
def test_values_are_the_fields_in_the_order_of_the_schema(record_class: Any, full: bool) -> None:
    record = _record(record_class, full=full)
    own = [prop.name for prop in schema.own_properties(record_class.kind)]
    assert list(record.values()) == [_stored(getattr(record, name)) for name in own]


@by_kind
def test_every_field_that_is_stored_changes_the_values(record_class: Any) -> None:
    record = _record(record_class, full=True)
    hints = get_type_hints(record_class)
    for prop in schema.own_properties(record_class.kind):
        other = False if hints[prop.name] is bool else _sample(hints[prop.name], 999)
        changed = replace(record, **{prop.name: other})
        differing = [one for one, two in zip(record.values(), changed.values(), strict=True) if one != two]
        assert len(differing) == 1, prop.name


@by_kind
def test_ends_fill_the_columns_of_the_kind(record_class: Any) -> None:
    record: Record = _record(record_class, full=True)
    assert len(record.ends()) == len(schema.end_columns(record.kind))


@by_kind
def test_records_hold_nothing_but_their_fields(record_class: Any) -> None:
    assert not hasattr(_record(record_class, full=True), "__dict__")


def test_a_relation_keeps_its_direction() -> None:
    held = Shareholding(source=PERSON, target=COMPANY)
    assert held.ends() == (PERSON, COMPANY)


def test_a_slot_is_told_by_role_and_record_number() -> None:
    held = Shareholding(source=PERSON, target=COMPANY, role="equity")
    others = [replace(held, role="votes"), replace(held, record_id="7"), replace(held, role="", record_id="equity")]
    assert len({held.place(), *(other.place() for other in others)}) == 4
    later = replace(held, ratio_ppb=1, valid_from=date(2020, 1, 1), amount=5, currency="CNY")
    assert later.place() == held.place(), "what is said of it plays no part"


@pytest.mark.parametrize(
    ("record", "later"),
    [
        (Enterprise(party=COMPANY, name="甲"), Enterprise(party=COMPANY, name="乙", status="revoked")),
        (Person(party=PERSON, name="甲"), Person(party=PERSON, name="乙")),
        (
            Project(party=PartyRef("project", "p"), name="甲"),
            Project(party=PartyRef("project", "p"), name="乙", amount=1, currency="CNY"),
        ),
        (
            RiskEvent(party=PartyRef("risk_event", "e"), category="litigation", matter="m"),
            RiskEvent(party=PartyRef("risk_event", "e"), category="litigation", matter="m", status="withdrawn"),
        ),
        (Alias(party=COMPANY, other_key="org:1"), Alias(party=COMPANY, other_key="org:2")),
    ],
)
def test_a_later_word_of_a_register_takes_the_place_of_the_earlier(record: Record, later: Record) -> None:
    assert record.place() == later.place()


@pytest.mark.parametrize("record_class", [Enterprise, Person, Project])
def test_mentions_stand_beside_each_other_and_beside_what_a_register_says(record_class: Any) -> None:
    party = PartyRef(record_class.kind, "key:1")
    one, two = (record_class(party=party, name=name, mention=True) for name in ("甲", "乙"))
    said = record_class(party=party, name="甲")
    assert len({one.place(), two.place(), said.place()}) == 3


def test_another_key_takes_the_place_of_one_of_its_scheme_only() -> None:
    assert Alias(party=COMPANY, other_key="org:1").place() != Alias(party=COMPANY, other_key="regno:1").place()


@pytest.mark.parametrize("scheme", ["src", "person-src", "uscc"])
def test_a_sources_own_ids_and_numbers_given_twice_stand_side_by_side(scheme: str) -> None:
    one, two = (Alias(party=COMPANY, other_key=f"{scheme}:{number}") for number in (1, 2))
    assert one.place() != two.place()
    numbered = Alias(party=COMPANY, other_key="lei:2", record_id="duplicate")
    assert numbered.place() != Alias(party=COMPANY, other_key="lei:1").place()


def test_lists_are_canonical_json_and_their_order_plays_no_part() -> None:
    event = RiskEvent(
        party=PartyRef("risk_event", "e"),
        category="administrative_penalty",
        matter="m",
        penalty_types=("warning", "fine"),
        situations=("s2", "s1"),
    )
    names = [prop.name for prop in schema.own_properties("risk_event")]
    values = dict(zip(names, event.values(), strict=True))
    assert values["penalty_types"] == '["fine","warning"]'
    assert values["situations"] == '["s1","s2"]'
    former = ('引号"', "斜\\线", "a,b", "甲")
    said = dict(
        zip(
            (prop.name for prop in schema.own_properties("enterprise")),
            Enterprise(party=COMPANY, name="甲", former_names=former).values(),
            strict=True,
        )
    )
    assert json.loads(str(said["former_names"])) == sorted(former)


@pytest.mark.parametrize("text", ["\n", "\t", "\x00", "\x1f"])
def test_lists_hold_control_characters_as_json_demands(text: str) -> None:
    said = Enterprise(party=COMPANY, name="甲", former_names=(f"a{text}b",)).values()
    stored = next(value for value in said if isinstance(value, str) and value.startswith("["))
    assert json.loads(stored) == [f"a{text}b"]

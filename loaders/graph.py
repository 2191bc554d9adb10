"""The known graph as JSON Lines (图数据): what `RiskEngine.graph` gave, or an analyst's own in the same form.

A line with `node` (a key), `kind` and `name` describes a node, one with `relation`, `source` and `target` states a
relation between two nodes of the document. Other members are named as in the data dictionary. What was only joined by
name, or disputed, where the graph came from is not stated as a fact here: such relations are left out by a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from graph_engine.errors import RowError
from graph_engine.loading import Emitter, JsonDocument, JsonItem, JsonLoader, Reason, Recognition, Rule
from graph_engine.loading.redaction import mask_numbers
from graph_engine.model import schema
from graph_engine.model.asked_keys import asked_keys
from graph_engine.model.parties import LOCAL_RANK, PERSON_SCHEME, SOURCE_SCHEME, PartyRef, rank_of, scheme_of
from graph_engine.model.ratios import PPB
from graph_engine.model.records import RECORD_CLASSES, Record
from graph_engine.model.text import tidy_text

DOUBTFUL: Final = Rule(
    "doubtful_relation",
    "a relation that was joined by name only, or on which sources disagree, where the graph came from",
    "在原图中仅凭名称匹配或来源之间不一致的关系",
)
NAMELESS: Final = Rule(
    "nameless_node", "a node without a name: only its relations say anything", "没有名称的节点，仅采用其关系"
)
OTHER_MEMBER: Final = Rule("other_member", "a member that the data dictionary does not know", "数据字典以外的字段")
NOT_A_ROW: Final = Reason("neither a node nor a relation", "既不是节点也不是关系")
BAD_KEY: Final = Reason("no key that a node of this kind can have", "不是该类节点可用的标识")
BAD_VALUE: Final = Reason("no value that this member can have", "字段取值无效")
UNKNOWN_END: Final = Reason(
    "an end that is no node of the document, or not of this relation", "关系端点不在文件中或类别不符"
)
SAID_TWICE: Final = Reason("a node of this key stands above, of another kind or name", "同一标识的节点重复且不一致")

_DOUBTS: Final = frozenset({"joined_by_name", "end_disputed", "ratio_conflict"})
_TOLD_ONLY: Final = frozenset({"doubts", "provenance", "kind", "keys", "scope"})
"""Members that are read apart, or say where the graph came from."""

_KEYED: Final = re.compile(r"[0-9a-z]+:[0-9a-f]{64}")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S.*", re.DOTALL)
_OWN_SCHEMES: Final = {
    "person": ("person", "person-src", "person-local"),
    "project": ("project", "project-code"),
    "risk_event": ("event",),
    "contact": ("contact",),
}
_NO_ENTERPRISE: Final = frozenset(scheme for schemes in _OWN_SCHEMES.values() for scheme in schemes)
_LONGEST_KEY: Final = 512
_MOST: Final = 1 << 62
_CLASSES: Final = {cast("type[Record]", each).kind: each for each in RECORD_CLASSES}

Value = Mapping[str, Any]


def load_document(document: JsonDocument, emit: Emitter) -> None:
    """All nodes and relations; the nodes are looked at first, since relations name them by key."""
    parties: dict[str, PartyRef] = {}
    for item in document.items():
        if isinstance(item.value, dict) and "node" in item.value:
            try:
                party = _party(item.value)
            except RowError:
                continue
            parties.setdefault(party.key, party)
    for item in document.items():
        if item.line:
            emit.take(item, lambda row, emit: _row(row, emit, parties))


def _row(item: JsonItem, emit: Emitter, parties: Mapping[str, PartyRef]) -> None:
    value = item.value
    if isinstance(value, dict) and "node" in value:
        _node(value, emit, parties)
    elif isinstance(value, dict) and "relation" in value:
        _relation(value, emit, parties)
    else:
        raise RowError(NOT_A_ROW)


def _node(value: Value, emit: Emitter, parties: Mapping[str, PartyRef]) -> None:
    party = _party(value)
    first = parties[party.key]
    if (first.kind, first.name, first.scope) != (party.kind, party.name, party.scope):
        raise RowError(SAID_TWICE, column="node", value=party.key)
    if party.name is None and party.kind not in ("risk_event", "contact"):
        emit.ignore(NAMELESS)
        return
    values = _values(value, party.kind, emit, {"node"})
    if party.name is not None:
        values["name"] = party.name
    emit.add(_CLASSES[party.kind](party=party, **values))


def _relation(value: Value, emit: Emitter, parties: Mapping[str, PartyRef]) -> None:
    relation = schema.RELATION_KINDS.get(_word(value, "relation"))
    if relation is None:
        raise RowError(BAD_VALUE, column="relation", value=str(value["relation"])[:64])
    source, target = (_end(value, name, parties) for name in ("source", "target"))
    for end, kinds, name in ((source, relation.sources, "source"), (target, relation.targets, "target")):
        if end.kind not in kinds:
            raise RowError(UNKNOWN_END, column=name)
    doubts = value.get("doubts", [])
    if not isinstance(doubts, list):
        raise RowError(BAD_VALUE, column="doubts")
    if _DOUBTS.intersection(map(str, doubts)):
        emit.ignore(DOUBTFUL)
        return
    values = _values(value, relation.name, emit, {"relation", "source", "target"})
    for name in ("valid_from", "valid_to"):
        if value.get(name) is not None:
            values[name] = _day(value[name], name)
    emit.add(_CLASSES[relation.name](source=source, target=target, **values))


def _end(value: Value, name: str, parties: Mapping[str, PartyRef]) -> PartyRef:
    party = parties.get(_word(value, name))
    if party is None:
        raise RowError(UNKNOWN_END, column=name)
    # The node's own line gives its name and other keys.
    return PartyRef(party.kind, party.key, scope=party.scope)


# ---------------------------------------------------------------------- parties


def _party(value: Value) -> PartyRef:
    """The party of a node's line.

    Raises:
        RowError: kind, key, name or other keys are none.
    """
    key, kind = _word(value, "node"), _word(value, "kind")
    if kind not in schema.NODE_KINDS:
        raise RowError(BAD_VALUE, column="kind", value=kind[:64])
    scope = _word(value, "scope") if value.get("scope") is not None else None
    _check_key(key, kind, scope)
    name = None
    if kind != "risk_event" and value.get("name") is not None:
        name = mask_numbers(tidy_text(_word(value, "name")))
    others = value.get("keys", [])
    if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
        raise RowError(BAD_VALUE, column="keys")
    for other in others:
        _check_key(other, kind, None)
    return PartyRef(kind, key, name, tuple(others), scope)


def _check_key(key: str, kind: str, scope: str | None) -> None:
    """Whether a key is one of its kind. ID numbers are none: a person goes by a keyed hash, or a source's own id."""
    scheme, value = scheme_of(key), key.partition(":")[2]
    own = _OWN_SCHEMES.get(kind)
    is_local = rank_of(key) == LOCAL_RANK and kind in ("enterprise", "person")
    known = scheme in own if own is not None else scheme not in _NO_ENTERPRISE
    well_formed = (
        len(key) <= _LONGEST_KEY
        and _SCHEME.fullmatch(key) is not None
        and key.isprintable()
        and known
        and is_local == (scope is not None)
        and (scope is None or key.endswith(f"@{scope}"))
    )
    if kind == "enterprise" and not is_local:
        well_formed = well_formed and asked_keys(key) == (key,)
    elif scheme == PERSON_SCHEME or key.startswith(("contact:phone:", "contact:mail:")):
        keyed = value if scheme == PERSON_SCHEME else value.partition(":")[2]
        well_formed = well_formed and _KEYED.fullmatch(keyed) is not None
    if kind == "person" or is_local or scheme == SOURCE_SCHEME:
        well_formed = well_formed and mask_numbers(key) == key
    if not well_formed:
        raise RowError(BAD_KEY, column="node", value=key[:64])


# ---------------------------------------------------------------------- values


def _values(value: Value, kind: str, emit: Emitter, known: set[str]) -> dict[str, Any]:
    """The own properties of a statement kind that a line gives; members that no kind knows are left out by name."""
    properties = {prop.name: prop for prop in schema.own_properties(kind)}
    found: dict[str, Any] = {}
    for name, said in value.items():
        if name in properties and name not in known:
            if said is not None and name != "name":
                found[name] = _READ[properties[name].type](said, name)
                allowed = properties[name].values
                if allowed and found[name] not in ("", *allowed):
                    raise RowError(BAD_VALUE, column=name, value=str(said)[:64])
        elif name not in known | _TOLD_ONLY | {"name", "valid_from", "valid_to"}:
            emit.leave_out(OTHER_MEMBER)
    missing = [prop.name for prop in properties.values() if prop.required and prop.name not in (*found, "name")]
    if missing:
        raise RowError(BAD_VALUE, column=missing[0])
    return found


def _word(value: Value, name: str) -> str:
    said = value.get(name)
    if not isinstance(said, str) or not said.strip():
        raise RowError(BAD_VALUE, column=name)
    return said


def _text(said: Any, name: str) -> str:
    if not isinstance(said, str):
        raise RowError(BAD_VALUE, column=name)
    return mask_numbers(tidy_text(said))


def _integer(said: Any, name: str) -> int:
    most = PPB if name.startswith("ratio_") else _MOST
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= most:
        raise RowError(BAD_VALUE, column=name, value=str(said)[:64])
    return said


def _day(said: Any, name: str) -> date:
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        raise RowError(BAD_VALUE, column=name, value=str(said)[:64]) from None


def _flag(said: Any, name: str) -> bool:
    if not isinstance(said, bool):
        raise RowError(BAD_VALUE, column=name)
    return said


def _list(said: Any, name: str) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise RowError(BAD_VALUE, column=name)
    return tuple(mask_numbers(tidy_text(each)) for each in said)


_READ: Final[dict[schema.Type, Callable[[Any, str], Any]]] = {
    schema.Type.TEXT: _text,
    schema.Type.INTEGER: _integer,
    schema.Type.DATE: _day,
    schema.Type.BOOLEAN: _flag,
    schema.Type.LIST: _list,
}


def recognises(items: Sequence[JsonItem]) -> Recognition:
    """Lines that are nodes or relations."""
    good = sum(1 for item in items if isinstance(item.value, dict) and {"node", "relation"} & set(item.value))
    return Recognition(good / len(items) if items else 0.0, "no nodes and no relations")


LOADER = JsonLoader(
    name="graph",
    zh="图数据（节点与关系）",
    en="graphs: nodes and relations as this engine exports them",
    covers=schema.STATEMENT_KINDS,
    recognises=recognises,
    handler=load_document,
)

"""The policy (政策): law and office practice as versioned data, read, checked as a whole, and hashed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import TypeVar, cast

from graph_engine.errors import Fault, NotFoundError, PolicyError
from graph_engine.policy.channels import Channel, Conduction, Exemption, Propagation
from graph_engine.policy.citations import Citation, Text
from graph_engine.policy.facts import EventFacts, NodeFacts
from graph_engine.policy.kinds import EventKind, Matcher, WarningDomain, compile_matcher, match
from graph_engine.policy.law import KindReader, read_basis, read_citations, read_domains, read_effect
from graph_engine.policy.practice import read_practice
from graph_engine.policy.reading import Table
from graph_engine.policy.rules import EffectRules, Regime
from graph_engine.policy.validation import cross_faults
from graph_engine.policy.wording import Claim, Gate, GateStep, Ladder, Measure, Purpose, Scenario

DEFAULT_NAME = "default.toml"
FILE_FORMAT = 1
_Entry = TypeVar("_Entry")
_DERIVED = frozenset({"by_class", "by_role", "matcher", "hash"})


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One policy (政策) as it holds for an answer; `hash` is the SHA-256 of all its content, in order."""

    id: str
    version: str
    issued_on: date
    name: Text
    citations: Mapping[str, Citation]
    dishonesty_basis: tuple[Citation, ...]
    catalogue_basis: tuple[Citation, ...]
    domains: Mapping[str, WarningDomain]
    effect: EffectRules
    kinds: tuple[EventKind, ...]
    conduction: Conduction
    propagation: Propagation
    claims: Mapping[str, Claim]
    forbidden_for_leads: Mapping[str, tuple[str, ...]]
    ladder: Ladder
    gate: Gate
    scenarios: Mapping[str, Scenario]
    operator_roles: Mapping[str, Text]
    purposes: Mapping[str, Purpose]
    matcher: Matcher
    hash: str = ""

    @classmethod
    def load(cls, path: Path | str | None = None, overlay: Path | str | None = None) -> Policy:
        """The policy of a file, the packaged one by default, extended by an office's own file.

        An overlay names only the keys that it changes or adds; lists are replaced whole. Raises `PolicyError`
        with every fault of the merged content.
        """
        if path is None:
            packaged = resources.files("graph_engine.policy").joinpath(DEFAULT_NAME)
            base, name = packaged.read_text(encoding="utf-8"), DEFAULT_NAME
        else:
            base, name = _text_of(path), str(path)
        if overlay is None:
            return cls.from_texts(base, name=name)
        return cls.from_texts(base, _text_of(overlay), name=f"{name} + {overlay}")

    @classmethod
    def from_texts(cls, base: str, overlay: str = "", *, name: str = "policy") -> Policy:
        """The policy of two TOML texts, the second laid over the first. Raises `PolicyError`."""
        content = merge(_parse(base, name), _parse(overlay, name))
        faults: list[Fault] = []
        policy = _read(Table(content, "", faults), faults)
        if faults:
            raise PolicyError(name, tuple(dict.fromkeys(faults)))
        return replace(policy, hash=_hash(policy.as_dict()))

    def kind_of(self, facts: EventFacts) -> EventKind | None:
        """The kind of an event (事件种类): the first in file order that fits; `None`: unclassified."""
        return match(self.matcher, facts)

    def kind(self, kind_id: str) -> EventKind:
        """The kind of that id. Raises `NotFoundError`."""
        for kind in self.kinds:
            if kind.id == kind_id:
                return kind
        raise NotFoundError("event kind", kind_id)

    def channel_of(self, relation: str, role: str = "") -> Channel | None:
        """The channel (传导渠道) of a relation in a role; `None` where nothing is conducted."""
        return self.conduction.channel_of(relation, role)

    def exemption_of(self, node: NodeFacts) -> Exemption | None:
        """The exemption that keeps a node from conducting; `None` if it conducts."""
        return self.conduction.exemption_of(node)

    def claim(self, claim_id: str) -> Claim:
        """The claim level (结论层级) of that id. Raises `NotFoundError`."""
        return _found(self.claims, "claim level", claim_id)

    def purpose(self, purpose_id: str) -> Purpose:
        """The purpose (查询目的) of that id. Raises `NotFoundError`."""
        return _found(self.purposes, "purpose", purpose_id)

    def persons_allowed(self, purpose_id: str) -> bool:
        """Whether a purpose covers natural persons' events. Raises `NotFoundError`."""
        return self.purpose(purpose_id).natural_persons

    def may_ask(self, role: str, purpose_id: str) -> bool:
        """Whether an operator's role has a purpose. Raises `NotFoundError` for an unknown purpose."""
        return role in self.purpose(purpose_id).roles

    def measure_for(self, serious_records: int) -> Measure | None:
        """The step of the ladder of article 4 for a party's *own* matters of serious dishonesty in effect."""
        return self.ladder.step_of(serious_records)

    def gate_step(self, hazards_ppb: Mapping[str, int]) -> GateStep:
        """The step of the office's gate ladder for hazards alone, by claim level, in parts per billion."""
        return self.gate.step_of(hazards_ppb)

    def as_dict(self) -> dict[str, object]:
        """The whole policy as plain data in canonical form: what the hash is computed from."""
        return cast("dict[str, object]", _plain(self, whole=True))


def merge(base: Mapping[str, object], overlay: Mapping[str, object]) -> dict[str, object]:
    """Tables merged key by key, new keys after old ones; everything else is replaced."""
    merged = dict(base)
    for key, value in overlay.items():
        present = merged.get(key)
        if isinstance(present, dict) and isinstance(value, dict):
            merged[key] = merge(present, value)
        else:
            merged[key] = value
    return merged


def _read(root: Table, faults: list[Fault]) -> Policy:
    header = root.child("policy")
    header.integer("format", FILE_FORMAT, FILE_FORMAT)
    citations = read_citations(root)
    domains = read_domains(root)
    effect = read_effect(root, citations)
    kinds = KindReader(root, citations, domains, effect).read(root)
    practice = read_practice(root, citations)
    issued_on = header.day("issued_on")
    if issued_on is None:
        header.fault("issued_on", "missing")
    policy = Policy(
        id=header.text("id"),
        version=header.text("version"),
        issued_on=issued_on or date.min,
        name=header.words(),
        citations=citations,
        dishonesty_basis=read_basis(header, citations, "dishonesty_basis"),
        catalogue_basis=read_basis(header, citations, "catalogue_basis"),
        domains=domains,
        effect=effect,
        kinds=kinds,
        conduction=practice.conduction,
        propagation=practice.propagation,
        claims=practice.claims,
        forbidden_for_leads=practice.forbidden_for_leads,
        ladder=practice.ladder,
        gate=practice.gate,
        scenarios=practice.scenarios,
        operator_roles=practice.operator_roles,
        purposes=practice.purposes,
        matcher=compile_matcher(kinds),
    )
    header.close()
    root.close()
    faults.extend(cross_faults(effect, kinds, practice, tuple(faults)))
    return policy


def _parse(text: str, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(name, (Fault("file", f"is not TOML: {error}"),)) from error


def _text_of(path: Path | str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(str(path), (Fault("file", f"cannot be read: {error}"),)) from error


def _found(entries: Mapping[str, _Entry], noun: str, key: str) -> _Entry:
    if key not in entries:
        raise NotFoundError(noun, key)
    return entries[key]


def _plain(value: object, *, whole: bool = False) -> object:
    """Plain data; what has an id elsewhere in the policy stands as that id unless the `whole` is asked."""
    if isinstance(value, (Citation, Regime, WarningDomain)) and not whole:
        return value.id
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain_field(field.name, getattr(value, field.name))
            for field in fields(value)
            if field.name not in _DERIVED
        }
    if isinstance(value, Mapping):
        return {key: _plain(entry, whole=whole) for key, entry in value.items()}
    if isinstance(value, (tuple, frozenset)):
        entries = sorted(value) if isinstance(value, frozenset) else value
        return [_plain(entry) for entry in entries]
    return value.isoformat() if isinstance(value, date) else value


def _plain_field(name: str, value: object) -> object:
    return _plain(value, whole=name in {"citations", "domains", "regimes"})


def _hash(content: Mapping[str, object]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()

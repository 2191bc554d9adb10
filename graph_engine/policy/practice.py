"""Reads the office's half of a policy file: channels, exemptions, numbers, wording, ladders, purposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_engine.model.schema import RELATION_KINDS
from graph_engine.model.vocabulary import CONTACT_CHANNELS, SCENARIOS
from graph_engine.policy.channels import Channel, Conduction, Exemption, Propagation, index_channels
from graph_engine.policy.citations import Text
from graph_engine.policy.law import Citations, read_basis
from graph_engine.policy.reading import Table
from graph_engine.policy.wording import (
    CLAIM_PARTS,
    GATE_STEPS,
    MEASURE_STEPS,
    RECORD_CLAIMS,
    Claim,
    Gate,
    GateStep,
    Ladder,
    Measure,
    Purpose,
    Scenario,
)

_EXEMPT_KINDS = ("enterprise", "person", "contact")
_CODE_CHARACTERS = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_HIGHEST_HAZARD = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Practice:
    """What the office decides beside the law."""

    conduction: Conduction
    propagation: Propagation
    claims: Mapping[str, Claim]
    forbidden_for_leads: Mapping[str, tuple[str, ...]]
    ladder: Ladder
    gate: Gate
    scenarios: Mapping[str, Scenario]
    operator_roles: Mapping[str, Text]
    purposes: Mapping[str, Purpose]


def read_practice(root: Table, citations: Citations) -> Practice:
    """Everything but the law; faults are noted at the table."""
    operator_roles = root.entries("operator_roles", lambda _, table: table.words())
    return Practice(
        conduction=_conduction(root, citations),
        propagation=_propagation(root.child("propagation"), citations),
        claims=_claims(root, citations),
        forbidden_for_leads=_forbidden(root.child("forbidden_for_leads")),
        ladder=_ladder(root.child("measures"), citations),
        gate=_gate(root.child("gate"), citations),
        scenarios=root.fixed(
            "scenarios",
            SCENARIOS,
            lambda name, table: Scenario(name, table.words(), read_basis(table, citations)),
        ),
        operator_roles=operator_roles,
        purposes=root.entries(
            "purposes",
            lambda name, table: Purpose(
                name,
                table.words(),
                frozenset(table.names("roles", operator_roles, required=True)),
                table.flag("natural_persons"),
                table.flag("reference_required"),
                read_basis(table, citations),
            ),
        ),
    )


def _conduction(root: Table, citations: Citations) -> Conduction:
    channels = tuple(root.entries("channels", lambda name, table: _channel(name, table, citations)).values())
    relations = root.child("relations")
    conduction = Conduction(
        channels,
        relations.names("silent", RELATION_KINDS),
        relations.names("merged", RELATION_KINDS),
        tuple(root.entries("exemptions", lambda name, table: _exemption(name, table, citations)).values()),
        index_channels(channels),
    )
    relations.close()
    return conduction


def _channel(name: str, table: Table, citations: Citations) -> Channel:
    relation = table.choice("relation", RELATION_KINDS)
    roles = RELATION_KINDS[relation].roles
    if table.has("roles") and not roles:
        table.fault("roles", f"relation '{relation}' has no roles")
    ratio_scaled = table.flag("ratio_scaled", False)
    if ratio_scaled and all(entry.name != "ratio_ppb" for entry in RELATION_KINDS[relation].properties):
        table.fault("ratio_scaled", f"relation '{relation}' has no ratio")
    return Channel(
        name,
        table.words(),
        relation,
        frozenset(table.names("roles", roles) if roles else ()),
        table.ppm("down"),
        table.ppm("up"),
        ratio_scaled,
        read_basis(table, citations),
    )


def _exemption(name: str, table: Table, citations: Citations) -> Exemption:
    size_over = table.integer("size_over", 1, 1_000_000) if table.has("size_over") else None
    exemption = Exemption(
        name,
        table.words(),
        frozenset(table.names("kinds", _EXEMPT_KINDS, required=True)),
        table.names("code_prefixes"),
        frozenset(table.names("codes")),
        table.names("name_contains"),
        table.names("type_contains"),
        frozenset(table.names("channels", CONTACT_CHANNELS)),
        size_over,
        read_basis(table, citations),
    )
    for key, codes in (("code_prefixes", exemption.code_prefixes), ("codes", sorted(exemption.codes))):
        for code in codes:
            if not set(code) <= _CODE_CHARACTERS or len(code) > 18 or (key == "codes" and len(code) != 18):
                table.fault(key, f"'{code}' is no part of a credit code")
    if bool(exemption.channels) != (size_over is not None):
        table.fault("size_over", "goes together with channels")
    asks = exemption.code_prefixes or exemption.codes or exemption.name_contains or exemption.type_contains
    if not asks and size_over is None:
        table.fault("", "exempts nothing")
    return exemption


def _propagation(table: Table, citations: Citations) -> Propagation:
    numbers = Propagation(
        transit_constant=table.integer("transit_constant", 1, 1_000_000),
        theta_ppm=table.ppm("theta"),
        max_arcs=table.integer("max_arcs", 1, 8),
        exponent=table.integer("exponent", 1, 2),
        kappa_ppm=table.ppm("kappa", high=100),
        cap_ppm=table.ppm("cap"),
        ratio_floor_ppm=table.ppm("ratio_floor"),
        amplitude_halvings=table.integer("amplitude_halvings", 1, 60),
        basis=read_basis(table, citations),
    )
    table.close()
    return numbers


def _claims(root: Table, citations: Citations) -> Mapping[str, Claim]:
    def claim(name: str, table: Table) -> Claim:
        return Claim(
            name,
            1 + list(CLAIM_PARTS).index(name),
            CLAIM_PARTS[name],
            table.words(),
            table.phrase("wording"),
            table.phrase("does_not_allow"),
            read_basis(table, citations),
        )

    return root.fixed("claims", CLAIM_PARTS, claim)


def _forbidden(table: Table) -> Mapping[str, tuple[str, ...]]:
    words = {language: table.names(language, required=True) for language in ("zh", "en")}
    table.close()
    return words


def _ladder(table: Table, citations: Citations) -> Ladder:
    def step(name: str, entry: Table) -> Measure:
        return Measure(
            name,
            entry.words(),
            entry.phrase("advice"),
            entry.integer("serious_records_from", 1, 1000),
            read_basis(entry, citations),
            read_basis(entry, citations, "threshold_basis"),
        )

    ladder = Ladder(
        table.names("claims", RECORD_CLAIMS, required=True),
        tuple(table.fixed("steps", MEASURE_STEPS, step).values()),
    )
    table.close()
    return ladder


def _gate(table: Table, citations: Citations) -> Gate:
    def step(name: str, entry: Table) -> GateStep:
        thresholds = entry.child("thresholds", required=False)
        levels = {claim: thresholds.ppm(claim, high=_HIGHEST_HAZARD) for claim in CLAIM_PARTS if thresholds.has(claim)}
        thresholds.close()
        return GateStep(name, entry.words(), entry.phrase("advice"), levels)

    gate = Gate(
        table.phrase("note"),
        tuple(table.fixed("steps", GATE_STEPS, step).values()),
        read_basis(table, citations),
    )
    table.close()
    return gate

"""Channels (传导渠道): along which relations risk is followed, how strongly, and through whom it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_engine.policy.citations import Citation, Text
from graph_engine.policy.facts import NodeFacts


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """One channel: a relation in some roles, with its strengths in parts per million.

    `relation` is a name of `schema.RELATION_KINDS`. `down` follows the relation from its source to its target
    (holder to company, guarantor to debtor), `up` goes against it. Empty `roles`: all roles that no other
    channel of the relation names. With `ratio_scaled` a strength is multiplied by f(ratio): its square root
    down, the ratio itself up, and never less than `Propagation.ratio_floor_ppm`.
    """

    id: str
    name: Text
    relation: str
    roles: frozenset[str]
    down_ppm: int
    up_ppm: int
    ratio_scaled: bool
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Exemption:
    """Nodes through whose middle no risk is followed (不传导主体); they may still start or end a path.

    A node is exempt if it is of one of `kinds` and meets *any* of: a credit code that starts with one of
    `code_prefixes` or equals one of `codes`; a name or type as printed that contains one of the words; as a
    contact, a channel of `channels` with more than `size_over` users.
    """

    id: str
    name: Text
    kinds: frozenset[str]
    code_prefixes: tuple[str, ...]
    codes: frozenset[str]
    name_contains: tuple[str, ...]
    type_contains: tuple[str, ...]
    channels: frozenset[str]
    size_over: int | None
    basis: tuple[Citation, ...]

    def covers(self, node: NodeFacts) -> bool:
        """Whether a node is exempt under this entry."""
        if node.kind not in self.kinds:
            return False
        if self.size_over is not None and node.channel in self.channels and node.size > self.size_over:
            return True
        return (
            (bool(self.code_prefixes) and node.credit_code.startswith(self.code_prefixes))
            or (bool(node.credit_code) and node.credit_code in self.codes)
            or any(word in node.name for word in self.name_contains)
            or any(word in node.type_text for word in self.type_contains)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Propagation:
    """The numbers of the propagation (传导参数); ratios in parts per million.

    transit_constant: a node in the middle passes min(1, this / distinct counterparties); theta: reach below
    it is 0; max_arcs: H; exponent: p; kappa: of the score 1 - exp(-kappa * hazard); cap: of one arc's
    strength; ratio_floor: f of a recorded holder whose ratio is unknown or small; amplitude_halvings: an
    amplitude below two to the minus this counts 0.
    """

    transit_constant: int
    theta_ppm: int
    max_arcs: int
    exponent: int
    kappa_ppm: int
    cap_ppm: int
    ratio_floor_ppm: int
    amplitude_halvings: int
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Conduction:
    """All channels, the relations that conduct nothing, and those whose two ends are one legal person."""

    channels: tuple[Channel, ...]
    silent: tuple[str, ...]
    merged: tuple[str, ...]
    exemptions: tuple[Exemption, ...]
    by_role: Mapping[tuple[str, str | None], Channel]

    def channel_of(self, relation: str, role: str = "") -> Channel | None:
        """The channel of a relation in a role; `None` for silent and merged relations."""
        return self.by_role.get((relation, role)) or self.by_role.get((relation, None))

    def exemption_of(self, node: NodeFacts) -> Exemption | None:
        """The first exemption that covers a node (不传导主体); `None` if it conducts."""
        for exemption in self.exemptions:
            if exemption.covers(node):
                return exemption
        return None


def index_channels(channels: tuple[Channel, ...]) -> Mapping[tuple[str, str | None], Channel]:
    """Channels by relation and role; role `None` is the channel of all roles not named."""
    index: dict[tuple[str, str | None], Channel] = {}
    for channel in channels:
        for role in sorted(channel.roles) or (None,):
            index.setdefault((channel.relation, role), channel)
    return index

"""The exact split of one hazard into matter × path, its three parts, and the hazard of each part alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph_engine.analysis.allocation import allocate, hazard_micro
from graph_engine.analysis.explanation import Explanation, Line
from graph_engine.answers.assessment import AloneParts, Contribution, HazardParts, More
from graph_engine.answers.writing import Micro
from graph_engine.assessment.claims import lead_claim, record_claim
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.notes import event_note, step
from graph_engine.assessment.parties import Parties
from graph_engine.policy.wording import CLAIM_PARTS, PARTS


@dataclass(frozen=True, slots=True)
class Share:
    """One matter's exact share: its part, its claim level, and its printed amount in millionths."""

    line: Line
    part: str
    member: int | None
    claim: str
    amount: int


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A hazard split exactly; shares strongest first. `total` is the hazard in millionths."""

    total: int
    shares: tuple[Share, ...]
    exponent: int

    def part(self, part: str) -> list[Share]:
        """The shares of one part."""
        return [share for share in self.shares if share.part == part]

    def alone(self, shares: Sequence[Share]) -> int:
        """The hazard of some shares taken by themselves, in millionths."""
        return hazard_micro(sum(share.line.units for share in shares), self.exponent)

    def hazard(self) -> HazardParts:
        """The total and its parts; the parts are sums of printed amounts, so they add up as printed."""
        sums = [Micro(sum(share.amount for share in self.part(part))) for part in PARTS]
        return HazardParts(Micro(self.total), *sums)

    def alone_parts(self) -> AloneParts:
        """The hazard of each part by itself."""
        return AloneParts(*(Micro(self.alone(self.part(part))) for part in PARTS))

    def strongest_claim(self) -> str | None:
        """The strongest claim level that any share holds."""
        held = {share.claim for share in self.shares}
        return next((claim for claim in CLAIM_PARTS if claim in held), None)

    def hazards_by_claim(self) -> Mapping[str, int]:
        """For the gate: by claim level the hazard alone, in ppb, of the shares at that level; for leads, of those at
        that level or a firmer one. A record that rests on a doubt is never more than a doubtful lead."""
        found: dict[str, int] = {}
        leads: list[Share] = []
        for claim, part in CLAIM_PARTS.items():
            shares = [share for share in self.shares if share.claim == claim]
            if part == "linked":
                leads += shares
            if shares:
                found[claim] = self.alone(leads if part == "linked" else shares) * 1000
        return found


def split(grounds: Grounds, parties: Parties, explanation: Explanation) -> Split:
    """Splits the hazard of a target among the matters that reach it."""
    exponent = grounds.policy.propagation.exponent
    lines = explanation.lines()
    total = hazard_micro(explanation.total, exponent)
    amounts = allocate(total, [line.units for line in lines])
    shares = [_share(grounds, parties, line, amount) for line, amount in zip(lines, amounts, strict=True)]
    return Split(total, tuple(shares), exponent)


def _share(grounds: Grounds, parties: Parties, line: Line, amount: int) -> Share:
    """Decides the part by the subjects of the matter: the target, else a party, else whoever is linked.

    Of several parties that a matter names, the one of the firmest claim sets the part; then where the path begins.
    """
    rows: dict[int, list[int]] = defaultdict(list)
    for row in grounds.matter_subjects(line.matter):
        rows[grounds.legal_person(int(grounds.snapshot.subject_node[row]))].append(row)
    named = [party for party in parties.persons if party in rows]
    if parties.target in rows:
        part, members = "own", [parties.target]
    elif named:
        part, members = "parties", sorted(named, key=lambda party: party != line.subject)
    else:
        claim = lead_claim(grounds, rows[line.subject], line.path)
        return Share(line, "linked", None, claim, amount)
    claims = {member: record_claim(grounds, parties, part, member, rows[member]) for member in members}
    member = min(members, key=lambda member: list(CLAIM_PARTS).index(claims[member]))
    return Share(line, part, member, claims[member], amount)


def contributions(grounds: Grounds, found: Split, limit: int) -> tuple[tuple[Contribution, ...], tuple[More, ...]]:
    """The strongest `limit` contributions in full, and per part how many more there are and what they come to."""
    printed = tuple(_contribution(grounds, share) for share in found.shares[:limit])
    rest = found.shares[limit:]
    more = tuple(
        More(part, len(left), Micro(sum(share.amount for share in left)))
        for part in PARTS
        if (left := [share for share in rest if share.part == part])
    )
    return printed, more


def _contribution(grounds: Grounds, share: Share) -> Contribution:
    snapshot, line = grounds.snapshot, share.line
    subject_rows = [
        row
        for row in grounds.matter_subjects(line.matter)
        if grounds.legal_person(int(snapshot.subject_node[row])) == line.subject
    ]
    by_strength = sorted(subject_rows, key=lambda row: (int(grounds.judgment.cost[row]), row))
    events = tuple(event_note(grounds, row) for row in by_strength)
    steps = tuple(step(grounds, tail, head, first=at == 0) for at, (tail, head) in enumerate(pairwise(line.path)))
    return Contribution(
        part=share.part,
        matter=snapshot.matter_key[line.matter],
        kind=events[0].kind or "",
        subject=snapshot.public_id[line.subject],
        subject_name=snapshot.name[line.subject],
        member=None if share.member is None else snapshot.public_id[share.member],
        amount=Micro(share.amount),
        claim=share.claim,
        events=events,
        path=steps,
    )

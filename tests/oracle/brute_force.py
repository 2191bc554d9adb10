"""The propagation by its definition: every simple path is looked at, in unbounded integers; shares no code.

Costs and weights come from decimal logarithms of sixty digits instead of the product's tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from functools import cache

PPB = 10**9
CAP = 950_000_000


@cache
def cost(strength: int) -> int:
    """−4096 · log2 of a strength in ppb, to the nearest integer."""
    with localcontext() as context:
        context.prec = 60
        exact = -4096 * (Decimal(strength) / PPB).ln() / Decimal(2).ln()
        return int(exact.to_integral_value(rounding=ROUND_HALF_UP))


@cache
def weight(bits: int, p: int, at: int) -> int:
    """round_half_up(2^bits · 2^(−p·at/4096))."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(2) ** (Decimal(bits) - Decimal(p * at) / 4096)
        return int((exact + Decimal("0.5")).to_integral_value(rounding=ROUND_FLOOR))


@dataclass(frozen=True)
class World:
    """A small world: facts (tail, head, strength in ppb), transit costs, events (matter, subject, cost)."""

    size: int
    facts: tuple[tuple[int, int, int], ...]
    transit: tuple[int, ...]
    events: tuple[tuple[int, int, int], ...]
    limit: int = 27_213
    hops: int = 4
    p: int = 2
    arcs: dict[tuple[int, int], int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "arcs", merged(self.facts))


@dataclass(frozen=True, order=True)
class Path:
    """One way from a subject to a target, in the order in which ways are preferred."""

    cost: int
    arcs: int
    nodes: tuple[int, ...]


def merged(facts: tuple[tuple[int, int, int], ...]) -> dict[tuple[int, int], int]:
    """Cost of each pair: distinct facts corroborate, weakest first, capped."""
    parallel: dict[tuple[int, int], list[int]] = {}
    for tail, head, strength in facts:
        if tail != head and strength > 0:
            parallel.setdefault((tail, head), []).append(strength)
    costs = {}
    for pair, strengths in parallel.items():
        doubt = PPB
        for strength in sorted(strengths):
            doubt = (2 * doubt * (PPB - strength) + PPB) // (2 * PPB)
        costs[pair] = cost(min(CAP, PPB - doubt))
    return costs


def paths_from(world: World, subject: int) -> Iterator[Path]:
    """Every simple path of at most H arcs from a subject that is not too dear."""
    stack = [Path(0, 0, (subject,))]
    while stack:
        path = stack.pop()
        yield path
        if path.arcs == world.hops:
            continue
        here = path.nodes[-1]
        passing = world.transit[here] if path.arcs else 0
        for (tail, head), arc in world.arcs.items():
            total = path.cost + passing + arc
            if tail == here and head not in path.nodes and total <= world.limit:
                stack.append(Path(total, path.arcs + 1, (*path.nodes, head)))


def best_paths(world: World) -> dict[tuple[int, int], Path]:
    """The preferred path of every (subject, target) within reach."""
    best: dict[tuple[int, int], Path] = {}
    for subject in range(world.size):
        for path in paths_from(world, subject):
            pair = subject, path.nodes[-1]
            best[pair] = min(path, best.get(pair, path))
    return best


@dataclass(frozen=True)
class Part:
    """What one matter does to one target, by the preferred way."""

    matter: int
    subject: int
    cost: int
    distance: int
    units: int
    path: tuple[int, ...]


def parts(world: World) -> dict[int, list[Part]]:
    """All parts of every target, strongest first, then fewer arcs, then by matter."""
    strongest: dict[int, dict[int, int]] = {}
    for matter, subject, amplitude in world.events:
        named = strongest.setdefault(matter, {})
        named[subject] = min(amplitude, named.get(subject, amplitude))
    best = best_paths(world)
    found: dict[int, list[Part]] = {target: [] for target in range(world.size)}
    for matter, named in strongest.items():
        reference = min(named.values())
        for target in range(world.size):
            ways = [
                (own - reference + best[subject, target].cost, best[subject, target].arcs, subject)
                for subject, own in named.items()
                if (subject, target) in best
            ]
            if ways:
                total, _, subject = min(ways)
                units = weight(26, world.p, reference) * weight(30, world.p, total)
                path = best[subject, target]
                found[target].append(Part(matter, subject, total, path.cost, units, path.nodes))
    for rows in found.values():
        rows.sort(key=lambda part: (-part.units, len(part.path), part.matter))
    return found


def exposures(world: World) -> list[int]:
    """X of every node."""
    return [sum(part.units for part in rows) for _, rows in sorted(parts(world).items())]

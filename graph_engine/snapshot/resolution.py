"""Which stored nodes are one party: the rules by which keys join, the same for any order of loading.

- An enterprise known by a lesser key joins the one enterprise that claims that key: by an alias fact, or
  because the key is the organisation code inside its credit code (GB 32100-2015, positions 9 to 17). Where
  several claim it nothing joins, and the doubt is recorded.
- An enterprise known by name only joins the one enterprise with exactly that legal or former name, marked as
  joined by name; where there are several, or none, it stays local to where it was named.
- Two persons are never joined by name across scopes. Within one enterprise the same name in different posts is
  one person, marked as joined by name, unless identifiers tell two persons of that name apart.

Keys decide by strength, `(rank, key)`; a join always leads to a stronger key, so there are no circles and
every chain ends. Cost: O(nodes + statements of parties).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.names import exact_name
from graph_engine.model.parties import LOCAL_RANK, NAME_SCHEME, rank_of
from graph_engine.snapshot.tables import Tables, integers, texts

KEY_FITS_SEVERAL = "key_fits_several"
NAME_FITS_SEVERAL = "name_fits_several"

_CREDIT_CODE_KEY = len("uscc:") + 18


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """A node that could have joined several parties and therefore joined none (身份疑点)."""

    key: str
    reason: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """The outcome, by position in `Tables`.

    `root[i]` is the position of the node that node i is one party with (int64[n]); `by_name[i]` says that only
    a name led there; `united[i]` marks a root in whom several posts were joined by name. `redirects` leads
    other keys that have no node of their own to a root.
    """

    root: NDArray[np.int64]
    by_name: NDArray[np.bool_]
    united: NDArray[np.bool_]
    doubts: tuple[Doubt, ...]
    redirects: dict[str, int]


def positions(tables: Tables) -> NDArray[np.int64]:
    """Position of each node in `Tables` by its store id, -1 where there is none (int64[max id + 1])."""
    size = int(tables.node_id.max()) + 1 if len(tables.node_id) else 0
    position = np.full(size, -1, dtype=np.int64)
    position[tables.node_id] = np.arange(len(tables.node_id))
    return position


def mentioned(tables: Tables, position: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which nodes a live statement speaks of (bool[n] by position); a store keeps the others for the past only."""
    seen = np.zeros(len(tables.key), dtype=np.bool_)
    for kind, statements in tables.statements.items():
        for end in ("source", "target") if kind in schema.RELATION_KINDS else ("node",):
            seen[position[integers(statements, end)]] = True
    return seen


def resolves_alike(tables: Tables, others: Tables) -> bool:
    """Whether two tables of the same nodes surely resolve alike: they differ in events alone, in who is named in
    events and in what became of them, and the same parties are mentioned."""
    events = ("risk_event", "subject_of", schema.OUTCOME)
    if any(others.statements[kind] is not kept for kind, kept in tables.statements.items() if kind not in events):
        return False
    position = positions(tables)
    differing = np.flatnonzero(mentioned(tables, position) != mentioned(others, position))
    return all(tables.kind[at] == "risk_event" for at in differing.tolist())


def resolve(tables: Tables) -> Resolution:
    """Decides which nodes are one party; nodes of which nothing is said any more claim nothing and join nothing."""
    return _Resolver(tables).resolve()


class _Resolver:
    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.position = positions(tables)
        self.seen = mentioned(tables, self.position)
        count = len(tables.node_id)
        self.root = list(range(count))
        self.by_name = np.zeros(count, dtype=np.bool_)
        self.united = np.zeros(count, dtype=np.bool_)
        self.doubts: list[Doubt] = []
        self.at = {key: index for index, key in enumerate(tables.key)}
        self.rank = [rank_of(key) for key in tables.key]
        self.claims: dict[str, int] = {}
        self.rivals: dict[str, list[int]] = defaultdict(list)

    def resolve(self) -> Resolution:
        self._gather_claims()
        redirects = self._join_keys()
        self._join_enterprises_by_name()
        self._join_persons_by_name()
        return Resolution(
            np.array(self.root, dtype=np.int64),
            self.by_name,
            self.united,
            tuple(sorted(self.doubts)),
            redirects,
        )

    # ------------------------------------------------------------------ keys

    def _gather_claims(self) -> None:
        aliases = self.tables.statements[schema.ALIAS]
        nodes = self.position[integers(aliases, "node")].tolist()
        for node, other in zip(nodes, texts(aliases, "other_key"), strict=True):
            if other is not None:
                self._claim(other, node)
        keys = self.tables.key
        for index in np.flatnonzero(self.seen).tolist():
            key = keys[index]
            if key.startswith("uscc:") and len(key) == _CREDIT_CODE_KEY:
                self._claim("org:" + key[13:22], index)

    def _claim(self, other: str, node: int) -> None:
        # Nearly every key is claimed by one node alone: a container each would double the time of all this.
        if self.claims.setdefault(other, node) != node:
            self.rivals[other].append(node)

    def _join_keys(self) -> dict[str, int]:
        at = self.at
        for rank, other in sorted((rank_of(other), other) for other in self.claims if other in at):
            claimant = self._claimant(rank, other)
            if claimant is not None:
                self.root[at[other]] = claimant
        # By now every claimant is settled, so keys without a node of their own come in any order.
        redirects: dict[str, int] = {}
        for other in self.claims:
            if other not in at:
                claimant = self._claimant(rank_of(other), other)
                if claimant is not None:
                    redirects[other] = claimant
        return redirects

    def _claimant(self, rank: int, other: str) -> int | None:
        """The one party that claims a key and has a stronger one; several are a doubt."""
        claimants: list[int] = [self.claims[other], *self.rivals.get(other, ())]
        key, ranks = self.tables.key, self.rank
        stronger = [at for at in claimants if ranks[at] < rank or (ranks[at] == rank and key[at] < other)]
        if len(stronger) == 1:
            return self.root[stronger[0]]
        parties = {self.root[at] for at in stronger}
        if len(parties) > 1:
            self._doubt(other, KEY_FITS_SEVERAL, parties)
            return None
        return parties.pop() if parties else None

    def _doubt(self, key: str, reason: str, candidates: set[int]) -> None:
        names = tuple(sorted(self.tables.key[index] for index in candidates))
        self.doubts.append(Doubt(key, reason, names))

    # ------------------------------------------------------------------ names of enterprises

    def _join_enterprises_by_name(self) -> None:
        local = self._locals("enterprise")
        if not local:
            return
        wanted = {self._local_name(index) for index in local}
        bearers = self._bearers(wanted)
        alone: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index in local:
            name = self._local_name(index)
            candidates = bearers.get(name, set())
            if len(candidates) == 1:
                self.root[index] = next(iter(candidates))
                self.by_name[index] = True
                continue
            if candidates:
                self._doubt(self.tables.key[index], NAME_FITS_SEVERAL, candidates)
            alone[(self._scope_root(index), name)].append(index)
        self._unite(alone)

    def _locals(self, kind: str) -> list[int]:
        """Nodes known by name alone that no key has joined to anybody."""
        kinds, rank, root = self.tables.kind, self.rank, self.root
        seen = np.flatnonzero(self.seen).tolist()
        return [i for i in seen if rank[i] == LOCAL_RANK and kinds[i] == kind and root[i] == i]

    def _local_name(self, index: int) -> str:
        key, scope = self.tables.key[index], self.tables.scope[index]
        return key[len(NAME_SCHEME) + 1 : len(key) - len(scope or "") - 1]

    def _scope_root(self, index: int) -> str:
        scope = self.tables.scope[index] or ""
        at = self.at.get(scope)
        return scope if at is None else self.tables.key[self.root[at]]

    def _bearers(self, wanted: set[str]) -> dict[str, set[int]]:
        """Enterprises with a key of their own, by those legal and former names that somebody is known by.

        What a list prints beside a code may be misspelt: it names an enterprise only where nobody describes it.
        """
        statements = self.tables.statements["enterprise"]
        bearers: dict[str, set[int]] = defaultdict(set)
        nodes = self.position[integers(statements, "node")].tolist()
        mentions = (integers(statements, "mention") == 1).tolist()
        described = {self.root[node] for node, mention in zip(nodes, mentions, strict=True) if not mention}
        rows = zip(nodes, mentions, texts(statements, "name"), texts(statements, "former_names"), strict=True)
        for node, mention, name, former in rows:
            if self.rank[node] == LOCAL_RANK or (mention and self.root[node] in described):
                continue
            names = [name] if name else []
            if former:
                names.extend(json.loads(former))
            for candidate in names:
                exact = exact_name(candidate)
                if exact in wanted:
                    bearers[exact].add(self.root[node])
        return bearers

    def _unite(self, groups: dict[tuple[str, str], list[int]]) -> None:
        """Makes one party of each group; its smallest key is the root."""
        for members in groups.values():
            first = min(members, key=lambda index: self.tables.key[index])
            for index in members:
                self.root[index] = first

    # ------------------------------------------------------------------ names of persons

    def _join_persons_by_name(self) -> None:
        local = self._locals("person")
        if not local:
            return
        names = self._person_names()
        scopes = {index: self._scope_root(index) for index in local}
        identified = self._identified_persons(scopes, names)
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index in local:
            name = names.get(index)
            group = (scopes[index], name if name is not None else self.tables.key[index])
            candidates = identified.get(group, set())
            if len(candidates) == 1:
                self.root[index] = next(iter(candidates))
                self.by_name[index] = True
                continue
            if candidates:
                self._doubt(self.tables.key[index], NAME_FITS_SEVERAL, candidates)
            groups[group].append(index)
        self._unite(groups)
        self._mark_united(local)

    def _person_names(self) -> dict[int, str]:
        """One exact name a person node; a source-given person with several names keeps the smallest."""
        statements = self.tables.statements["person"]
        nodes = self.position[integers(statements, "node")].tolist()
        names: dict[int, str] = {}
        for node, name in zip(nodes, texts(statements, "name"), strict=True):
            if name:
                exact = exact_name(name)
                if node not in names or exact < names[node]:
                    names[node] = exact
        return names

    def _identified_persons(
        self, scopes: Mapping[int, str], names: Mapping[int, str]
    ) -> dict[tuple[str, str], set[int]]:
        """Persons with a key of their own who stand in the same enterprise as a local of the same name, by both."""
        code: dict[str, int] = {}
        named = np.full(len(self.root), -1, dtype=np.int64)
        for node, name in names.items():
            named[node] = code.setdefault(name, len(code))
        local = [node for node in scopes if node in names and scopes[node] in self.at]
        wanted = np.array([self.at[scopes[node]] for node in local], dtype=np.int64) * len(code) + named[local]
        identified = (named >= 0) & (np.array(self.rank) != LOCAL_RANK)
        root = np.array(self.root, dtype=np.int64)
        found: dict[tuple[str, str], set[int]] = defaultdict(set)
        for kind in _PERSON_RELATIONS:
            statements = self.tables.statements[kind]
            sources = self.position[integers(statements, "source")]
            targets = root[self.position[integers(statements, "target")]]
            alike = identified[sources] & np.isin(targets * len(code) + named[sources], wanted)
            for source, target in zip(sources[alike].tolist(), targets[alike].tolist(), strict=True):
                found[(self.tables.key[target], names[source])].add(self.root[source])
        return found

    def _mark_united(self, local: list[int]) -> None:
        """Marks the local persons who stand in more than one post: only their name says that they are one."""
        is_local = np.zeros(len(self.root), dtype=np.bool_)
        is_local[local] = True
        root = np.array(self.root, dtype=np.int64)
        posts: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for kind in _PERSON_RELATIONS:
            statements = self.tables.statements[kind]
            sources = self.position[integers(statements, "source")]
            roles = texts(statements, "role")
            for row in np.flatnonzero(is_local[sources]).tolist():
                posts[int(root[sources[row]])].add((kind, roles[row] or ""))
        for index, held in posts.items():
            if len(held) > 1 and self.rank[index] == LOCAL_RANK:
                self.united[index] = True


_PERSON_RELATIONS = tuple(
    name for name, kind in schema.RELATION_KINDS.items() if "person" in kind.sources and name != "possibly_same_as"
)

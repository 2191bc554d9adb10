"""RiskEngine: the use cases, and the one module that joins store, snapshot and analysis.

Every use case takes a `RequestContext` first. Snapshots and what is derived from them are kept between calls: the
same question asked again costs three searches, not a rebuild.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.page import AssessmentPage
from graph_engine.answers.party import PartyProfile
from graph_engine.answers.quality import QualityReport
from graph_engine.answers.request import RequestContext
from graph_engine.answers.search import SearchHit
from graph_engine.assessment.assess import PRINTED, assess, in_order, no_data
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.listing import Listed, begin_of, cursor_at, listed, mark_of
from graph_engine.assessment.profile import LISTED, profile
from graph_engine.errors import NotFoundError, PurposeError, RequestError
from graph_engine.exchange.answers import Answers
from graph_engine.exchange.graph import KnownGraph, graph_of
from graph_engine.finding import find, search
from graph_engine.loading.loader import Loader
from graph_engine.loading.opening import opened_secrets
from graph_engine.loading.quality import measure_quality
from graph_engine.loading.quarantine import RefusedRow, iter_quarantine
from graph_engine.loading.report import LoadReport
from graph_engine.loading.run import LoadOptions, quiet, run_load
from graph_engine.model.asked_keys import asked_keys
from graph_engine.model.parties import EVENT_SCHEME, PERSON_SCHEMES, scheme_of
from graph_engine.policy.effect import withheld_on
from graph_engine.policy.policy import Policy
from graph_engine.settings import Settings
from graph_engine.snapshot.snapshot import MENTION_ONLY, NODE_KINDS, Snapshot
from graph_engine.store import open_store
from graph_engine.store.base import LoadRow, Progress, Store
from graph_engine.store.kept import Kept
from graph_engine.store.shelf import Shelf

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
"""Gives the present time, aware; the entry points hand in the real one."""

_KEPT_GROUNDS = 4
"""For instance today's with and without natural persons, and two questions about the past."""
_KEPT_LISTS = 16
_MENDING = "data_quality"
"""The purpose for which rows are shown as they were read, whomever they name: without them nobody could mend them."""
_ASSESSED = ("enterprise", "project")
_NEVER_ASSESSED = PERSON_SCHEMES | {EVENT_SCHEME, "contact"}


@dataclass(frozen=True, slots=True)
class _GroundsKey:
    """What grounds depend on: the state of the store, the load known at, both days, and whether persons count."""

    state: str
    known: int
    as_of: date
    today: date
    persons: bool


class RiskEngine:
    """Answers questions about linked credit risk (信用关联分析和风险测量) from one store under one policy.

    Needs closing; usable as a context manager. May be used from several threads, while a load is applied as well.
    """

    def __init__(
        self,
        store: Store,
        policy: Policy,
        *,
        clock: Clock,
        snapshot_dir: Path,
        time_zone: str = "Asia/Shanghai",
        settings: Settings | None = None,
    ) -> None:
        self.store = store
        self.policy = policy
        self._clock = clock
        self._zone = ZoneInfo(time_zone)
        self._settings = settings or Settings()
        self._shelf = Shelf(store, snapshot_dir)
        self._grounds: Kept[_GroundsKey, Grounds] = Kept(_KEPT_GROUNDS)
        self._lists: Kept[str, Listed] = Kept(_KEPT_LISTS)

    @classmethod
    def open(cls, url: str | None = None, settings: Settings | None = None, *, clock: Clock | None = None) -> Self:
        """Opens a store by its address under the settings' policy.

        Raises:
            SettingsError, PolicyError, StoreError: what stands in the way.
        """
        settings = settings or Settings()
        address = url or settings.store
        store = open_store(address, settings)
        return cls(
            store,
            Policy.load(overlay=settings.policy),
            clock=clock or (lambda: datetime.now(UTC)),
            snapshot_dir=settings.snapshot_dir or snapshot_dir_of(address),
            time_zone=settings.time_zone,
            settings=replace(settings, store=address),
        )

    # ------------------------------------------------------------------ use cases

    def assess(
        self,
        context: RequestContext,
        targets: Sequence[str],
        *,
        scenario: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
        printed: int = PRINTED,
    ) -> Answers:
        """Assesses projects or enterprises named by public id, code, project number or exact name, in the order asked.

        Raises:
            NotFoundError: a text is neither known nor a code that could be known.
            AmbiguousError: a name fits several.
            RequestError: purpose, role, scenario or date make no sense.
        """
        grounds, at = self._ground(context, as_of, known_at)
        self._check_scenario(scenario)
        answers = [self._answer(grounds, text, scenario, at, printed) for text in targets]
        return Answers(answers, self._settings.language)

    def assess_all(
        self,
        context: RequestContext,
        *,
        scenario: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
        printed: int = PRINTED,
        progress: Progress | None = None,
    ) -> Answers:
        """Assesses every project, or those of one scenario, in total order: claim level, hazard, public id."""
        grounds, at = self._ground(context, as_of, known_at)
        self._check_scenario(scenario)
        targets = list(self._projects(grounds.snapshot, scenario))
        found: list[Assessment] = []
        for done, node in enumerate(targets):
            if progress is not None:
                progress("assess", done, len(targets))
            found.append(assess(grounds, node, known_at=at, printed=printed))
        return Answers(in_order(found), self._settings.language)

    def assess_page(
        self,
        context: RequestContext,
        *,
        scenario: str | None = None,
        flagged: bool = False,
        limit: int = 20,
        after: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
        printed: int = PRINTED,
    ) -> AssessmentPage:
        """Some of what `assess_all` gives, in its order: the first `limit`, or those that follow the cursor `after`.

        `flagged` leaves out what has neither record nor lead. The first page costs one assessment of every project,
        the others only their own, until the data or the day change.

        Raises:
            ChangedError: the order is no longer that of the page that the cursor came with.
            RequestError: the cursor or the limit make no sense.
        """
        if limit < 1:
            raise RequestError(f"a page has at least one assessment, not {limit}")
        grounds, at = self._ground(context, as_of, known_at)
        self._check_scenario(scenario)
        mark = mark_of(grounds, f"{scenario} {flagged}")
        begin = 0 if after is None else begin_of(after, mark)
        every = self._lists.get(
            mark_of(grounds, scenario), lambda: listed(grounds, self._projects(grounds.snapshot, scenario))
        )
        asked = [node for node, is_shown in every if is_shown or not flagged]
        end = begin + limit
        return AssessmentPage(
            tuple(assess(grounds, node, known_at=at, printed=printed) for node in asked[begin:end]),
            len(asked),
            cursor_at(mark, end) if end < len(asked) else None,
            mark,
        )

    def party(
        self,
        context: RequestContext,
        text: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        listed: int = LISTED,
    ) -> PartyProfile:
        """What is known of one enterprise, project, person or contact, named as for `assess`; persons by key only.

        Raises:
            NotFoundError: no source knows it.
            AmbiguousError: a name fits several.
            PurposeError: it is a natural person, and the purpose does not cover these.
        """
        grounds, at = self._ground(context, as_of, known_at)
        node = find(self.store, grounds.snapshot, text)
        if node is None:
            raise NotFoundError("party, project or contact", text)
        return profile(grounds, node, known_at=at, listed=listed)

    def warm(self, context: RequestContext) -> None:
        """Makes ready what the first question of the day would wait for: snapshot, network, compiled loops."""
        grounds, at = self._ground(context, None, None)
        for kind in _ASSESSED:
            for node in grounds.snapshot.nodes_of(kind)[:1]:
                assess(grounds, node, known_at=at)
                return

    def search(
        self,
        context: RequestContext,
        text: str,
        *,
        limit: int = 20,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> list[SearchHit]:
        """Finds parties and projects by name, code, organisation code or project number; one hit a party, best
        first; natural persons only where the purpose covers them."""
        if limit < 1:
            raise RequestError(f"a search gives at least one hit, not {limit}")
        grounds, _ = self._ground(context, as_of, known_at)
        return search(self.store, grounds.snapshot, text, limit, persons=grounds.persons_allowed)

    def graph(
        self,
        context: RequestContext,
        around: Sequence[str] | None = None,
        *,
        hops: int = 2,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> KnownGraph:
        """The known graph as rows, for pandas, networkx and igraph: all of it, or so many relations around some
        parties or projects, named as for `assess`.

        Raises:
            NotFoundError, AmbiguousError: a text of `around` is not known, or fits several.
            RequestError: fewer than no hops.
        """
        if hops < 0:
            raise RequestError(f"around a party there are no relations or some, not {hops}")
        grounds, _ = self._ground(context, as_of, known_at)
        if around is None:
            return graph_of(grounds)
        nodes = []
        for text in around:
            node = find(self.store, grounds.snapshot, text)
            if node is None:
                raise NotFoundError("party, project or contact", text)
            nodes.append(node)
        return graph_of(grounds, nodes, hops=hops)

    def load(
        self,
        context: RequestContext,
        loader: str,
        paths: Path | str | Sequence[Path | str],
        *,
        source: str | None = None,
        full: bool = False,
        progress: Progress = quiet,
    ) -> LoadReport:
        """Loads files of one source, as `graph-engine load` does: all of them, or nothing.

        `source` is by default the loader's name; with `full` what the source no longer has is retired.

        Raises:
            RequestError: there is no such loader, or the context makes no sense.
            LoadRejectedError, StoreError, VaultError: what stands in the way; nothing was changed.
        """
        self._check(context)
        # By name: the loaders stand on top of this package.
        catalogue: Mapping[str, Loader] = import_module("loaders").LOADERS
        if loader not in catalogue:
            raise RequestError(f"no loader '{loader}'; there are: {', '.join(catalogue)}")
        files = [Path(path) for path in ([paths] if isinstance(paths, (Path, str)) else paths)]
        options = LoadOptions(source=source or loader, recorded_at=self._clock(), clock=self._clock, full=full)
        with opened_secrets(self._settings) as (secrets, _):
            return run_load(
                self.store, catalogue[loader], files, options, secrets, catalogue=catalogue, progress=progress
            )

    def load_graph(
        self, context: RequestContext, graph: KnownGraph, *, source: str, full: bool = False, progress: Progress = quiet
    ) -> LoadReport:
        """Loads a graph as one load of a source of its own, each row understood, ignored by a named rule, or refused.

        What was only joined by name, or disputed, where the graph came from is left out: it is no fact.

        Raises:
            As `load`.
        """
        with TemporaryDirectory(prefix="graph-engine-") as folder:
            path = Path(folder) / "graph.jsonl"
            graph.write(path)
            return self.load(context, "graph", path, source=source, full=full, progress=progress)

    def loads(self, context: RequestContext) -> list[LoadRow]:
        """Every committed load, oldest first."""
        self._check(context)
        with self.store.reader() as reader:
            return reader.loads()

    def refused_rows(self, context: RequestContext, opener: Callable[[bytes], bytes]) -> list[RefusedRow]:
        """The open rows of the quarantine (隔离区), by document, then line; `opener` breaks the seal of a raw row.

        Raises:
            RequestError: nothing has been loaded yet, or the context makes no sense.
            PurposeError: the question is neither for the quality of data nor for a purpose that covers persons.
            VaultError: a row was sealed with another key.
        """
        self._check(context)
        if context.purpose != _MENDING and not self.policy.persons_allowed(context.purpose):
            raise PurposeError(f"refused rows may tell of natural persons, whom '{context.purpose}' does not cover")
        with self.store.reader() as reader:
            loads = reader.loads()
            if not loads:
                raise RequestError("nothing has been loaded into this store")
            return list(iter_quarantine(reader, loads[-1].number, opener))

    def quality(self, context: RequestContext) -> QualityReport:
        """The quality of every source (数据质量): rows, refusals, completeness, timeliness, codes by verdict."""
        self._check(context)
        return measure_quality(self.store, self.today(), self._zone)

    def snapshot(
        self, context: RequestContext, *, as_of: date | None = None, known_at: datetime | None = None
    ) -> Snapshot:
        """The snapshot that answers under this context rest on."""
        return self._ground(context, as_of, known_at)[0].snapshot

    # ------------------------------------------------------------------ grounds

    def today(self) -> date:
        """Today in the office's time zone: the law's clock."""
        return self._clock().astimezone(self._zone).date()

    def _ground(
        self, context: RequestContext, as_of: date | None, known_at: datetime | None
    ) -> tuple[Grounds, datetime | None]:
        """(what answers rest on, the time as of which it was known)."""
        self._check(context)
        today = self.today()
        asked = as_of or today
        if asked > today:
            raise RequestError(f"as-of {asked.isoformat()} lies in the future; today is {today.isoformat()}")
        with self.store.reader() as reader:
            loads = reader.loads()
        known, at = self._known(loads, known_at)
        state = sha256(repr(loads).encode()).hexdigest()
        key = _GroundsKey(state, known, asked, today, self.policy.persons_allowed(context.purpose))
        return self._grounds.get(key, lambda: self._made(key)), at

    def _made(self, key: _GroundsKey) -> Grounds:
        other = self._grounds.find(replace(key, persons=not key.persons))
        if other is not None:
            return other.for_purpose(persons_allowed=key.persons)
        # What rests on an earlier state of the store, or on another day of the law, is not asked for again.
        self._grounds.forget(lambda kept: (kept.state, kept.today) != (key.state, key.today))
        snapshot = self._shelf.snapshot(
            key.known,
            key.as_of,
            asked=f"{self.policy.hash} {key.today.isoformat()}",
            withholds=self._withholds(key.today),
        )
        return Grounds.of(snapshot, self.policy, answered_on=key.today, persons_allowed=key.persons)

    def _known(self, loads: Sequence[LoadRow], known_at: datetime | None) -> tuple[int, datetime | None]:
        if known_at is not None:
            if known_at.tzinfo is None:
                raise RequestError("known-at has no time zone")
            if known_at > self._clock():
                raise RequestError(f"known-at {known_at.isoformat()} lies in the future")
            before = [load for load in loads if load.recorded_at <= known_at]
            return (before[-1].number if before else 0), known_at
        return (loads[-1].number, loads[-1].recorded_at) if loads else (0, None)

    def _withholds(self, today: date) -> Callable[[Mapping[str, Any]], bool]:
        def withholds(attributes: Mapping[str, Any]) -> bool:
            on, until = (attributes.get(name) for name in ("status_on", "status_until"))
            days = [date.fromisoformat(day) if day else None for day in (on, until)]
            return withheld_on(self.policy, attributes.get("status") or "active", days[0], today, days[1])

        return withholds

    def _check(self, context: RequestContext) -> None:
        purpose = self.policy.purposes.get(context.purpose)
        if purpose is None:
            known = ", ".join(self.policy.purposes)
            raise RequestError(f"'{context.purpose}' is no purpose of the policy; there are: {known}")
        if not self.policy.may_ask(context.role, context.purpose):
            raise PurposeError(f"role '{context.role}' may not ask for purpose '{context.purpose}'")
        if purpose.reference_required and not _says_something(context.reference):
            raise RequestError(f"purpose '{context.purpose}' needs a reference: the case or project it is for")
        if not _says_something(context.operator):
            raise RequestError("a request names its operator")

    def _check_scenario(self, scenario: str | None) -> None:
        if scenario is not None and scenario not in self.policy.scenarios:
            known = ", ".join(self.policy.scenarios)
            raise RequestError(f"'{scenario}' is no scenario; there are: {known}")

    # ------------------------------------------------------------------ targets

    def _answer(
        self, grounds: Grounds, text: str, scenario: str | None, at: datetime | None, printed: int
    ) -> Assessment:
        node = find(self.store, grounds.snapshot, text)
        if node is None:
            keys = [key for key in asked_keys(text) if scheme_of(key) not in _NEVER_ASSESSED]
            if not keys:
                raise NotFoundError("enterprise or project", text)
            return no_data(grounds, keys[0], scenario=scenario, known_at=at)
        kind = NODE_KINDS[int(grounds.snapshot.node_kind[node])]
        if kind not in _ASSESSED:
            raise RequestError(f"'{text}' is a {kind}; enterprises and projects are assessed")
        listed = grounds.snapshot.node_attributes(node).get("scenario")
        if scenario is not None and listed not in (None, scenario):
            raise RequestError(f"'{text}' is listed under scenario '{listed}', not under '{scenario}'")
        return assess(grounds, node, scenario=scenario, known_at=at, printed=printed)

    @staticmethod
    def _projects(snapshot: Snapshot, scenario: str | None) -> Iterator[int]:
        for node in snapshot.nodes_of("project"):
            if int(snapshot.node_flags[node]) & MENTION_ONLY:
                # A permit names it; no list of the office does.
                continue
            if scenario is None or snapshot.node_attributes(node).get("scenario") == scenario:
                yield node

    # ------------------------------------------------------------------ closing

    def close(self) -> None:
        """Closes the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _says_something(text: str) -> bool:
    """Whether a text names anything: blanks, dashes and signs that nobody sees do not."""
    return any(sign.isalnum() for sign in text)


def snapshot_dir_of(url: str) -> Path:
    """Where the snapshots of a store are kept by default: beside an embedded store, else in the user's cache."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///")).expanduser()
        return path.with_name(path.name + ".snapshots")
    name = sha256(url.encode()).hexdigest()[:16]
    return Path("~/.cache/graph-engine/snapshots").expanduser() / name

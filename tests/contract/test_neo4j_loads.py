"""Loads on the server that are cut off, taken over, tried again or cut in pieces, and what people see there."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from neo4j import Transaction
from neo4j.exceptions import TransientError

from graph_engine.errors import LoadInProgressError, LoadRejectedError, StoreCorruptError, StoreUnavailableError
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import (
    Contact,
    Enterprise,
    Participation,
    Person,
    RiskEvent,
    Shareholding,
    SubjectOf,
)
from graph_engine.store import neo4j_clearing, neo4j_plan, neo4j_writer
from graph_engine.store.neo4j import Neo4jStore
from graph_engine.store.neo4j_connection import Connection
from graph_engine.store.neo4j_scan import slot_ranges
from graph_engine.store.queries import query
from graph_engine.store.stage import Stage
from tests.contract.backends import Backend
from tests.contract.killing import applier, new_load, old_load
from tests.contract.loads import Load, apply, company, document_of, enterprise, holding, quiet, refused_row
from tests.contract.pictures import history, newest
from tests.contract.test_neo4j_errors import opened, rows, settings_for
from tests.cypher.texts import names
from tests.neo4j_server import DisposableServer, Neo4jServer

KILLS = 20
SEED = 20_260_105
STATEMENTS = 400


@pytest.fixture
def store(neo4j_database: Neo4jServer) -> Iterator[Neo4jStore]:
    """An empty store on the server."""
    with opened(neo4j_database) as empty:
        yield empty


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions of three rows, so that small loads are many."""
    for module in (neo4j_plan, neo4j_writer, neo4j_clearing):
        monkeypatch.setattr(module, "CHUNK_ROWS", 3)


# ---------------------------------------------------------------- cut off


def _when(stage_of_work: str, act: Callable[[], object]) -> Callable[[str, int, int], None]:
    """Progress that acts at the first word of a stage of the work."""
    acted: list[str] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == stage_of_work and not acted:
            acted.append(stage)
            act()

    return progress


def test_twenty_kills_leave_no_half_load(neo4j_database: Neo4jServer, tmp_path: Path) -> None:
    server = neo4j_database
    backend = Backend("neo4j", server.uri, settings_for(server), server.empty)
    old, new = old_load(STATEMENTS), new_load(STATEMENTS)
    chance = random.Random(SEED)
    with backend.open() as store:
        apply(store, old)
        before = newest(store)
        with applier(backend, tmp_path, new) as process:
            process.begin()
            applied, seconds = process.finished()
        assert applied.number == 2
        after = newest(store)
        assert before != after
        cut_off = 0
        for _ in range(KILLS):
            if newest(store) == after:
                server.empty()
                with backend.open() as again:
                    apply(again, old)
            with applier(backend, tmp_path, new) as process:
                process.begin()
                time.sleep(chance.uniform(0, seconds))
                process.kill()
            shown = newest(store)
            assert shown in (before, after), "a half load"
            cut_off += shown == before
            # The server works faster and faster in its first minutes.
            seconds *= 1.1 if shown == before else 0.7
        assert cut_off > KILLS // 3, "the kills came too late to test anything"
        # Whatever the last kill left behind, the next load holds the lease at once and ends in the same picture.
        apply(store, new)
        assert newest(store) == after
        assert _leftovers(server, last=2) == 0


def _leftovers(server: Neo4jServer, last: int) -> object:
    """Rows of loads after the last committed one."""
    asked = (
        "MATCH (n) WHERE n.recorded_load > {0} OR n.retired_load > {0} OR any(s IN n.names_since WHERE s > {0})"
        " RETURN count(*) AS n UNION ALL"
        " MATCH ()-[r]->() WHERE r.recorded_load > {0} OR r.retired_load > {0} RETURN count(*) AS n"
    )
    return sum(int(str(row["n"])) for row in rows(server, asked.format(last)))


def test_a_server_that_dies_in_the_midst_keeps_the_old_state(disposable_neo4j: DisposableServer) -> None:
    server = disposable_neo4j
    server.ensure_running()
    server.empty()
    old, new = old_load(STATEMENTS), new_load(STATEMENTS)
    with opened(server) as store:
        apply(store, old)
        before = newest(store)
        apply(store, new)
        after = newest(store)
    server.empty()
    with opened(server) as store:
        apply(store, old)
        with pytest.raises(StoreUnavailableError):
            apply(store, new, _when("holds_shares_in", server.kill))
        server.restart()
        assert newest(store) == before, "the same store finds the server again"
        assert apply(store, new).number == 2
        assert history(store) == [before, after]
    assert _leftovers(server, last=2) == 0


def test_a_server_that_is_restarted_in_the_midst_loses_all_of_a_load_or_nothing(
    disposable_neo4j: DisposableServer,
) -> None:
    server = disposable_neo4j
    server.ensure_running()
    server.empty()
    with opened(server) as store:
        apply(store, old_load(40))
        before = newest(store)
        # Between two transactions a restart may go unnoticed: the lease stands in the database.
        with contextlib.suppress(StoreUnavailableError):
            apply(store, new_load(40), _when("enterprise", server.restart))
        shown = newest(store)
        assert apply(store, new_load(40)).number == (2 if shown == before else None)
        assert history(store)[0] == before
        assert shown in history(store)
    assert _leftovers(server, last=2) == 0


def test_what_was_cut_off_leaves_no_name_on_a_node(
    store: Neo4jStore, neo4j_database: Neo4jServer, small_chunks: None
) -> None:
    old = Load([enterprise(n, f"东河{n}号") for n in range(8)], refused=[refused_row(document_of("a"), 9)])
    new = Load(
        [*(enterprise(n, f"改名{n}号", aliases=[f"regno:{n}"]) for n in range(8)), enterprise(60, "新设公司")],
        document="b",
        full=True,
        names=[("src:2", "旧店号")],
        refused=[refused_row(document_of("b"), line) for line in range(1, 9)],
    )
    apply(store, old)
    shown = "MATCH (n:Node) RETURN n.key AS key, n.name AS name, n.names AS names ORDER BY key"
    before = rows(neo4j_database, shown)
    words: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        apply(store, new, lambda stage, done, total: _interrupt_at_commit(stage, words))
    assert len(words) > 20, "many transactions"
    assert rows(neo4j_database, shown) != before, "people may see a load that is being written"
    with pytest.raises(LoadRejectedError):
        apply(store, Load((), document="c", full=True, minimum={"enterprise": 1}))
    assert rows(neo4j_database, shown) == before
    assert _leftovers(neo4j_database, last=1) == 0
    assert rows(neo4j_database, "MATCH (s:GraphStore) RETURN s.open_load AS n") == [{"n": None}]


def _interrupt_at_commit(stage: str, words: list[str]) -> None:
    words.append(stage)
    if stage == "commit":
        raise KeyboardInterrupt


# ---------------------------------------------------------------- the lease


def _set_lease(server: Neo4jServer, owner: str, user: str, seconds: int) -> None:
    rows(
        server,
        f"MATCH (s:GraphStore) SET s.lease_owner = '{owner}', s.lease_user = '{user}',"
        f" s.lease_until = timestamp() + {seconds * 1000}",
    )


def test_a_lease_whose_owner_is_gone_is_taken_at_once(store: Neo4jStore, neo4j_database: Neo4jServer) -> None:
    _set_lease(neo4j_database, "a-process-that-died", neo4j_database.user, 600)
    assert apply(store, Load((enterprise(1),))).number == 1
    assert rows(neo4j_database, "MATCH (s:GraphStore) RETURN s.lease_owner AS owner") == [{"owner": None}]


def test_a_lease_of_another_user_is_respected_until_it_runs_out(store: Neo4jStore, neo4j_database: Neo4jServer) -> None:
    _set_lease(neo4j_database, "somebody-elses-process", "somebody-else", 600)
    with pytest.raises(LoadInProgressError, match="another load"):
        apply(store, Load((enterprise(1),)))
    _set_lease(neo4j_database, "somebody-elses-process", "somebody-else", -1)
    assert apply(store, Load((enterprise(1),))).number == 1


def test_who_lost_the_lease_writes_nothing_more(store: Neo4jStore, neo4j_database: Neo4jServer) -> None:
    other = Load([enterprise(n, f"南岭{n}号") for n in range(20, 25)], source="court", document="court")

    def take_over() -> None:
        _set_lease(neo4j_database, "x", "y", -1)
        with opened(neo4j_database) as elsewhere:
            assert apply(elsewhere, other).number == 1

    with pytest.raises(LoadInProgressError, match="took over"):
        apply(store, old_load(40), _when("enterprise", take_over))
    assert [key for _, key, _ in newest(store).nodes] == [f"src:{n}" for n in range(20, 25)]
    assert apply(store, old_load(40)).number == 2
    assert len(newest(store).nodes) == 25
    assert _leftovers(neo4j_database, last=2) == 0


def test_a_lease_lost_while_comparing_is_noticed(
    store: Neo4jStore, neo4j_database: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_writer, "RENEW_SECONDS", 0.0)
    with pytest.raises(LoadInProgressError, match="took over"):
        apply(store, old_load(40), _when("compare", lambda: _set_lease(neo4j_database, "x", "y", 600)))
    assert rows(neo4j_database, "MATCH (s:GraphStore) RETURN s.open_load AS n") == [{"n": None}]


# ---------------------------------------------------------------- pieces, and trying again


def test_a_load_in_many_pieces_is_the_same_load(
    store: Neo4jStore, neo4j_database: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(first: int) -> Load:
        """Several contents in one slot, so that slots lie across the ends of pieces."""
        held = [
            Shareholding(source=company(n), target=company(n + 1), ratio_ppb=ratio, valid_from=date(2020, 1, 1))
            for n in range(5)
            for ratio in range(first, first + 4)
        ]
        return Load([*(enterprise(n) for n in range(9)), *held], document=f"d{first}")

    apply(store, said(0))
    apply(store, said(2))
    whole = history(store)
    neo4j_database.empty()
    for module in (neo4j_plan, neo4j_writer):
        monkeypatch.setattr(module, "CHUNK_ROWS", 3)
    with opened(neo4j_database) as pieces:
        done = [apply(pieces, said(0)), apply(pieces, said(2))]
        assert history(pieces) == whole
    assert done[1].added == done[1].retired == {"holds_shares_in": 10}
    assert done[1].unchanged == {"enterprise": 9, "holds_shares_in": 10}


def test_ranges_of_slots_leave_nothing_out() -> None:
    assert list(slot_ranges(0)) == []
    assert list(slot_ranges(1)) == [("0000", "g")]
    bounds = list(slot_ranges(10**6))
    assert len(bounds) == 50
    assert [low for low, _ in bounds[1:]] == [high for _, high in bounds[:-1]]
    assert bounds == sorted(bounds)
    assert bounds[0][0] <= "0" * 32
    assert bounds[-1][1] > "f" * 32


class _BusyError(TransientError):
    def is_retryable(self) -> bool:
        return True


class _Fence:
    """Lets a transaction through after some failures."""

    def __init__(self, failures: int, error: type[Exception]) -> None:
        self.left = failures
        self.error = error

    def hold(self, transaction: Transaction) -> None:
        # Something is written first, so that what is tried again must have been undone.
        transaction.run("CREATE (:Node {key: 'half', nid: 7})").consume()
        if self.left:
            self.left -= 1
            raise self.error


@contextmanager
def _connection(server: Neo4jServer) -> Iterator[Connection]:
    with closing(Connection(server.uri, server.user, server.password, server.database)) as connection:
        yield connection


def test_what_was_certainly_undone_is_tried_again(store: Neo4jStore, neo4j_database: Neo4jServer) -> None:
    with _connection(neo4j_database) as connection, connection.session() as session:
        connection.write(session, _Fence(2, _BusyError), (query("write/open_load"), {"load": 5}))
    assert rows(neo4j_database, "MATCH (n:Node) RETURN count(*) AS n") == [{"n": 1}]
    assert rows(neo4j_database, "MATCH (s:GraphStore) RETURN s.open_load AS n") == [{"n": 5}]


def test_what_fails_again_and_again_is_given_up(store: Neo4jStore, neo4j_database: Neo4jServer) -> None:
    with (
        _connection(neo4j_database) as connection,
        connection.session() as session,
        pytest.raises(StoreUnavailableError),
    ):
        connection.write(session, _Fence(99, _BusyError), (query("write/open_load"), {"load": 5}))
    assert rows(neo4j_database, "MATCH (n:Node) RETURN count(*) AS n") == [{"n": 0}]


def test_a_row_without_a_place_is_not_lost_in_silence(store: Neo4jStore, neo4j_database: Neo4jServer) -> None:
    apply(store, Load((enterprise(1), enterprise(2))))

    def remove() -> None:
        rows(neo4j_database, "MATCH (n:Node {key: 'src:2'}) DETACH DELETE n")

    load = Load((enterprise(3), holding(1, 2)), document="b")
    with pytest.raises(StoreCorruptError, match="0 places for 1 rows"):
        apply(store, load, lambda stage, done, total: remove() if stage == "node" else None)
    with store.reader() as reader:
        assert [row.number for row in reader.loads()] == [1]


def test_words_of_another_sources_document_are_refused(store: Neo4jStore) -> None:
    document = document_of("a", "registry")
    with Stage("court") as stage:
        stage.add(enterprise(1), document.key, 1, "row")
        stage.add_document(document)
        stage.seal()
        with pytest.raises(LoadRejectedError, match="not in the load of source 'court'"):
            store.apply(stage, Load(source="court").request, quiet)


# ---------------------------------------------------------------- for people


def test_people_see_a_graph_with_dates_lists_and_names(store: Neo4jStore, neo4j_database: Neo4jServer) -> None:
    party = PartyRef("enterprise", "uscc:91440101MA59EXAM2U", "东河建工有限公司", ("regno:440101000012345",))
    person = PartyRef("person", "person-local:1@uscc:91440101MA59EXAM2U", "欧阳某甲", scope=party.key)
    event = PartyRef("risk_event", "event:court:1")
    phone = PartyRef("contact", "phone:abcdef")
    apply(
        store,
        Load(
            (
                Enterprise(
                    party=party,
                    name="东河建工有限公司",
                    established_on=date(2001, 2, 3),
                    former_names=("甲", "乙"),
                ),
                Enterprise(party=party, name="东河建工", mention=True),
                Person(party=person, name="欧阳某甲"),
                Contact(party=phone, channel="phone"),
                RiskEvent(
                    party=event, category="dishonest_debtor", matter="case:1", document_number="（2025）粤01执1号"
                ),
                Shareholding(source=person, target=party, ratio_ppb=5, valid_from=date(2019, 5, 6)),
                SubjectOf(source=party, target=event, role="principal"),
            )
        ),
    )
    (company_node,) = rows(
        neo4j_database,
        "MATCH (s:EnterpriseStatement)-[:DESCRIBES]->(n:Enterprise {key: 'uscc:91440101MA59EXAM2U'})"
        " WHERE s.mention IS NULL RETURN n.name AS name, n.names AS names, n.organisation_code AS code,"
        " s.established_on = date('2001-02-03') AS founded, s.established_on_day AS day, s.former_names AS former",
    )
    assert company_node == {
        "name": "东河建工有限公司",
        "names": ["东河建工有限公司"],
        "code": "MA59EXAM2",
        "founded": True,
        "day": (date(2001, 2, 3) - date(1970, 1, 1)).days,
        "former": ["乙", "甲"],
    }
    (held,) = rows(
        neo4j_database,
        "MATCH (p:Person)-[r:HOLDS_SHARES_IN]->(:Enterprise)-[:SUBJECT_OF]->(e:RiskEvent)"
        " MATCH (:AliasStatement {other_key: 'regno:440101000012345'})-[:DESCRIBES]->(:Enterprise)"
        " RETURN p.scope AS scope, r.valid_from = date('2019-05-06') AS dated, r.ratio_ppb AS ratio,"
        " e.name AS event, labels(e) AS labels",
    )
    assert held["scope"] == party.key
    assert (held["dated"], held["ratio"], held["event"]) == (True, 5, "（2025）粤01执1号")
    assert sorted(held["labels"]) == ["Node", "RiskEvent"]  # type: ignore[call-overload]
    mentions = rows(neo4j_database, "MATCH (s:EnterpriseStatement) WHERE s.mention RETURN s.name AS name")
    assert mentions == [{"name": "东河建工"}]


def test_the_shows_show_something(store: Neo4jStore, neo4j_database: Neo4jServer) -> None:
    project, event = PartyRef("project", "project:1", "东河项目"), PartyRef("risk_event", "event:1")
    records = (
        *(enterprise(1), enterprise(2), holding(1, 2, 5)),
        Participation(source=company(2), target=project, role="applicant"),
        RiskEvent(party=event, category="tax_arrears", matter="event:1"),
        SubjectOf(source=company(1), target=event, role="principal"),
    )
    apply(store, Load(records, refused=[refused_row(document_of("a"), 9)]))
    apply(store, Load((holding(1, 2, 6),), source="court", document="b"))
    params = {"key": "src:2", "project": project.key, "source": "src:1", "target": "src:2", "text": "东河"}
    found = {}
    with neo4j_database.driver() as driver, driver.session(database=neo4j_database.database) as session:
        for name in names("show"):
            asked = query(name)
            result = session.run(asked.text, {param: params[param] for param in asked.params})
            assert tuple(result.keys()) == asked.columns
            found[name.removeprefix("show/")] = len(list(result))
    assert found == {
        "disagreements": 1,
        "find": 3,
        "loads": 2,
        "neighbors": 3,
        "owners": 2,
        "project_leads": 2,
        "refused_rows": 1,
        "rows_between": 2,
        "statements": 1,
    }

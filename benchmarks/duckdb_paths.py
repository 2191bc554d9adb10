"""The same bounded best paths in DuckDB SQL: H rounds of join, add, filter by limit, group by minimum; then the sum.

State is (subject, node, cost). The arcs come merged, quantized and cut at the limit, and the charge for passing
through a node is added to its arcs beforehand, so that a round is one join. Each round expands what its nodes cost
at the end of the last one. Of several ways to write it this was the fastest that was tried.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Final, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.network import Network
from graph_engine.analysis.propagation import Exposure
from graph_engine.analysis.sources import Sources
from graph_engine.kernels.tables import paths

_ROUND: Final = """
    CREATE OR REPLACE TEMP TABLE layer_{next} AS
    SELECT l.subject, a.{to} AS node, min(l.cost + a.cost)::INTEGER AS cost
    FROM layer_{last} l JOIN {arcs} a ON a.{at} = l.node
    WHERE l.cost + a.cost <= {limit}
    GROUP BY ALL
"""
_SUM: Final = """
    SELECT d.node, sum((s.amount >> 16) * p.through + (((s.amount & 65535) * p.through) >> 16)) AS high,
           sum(((s.amount & 65535) * p.through) & 65535) AS low
    FROM (SELECT source, node, min(relative + cost) AS cost FROM seat JOIN reach USING (subject) GROUP BY ALL) d
    JOIN source s USING (source) JOIN passed p ON p.cost = d.cost
    GROUP BY d.node
"""
_TOTAL: Final = """
    SELECT sum(s.amount::HUGEINT * p.through)
    FROM (SELECT source, min(relative + cost) AS cost FROM reach r JOIN seat e ON e.subject = r.node GROUP BY ALL) d
    JOIN source s USING (source) JOIN passed p ON p.cost = d.cost
"""


class DuckdbPaths:
    """A network and its sources in an in-memory database. Needs closing."""

    def __init__(self, network: Network, sources: Sources, *, hops: int, threads: int) -> None:
        self._size, self._limit, self._hops = network.size, network.limit, hops
        self._database = duckdb.connect(config={"threads": threads})
        self._database.execute("SET enable_progress_bar = false")
        tail = network.order[np.repeat(np.arange(network.size), np.diff(network.out.indptr))]
        head = network.order[network.out.head]
        self._table("arc", tail=tail, head=head, cost=network.out.cost)
        self._table("node", node=np.arange(network.size), transit=network.transit[network.place])
        for direction, end in (("forward", "tail"), ("backward", "head")):
            self._database.execute(
                f"CREATE TABLE {direction}_through AS SELECT tail, head, cost + transit AS cost"
                f" FROM arc JOIN node ON node = {end} WHERE cost + transit <= {network.limit} ORDER BY {end}"
            )
        self._table(
            "seat",
            source=np.repeat(np.arange(sources.count), np.diff(sources.indptr)),
            subject=sources.subject,
            relative=sources.relative,
        )
        self._table("source", source=np.arange(sources.count), amount=sources.amount)
        table = paths(sources.p)
        self._table("passed", cost=np.arange(table.size), through=table)

    def _table(self, name: str, **columns: NDArray[Any]) -> None:
        narrow = {
            column: values if column in ("amount", "through") else values.astype(np.int32)
            for column, values in columns.items()
        }
        self._database.register("columns_of_it", narrow)
        self._database.execute(f"CREATE TABLE {name} AS SELECT * FROM columns_of_it")
        self._database.unregister("columns_of_it")

    def sweep(self) -> Exposure:
        """X of every node under all sources."""
        self._reach("SELECT DISTINCT subject, subject AS node, 0 AS cost FROM seat", "forward")
        found = self._database.execute(_SUM).fetchnumpy()
        high, low = np.zeros(self._size, np.int64), np.zeros(self._size, np.int64)
        high[found["node"]], low[found["node"]] = found["high"].astype(np.int64), found["low"].astype(np.int64)
        return Exposure(high + (low >> 16), low & 0xFFFF)

    def explain(self, target: int) -> int:
        """X of one target, by rounds backward from it."""
        self._reach(f"SELECT {target} AS subject, {target} AS node, 0 AS cost", "backward")
        found = self._database.execute(_TOTAL).fetchone()
        return int(found[0] or 0) if found else 0

    def _reach(self, seeds: str, direction: str) -> None:
        at, to = ("tail", "head") if direction == "forward" else ("head", "tail")
        self._database.execute(f"CREATE OR REPLACE TEMP TABLE layer_0 AS {seeds}")
        for last in range(self._hops):
            arcs = "arc" if last == 0 else f"{direction}_through"
            self._database.execute(_ROUND.format(next=last + 1, last=last, arcs=arcs, at=at, to=to, limit=self._limit))
        layers = " UNION ALL ".join(f"SELECT * FROM layer_{number}" for number in range(self._hops + 1))
        self._database.execute(
            "CREATE OR REPLACE TEMP TABLE reach AS"
            f" SELECT subject, node, min(cost)::INTEGER AS cost FROM ({layers}) GROUP BY ALL"
        )

    def close(self) -> None:
        """Lets the database go."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

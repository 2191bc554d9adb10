"""Finding parties on the server (查找): candidates from an index, the order from `search.ranked`.

The index knows pairs of Chinese characters. Every name that contains a text contains the text's pairs, so asking
for all of them loses nothing, whatever the index makes of letters, digits and signs; a text without a pair is
looked for in every name. The server sorts rare characters otherwise than Python does, so it only says which nodes
can be among the first; the names themselves are put in order here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from graph_engine.model.names import search_name
from graph_engine.model.schema import NODE_KINDS
from graph_engine.store.base import NamedParty
from graph_engine.store.neo4j_connection import Connection
from graph_engine.store.queries import query
from graph_engine.store.search import Hit, codes_in_text, ranked, shown_name

KIND_OF_LABEL: Final = {kind.label: name for name, kind in NODE_KINDS.items()}

_PAIR: Final = re.compile("(?=([\u4e00-\u9fa5]{2}))")
_MOST_PAIRS: Final = 64
_NODES_A_QUESTION: Final = 10_000


def find(connection: Connection, text: str, limit: int, load: int) -> list[NamedParty]:
    """Nodes found by a part of a name or by a code, as known at `load`; see `Reader.search`."""
    if limit <= 0:
        return []
    return ranked([*_by_code(connection, text, load), *_by_name(connection, text, limit, load)], limit)


def _by_code(connection: Connection, text: str, load: int) -> Iterator[Hit]:
    codes = list(codes_in_text(text))
    if not codes:
        return
    nids = [row["nid"] for row in connection.rows(query("read/search_by_code"), codes=codes, load=load)]
    for kind, key, names in _names(connection, nids, load):
        yield Hit(kind, key, shown_name(key, (name for name, _ in names)), exact=True)


def _by_name(connection: Connection, text: str, limit: int, load: int) -> Iterator[Hit]:
    wanted = search_name(text)
    if not wanted:
        return
    pairs = list(dict.fromkeys(_PAIR.findall(wanted)))[:_MOST_PAIRS]
    if pairs:
        asked = " AND ".join(f'"{pair}"' for pair in pairs)
        found = connection.row(query("read/search_by_index"), query=asked, wanted=wanted, load=load)
    else:
        found = connection.row(query("read/search_by_scan"), wanted=wanted, load=load)
    for kind, key, names in _names(connection, _first(found["nid"], found["rank"], limit), load):
        for name, search in names:
            if wanted in search:
                yield Hit(kind, key, name, exact=search == wanted)


def _first(nids: list[int], ranks: list[int], limit: int) -> list[int]:
    """The nodes with the `limit` lowest ranks, and all that have the last one's rank."""
    if len(nids) <= limit:
        return nids
    rank = np.array(ranks, dtype=np.int64)
    last = np.partition(rank, limit - 1)[limit - 1]
    return [int(nid) for nid in np.array(nids, dtype=np.int64)[rank <= last]]


def _names(connection: Connection, nids: list[int], load: int) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """(kind, key, names with their forms to search by) of nodes."""
    for start in range(0, len(nids), _NODES_A_QUESTION):
        some = nids[start : start + _NODES_A_QUESTION]
        for row in connection.rows(query("read/node_names"), nids=some, load=load):
            yield KIND_OF_LABEL[row["label"]], row["key"], [(name, search) for name, search in row["names"]]

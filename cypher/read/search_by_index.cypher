// The nodes one of whose names contains a text, found by the pairs of Chinese characters in it.
// A rank is the length of a name, and a million more where the name is not the whole text.
// params: query: str, wanted: str, load: int
// returns: nid: list[int], rank: list[int]
CALL db.index.fulltext.queryNodes('graph_engine_node_names', $query) YIELD node
WHERE node.recorded_load <= $load
WITH node, [i IN range(0, size(node.names) - 1)
            WHERE node.names_since[i] <= $load AND node.search_names[i] CONTAINS $wanted
            | size(node.names[i]) + CASE WHEN node.search_names[i] = $wanted THEN 0 ELSE 1000000 END] AS ranks
WHERE size(ranks) > 0
RETURN collect(node.nid) AS nid,
       collect(reduce(best = ranks[0], rank IN ranks | CASE WHEN rank < best THEN rank ELSE best END)) AS rank

// The nodes one of whose names contains a text without a pair of Chinese characters in it: every name is looked at.
// A rank is the length of a name, and a million more where the name is not the whole text.
// params: wanted: str, load: int
// returns: nid: list[int], rank: list[int]
MATCH (node:Node)
WHERE any(search_name IN node.search_names WHERE search_name CONTAINS $wanted) AND node.recorded_load <= $load
WITH node, [i IN range(0, size(node.names) - 1)
            WHERE node.names_since[i] <= $load AND node.search_names[i] CONTAINS $wanted
            | size(node.names[i]) + CASE WHEN node.search_names[i] = $wanted THEN 0 ELSE 1000000 END] AS ranks
WHERE size(ranks) > 0
RETURN collect(node.nid) AS nid,
       collect(reduce(best = ranks[0], rank IN ranks | CASE WHEN rank < best THEN rank ELSE best END)) AS rank

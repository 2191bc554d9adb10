// Removes some of the nodes that an unfinished load made, at most as many as one transaction takes.
// params: next_nid: int, limit: int
// returns: rows: int
MATCH (node:Node)
WHERE node.nid >= $next_nid
WITH node LIMIT $limit
DETACH DELETE node
RETURN count(*) AS rows

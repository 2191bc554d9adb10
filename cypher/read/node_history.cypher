// The nodes with ids from lo up to hi that were recorded up to a load, each with its names and the loads that gave them.
// params: lo: int, hi: int, load: int
// returns: recorded_load: int, label: str, key: str, scope: str, names: list[str], names_since: list[int]
MATCH (node:Node)
WHERE node.nid >= $lo AND node.nid < $hi AND node.recorded_load <= $load
RETURN node.recorded_load AS recorded_load, [label IN labels(node) WHERE label <> 'Node'][0] AS label,
       node.key AS key, node.scope AS scope, coalesce(node.names, []) AS names,
       coalesce(node.names_since, []) AS names_since
ORDER BY node.nid

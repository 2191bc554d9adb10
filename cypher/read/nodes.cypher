// The nodes with ids from lo up to hi that were known at a load, as columns.
// params: lo: int, hi: int, load: int, absent: str
// returns: nid: list[int], label: list[str], key: list[str], scope: list[str]
MATCH (node:Node)
WHERE node.nid >= $lo AND node.nid < $hi AND node.recorded_load <= $load
RETURN collect(node.nid) AS nid, collect([label IN labels(node) WHERE label <> 'Node'][0]) AS label,
       collect(node.key) AS key, collect(coalesce(node.scope, $absent)) AS scope

// Takes the names of an unfinished load from the nodes with ids from lo up to hi.
// params: lo: int, hi: int, committed: int
// returns:
MATCH (node:Node)
WHERE node.nid >= $lo AND node.nid < $hi AND any(load IN node.names_since WHERE load > $committed)
WITH node, [i IN range(0, size(node.names) - 1) WHERE node.names_since[i] <= $committed] AS kept
SET node.names = [i IN kept | node.names[i]],
    node.search_names = [i IN kept | node.search_names[i]],
    node.names_since = [i IN kept | node.names_since[i]]
SET node.name = node.names[0]

// Makes nodes findable under more names.
// params: rows: list[map]
// returns: rows: int
UNWIND $rows AS row
MATCH (node:Node {key: row.key})
SET node.name = coalesce(node.name, row.name),
    node.names = coalesce(node.names, []) + row.names,
    node.search_names = coalesce(node.search_names, []) + row.search_names,
    node.names_since = coalesce(node.names_since, []) + row.names_since
RETURN count(*) AS rows

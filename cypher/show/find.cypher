// Parties and projects by a part of their name: two or more Chinese characters, such as 贸易.
// params: text: str
// returns: kind: str, name: str, key: str
CALL db.index.fulltext.queryNodes('graph_engine_node_names', '"' + $text + '"') YIELD node
WHERE any(name IN node.names WHERE name CONTAINS $text)
RETURN [label IN labels(node) WHERE label <> 'Node'][0] AS kind, node.name AS name, node.key AS key
ORDER BY size(name), name
LIMIT 50

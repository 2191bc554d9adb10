// Which of these keys have a node, and all names under which it is found.
// params: keys: list[str]
// returns: key: list[str], names: list[list[str]]
UNWIND $keys AS key
MATCH (node:Node {key: key})
RETURN collect(node.key) AS key, collect(coalesce(node.names, [])) AS names

// The names under which these nodes are found at a load, each with its form to search by.
// params: nids: list[int], load: int
// returns: label: str, key: str, names: list[list[str]]
UNWIND $nids AS nid
MATCH (node:Node {nid: nid})
RETURN [label IN labels(node) WHERE label <> 'Node'][0] AS label, node.key AS key,
       [i IN range(0, size(coalesce(node.names, [])) - 1) WHERE node.names_since[i] <= $load
        | [node.names[i], node.search_names[i]]] AS names

// Makes statements with one label about nodes, and lets each node show the best name known.
// params: rows: list[map], load: int
// returns: rows: int
UNWIND $rows AS row
MATCH (node:Node {key: row.node_key})
CREATE (:STATEMENT_LABEL {recorded_load: $load /*, properties */})-[:DESCRIBES]->(node)
SET node.name = coalesce(row.shown, node.name)
RETURN count(*) AS rows

// How many statements with one label describe no node.
// params: load: int
// returns: rows: int
MATCH (statement:STATEMENT_LABEL)
WHERE statement.recorded_load <= $load AND NOT EXISTS { (statement)-[:DESCRIBES]->(:Node) }
RETURN count(statement) AS rows

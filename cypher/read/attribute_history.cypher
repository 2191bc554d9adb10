// The statements with one label in the slots from lo up to hi that were recorded up to a load, live or not, as columns.
// params: lo: str, hi: str, load: int, missing: int, absent: str
// returns: the columns that are asked for
MATCH (statement:STATEMENT_LABEL)
WHERE statement.slot >= $lo AND statement.slot < $hi AND statement.recorded_load <= $load
MATCH (statement)-[:DESCRIBES]->(node)
RETURN /* columns */ count(*) AS rows

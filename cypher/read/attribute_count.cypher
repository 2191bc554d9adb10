// How many statements with one label there are, live or not.
// params:
// returns: rows: int
MATCH (statement:STATEMENT_LABEL)
RETURN count(statement) AS rows

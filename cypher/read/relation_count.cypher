// How many relations of one type there are, live or not.
// params:
// returns: rows: int
MATCH ()-[statement:RELATION_TYPE]->()
RETURN count(statement) AS rows

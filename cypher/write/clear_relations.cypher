// Removes what an unfinished load wrote among the relations of one type in the slots from lo up to hi.
// params: lo: str, hi: str, committed: int
// returns:
MATCH ()-[statement:RELATION_TYPE]->()
WHERE statement.slot >= $lo AND statement.slot < $hi AND statement.recorded_load > $committed
DELETE statement

// Takes back what an unfinished load retired among the relations of one type in the slots from lo up to hi.
// params: lo: str, hi: str, committed: int
// returns:
MATCH ()-[statement:RELATION_TYPE]->()
WHERE statement.slot >= $lo AND statement.slot < $hi AND statement.retired_load > $committed
REMOVE statement.retired_load

// Retires what relations of one type state now in some slots.
// params: rows: list[map], load: int
// returns: rows: int
UNWIND $rows AS row
MATCH ()-[statement:RELATION_TYPE]->()
WHERE statement.slot = row.slot AND statement.content = row.content AND statement.retired_load IS NULL
SET statement.retired_load = $load
RETURN count(statement) AS rows

// Retires what statements with one label state now in some slots.
// params: rows: list[map], load: int
// returns: rows: int
UNWIND $rows AS row
MATCH (statement:STATEMENT_LABEL)
WHERE statement.slot = row.slot AND statement.content = row.content AND statement.retired_load IS NULL
SET statement.retired_load = $load
RETURN count(statement) AS rows

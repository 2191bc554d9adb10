// The contents that statements with one label state now in these slots.
// params: slots: list[str]
// returns: slot: list[str], content: list[str]
UNWIND $slots AS slot
MATCH (statement:STATEMENT_LABEL)
WHERE statement.slot = slot AND statement.retired_load IS NULL
RETURN collect(statement.slot) AS slot, collect(statement.content) AS content

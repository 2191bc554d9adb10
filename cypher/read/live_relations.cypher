// The contents that relations of one type state now in these slots.
// params: slots: list[str]
// returns: slot: list[str], content: list[str]
UNWIND $slots AS slot
MATCH ()-[statement:RELATION_TYPE]->()
WHERE statement.slot = slot AND statement.retired_load IS NULL
RETURN collect(statement.slot) AS slot, collect(statement.content) AS content

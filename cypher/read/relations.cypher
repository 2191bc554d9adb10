// The relations of one type in the slots from lo up to hi that were live at a load, as columns.
// Slots are evenly spread hashes, so a range of them is a batch of known size however many relations a node has.
// params: lo: str, hi: str, load: int, missing: int, absent: str
// returns: the columns that are asked for
MATCH (source)-[statement:RELATION_TYPE]->(target)
WHERE statement.slot >= $lo AND statement.slot < $hi
  AND statement.recorded_load <= $load AND (statement.retired_load IS NULL OR statement.retired_load > $load)
RETURN /* columns */ count(*) AS rows

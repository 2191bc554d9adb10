// The relations of one type in the slots from lo up to hi that were recorded up to a load, live or not, as columns.
// params: lo: str, hi: str, load: int, missing: int, absent: str
// returns: the columns that are asked for
MATCH (source)-[statement:RELATION_TYPE]->(target)
WHERE statement.slot >= $lo AND statement.slot < $hi AND statement.recorded_load <= $load
RETURN /* columns */ count(*) AS rows

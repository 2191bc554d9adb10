// Removes what an unfinished load wrote among the statements with one label in the slots from lo up to hi.
// The nodes show again what the statements that are left say.
// params: lo: str, hi: str, committed: int
// returns:
MATCH (statement:STATEMENT_LABEL)
WHERE statement.slot >= $lo AND statement.slot < $hi AND statement.recorded_load > $committed
MATCH (statement)-[:DESCRIBES]->(node)
DETACH DELETE statement
WITH DISTINCT node
OPTIONAL MATCH (node)<-[:DESCRIBES]-(kept)
WHERE kept.recorded_load <= $committed AND (kept.retired_load IS NULL OR kept.retired_load > $committed)
  AND kept.mention IS NULL
WITH node, coalesce(kept.name, kept.document_number, kept.category) AS name
ORDER BY kept.recorded_load DESC
WITH node, collect(name)[0] AS name
SET node.name = coalesce(name, node.names[0])

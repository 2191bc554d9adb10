// The nodes whose key or other key, live at a load, has one of these codes as its value or organisation code.
// params: codes: list[str], load: int
// returns: nid: int
MATCH (node:Node)
WHERE node.code IN $codes AND node.recorded_load <= $load
RETURN node.nid AS nid
UNION
MATCH (node:Node)
WHERE node.organisation_code IN $codes AND node.recorded_load <= $load
RETURN node.nid AS nid
UNION
MATCH (statement:AliasStatement)
WHERE statement.code IN $codes
  AND statement.recorded_load <= $load AND (statement.retired_load IS NULL OR statement.retired_load > $load)
MATCH (statement)-[:DESCRIBES]->(node)
RETURN node.nid AS nid

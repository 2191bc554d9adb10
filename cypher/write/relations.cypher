// Makes relations of one type; both ends must be there.
// params: rows: list[map], load: int
// returns: rows: int
UNWIND $rows AS row
MATCH (source:Node {key: row.source_key})
MATCH (target:Node {key: row.target_key})
CREATE (source)-[:RELATION_TYPE {recorded_load: $load /*, properties */}]->(target)
RETURN count(*) AS rows

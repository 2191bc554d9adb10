// The rows of source files behind the relations of two parties.
// params: source: str, target: str
// returns: relation: str, properties: map, source: str, file: str, sheet: str, line: int, known_from: datetime, known_to: datetime
MATCH (:Node {key: $source})-[relation]->(:Node {key: $target})
MATCH (document:SourceDocument {document: relation.document})
MATCH (recorded:Load {number: relation.recorded_load})
OPTIONAL MATCH (retired:Load {number: relation.retired_load})
RETURN type(relation) AS relation, properties(relation) AS properties, document.source AS source,
       document.name AS file, document.sheet AS sheet, relation.line AS line,
       recorded.recorded_at AS known_from, retired.recorded_at AS known_to
ORDER BY known_from, relation, line

// All that was ever said about one party, project or event: by which source, in which row, and known from when to when.
// params: key: str
// returns: kind: str, properties: map, source: str, file: str, line: int, known_from: datetime, known_to: datetime
MATCH (node:Node {key: $key})<-[:DESCRIBES]-(statement)
MATCH (document:SourceDocument {document: statement.document})
MATCH (recorded:Load {number: statement.recorded_load})
OPTIONAL MATCH (retired:Load {number: statement.retired_load})
RETURN labels(statement)[0] AS kind, properties(statement) AS properties, document.source AS source,
       document.name AS file, statement.line AS line, recorded.recorded_at AS known_from,
       retired.recorded_at AS known_to
ORDER BY known_from, kind, source, line

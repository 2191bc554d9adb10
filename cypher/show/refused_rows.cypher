// Rows that loaders refused and that are still open, by file (隔离行).
// params:
// returns: source: str, file: str, sheet: str, line: int, column: str, reason: str
MATCH (store:GraphStore {name: 'graph'})
MATCH (row:QuarantinedRow)
WHERE row.recorded_load <= store.committed_load
  AND (row.retired_load IS NULL OR row.retired_load > store.committed_load)
MATCH (document:SourceDocument {document: row.document})
RETURN document.source AS source, document.name AS file, document.sheet AS sheet, row.line AS line,
       row.column AS column, row.reason_zh AS reason
ORDER BY source, file, sheet, line
LIMIT 500

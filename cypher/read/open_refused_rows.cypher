// The lines of these documents that have a refused row open now.
// params: documents: list[int]
// returns: document: list[int], line: list[int]
MATCH (row:QuarantinedRow)
WHERE row.document IN $documents AND row.line IS NOT NULL AND row.retired_load IS NULL
RETURN collect(row.document) AS document, collect(row.line) AS line

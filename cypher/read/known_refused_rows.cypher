// Which of these lines of documents have a refused row that is open now.
// params: rows: list[map]
// returns: document: list[int], line: list[int]
UNWIND $rows AS wanted
MATCH (row:QuarantinedRow {document: wanted.document, line: wanted.line})
WHERE row.retired_load IS NULL
RETURN collect(row.document) AS document, collect(row.line) AS line

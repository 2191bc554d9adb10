// Closes open refused rows by document and line.
// params: rows: list[map], load: int
// returns: rows: int
UNWIND $rows AS wanted
MATCH (row:QuarantinedRow {document: wanted.document, line: wanted.line})
WHERE row.retired_load IS NULL
SET row.retired_load = $load
RETURN count(row) AS rows

// How many refused rows of these documents are open now.
// params: documents: list[int]
// returns: rows: int
MATCH (row:QuarantinedRow)
WHERE row.document IN $documents AND row.line IS NOT NULL AND row.retired_load IS NULL
RETURN count(row) AS rows

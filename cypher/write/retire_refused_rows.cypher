// Closes some open refused rows of these documents, at most as many as one transaction takes.
// params: documents: list[int], load: int, limit: int
// returns: rows: int
MATCH (row:QuarantinedRow)
WHERE row.document IN $documents AND row.line IS NOT NULL AND row.retired_load IS NULL
WITH row LIMIT $limit
SET row.retired_load = $load
RETURN count(row) AS rows

// Removes some of the refused rows that an unfinished load made, at most as many as one transaction takes.
// params: committed: int, limit: int
// returns: rows: int
MATCH (row:QuarantinedRow)
WHERE row.recorded_load > $committed
WITH row LIMIT $limit
DELETE row
RETURN count(*) AS rows

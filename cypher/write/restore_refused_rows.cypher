// Opens again some of the refused rows that an unfinished load closed, at most as many as one transaction takes.
// params: committed: int, limit: int
// returns: rows: int
MATCH (row:QuarantinedRow)
WHERE row.retired_load > $committed
WITH row LIMIT $limit
REMOVE row.retired_load
RETURN count(*) AS rows

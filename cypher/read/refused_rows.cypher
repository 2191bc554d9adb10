// The refused rows of one document that are open at a load, by line.
// params: document: int, load: int
// returns: properties: map
MATCH (row:QuarantinedRow)
WHERE row.document = $document AND row.line IS NOT NULL
  AND row.recorded_load <= $load AND (row.retired_load IS NULL OR row.retired_load > $load)
RETURN properties(row) AS properties
ORDER BY row.line

// The refused rows of one document that were recorded up to a load, open or not, by line.
// params: document: int, load: int
// returns: properties: map
MATCH (row:QuarantinedRow)
WHERE row.document = $document AND row.line IS NOT NULL AND row.recorded_load <= $load
RETURN properties(row) AS properties
ORDER BY row.line

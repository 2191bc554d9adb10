// The ids of the documents that have refused rows open at a load.
// params: load: int
// returns: documents: list[int]
MATCH (row:QuarantinedRow)
WHERE row.recorded_load <= $load AND (row.retired_load IS NULL OR row.retired_load > $load)
RETURN collect(DISTINCT row.document) AS documents

// Committed loads, oldest first.
// params: load: int
// returns: number: int, loader: str, source: str, full: bool, recorded_at: datetime, added: int, retired: int, digest: str, reading: str
MATCH (load:Load)
WHERE load.number <= $load
RETURN load.number AS number, load.loader AS loader, load.source AS source, load.full AS full,
       load.recorded_at AS recorded_at, load.added AS added, load.retired AS retired,
       load.digest AS digest, load.reading AS reading
ORDER BY number

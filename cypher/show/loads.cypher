// What was loaded when, newest first, and what it changed.
// params:
// returns: number: int, recorded_at: datetime, loader: str, source: str, full: bool, added: int, retired: int
MATCH (load:Load)
RETURN load.number AS number, load.recorded_at AS recorded_at, load.loader AS loader, load.source AS source,
       load.full AS full, load.added AS added, load.retired AS retired
ORDER BY number DESC
LIMIT 100

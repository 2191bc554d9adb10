// Commits a load: from here on readers see its rows.
// params: load: int, next_nid: int, next_document: int, loader: str, source: str, full: bool, recorded_at: datetime, added: int, retired: int, digest: str, reading: str
// returns:
MATCH (store:GraphStore {name: 'graph'})
SET store.committed_load = $load, store.next_nid = $next_nid, store.next_document = $next_document
REMOVE store.open_load
CREATE (:Load {number: $load, loader: $loader, source: $source, full: $full, recorded_at: $recorded_at,
               added: $added, retired: $retired, digest: $digest, reading: $reading})

// Renews the lease within a transaction; no row comes back if it was lost, and then nothing may be written.
// params: owner: str, lease_ms: int
// returns: committed_load: int
MATCH (store:GraphStore {name: 'graph'})
SET store.lease_asked_by = $owner
WITH store
WHERE store.lease_owner = $owner
SET store.lease_until = timestamp() + $lease_ms
RETURN store.committed_load AS committed_load

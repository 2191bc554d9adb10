// Takes the one load lease if it is free, run out, or held by the one owner who is known to be gone.
// The first write takes the lock, so that what is read after it is the truth.
// params: owner: str, user: str, gone: str, lease_ms: int
// returns: committed_load: int, next_nid: int, next_document: int, open_load: int, last_recorded_at: datetime
MATCH (store:GraphStore {name: 'graph'})
SET store.lease_asked_by = $owner
WITH store
WHERE store.lease_owner IS NULL OR store.lease_owner = $gone OR store.lease_until < timestamp()
SET store.lease_owner = $owner, store.lease_user = $user, store.lease_until = timestamp() + $lease_ms
WITH store
OPTIONAL MATCH (last:Load {number: store.committed_load})
RETURN store.committed_load AS committed_load, store.next_nid AS next_nid, store.next_document AS next_document,
       store.open_load AS open_load, last.recorded_at AS last_recorded_at

// Gives the lease back, if it is still this owner's.
// params: owner: str
// returns:
MATCH (store:GraphStore {name: 'graph'})
SET store.lease_asked_by = $owner
WITH store
WHERE store.lease_owner = $owner
REMOVE store.lease_owner, store.lease_user, store.lease_until, store.lease_asked_by

// The one node that says what is committed and who is loading.
// params:
// returns: format: int, committed_load: int, next_nid: int, next_document: int, open_load: int, lease_owner: str, lease_user: str
MATCH (store:GraphStore {name: 'graph'})
RETURN store.format AS format, store.committed_load AS committed_load, store.next_nid AS next_nid,
       store.next_document AS next_document, store.open_load AS open_load,
       store.lease_owner AS lease_owner, store.lease_user AS lease_user

// Makes the one node that says what is committed; does nothing where it stands.
// params: format: int
// returns:
MERGE (store:GraphStore {name: 'graph'})
ON CREATE SET store.format = $format, store.committed_load = 0, store.next_nid = 0, store.next_document = 0

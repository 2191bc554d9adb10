// Marks that no row of an unfinished load is left.
// params:
// returns:
MATCH (store:GraphStore {name: 'graph'})
REMOVE store.open_load

// Marks that rows of a load are being written, so that they are cleared if it never ends.
// params: load: int
// returns:
MATCH (store:GraphStore {name: 'graph'})
SET store.open_load = $load

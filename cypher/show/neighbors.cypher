// One party or project and everything that it is related to now.
// params: key: str
// returns: path: path
MATCH (store:GraphStore {name: 'graph'})
MATCH path = (:Node {key: $key})-[relation]-(:Node)
WHERE relation.recorded_load <= store.committed_load
  AND (relation.retired_load IS NULL OR relation.retired_load > store.committed_load)
RETURN path
LIMIT 300

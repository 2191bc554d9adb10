// Who holds shares in an enterprise now, up to five steps up (股权穿透).
// params: key: str
// returns: path: path
MATCH (store:GraphStore {name: 'graph'})
MATCH path = (:Node)-[:HOLDS_SHARES_IN*1..5]->(:Enterprise {key: $key})
WHERE all(relation IN relationships(path) WHERE relation.recorded_load <= store.committed_load
          AND (relation.retired_load IS NULL OR relation.retired_load > store.committed_load))
RETURN path
LIMIT 300

// Makes nodes of one kind, with the names that are known of them.
// params: rows: list[map], load: int
// returns:
UNWIND $rows AS row
CREATE (:Node:NODE_LABEL {key: row.key, nid: row.nid, scope: row.scope, code: row.code,
                          organisation_code: row.organisation_code, name: row.name, names: row.names,
                          search_names: row.search_names, names_since: row.names_since, recorded_load: $load})

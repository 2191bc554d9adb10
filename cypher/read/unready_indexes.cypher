// The indexes that the server does not keep up to date.
// params:
// returns: names: list[str]
SHOW INDEXES YIELD name, state
WHERE state <> 'ONLINE'
RETURN collect(name) AS names

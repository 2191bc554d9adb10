// The names of all indexes; every unique constraint has one of its own name.
// params:
// returns: names: list[str]
SHOW INDEXES YIELD name
RETURN collect(name) AS names

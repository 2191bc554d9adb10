// What the server is and which version it has.
// params:
// returns: name: str, versions: list[str]
CALL dbms.components() YIELD name, versions
RETURN name, versions

// How many nodes the database holds, whoever made them.
// params:
// returns: nodes: int
MATCH (anything)
RETURN count(anything) AS nodes

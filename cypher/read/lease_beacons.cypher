// The owners of leases whose connections to the server stand: each keeps a transaction open that carries its name.
// params:
// returns: owners: list[str]
SHOW TRANSACTIONS YIELD metaData
RETURN collect(metaData.graph_engine_lease) AS owners

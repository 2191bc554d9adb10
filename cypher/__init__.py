"""Every question put to Neo4j, one a file, as package data; `graph_engine.store.queries` reads them."""

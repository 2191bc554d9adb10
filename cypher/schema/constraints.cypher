// One node a key, one a nid: constraints come before any row is written.
// Made by `python -m graph_engine.store.neo4j_schema`; do not edit.

CREATE CONSTRAINT graph_engine_node_key IF NOT EXISTS
FOR (n:Node) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT graph_engine_node_nid IF NOT EXISTS
FOR (n:Node) REQUIRE n.nid IS UNIQUE;

CREATE CONSTRAINT graph_engine_sourcedocument_key IF NOT EXISTS
FOR (n:SourceDocument) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT graph_engine_sourcedocument_document IF NOT EXISTS
FOR (n:SourceDocument) REQUIRE n.document IS UNIQUE;

CREATE CONSTRAINT graph_engine_load_number IF NOT EXISTS
FOR (n:Load) REQUIRE n.number IS UNIQUE;

CREATE CONSTRAINT graph_engine_graphstore_name IF NOT EXISTS
FOR (n:GraphStore) REQUIRE n.name IS UNIQUE;

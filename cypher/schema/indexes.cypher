// What is looked up while loading and searching.
// Made by `python -m graph_engine.store.neo4j_schema`; do not edit.

CREATE INDEX graph_engine_node_code IF NOT EXISTS
FOR (n:Node) ON (n.code);

CREATE INDEX graph_engine_node_organisation_code IF NOT EXISTS
FOR (n:Node) ON (n.organisation_code);

CREATE INDEX graph_engine_quarantinedrow_document_line IF NOT EXISTS
FOR (n:QuarantinedRow) ON (n.document, n.line);

CREATE INDEX graph_engine_aliasstatement_code IF NOT EXISTS
FOR (n:AliasStatement) ON (n.code);

CREATE INDEX graph_engine_enterprisestatement_slot IF NOT EXISTS
FOR (n:EnterpriseStatement) ON (n.slot);

CREATE INDEX graph_engine_personstatement_slot IF NOT EXISTS
FOR (n:PersonStatement) ON (n.slot);

CREATE INDEX graph_engine_projectstatement_slot IF NOT EXISTS
FOR (n:ProjectStatement) ON (n.slot);

CREATE INDEX graph_engine_riskeventstatement_slot IF NOT EXISTS
FOR (n:RiskEventStatement) ON (n.slot);

CREATE INDEX graph_engine_contactstatement_slot IF NOT EXISTS
FOR (n:ContactStatement) ON (n.slot);

CREATE INDEX graph_engine_aliasstatement_slot IF NOT EXISTS
FOR (n:AliasStatement) ON (n.slot);

CREATE INDEX graph_engine_licencestatement_slot IF NOT EXISTS
FOR (n:LicenceStatement) ON (n.slot);

CREATE INDEX graph_engine_outcomestatement_slot IF NOT EXISTS
FOR (n:OutcomeStatement) ON (n.slot);

CREATE INDEX graph_engine_holds_shares_in_slot IF NOT EXISTS
FOR ()-[n:HOLDS_SHARES_IN]-() ON (n.slot);

CREATE INDEX graph_engine_legal_representative_of_slot IF NOT EXISTS
FOR ()-[n:LEGAL_REPRESENTATIVE_OF]-() ON (n.slot);

CREATE INDEX graph_engine_holds_office_in_slot IF NOT EXISTS
FOR ()-[n:HOLDS_OFFICE_IN]-() ON (n.slot);

CREATE INDEX graph_engine_branch_of_slot IF NOT EXISTS
FOR ()-[n:BRANCH_OF]-() ON (n.slot);

CREATE INDEX graph_engine_guarantees_slot IF NOT EXISTS
FOR ()-[n:GUARANTEES]-() ON (n.slot);

CREATE INDEX graph_engine_controls_slot IF NOT EXISTS
FOR ()-[n:CONTROLS]-() ON (n.slot);

CREATE INDEX graph_engine_acts_in_concert_with_slot IF NOT EXISTS
FOR ()-[n:ACTS_IN_CONCERT_WITH]-() ON (n.slot);

CREATE INDEX graph_engine_nominee_for_slot IF NOT EXISTS
FOR ()-[n:NOMINEE_FOR]-() ON (n.slot);

CREATE INDEX graph_engine_has_indirect_interest_in_slot IF NOT EXISTS
FOR ()-[n:HAS_INDIRECT_INTEREST_IN]-() ON (n.slot);

CREATE INDEX graph_engine_linked_to_slot IF NOT EXISTS
FOR ()-[n:LINKED_TO]-() ON (n.slot);

CREATE INDEX graph_engine_uses_contact_slot IF NOT EXISTS
FOR ()-[n:USES_CONTACT]-() ON (n.slot);

CREATE INDEX graph_engine_takes_part_in_slot IF NOT EXISTS
FOR ()-[n:TAKES_PART_IN]-() ON (n.slot);

CREATE INDEX graph_engine_subject_of_slot IF NOT EXISTS
FOR ()-[n:SUBJECT_OF]-() ON (n.slot);

CREATE INDEX graph_engine_possibly_same_as_slot IF NOT EXISTS
FOR ()-[n:POSSIBLY_SAME_AS]-() ON (n.slot);

CREATE FULLTEXT INDEX graph_engine_node_names IF NOT EXISTS
FOR (n:Node) ON EACH [n.search_names]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};

// Holdings about which two sources say different things now (来源不一致).
// params:
// returns: holder: str, company: str, one_source: str, one_ratio_ppb: int, other_source: str, other_ratio_ppb: int
MATCH (store:GraphStore {name: 'graph'})
MATCH (holder:Node)-[one:HOLDS_SHARES_IN]->(company:Enterprise)
WHERE one.recorded_load <= store.committed_load
  AND (one.retired_load IS NULL OR one.retired_load > store.committed_load)
MATCH (holder)-[other:HOLDS_SHARES_IN]->(company)
WHERE one.document < other.document AND one.role = other.role AND one.ratio_ppb <> other.ratio_ppb
  AND other.recorded_load <= store.committed_load
  AND (other.retired_load IS NULL OR other.retired_load > store.committed_load)
MATCH (one_document:SourceDocument {document: one.document})
MATCH (other_document:SourceDocument {document: other.document})
WHERE one_document.source <> other_document.source
RETURN holder.name AS holder, company.name AS company, one_document.source AS one_source,
       one.ratio_ppb AS one_ratio_ppb, other_document.source AS other_source, other.ratio_ppb AS other_ratio_ppb
ORDER BY holder, company
LIMIT 200

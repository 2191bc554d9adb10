// Makes source documents.
// params: rows: list[map], load: int
// returns:
UNWIND $rows AS row
CREATE (document:SourceDocument)
SET document = row, document.recorded_load = $load

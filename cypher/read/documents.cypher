// The source documents known at a load.
// params: load: int
// returns: document: int, properties: map
MATCH (document:SourceDocument)
WHERE document.recorded_load <= $load
RETURN document.document AS document, properties(document) AS properties
ORDER BY document

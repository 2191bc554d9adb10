// The ids and keys of the documents that a source handed over.
// params: source: str
// returns: document: list[int], key: list[str]
MATCH (document:SourceDocument)
WHERE document.source = $source
RETURN collect(document.document) AS document, collect(document.key) AS key

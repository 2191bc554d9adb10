// Which of these documents are there, and under which ids.
// params: keys: list[str]
// returns: key: str, document: int
UNWIND $keys AS key
MATCH (document:SourceDocument {key: key})
RETURN document.key AS key, document.document AS document

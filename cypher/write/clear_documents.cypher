// Removes the documents that an unfinished load made.
// params: committed: int
// returns:
MATCH (document:SourceDocument)
WHERE document.recorded_load > $committed
DELETE document

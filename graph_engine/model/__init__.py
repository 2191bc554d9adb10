"""What the graph may hold (模型): kinds, records, identifiers, and the normal forms of texts; pure."""

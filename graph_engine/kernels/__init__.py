"""The compiled loops over plain arrays, one file a family; nothing else of the house is compiled."""

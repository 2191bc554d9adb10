"""An immutable picture of the graph in memory: arrays of facts as of a date, as known on a date."""

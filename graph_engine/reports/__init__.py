"""Tables and prose from results; one file each."""

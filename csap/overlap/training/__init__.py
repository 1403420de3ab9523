"""Learns the parameters that the engine ships, from labelled pairs and lists of names. Not needed at run time."""

"""Multi-target tracking as a tool of its own: what is in the air, from plots of any radars, scan by scan."""

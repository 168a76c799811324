"""Recordings: plots of radars and tracks of systems, from files and into files (CSV, Parquet, ASTERIX, captures).

Two tables are the only forms inside: `Plots` and `Tracks`, in SI units and radians, sorted by time. Whatever a file
holds that does not fit them is refused with its place, or left out and counted; nothing is guessed.
"""

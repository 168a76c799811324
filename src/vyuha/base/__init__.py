"""What everything stands on: compilation, tables, units, random streams, small vectors.

Import the modules by name; this file imports nothing, so that reading results never loads the compiler.
"""

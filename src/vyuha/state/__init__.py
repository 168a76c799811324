"""The data dictionary: one small file per table, each column declared once with type, unit and meaning.

`Setup` is fixed while a replicate is fought, `State` changes. Compiled code receives both; no model owns either.
"""

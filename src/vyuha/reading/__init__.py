"""Strict reading of what people write: YAML without its guesses, typed fields with units, errors that name the line.

    read_text(path)               the text of a file
    read(text, file)              its tree of text with line numbers, and what is refused in it
    explain(error, model, ...)    what a model refuses, in words
    InputErrors                   all that is wrong with a file, as `Problem`s

Scenarios and programmes are both read this way.
"""

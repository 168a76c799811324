"""Contracts as data: what was promised, what came, what it cost and who says so; and SIPRI's files.

load(name)              a programme by id or path
parse(text, name)       the programme in a text
built_in()              ids of the programmes that come with the package
"""

from vyuha.programme.load import built_in, load, parse
from vyuha.programme.model import Programme

__all__ = ["Programme", "built_in", "load", "parse"]

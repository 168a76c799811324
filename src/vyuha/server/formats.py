"""The formats in which a replicate can be had."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from vyuha.outputs import acmi, czml
from vyuha.results.history import History
from vyuha.results.laydown import Laydown
from vyuha.results.records import Roster
from vyuha.server.content import Content


class Format(NamedTuple):
    """The ending of its files, who reads them, and how one is written."""

    ending: str
    about: str
    write: Callable[[Path, History, Roster, Laydown], None]


FORMATS = {
    "acmi": Format(".acmi", "Tacview, and what reads its files", acmi.write_acmi),
    "czml": Format(".czml", "CesiumJS and other globes", czml.write_czml),
}


def formats() -> list[Content]:
    """All of them, for people."""
    return [{"name": name, "ending": one.ending, "about": one.about} for name, one in FORMATS.items()]

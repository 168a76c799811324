"""Where the recorded data are that `make recorded` fetches: out of packages of others, never part of this project."""

import os
import sys
from pathlib import Path

FLIGHTS = "quickstart.json.gz"
RADAR = "cat_034_048.pcap"


def recorded(name: str) -> Path:
    """A file of the recorded data, in the environment that runs the tests unless VYUHA_RECORDED names another folder.

    A test without its data fails; it does not skip itself.
    """
    folder = Path(os.environ.get("VYUHA_RECORDED") or Path(sys.prefix) / "recorded")
    path = folder / name
    assert path.is_file(), f"{path} is not there: make recorded"
    return path

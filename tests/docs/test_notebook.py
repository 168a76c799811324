"""The notebook of the manual: its cells run, and say what stands in the file.

Expected values: the outputs that the file holds, which `python -m tools.notebook` wrote.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.notebook import PAGE, run

HELD: dict[str, Any] = json.loads(PAGE.read_text(encoding="utf-8"))


def test_every_cell_runs_and_shows_what_the_file_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {}
    for cell in HELD["cells"]:
        if cell["cell_type"] == "code":
            made = run("".join(cell["source"]), space)
            assert [output.get("text") for output in made] == [output.get("text") for output in cell["outputs"]]
            assert [sorted(output.get("data", {})) for output in made] == [
                sorted(output.get("data", {})) for output in cell["outputs"]
            ]

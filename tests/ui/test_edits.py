"""What the page writes into scenarios, read by the strict reader: hundreds of changes, each with the tree to give."""

import json
from pathlib import Path

import pytest

from tests.ui.test_units import run_units
from tools.build_page import UI, installed
from vyuha.reading.tree import plain, read


def misread(lines: list[str]) -> list[str]:
    """The texts that are refused, or do not give their trees."""
    changes = [json.loads(line) for line in lines]
    read_back = [(change, *read(change["text"], "changed.yaml")) for change in changes]
    return [c["text"] for c, root, problems in read_back if root is None or problems or plain(root) != c["tree"]]


def test_changed_texts_are_read_as_they_were_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VYUHA_EDITS", str(tmp_path / "changes"))
    assert run_units(installed(), UI, tmp_path, "tests/patch.test.ts")["success"]
    # Only these ends of lines: values hold others.
    lines = (tmp_path / "changes").read_text().rstrip("\n").split("\n")
    assert len(lines) > 300
    assert misread(lines) == []
    # Control: a change that nobody meant.
    spoilt = json.loads(lines[0])
    spoilt["tree"]["title"] = "another"
    assert misread([json.dumps(spoilt)]) == [spoilt["text"]]

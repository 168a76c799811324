"""The hash of the files beside a scenario: another one for other content, under the same name and at any time."""

import os
import shutil
from pathlib import Path

import pytest

from vyuha.scenario import Scenario, parse
from vyuha.studies.files import files_digest

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
DOCTRINE = "doctrines/keep_for_leakers.py"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(SCENARIOS / "doctrines", tmp_path / "doctrines")
    return tmp_path


def scenario() -> Scenario:
    text = (SCENARIOS / "own-doctrine.yaml").read_text()
    return parse(text, "own-doctrine.yaml")


def test_the_place_and_the_time_do_not_count(home: Path) -> None:
    there = files_digest(scenario(), SCENARIOS)
    assert files_digest(scenario(), home) == there
    os.utime(home / DOCTRINE, (1.0, 1.0))
    assert files_digest(scenario(), home) == there and there.startswith(f"{DOCTRINE}:")


def test_an_edited_file_is_another_in_the_same_process(home: Path) -> None:
    before = files_digest(scenario(), home)
    file = home / DOCTRINE
    file.write_text(file.read_text() + "# edited\n")
    edited = files_digest(scenario(), home)
    assert edited != before
    # Of the same length, a moment later.
    text, now = file.read_text(), file.stat().st_mtime_ns
    file.write_text(text.replace("edited", "changed"[:6]))
    os.utime(file, ns=(now + 1_000_000, now + 1_000_000))
    assert files_digest(scenario(), home) not in (before, edited)


def test_no_files_no_hash() -> None:
    assert files_digest(parse((SCENARIOS / "one-on-one.yaml").read_text(), "one-on-one.yaml"), SCENARIOS) == ""


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such file"):
        files_digest(scenario(), tmp_path)

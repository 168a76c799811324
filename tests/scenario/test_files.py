"""Every file that a scenario names is found in its folder or nowhere: all such fields, by each trick, in one loop.

Expected values: the fields that take a file by what their types are; the folder as it was made.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tests.reading.test_beside import ELSEWHERE
from vyuha import api
from vyuha.reading.problems import InputErrors
from vyuha.reading.schema import written_schema
from vyuha.scenario import Scenario, parse
from vyuha.scenario.files import files_named

HEAD = """
vyuha: 1
title: files
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km}
"""
RAID = "raids:\n  - {id: red, type: babur, count: 1, target: base, from: {bearing: 270 deg, range: 90 km}}\n"
UNIT = "defences:\n  - {id: alpha, system: s-400/battalion, east: 0 km, north: 2 km%s}\n"
# A scenario for each field, where the file goes, the path in messages, and what the file is called at the end.
FIELDS = {
    "terrain.file": (HEAD + RAID + "terrain: {file: '%s'}\n", ".npz", "terrain.file"),
    "doctrines.function": (
        HEAD + RAID + UNIT % ", doctrine: mine" + "doctrines:\n  - {id: mine, function: '%s:choose'}\n",
        ".py",
        "doctrines[0].function",
    ),
    "defences.doctrine": (HEAD + RAID + UNIT % ", doctrine: '%s:choose'", ".py", "defences[0].doctrine"),
    "raids.paths": (
        HEAD + "raids:\n  - {id: red, type: babur, target: base, paths: '%s'}\n",
        ".csv",
        "raids[0].paths",
    ),
    "traffic.paths": (
        HEAD + RAID + "traffic:\n  - {id: civil, type: airliner, paths: '%s'}\n",
        ".csv",
        "traffic[0].paths",
    ),
}


def refused(folder: Path, field: str, name: str) -> str:
    """What is said of a scenario in `folder` whose `field` names a file."""
    text, _, _ = FIELDS[field]
    path = folder / "lab.yaml"
    path.write_text(text.replace("%s", name.replace("'", "''")))
    with pytest.raises(InputErrors) as caught:
        api.check(path)
    return str(caught.value)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The scenario's folder, beside one of almost the same name with secrets in it, as every kind of file."""
    for folder in ("runs", "runs_private"):
        (tmp_path / folder).mkdir()
    for suffix in (".npz", ".py", ".csv"):
        (tmp_path / "runs_private" / f"secret{suffix}").write_text("SECRET")
    return tmp_path / "runs"


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", [name for name in ELSEWHERE if "\0" not in name])
def test_names_that_lead_elsewhere_are_refused(field: str, name: str, home: Path) -> None:
    suffix, path = FIELDS[field][1:]
    said = refused(home, field, name.replace(".csv", suffix) if ".csv" in name else name + suffix)
    assert path in said and "SECRET" not in said
    assert "folder" in said


@pytest.mark.parametrize("field", FIELDS)
def test_links_pipes_and_what_is_not_there_are_refused(field: str, home: Path) -> None:
    """Each by its own words at its own field, and none is waited for."""
    suffix, path = FIELDS[field][1:]
    (home / f"link{suffix}").symlink_to(home.parent / "runs_private" / f"secret{suffix}")
    (home / "away").symlink_to(home.parent / "runs_private")
    (home / f"device{suffix}").symlink_to("/dev/zero")
    os.mkfifo(home / f"pipe{suffix}")
    tricks = {
        f"link{suffix}": "a link that leads out of the scenario's folder",
        f"away/secret{suffix}": "a link that leads out of the scenario's folder",
        f"device{suffix}": "a link that leads out of the scenario's folder",
        f"pipe{suffix}": "is not a regular file",
        f"none{suffix}": "there is no such file",
    }
    for name, complaint in tricks.items():
        said = refused(home, field, name)
        assert path in said and complaint in said, said


@pytest.mark.parametrize("field", FIELDS)
def test_control_a_file_beside_the_scenario_is_opened(field: str, home: Path) -> None:
    """What is in it is complained of, so that it was read."""
    suffix = FIELDS[field][1]
    (home / f"mine{suffix}").write_text("SECRET")
    said = refused(home, field, f"mine{suffix}")
    assert "folder" not in said and "no such file" not in said


def test_every_field_that_takes_a_file_is_in_the_loop() -> None:
    """`files_named` finds the file of each case, and no model has a field of a file that is none of them."""
    found = set()
    for text, suffix, path in FIELDS.values():
        mine = f"mine{suffix}"
        named = [at for at, file in files_named(parse(text.replace("%s", mine), "x")) if file == mine]
        assert len(named) == 1, path
        found.add(".".join(str(step) for step in named[0] if not isinstance(step, int)))
    assert found == set(FIELDS) == set(fields_of_files(Scenario))


def fields_of_files(model: type[BaseModel]) -> list[str]:
    """The fields of a scenario whose meaning or allowed text speaks of a file, from its schema."""
    schema: Any = written_schema(model)

    def walk(part: Any, path: tuple[str, ...]) -> list[str]:
        if "$ref" in part:
            part = {**schema["$defs"][part["$ref"].rpartition("/")[2]], **part}
        here = [".".join(path)] if "type" in part and part["type"] == "string" and takes_file(part) else []
        inner = [(name, one) for name, one in part.get("properties", {}).items()]
        for name, one in inner:
            here += walk(one, (*path, name))
        return here + (walk(part["items"], path) if isinstance(part.get("items"), dict) else [])

    return walk(schema, ())


def takes_file(part: Any) -> bool:
    described = part.get("description", "").lower()
    return ".py" in part.get("pattern", "") or ("beside the scenario file" in described)

"""Scenarios through the server: bad figures and files that lead out (S8, S11, S12), text shown as text (S14), saving.

Expected values: the checklist of docs/security.md; the rules of `vyuha.reading`; what stands in the file.
"""

import errno
import itertools
import json
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.scenario.test_files import FIELDS, fields_of_files
from tests.server.client import Reply, Served
from tests.server.conftest import QUICK, copied
from vyuha.reading.problems import InputErrors
from vyuha.scenario import Scenario
from vyuha.server.folder import Folder
from vyuha.server.refusal import Refused
from vyuha.server.scenarios import Scenarios, steps

# What stands in QUICK, what is put in its place, and a word of the refusal.
FIGURES = [
    ("count: 2", "count: nan", "whole number"),
    ("count: 2", "count: -0.0", "whole number"),
    ("count: 2", "count: 1e9", "whole number"),
    ("count: 2", "count: 1000000000000000000", "threats"),
    ("count: 2", f"count: {'9' * 5000}", "whole number"),
    ("count: 2", "count: true", "whole number"),
    ("count: 2", "count: 1_000", "whole number"),
    ("count: 2", "count: \u0661\u0662", "whole number"),
    ("spacing: 5 s", "spacing: Infinity s", "number"),
    ("spacing: 5 s", "spacing: 1e999 s", "too large"),
    ("spacing: 5 s", "speed: 1e308 m/s", "at most 5 km/s"),
    ("spacing: 5 s", "speed: -1 m/s", "more than 0 m/s"),
    ("spacing: 5 s", "spacing: 5 furlongs", "unit"),
    ("lat: 31.0 deg", "lat: 91 deg", "between"),
    ("lat: 31.0 deg", "lat: nan deg", "number"),
    ("duration: 10 min", "duration: 0 s", "must be"),
    ("duration: 10 min", "duration: 1e-300 s", "ends at 1e-300 s"),
    ("duration: 10 min", "duration: 1e18 s", "must be"),
    ("replicates: 3", "replicates: 1000000000000", "between"),
    ("target: base", "target: base, target: base", "duplicate key"),
    ("target: base", "target: []", "must not be empty"),
    ("target: base", "target: drones", "no such asset"),
    ("id: alpha", "id: base", "another asset"),
    ("type: shahed-136", "type: shahed", "no such threat"),
    ("title: Quick", "title: Quick\nsecrets: yes", "unknown key"),
    ("{9M96E2: 4}", "{9M96E2: 4}, command: alpha", "commands itself"),
    ("title: Quick", "title: ''", "text"),
]
DOCUMENTS = [
    "!!python/object/apply:os.system ['touch canary']",
    "vyuha: !!python/name:os.system ''",
    "a: &a [x]\nb: *a",
    "[" * 10_000,
    "a: [" + "[" * 200_000,
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "\x80\x04\x95cos\nsystem\n",
    "vyuha: 1\n---\nvyuha: 1",
    "",
    "\0",
    "\ud800",
    "- 1\n" * 200_000,
]
LEADS_OUT = (
    "../../secret.csv",
    "/etc/passwd",
    "~/x",
    "C:/x",
    "file:///etc/passwd",
    "http://evil.example/x",
    "\\\\host\\x",
    "a/../../x",
)


def scenario_id(served: Served) -> str:
    return next(one["id"] for one in served.get("/api/index")["scenarios"] if one["name"] == "scenarios/quick.yaml")


def checked(served: Served, text: str) -> Reply:
    return served.ask("POST", f"/api/scenarios/{scenario_id(served)}/check", {"text": text})


@pytest.mark.parametrize(("old", "new", "word"), FIGURES, ids=[new[:30] for _, new, _ in FIGURES])
def test_a_bad_figure_is_told_with_its_place(served: Served, old: str, new: str, word: str) -> None:
    assert old in QUICK
    reply = checked(served, QUICK.replace(old, new))
    assert reply.status == 200
    problems = reply.content["problems"]
    assert problems
    assert reply.content["laydown"] is None
    assert all(problem["line"] and problem["message"] and "\n" not in problem["message"] for problem in problems)
    assert any(word in problem["message"] for problem in problems)
    assert all(len(problem["value"]) <= 60 for problem in problems)


@pytest.mark.parametrize("text", DOCUMENTS, ids=lambda text: repr(text[:25]))
def test_what_is_no_scenario_is_refused_in_a_line(served: Served, text: str) -> None:
    reply = checked(served, text)
    assert reply.status == 200
    assert reply.content["problems"]
    assert not list(served.log.parent.rglob("canary"))
    assert served.ask("GET", "/health").status == 200


def with_file(field: str, file: str) -> str:
    """A scenario that names a file in one of its fields."""
    text, suffix, _ = FIELDS[field]
    return text.replace("%s", file + (suffix if suffix == ".py" else ""))


@pytest.mark.parametrize(("field", "file"), list(itertools.product(FIELDS, LEADS_OUT)))
def test_no_field_leads_out_of_the_folder(served: Served, field: str, file: str) -> None:
    problems = checked(served, with_file(field, file)).content["problems"]
    assert [problem["path"] for problem in problems] == [steps(FIELDS[field][2])]
    assert "folder" in problems[0]["message"]
    assert not any(line == "open /etc/passwd" for line in served.watched.read_text().splitlines())


def test_every_field_that_names_a_file_is_listed() -> None:
    """Those of the loops here are those of the schema."""
    assert set(FIELDS) == set(fields_of_files(Scenario))


@pytest.mark.parametrize("field", FIELDS)
def test_a_link_beside_the_scenario_is_not_followed(tmp_path: Path, field: str) -> None:
    scenarios, name = Scenarios(Folder(tmp_path)), f"mine{FIELDS[field][1]}"
    text = FIELDS[field][0].replace("%s", name)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / name).write_text("def choose(a): return a")
    (tmp_path / name).symlink_to(tmp_path / "home" / name)
    with pytest.raises(InputErrors, match="is no regular file"):
        scenarios.parsed("new.yaml", text)
    # The control: what is wrong with the file itself, if anything, is no matter of the folder.
    (tmp_path / name).unlink()
    (tmp_path / name).write_text("x")
    with suppress(InputErrors):
        scenarios.parsed("new.yaml", text)
    assert "regular" not in str(scenarios.check("new.yaml", text)["problems"])


NASTY = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "\u202egnp.exe",
    "\U0001f680",
)


def test_names_come_back_as_text(served: Served) -> None:
    for text in NASTY:
        name = f"nasty-{NASTY.index(text)}.yaml"
        whole = QUICK.replace("title: Quick", "title: " + json.dumps(text, ensure_ascii=False))
        assert served.ask("PUT", f"/api/scenarios/{name}", {"text": whole, "etag": ""}).status == 200
    reply = served.ask("GET", "/api/index")
    assert reply.headers["content-type"] == "application/json"
    assert set(NASTY) <= {one["title"] for one in reply.content["scenarios"]}


def test_saving_is_whole_and_knows_what_it_replaces(served: Served) -> None:
    id = scenario_id(served)
    before = served.get(f"/api/scenarios/{id}")
    text = before["text"].replace("title: Quick", "title: Quick  # kept")
    saved = served.ask("PUT", f"/api/scenarios/{id}", {"text": text, "etag": before["etag"]})
    assert saved.status == 200
    file = served.log.parent / "results" / "scenarios" / "quick.yaml"
    assert file.read_text() == text
    lost = text.replace("Quick", "Lost")
    again = served.ask("PUT", f"/api/scenarios/{id}", {"text": lost, "etag": before["etag"]})
    assert (again.status, file.read_text()) == (409, text)
    assert "remedy" in again.content
    assert served.get(f"/api/scenarios/{id}")["etag"] == saved.content["etag"]
    served.ask("PUT", f"/api/scenarios/{id}", {"text": before["text"], "etag": saved.content["etag"]})
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_what_is_saved_is_there_at_once(tmp_path: Path) -> None:
    """For who saved it, and for another process that looked at the folder a moment ago."""
    scenarios, other = Scenarios(Folder(tmp_path), edit=True), Folder(tmp_path)
    assert not scenarios.folder.found.scenarios and not other.found.scenarios
    scenarios.save("new.yaml", QUICK, "")
    (id,) = scenarios.folder.found.scenarios
    assert other.find("scenarios", id) == "new.yaml"


def test_a_new_file_replaces_none(served: Served) -> None:
    asked = {"text": QUICK, "etag": ""}
    assert served.ask("PUT", "/api/scenarios/new.yaml", asked).content["name"] == "scenarios/new.yaml"
    assert served.ask("PUT", "/api/scenarios/new.yaml", asked).status == 409
    assert served.ask("PUT", "/api/scenarios/new.yaml", asked | {"etag": "x"}).status == 404
    assert served.ask("PUT", f"/api/scenarios/{'0' * 20}", asked).status == 404


def test_a_server_that_only_shows_saves_nothing(results: Path, tmp_path: Path) -> None:
    scenarios = Scenarios(Folder(copied(results, tmp_path / "results")), edit=False)
    id = next(iter(scenarios.folder.found.scenarios))
    with pytest.raises(Refused) as refused:
        scenarios.save(id, "x", scenarios.page(id)["etag"])
    assert refused.value.status == 403
    assert "--edit" in refused.value.content["remedy"]


def test_rights_stay_and_names_of_temporary_files_cannot_be_foreseen(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = Scenarios(Folder(copied(results, tmp_path / "results")), edit=True)
    id = next(iter(scenarios.folder.found.scenarios))
    file = tmp_path / "results" / "scenarios" / "quick.yaml"
    file.chmod(0o600)
    used = []
    replace = os.replace
    monkeypatch.setattr("os.replace", lambda a, b, **more: (used.append(a), replace(a, b, **more)))
    for text in (QUICK, QUICK + "# more\n"):
        scenarios.save(id, text, scenarios.page(id)["etag"])
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(set(used)) == 2


def test_what_has_problems_is_not_saved(served: Served) -> None:
    id = scenario_id(served)
    before = served.get(f"/api/scenarios/{id}")
    for given, etag in ((id, before["etag"]), ("wrong.yaml", "")):
        for text in (QUICK.replace("20 km", "20"), "\ud800"):
            reply = served.ask("PUT", f"/api/scenarios/{given}", {"text": text, "etag": etag})
            assert (reply.status, "problems" in reply.content["error"]) == (422, True)
            assert reply.content["problems"]
    assert served.get(f"/api/scenarios/{id}") == before
    assert not (served.log.parent / "results" / "scenarios" / "wrong.yaml").exists()


@pytest.mark.parametrize("why", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_what_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: int) -> None:
    def refuse(*given: object, new: bool) -> None:
        raise OSError(why, os.strerror(why))

    monkeypatch.setattr("vyuha.server.scenarios.write_plain", refuse)
    with pytest.raises(Refused) as refused:
        Scenarios(Folder(tmp_path), edit=True).save("new.yaml", QUICK, "")
    assert (refused.value.status, refused.value.content["error"]) == (
        422,
        f"new.yaml was not saved: {os.strerror(why)}.",
    )


def test_a_linked_folder_of_scenarios_takes_none(tmp_path: Path) -> None:
    """What lies there would not be found again."""
    (tmp_path / "served").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "served" / "scenarios").symlink_to(tmp_path / "elsewhere")
    scenarios = Scenarios(Folder(tmp_path / "served"), edit=True)
    scenarios.save("new.yaml", QUICK, "")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (tmp_path / "served" / "new.yaml").read_text() == QUICK


def test_a_new_file_may_stand_beside_another_and_is_known_at_once(served: Served) -> None:
    root = served.log.parent / "results"
    (root / "aside").mkdir()
    (root / "aside" / "one.yaml").write_text(QUICK)
    time.sleep(1.1)  # the folder is looked at once in a second
    index = served.get("/api/index")
    (one,) = [entry["id"] for entry in index["scenarios"] if entry["name"] == "aside/one.yaml"]
    saved = served.ask("PUT", "/api/scenarios/beside.yaml", {"text": QUICK, "etag": "", "beside": one}).content
    assert saved["name"] == "aside/beside.yaml"
    assert served.get(f"/api/scenarios/{saved['id']}")["text"] == QUICK
    assert saved["id"] in {entry["id"] for entry in served.get("/api/index")["scenarios"]}
    unknown = served.ask("PUT", "/api/scenarios/other.yaml", {"text": QUICK, "etag": "", "beside": "0" * 20})
    assert unknown.status == 404

"""The pages on the server are true: the commands start one, and every test that the table of attacks names exists."""

import ast
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.server.client import Served

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = re.findall(r"^\$ vyuha serve(.*)$", (DOCS / "serve.md").read_text(encoding="utf-8"), re.MULTILINE)


def rows(page: str) -> dict[str, tuple[str, list[str]]]:
    """Row of the table -> what is done, and the tests that it names."""
    found = re.findall(r"^\| (S\d+) \| [^|]+ \| ([^|]+) \| ([^|]*)\|$", page, re.MULTILINE)
    return {row: (done.strip(), re.findall(r"`(test_\w+\.py::test_\w+)`", tests)) for row, done, tests in found}


def lacking(page: str) -> list[str]:
    """Rows that name no test and do not say why, and tests that are not there."""
    known = {
        f"{path.name}::{node.name}"
        for path in Path(__file__).parents[1].rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    table = rows(page)
    missing = [f"S{n}" for n in range(1, 25) if f"S{n}" not in table]
    for row, (done, tests) in table.items():
        if not tests and not done.startswith("does not apply"):
            missing.append(row)
        missing += [f"{row}: {name}" for name in tests if name not in known]
    return missing


def test_every_attack_has_a_test_or_a_reason() -> None:
    assert lacking((DOCS / "security.md").read_text(encoding="utf-8")) == []


def test_control_a_test_that_is_not_there_is_missed() -> None:
    page = (DOCS / "security.md").read_text(encoding="utf-8")
    assert lacking(page.replace("::test_a_form_starts_nothing`", "::test_a_form_starts`")) != []
    assert lacking(re.sub(r"^\| S7 .*$", "", page, flags=re.MULTILINE)) == ["S7"]
    assert lacking(page.replace("does not apply: nothing", "nothing")) == ["S9"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_start_a_server(command: str, results: Path, page: Path, tmp_path: Path) -> None:
    shutil.copytree(results / "runs" / "other", tmp_path / "runs" / "first-raid")
    folders = [word for word in shlex.split(command) if not word.startswith("-")]
    options = [word for word in shlex.split(command) if word.startswith("-")]
    served = Served(tmp_path / (folders or ["."])[0], page, tmp_path / "log", *options)
    try:
        assert served.ask("GET", "/").body.endswith(b"the page")
    finally:
        assert served.end() == 0

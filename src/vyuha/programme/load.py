"""From a file, or the id of a programme that comes with the package, to a checked programme."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from vyuha.programme.check import check
from vyuha.programme.model import Programme
from vyuha.programme.remarks import remarks
from vyuha.reading.explain import explain, problem_at
from vyuha.reading.kinds import PROGRAMME, document
from vyuha.reading.problems import InputErrors, Problem, suggestion
from vyuha.reading.text import read_text

DATA = Path(__file__).parent / "data"


def built_in() -> list[str]:
    """Ids of the programmes that come with the package, in alphabetical order."""
    return sorted(path.stem for path in DATA.glob("*.yaml"))


def find(name: str | os.PathLike[str]) -> Path:
    """The file behind a name: the id of a built-in programme, or a path."""
    if os.fspath(name) in built_in():
        return DATA / f"{os.fspath(name)}.yaml"
    path = Path(name)
    if path.exists() or path.suffix or len(path.parts) > 1:
        return path
    hint = suggestion(os.fspath(name), built_in())
    raise InputErrors([Problem(os.fspath(name), 0, "", "", f"no such programme, and no such file{hint}")])


def load(name: str | os.PathLike[str]) -> Programme:
    """A programme by id or path; raises `InputErrors` with all that is wrong, each with file and line."""
    path = find(name)
    return parse(read_text(path), path.name)


def parse(text: str, name: str = "programme") -> Programme:
    """The programme in a text (`name` is the file in messages); raises `InputErrors` with all that is wrong."""
    return examine(text, name)[0]


def examine(text: str, name: str = "programme") -> tuple[Programme, tuple[Problem, ...]]:
    """The programme in a text, and what is odd in it with what was assumed; raises `InputErrors` for what is wrong."""
    root, tree, problems = document(text, name, "a programme", PROGRAMME)
    programme = None
    try:
        programme = Programme.model_validate(tree, context={"sources": _sources(tree)})
    except ValidationError as error:
        problems.extend(explain(error, Programme, root, name))
    if programme is not None:
        problems.extend(problem_at(location, message, root, name) for location, message in check(programme))
    if problems or programme is None:
        raise InputErrors(problems)
    odd = [problem_at(location, message, root, name) for location, message in remarks(programme)]
    return programme, tuple(sorted(odd, key=lambda problem: problem.line))


def _sources(tree: Mapping[str, Any]) -> dict[str, str]:
    given = tree.get("sources")
    if not isinstance(given, dict):
        return {}
    return {key: text for key, text in given.items() if isinstance(text, str)}

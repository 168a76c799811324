"""Wording: what the schema refuses becomes problems with line, path, value and what is allowed."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from vyuha.reading.problems import MOST_PROBLEMS, Problem, shown, suggestion
from vyuha.reading.schema import keys_at
from vyuha.reading.tree import Location, Node, joined, locate, plain

_WORDS = {
    "model_type": "give a mapping (key: value)",
    "dict_type": "give a mapping (key: value)",
    "tuple_type": "give a list",
    "list_type": "give a list",
}


def explain(error: ValidationError, model: type[BaseModel], root: Node, file: str) -> Iterator[Problem]:
    """The problems behind a validation error of `model` on the document `root`."""
    for detail in error.errors(include_url=False)[:MOST_PROBLEMS]:
        # A list whose items are all wrong counts as too short as well; the items say it better.
        if detail["type"] != "too_short" or not detail["input"]:
            yield _problem(detail, model, root, file)


def problem_at(location: Location, message: str, root: Node, file: str) -> Problem:
    """A problem with the value that stands at `location`."""
    node, path = locate(root, location)
    return Problem(file, node.line, path, shown(plain(node)) if isinstance(node.value, str) else "", message)


def _problem(detail: Any, model: type[BaseModel], root: Node, file: str) -> Problem:
    location: Location = detail["loc"]
    kind: str = detail["type"]
    if kind == "missing":
        node, path = locate(root, location[:-1])
        return Problem(file, node.line, joined(path, str(location[-1])), "", "this key is required")
    if kind == "extra_forbidden":
        hint = suggestion(str(location[-1]), keys_at(model, location[:-1]))
        return problem_at(location, "unknown key" + hint, root, file)
    return problem_at(location, _words(detail), root, file)


def _key(context: Any) -> str:
    """The key that says which of several kinds of mapping is meant."""
    return str(context["discriminator"]).strip("'")


def _none_of(expected: str) -> str:
    """Why a word is none of those that are allowed, which are listed as 'a', 'b' or 'c'."""
    allowed = re.findall(r"'([^']*)'", expected)
    return f"must be one of: {', '.join(allowed)}" if allowed else f"must be {expected}"


def _words(detail: Any) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return str(context["error"])
    if detail["type"] == "too_short":
        return "must not be empty"
    if detail["type"] == "literal_error":
        return _none_of(context["expected"])
    if detail["type"] == "union_tag_invalid":
        return f"{_key(context)}: " + _none_of(context["expected_tags"])
    if detail["type"] == "union_tag_not_found":
        return f"{_key(context)}: this key is required"
    if detail["type"] == "too_long":
        return f"at most {context['max_length']} are allowed"
    return _WORDS.get(detail["type"], str(detail["msg"]))

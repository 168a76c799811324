"""Strict reading: YAML text becomes a tree of text, with line numbers and without YAML's guesses.

Every scalar stays text; the schema gives it its type. Tags, anchors, duplicate keys, keys that are not text, several
documents, deep nesting and control characters are refused. The tree is built from the stream of parser events, so that
depth and size are known before anything is built.
"""

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from vyuha.reading.problems import MOST_PROBLEMS, Problem, printable, shown

MOST_BYTES = 1_000_000
MOST_LEVELS = 20
MOST_VALUES = 100_000
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Location: TypeAlias = tuple[int | str, ...]


@dataclass(slots=True)
class Node:
    """A value of the document and the line that it, or its key, stands in."""

    line: int
    value: "str | list[Node] | dict[str, Node]"


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    node: Node
    path: str
    key: str | None = None
    key_line: int = 0


class _Refused(Exception):
    """Reading cannot go on."""


@dataclass
class _Reader:
    file: str
    problems: list[Problem] = field(default_factory=list)
    root: Node | None = None
    open: list[_Open] = field(default_factory=list)
    values: int = 0

    def report(self, line: int, message: str, path: str = "", value: object = "") -> None:
        self.problems.append(Problem(self.file, line, path, shown(value), message))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Refused

    def stop(self, line: int, message: str, path: str = "") -> None:
        self.report(line, message, path)
        raise _Refused

    def read(self, text: str) -> None:
        documents = 0
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.stop(line, "a second document starts here; one file is one document")
            elif isinstance(event, yaml.AliasEvent):
                self.stop(line, "aliases (*) are not allowed; write the value out")
            elif isinstance(event, yaml.NodeEvent):
                self.start(event, line)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.open.pop()

    def start(self, event: Any, line: int) -> None:
        if event.anchor:
            self.report(line, "anchors (&) are not allowed; write the value out", self.path(), "&" + event.anchor)
        if event.tag:
            self.report(line, "tags (!) are not allowed", self.path(), event.tag)
        self.values += 1
        if self.values > MOST_VALUES:
            self.stop(line, f"the file holds more than {MOST_VALUES} values")
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event.value, line)
            return
        if len(self.open) >= MOST_LEVELS:
            self.stop(line, f"nested deeper than {MOST_LEVELS} levels")
        path = self.path()
        node = self.add({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        self.open.append(_Open(node, path))

    def scalar(self, text: str, line: int) -> None:
        if _CONTROL.search(text):
            self.stop(line, "control characters are not allowed", self.path())
        top = self.open[-1] if self.open else None
        if top is None or isinstance(top.node.value, list) or top.key is not None:
            self.add(text, line)
            return
        top.key, top.key_line = text, line
        assert isinstance(top.node.value, dict)
        first = top.node.value.get(text)
        if first is not None:
            self.report(line, f"duplicate key; it already stands in line {first.line}", self.path())

    def add(self, value: Any, line: int) -> Node:
        if not self.open:
            self.root = Node(line, value)
            return self.root
        top = self.open[-1]
        if isinstance(top.node.value, list):
            node = Node(line, value)
            top.node.value.append(node)
            return node
        if top.key is None or not isinstance(top.node.value, dict):
            self.stop(line, "a key must be plain text, not a list or a mapping", top.path)
        node = Node(top.key_line, value)
        assert isinstance(top.node.value, dict) and top.key is not None
        top.node.value.setdefault(top.key, node)
        top.key = None
        return node

    def path(self) -> str:
        """Where the next value will stand."""
        if not self.open:
            return ""
        top = self.open[-1]
        if isinstance(top.node.value, list):
            return f"{top.path}[{len(top.node.value)}]"
        return joined(top.path, top.key) if top.key is not None else top.path


def joined(path: str, key: str) -> str:
    """The path of a key below `path`."""
    return f"{path}.{shown(key)}" if path else shown(key)


def read(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a document, or None where it cannot be read, and what the strict rules refuse in it."""
    reader = _Reader(file)
    control = _CONTROL.search(text)
    try:
        if len(text) > MOST_BYTES:
            reader.stop(0, f"the file is larger than {MOST_BYTES // 1_000_000} MB")
        if control is not None:
            line = text.count("\n", 0, control.start()) + 1
            reader.stop(line, "control characters are not allowed; is this a text file?")
        reader.read(text)
        if reader.root is None or reader.root.value == "":
            reader.stop(0, "the file is empty")
    except _Refused:
        return None, reader.problems
    except yaml.YAMLError as error:
        reader.problems.append(_syntax_problem(error, file))
        return None, reader.problems
    return reader.root, reader.problems


def _syntax_problem(error: yaml.YAMLError, file: str) -> Problem:
    """The parser's complaint in one line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    text = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    said = f"not valid YAML: {printable(str(text))}"
    if "maximum nesting depth" in str(text):
        # The library gives up far beyond our own limit, but looks so far ahead that it may come first.
        said = f"nested deeper than {MOST_LEVELS} levels"
    return Problem(file, mark.line + 1 if mark else 0, "", "", said)


def plain(node: Node) -> Any:
    """The tree as plain dictionaries, lists and text."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def locate(root: Node, location: Location) -> tuple[Node, str]:
    """The nearest node that stands in the document on the way to `location`, and its path; other steps are skipped."""
    node, path = root, ""
    for step in location:
        child = _child(node, step)
        if child is not None:
            path = f"{path}[{step}]" if isinstance(step, int) else joined(path, step)
            node = child
    return node, path


def _child(node: Node, step: int | str) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(step) if isinstance(step, str) else None
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None

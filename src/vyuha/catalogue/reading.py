"""Reading a data file: YAML without YAML's guesses, every scalar as text, duplicate keys refused, lines remembered."""

from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_DEEPEST = 12
_LONGEST_VALUE = 60

Key = tuple[str | int, ...]


class CatalogueError(Exception):
    """The files cannot be used; `problems` has a line for each: file, line, item and field, value, what is allowed."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Document:
    """A data file as nested dicts and lists of text, with the line at which each part stands."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._lines: dict[Key, int] = {}
        try:
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogueError(f"{self.name}: cannot be read: {error}") from None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise CatalogueError(f"{self.name}:{line}: not valid YAML: {error.problem}") from None
        except yaml.YAMLError as error:
            raise CatalogueError(f"{self.name}: not valid YAML: {str(error).splitlines()[0]}") from None
        if not isinstance(root, MappingNode):
            raise CatalogueError(f"{self.name}:1: give a mapping from id to item")
        self.content: dict[str, Any] = self._build(root, ())

    def line(self, key: Key) -> int:
        """Line of the innermost known part on the way to `key`."""
        while key and key not in self._lines:
            key = key[:-1]
        return self._lines.get(key, 1)

    def problem(self, key: Key, value: object, message: str) -> str:
        """One line that names the place, the value and what is wrong with it."""
        shown = value if isinstance(value, str) and len(value) <= _LONGEST_VALUE else ""
        parts = (f"{self.name}:{self.line(key)}", _dotted(key), shown, message)
        return ": ".join(part for part in parts if part)

    def _build(self, node: Node, key: Key) -> Any:
        self._lines[key] = node.start_mark.line + 1
        if len(key) > _DEEPEST:
            raise CatalogueError(self.problem(key, None, f"nested deeper than {_DEEPEST} levels"))
        if isinstance(node, MappingNode):
            return self._mapping(node, key)
        if isinstance(node, SequenceNode):
            return [self._build(child, (*key, i)) for i, child in enumerate(node.value)]
        return node.value

    def _mapping(self, node: MappingNode, key: Key) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name, child in node.value:
            if not isinstance(name, ScalarNode):
                raise CatalogueError(self.problem(key, None, "a key must be plain text"))
            if name.value in result:
                first = self._lines[(*key, name.value)]
                message = f"duplicate key, first given in line {first}"
                self._lines[(*key, name.value)] = name.start_mark.line + 1
                raise CatalogueError(self.problem((*key, name.value), None, message))
            result[name.value] = self._build(child, (*key, name.value))
            self._lines[(*key, name.value)] = name.start_mark.line + 1
        return result


def _dotted(key: Key) -> str:
    """A key as people write it: `91N6E.period`, `s-400/battalion.radars[0].mast`."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

"""Stamps: what a compiled function was compiled from, as a hash that changes when any of it does.

A stamp covers the function's own definition and, followed by name through the first-party modules that it imports
from, every definition that it uses: other functions, constants, row classes. So an edit recompiles what depends on it
and nothing else. Comments and docstrings do not count. Where a name cannot be followed, the whole file that it leads to
counts.
"""

import ast
import copy
import functools
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from vyuha.base.kept_stamps import KeptStamps

_TOP_PACKAGE, *_INNER = __package__.split(".")
_ROOT = Path(__file__).resolve().parents[len(_INNER)]
# Stands for all that a file defines.
WHOLE = "*"

Definition = tuple[Path, str]


@dataclass
class _Module:
    """The top level of a file: what it defines, and what it imports from where."""

    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    # Local name -> module, and the name there (None: the module itself).
    imports: dict[str, tuple[str, str | None]] = field(default_factory=dict)


def closure_stamp(path: Path, name: str = WHOLE) -> str:
    """SHA-256 over the definition of `name` in a source file and every first-party definition that it rests on."""
    path = path.resolve()
    if not path.is_relative_to(_ROOT):
        return _stamp(path, name)
    return _kept().stamp(path, name, _stamp)


@functools.cache
def _kept() -> KeptStamps:
    """Where Numba keeps what it compiles, if that was said; else with the bytecode."""
    return KeptStamps(_ROOT, Path(os.environ.get("NUMBA_CACHE_DIR") or Path(__file__).parent / "__pycache__"))


def _stamp(path: Path, name: str) -> str:
    seen: set[Definition] = set()
    todo = [(path, name)]
    lines: list[str] = []
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            line, uses = _content(*current)
            lines.append(line)
            todo.extend(uses)
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


@functools.cache
def _content(path: Path, name: str) -> tuple[str, tuple[Definition, ...]]:
    """A definition's name with the hash of what it says, and the first-party definitions that it uses."""
    module = _read(path)
    names = list(module.definitions) if name == WHOLE else [name]
    statements = [statement for each in names for statement in module.definitions.get(each, [])]
    used = {node.id for statement in statements for node in ast.walk(statement) if isinstance(node, ast.Name)}
    uses = [found for each in sorted(used) for found in _follow(path, each)]
    if name == WHOLE:
        uses += [found for each in sorted(module.imports) for found in _follow(path, each)]
    text = "\n".join(_text(statement) for statement in statements)
    return f"{path.name} {name} {hashlib.sha256(text.encode()).hexdigest()}", tuple(uses)


def _follow(path: Path, name: str) -> list[Definition]:
    """Where the definitions behind a name used in a file stand; nothing for built-in and third-party names."""
    module = _read(path)
    if name in module.definitions:
        return [(path, name)]
    if name not in module.imports:
        return []
    source, attribute = module.imports[name]
    file = _file_of(source)
    if file is None:
        return []
    if attribute is None:
        return [(file, WHOLE)]
    there = _read(file)
    if attribute in there.definitions:
        return [(file, attribute)]
    submodule = _file_of(f"{source}.{attribute}")
    if submodule is not None:
        return [(submodule, WHOLE)]
    return _follow(file, attribute) or [(file, WHOLE)]


def _file_of(module: str) -> Path | None:
    """The source file of a first-party module; None for any other."""
    top, *inner = module.split(".")
    if top != _TOP_PACKAGE:
        return None
    place = _ROOT.joinpath(*inner)
    return next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.is_file()), None)


@functools.cache
def _read(path: Path) -> _Module:
    module = _Module()
    for statement in ast.parse(path.read_bytes()).body:
        for node in _top_level(statement):
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                module.imports |= {a.asname or a.name: (node.module, a.name) for a in node.names}
            elif isinstance(node, ast.Import):
                module.imports |= {a.asname or a.name.split(".")[0]: (a.name, None) for a in node.names}
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                module.definitions.setdefault(node.name, []).append(statement)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                module.definitions.setdefault(node.id, []).append(statement)
    return module


def _top_level(statement: ast.stmt) -> list[ast.AST]:
    """The nodes of a top-level statement that bind names: itself, or all that stands under an `if` or a `try`."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
        return [statement]
    return list(ast.walk(statement))


def _text(statement: ast.stmt) -> str:
    """A statement as text in which comments, layout and docstrings leave no trace."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(statement) is not None:
        bare = copy.copy(statement)
        bare.body = statement.body[1:]
        return ast.dump(bare)
    return ast.dump(statement)

"""Code that a scenario brings: the file with a doctrine's function, read strictly, and not run here.

Such a file can compute and nothing else. It may hold a docstring, `import math`, numbers with names, and functions of
arithmetic, comparisons, loops and calls of each other, of `math` and of a few built-in functions. So its own text is
all that decides what it does, and a hash of that text can stand for it.
"""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vyuha.reading.beside import read_beside
from vyuha.reading.explain import problem_at
from vyuha.reading.problems import InputErrors
from vyuha.reading.tree import Location, read
from vyuha.scenario.doctrine import is_code
from vyuha.scenario.model import Scenario

# Of a function, in this order.
ARGUMENTS = ("track", "option")
_LONGEST = 100_000
_CALLABLE = frozenset({"abs", "bool", "float", "int", "len", "max", "min", "range", "round"})
_STATEMENTS = (
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.Break,
    ast.Continue,
    ast.Expr,
    ast.For,
    ast.If,
    ast.Pass,
    ast.Return,
    ast.While,
)
_EXPRESSIONS = (
    ast.Attribute,
    ast.BinOp,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.IfExp,
    ast.Name,
    ast.Subscript,
    ast.Tuple,
    ast.UnaryOp,
)


@dataclass(frozen=True)
class CodeText:
    """The text behind `file.py:function`: its tree without annotations, and the SHA-256 of the file in hexadecimal."""

    name: str
    tree: ast.Module
    digest: str

    @property
    def function(self) -> str:
        """Name of the function that judges."""
        return self.name.rpartition(":")[2]


def functions_named(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    """Where the scenario names a function, and which."""
    for index, doctrine in enumerate(scenario.doctrines):
        if doctrine.function is not None:
            yield ("doctrines", index, "function"), doctrine.function
    for index, defence in enumerate(scenario.defences):
        if is_code(defence.doctrine):
            yield ("defences", index, "doctrine"), defence.doctrine


def code_problems(scenario: Scenario, home: Path, text: str, name: str) -> None:
    """Raise `InputErrors` for what is wrong with the files of code that a scenario in the folder `home` names, as far
    as reading them tells; `text` is the scenario and `name` its file.
    """
    root, problems = read(text, name)[0], []
    for at, function in functions_named(scenario):
        try:
            read_code(function, home)
        except ValueError as error:
            assert root is not None
            problems.append(problem_at(at, str(error), root, name))
    if problems:
        raise InputErrors(problems)


def read_code(name: str, home: Path) -> CodeText:
    """The text behind `name` (`file.py:function`) in the folder `home`. Raises `ValueError` with what is wrong."""
    file, _, function = name.rpartition(":")
    try:
        content = read_beside(home, file, _LONGEST)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None
    try:
        tree = ast.parse(content.decode("utf-8"), filename=file)
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"{file}: is not Python: {error}") from None
    for line, what in _offences(tree):
        raise ValueError(f"{file}: line {line}: {what}")
    defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if function not in defined:
        raise ValueError(f"{name}: {file} has no function {function}; it has: {', '.join(defined) or 'none'}")
    arguments = tuple(argument.arg for argument in defined[function].args.args)
    if arguments != ARGUMENTS:
        raise ValueError(f"{name}: takes ({', '.join(arguments)}); it has to take ({', '.join(ARGUMENTS)})")
    return CodeText(name, _bare(tree), hashlib.sha256(content).hexdigest())


def _offences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What such a file may not hold: line and what is wrong."""
    known = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} | _CALLABLE
    for place, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef):
            yield from _in_function(node, known)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            if not _is_math(node):
                yield node.lineno, "imports something else than math"
            elif isinstance(node, ast.ImportFrom):
                known |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            if node.value is None or not _is_number(node.value):
                yield node.lineno, "beside functions only numbers may have names here"
        elif not (place == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield node.lineno, "only import math, numbers with names and functions may stand here"


def _in_function(function: ast.FunctionDef, known: set[str]) -> Iterator[tuple[int, str]]:
    given = function.args
    if function.decorator_list:
        yield function.lineno, f"{function.name}: is decorated"
    if given.defaults or given.kwonlyargs or given.vararg or given.kwarg or given.posonlyargs:
        yield function.lineno, f"{function.name}: arguments have to be plain, without defaults"
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.stmt) and not isinstance(node, _STATEMENTS):
                yield node.lineno, f"{type(node).__name__.lower()} is not allowed"
            elif isinstance(node, ast.expr) and not isinstance(node, _EXPRESSIONS):
                yield node.lineno, f"{ast.unparse(node)} is not allowed"
            elif isinstance(node, ast.Call) and not _may_call(node.func, known):
                yield node.lineno, f"{ast.unparse(node.func)} may not be called"
            elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                yield node.lineno, f"{ast.unparse(node)} is not allowed"
            elif isinstance(node, ast.Name) and node.id.startswith("__"):
                yield node.lineno, f"{node.id} is not allowed"


def _may_call(target: ast.expr, known: set[str]) -> bool:
    if isinstance(target, ast.Attribute):
        return isinstance(target.value, ast.Name) and target.value.id == "math"
    return isinstance(target, ast.Name) and target.id in known


def _is_math(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "math" and node.level == 0 and all(alias.name != "*" for alias in node.names)
    return all(alias.name == "math" and alias.asname is None for alias in node.names)


def _is_number(node: ast.expr) -> bool:
    """Whether a value is arithmetic of numbers, or a tuple of such."""
    if isinstance(node, ast.Tuple):
        return bool(node.elts) and all(_is_number(one) for one in node.elts)
    if isinstance(node, ast.BinOp):
        simple = not isinstance(node.op, ast.Pow)
        return simple and _is_number(node.left) and _is_number(node.right)
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _bare(tree: ast.Module) -> ast.Module:
    """The tree without annotations, which would have to be evaluated."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for argument in node.args.args:
                argument.annotation = None
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            node.annotation = ast.copy_location(ast.Constant(None), node.annotation)
    return tree

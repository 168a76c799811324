"""Every physics module opens with its model card, and every kernel keeps the house rules.

The controls run the same checks on small offenders written here.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.rules.sources import PACKAGE, Kernel, annotation, kernels_in, modules, physics_modules, tree

HEADINGS = ("Assumes", "Holds", "Source", "Checked")
MOST_ARGUMENTS = 8
KERNELS = [found for path in modules() if path.name != "compile.py" for found in kernels_in(path)]
# Tables and rows count as one argument each and carry their units in their own declaration.
SCALARS = {"float", "int", "bool"}
# Explained once, in base/random.py.
UNDERSTOOD = {"seed", "replicate"}


def missing_headings(docstring: str) -> list[str]:
    return [word for word in HEADINGS if not re.search(rf"^\s*{word}\b\s+\S", docstring, re.MULTILINE)]


def undocumented(node: ast.FunctionDef) -> list[str]:
    """Scalar arguments that the docstring does not name, and floats whose name no bracketed unit follows."""
    text = ast.get_docstring(node) or ""
    lacking = []
    for argument in node.args.args:
        kind = annotation(argument)
        unit = r"[^\[]*\[[^\]]+\]" if kind == "float" else ""
        known = kind not in SCALARS or argument.arg in UNDERSTOOD
        if not known and not re.search(rf"\b{argument.arg}\b{unit}", text):
            lacking.append(argument.arg)
    return lacking


def offences(node: ast.FunctionDef) -> list[str]:
    found = []
    # The small private steps of a queue or a heap say what they do by their names; physics is checked in full below.
    if ast.get_docstring(node) is None and not node.name.startswith("_"):
        found.append("no docstring")
    if len(node.args.args) > MOST_ARGUMENTS:
        found.append(f"{len(node.args.args)} arguments")
    if node.args.defaults or node.args.kwonlyargs or node.args.vararg or node.args.kwarg:
        found.append("default, keyword or variable arguments")
    if node.returns is None or any(argument.annotation is None for argument in node.args.args):
        found.append("not annotated")
    for inner in ast.walk(node):
        if isinstance(inner, ast.Raise | ast.Try):
            found.append(f"line {inner.lineno}: raises or catches")
        if isinstance(inner, ast.Attribute) and ast.unparse(inner) == "np.linalg":
            found.append(f"line {inner.lineno}: np.linalg")
    return found


@pytest.mark.parametrize("path", physics_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_physics_module_opens_with_its_model_card(path: Path) -> None:
    assert missing_headings(ast.get_docstring(tree(path)) or "") == []


@pytest.mark.parametrize("path", physics_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_check_that_a_model_card_names_exists(path: Path) -> None:
    card = ast.get_docstring(tree(path)) or ""
    named = re.findall(r"tests/[\w/.-]+\.\w+", card)
    assert [name for name in named if not (PACKAGE.parents[1] / name).exists()] == []


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.label)
def test_a_kernel_keeps_the_rules(kernel: Kernel) -> None:
    assert offences(kernel.node) == []


@pytest.mark.parametrize(
    "kernel",
    [found for path in physics_modules() if path.parent.name != "base" for found in kernels_in(path)],
    ids=lambda kernel: kernel.label,
)
def test_a_kernel_names_its_arguments_and_their_units(kernel: Kernel) -> None:
    assert undocumented(kernel.node) == []


def offender(text: str) -> ast.FunctionDef:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def test_control_offenders_are_seen() -> None:
    assert missing_headings("Radar.\n\nAssumes  much\nHolds  always\nSource\n") == ["Source", "Checked"]
    silent = offender('def f(range_: float, count: int) -> float:\n    """Range_ is not explained, count is."""')
    assert undocumented(silent) == ["range_"]
    good = offender('def f(x: float, y: float, n: int) -> float:\n    """Length of `x, y` [m], n times."""')
    assert undocumented(good) == [] and offences(good) == []
    crowded = offender(f"def f({', '.join(f'a{i}: float' for i in range(9))}, b=1):\n    raise ValueError")
    assert len(offences(crowded)) == 5

"""The project's sources as the rule tests read them: files, syntax trees and the kernels in them."""

import ast
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "vyuha"
PHYSICS = ("world", "threats", "sensors", "weapons", "assignment", "tracking", "tracker", "command", "schedule")

Definition = ast.FunctionDef | ast.AsyncFunctionDef


class Kernel(NamedTuple):
    """A function decorated with `@kernel`."""

    path: Path
    node: ast.FunctionDef

    @property
    def label(self) -> str:
        return f"{self.path.relative_to(PACKAGE)}:{self.node.lineno} {self.node.name}"


def modules(package: Path = PACKAGE) -> list[Path]:
    return sorted(package.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> list[Definition]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def kernels_in(path: Path) -> list[Kernel]:
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(mark, ast.Name) and mark.id == "kernel" for mark in node.decorator_list
        ):
            found.append(Kernel(path, node))
    return found


def physics_modules() -> list[Path]:
    """Modules with physics of their own: those that define a kernel and neither only loop over tables nor re-export."""
    inside = [path for room in PHYSICS for path in modules(PACKAGE / room)]
    inside.append(PACKAGE / "base" / "random.py")
    return [path for path in inside if path.name not in {"system.py", "__init__.py"} and kernels_in(path)]


def annotation(argument: ast.arg) -> str:
    return ast.unparse(argument.annotation) if argument.annotation else ""


def project_files() -> list[Path]:
    """All files that are, or would be, in the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listing.returncode == 0:
        return sorted(path for line in listing.stdout.splitlines() if (path := ROOT / line).is_file())
    rooms = ("src", "tests", "docs", "scenarios", "benchmarks", "requirements", ".ci")
    found = [path for room in rooms for path in (ROOT / room).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return sorted(found + [path for path in ROOT.iterdir() if path.is_file()])

"""What must not stand in the sources: prints, relative imports, registries' addresses, paths of somebody's machine."""

import ast
import re
from pathlib import Path

import pytest

from tests.rules.sources import PACKAGE, ROOT, modules, project_files, tree

BANNED = {
    "the host of a package registry": re.compile(r"(?i)\b(?:pypi|pythonhosted|npmjs|anaconda)\.(?:org|com|io)\b"),
    "the address of a package index": re.compile(r"(?i)https?://\S+/simple\b"),
    "a path of one machine": re.compile(r"(?<![\w.\])}])/(?:root|home|work|Users)/\w"),
    "the name of a private network": re.compile(r"(?i)\bhttps?://[\w.-]+\.(?:internal|corp|lan)\b"),
}


def banned(text: str) -> list[str]:
    return [
        f"line {number}: {what}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in BANNED.items()
        if pattern.search(line)
    ]


@pytest.mark.parametrize("path", project_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_names_a_registry_or_a_machine(path: Path) -> None:
    assert banned(path.read_bytes().decode("utf-8", errors="ignore")) == []


def test_control_banned_text_is_seen() -> None:
    host, index, home = "pypi" + ".org", "/" + "simple", "/" + "home/me"
    assert len(banned(f"get https://{host}{index}/x\nopen {home}/raid.yaml\nopen src/work/raid.yaml")) == 3


def test_the_lock_holds_names_versions_and_hashes_only() -> None:
    line = re.compile(r"[a-z0-9-]+==[\w.+!]+(?: ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?")
    for name in ("base.txt", "dev.txt"):
        for text in (ROOT / "requirements" / name).read_text().splitlines():
            assert line.fullmatch(text), f"{name}: {text}"


def prints(module: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def relative_imports(module: ast.Module) -> list[int]:
    return [node.lineno for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and node.level > 0]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_print_outside_the_command_line_and_no_relative_import(path: Path) -> None:
    if "cli" not in path.relative_to(PACKAGE).parts:
        assert prints(tree(path)) == []
    assert relative_imports(tree(path)) == []


def test_control_print_and_relative_import_are_seen() -> None:
    assert prints(ast.parse("x = 1\nprint(x)")) == [2]
    assert relative_imports(ast.parse("from .sensors import radar")) == [1]

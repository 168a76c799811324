"""Runs the cells of docs/studies.ipynb, one after the other, and keeps what they print and show.

python -m tools.notebook
"""

import ast
import contextlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "studies.ipynb"


def rerun() -> None:
    """Write the notebook again with what its cells give, run from the beginning in an empty folder."""
    notebook: dict[str, Any] = json.loads(PAGE.read_text(encoding="utf-8"))
    space: dict[str, Any] = {}
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for cell in notebook["cells"]:
                if cell["cell_type"] == "code":
                    cell["outputs"] = run("".join(cell["source"]), space)
        finally:
            os.chdir(before)
    PAGE.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def run(text: str, space: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell of code prints and shows; the names that it makes stay in `space`."""
    tree = ast.parse(text)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), space)
        if isinstance(last, ast.Expr) and not _is_writing(last):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), space)
        elif last is not None:
            exec(compile(ast.Module([last], []), "cell", "exec"), space)
    outputs = []
    if printed.getvalue():
        outputs.append(
            {"output_type": "stream", "name": "stdout", "text": printed.getvalue().splitlines(keepends=True)}
        )
    if value is not None:
        shown = {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": _shown(value)}
        outputs.append(shown)
    return outputs


def _is_writing(line: Any) -> bool:
    """A line that writes a file, or prints, shows no value."""
    called = ast.unparse(line.value)
    return called.startswith("print(") or ".write_text(" in called


def _shown(value: Any) -> dict[str, list[str]]:
    """A value in the ways in which a notebook may show it."""
    ways = {"text/plain": repr(value)}
    for kind, way in (("image/svg+xml", "_repr_svg_"), ("text/html", "_repr_html_")):
        if hasattr(value, way):
            ways[kind] = getattr(value, way)()
    if "image/svg+xml" in ways:
        ways["text/plain"] = f"<{type(value).__name__}>"
    return {kind: text.splitlines(keepends=True) for kind, text in ways.items()}


if __name__ == "__main__":
    rerun()

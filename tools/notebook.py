"""Writes docs/studies.ipynb: runs its cells, here, one after the other, and keeps what they print and show.

    python tools/notebook.py

The cells stand below as text, so that a change can be read; the file beside the manual is made of them.
"""

import contextlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "studies.ipynb"
# Text, or code; the value of the last line of code is shown.
CELLS = (
    (
        "markdown",
        "# A study, step by step\n\nHow many drones can one battalion stop before the fighter behind them gets through, and what would more rounds "
        "change? This notebook writes a study, asks what it would cost, fights it, and looks at the answers. Notional places and a notional raid.",
    ),
    (
        "code",
        "from pathlib import Path\n\nimport polars as pl\n\nimport vyuha\nfrom vyuha.studies.conduct import cost\nfrom vyuha.studies.file import load",
    ),
    ("markdown", "A scenario to start from: drones in front of one fighter."),
    (
        "code",
        'Path("raid.yaml").write_text("""\n'
        "vyuha: 1\n"
        "title: Drones ahead of a fighter\n"
        "duration: 20 min\n"
        "origin: {lat: 31.0 deg, lon: 74.9 deg}\n"
        "assets:\n"
        "  - {id: airbase, east: 0 km, north: 0 km, value: 100, hits_to_kill: 4}\n"
        "defences:\n"
        "  - {id: alpha, system: s-400/battalion, east: -5 km, north: 2 km, load: {48N6E3: 6, 9M96E2: 6}}\n"
        "raids:\n"
        "  - {id: drones, type: shahed-136, count: 8, target: airbase, from: {bearing: 275 deg, range: 50 km}, spacing: 2 s, height: 1 km}\n"
        "  - {id: fighter, type: su-30mki, count: 1, target: airbase, from: {bearing: 285 deg, range: 180 km}, height: 9 km}\n"
        '""")',
    ),
    (
        "markdown",
        "The study varies the number of drones and compares two loads. Any field of the scenario and any figure of the catalogue can be named by its path.",
    ),
    (
        "code",
        'Path("study.yaml").write_text("""\n'
        "vyuha-study: 1\n"
        "title: Drones ahead of a fighter\n"
        "scenario: raid.yaml\n"
        "replicates: 100\n"
        "factors:\n"
        "  - {id: drones, path: raids.drones.count, values: [2, 6, 10, 14, 18, 22]}\n"
        "alternatives:\n"
        "  - {id: as-it-is, name: six and six}\n"
        "  - {id: more, name: six and twelve, set: {defences.alpha.load.9M96E2: 12}}\n"
        "questions:\n"
        "  - {ask: compare}\n"
        "  - {ask: curve, of: saturation}\n"
        '""")\ncost(load("study.yaml"))',
    ),
    (
        "markdown",
        "Nothing has been fought so far. Now it is; a second call would find everything there and only answer.",
    ),
    (
        "code",
        'found = vyuha.study("study.yaml", out="studies/drones")\n'
        "for answer in found.answers:\n"
        '    print(answer.title)\n    for
        sentence in


           answer.sentences:\n



           print(f"

        {sentence.text}





                                         [{sentence.fights:,} fights]")', ), ("markdown", "Every answer has its pictures, the same as in `studies/drones/report.html`."), ("code", 'found.charts("curve")[0]'), ("markdown", "Every table is a Polars data frame: the points that were fought, and those of each answer."), ("code", 'found.tables["points"].select("point", "settings", "trials")'), ("code", 'found.tables["compare-differences"]'),
    (
        "markdown",
        "And the fights themselves: one row each. Fight 17 is the same raid, drawn alike, at every point, so two points are compared row by row.",
    ),
    (
        "code",
        'as_it_is, more = found.fights("as-it-is"), found.fights("more")\n'
        'both = as_it_is.join(more, on="replicate", suffix="_more")\n'
        "both.select(\n"
        '    saved=(pl.col("armed_leakers") - pl.col("armed_leakers_more")).mean(),\n'
        '    correlation=pl.corr("armed_leakers", "armed_leakers_more"),\n'
        ")",
    ),





)


def
written() -> dict[str
dict[str, Any]:
    """The notebook, run from its beginning in an empty
    folder.""" space: dict[str, Any] = {}
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            cells = [_cell(n, kind, text, space) for n, (kind, text) in enumerate(CELLS)]
        finally:
            os.chdir(before)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _cell(number: int, kind: str, text: str, space: dict[str, Any]) -> dict[str, Any]:
    held = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
    if kind == "markdown":
        return held
    return {**held, "execution_count": None, "outputs": run(text, space)}


def run(text: str, space: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell of code prints and shows; the names that it makes stay in `space`."""
    import ast

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
    import ast

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
    PAGE.write_text(json.dumps(written(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

"""The page of the manual: its code runs, its tables have every column as it is declared.

Expected values: the declarations in `columns.py`.
"""

import re

import pytest

from tests.docs.tables import DOCS
from vyuha.recordings.columns import NUMBER, PLOTS, SI, TEXT, TRACKS, Kind

PAGE = (DOCS / "recordings.md").read_text(encoding="utf-8")


def table(kind: Kind) -> str:
    units = {TEXT: "text", NUMBER: "number"} | SI
    return "".join(f"| `{column.name}` | {units[column.kind]} | {column.meaning} |\n" for column in kind.columns)


@pytest.mark.parametrize("kind", [PLOTS, TRACKS], ids=lambda kind: kind.name)
def test_the_page_has_every_column(kind: Kind) -> None:
    assert "|---|---|---|\n" + table(kind) + "\n" in PAGE
    # Control: another unit is noticed.
    assert table(kind).replace("| rad |", "| deg |") not in PAGE


def test_the_code_of_the_page_runs(
    tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(str(tmp_path))
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.M | re.S)
    assert len(blocks) == 1
    exec(compile(blocks[0], "recordings.md", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    assert said[-2:] == ["{34: 1, 48: 2} {}", "230.0"]

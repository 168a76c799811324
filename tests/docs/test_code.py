"""Every block of code in the manual runs: Python as it stands, commands through the command line, YAML and JSON through
their readers, SQL through Polars. How many fights a page asks for does not change whether its code runs, so most pages
get by with two, and with no report unless they speak of it.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from tests.programme.sipri import made_up
from vyuha.cli.app import app
from vyuha.reading.tree import read

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RUN = ("python", "console", "sh", "sql")
READ = ("yaml", "json")
# Shown and not run: what a program prints, and formulas (which the site's builder reads).
SHOWN = ("text", "math")
# Pages whose numbers of fights are part of what they say.
WHOLE = ("python.md",)
FEW = 2


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and text of each block; one without a language is a drawing."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return [(language, text) for language, text in found if language]


PAGES = sorted(DOCS.rglob("*.md"))
# A server does not end by itself: tests/server/test_docs.py starts those of this page.
ELSEWHERE = ("serve.md",)
RUNNING = [
    page for page in PAGES if page.name not in ELSEWHERE and any(language in RUN for language, _ in blocks(page))
]


def before_sipri(_: Path) -> None:
    Path("trade-register.csv").write_text(made_up.long_file(), encoding="utf-8")


def before_programme(page: Path) -> None:
    Path("my-programme.yaml").write_text(next(text for language, text in blocks(page) if language == "yaml"))


def before_duel(_: Path) -> None:
    """What an earlier page of the manual leaves behind."""
    command(["run", "scenarios/one-on-one.yaml", "-n", "20", "-o", "runs/duel", "--no-report"])


BEFORE: dict[str, Callable[[Path], None]] = {
    "sipri.md": before_sipri,
    "programme.md": before_programme,
    "dis.md": before_duel,
    "formats.md": before_duel,
    "run-folder.md": before_duel,
    "sensitivity.md": before_duel,
}


def command(arguments: list[str]) -> None:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, f"vyuha {shlex.join(arguments)}: {done.output} {done.exception}"


def fewer(text: str, page: Path) -> str:
    if page.name in WHOLE:
        return text
    text = re.sub(r"(?<=\breplicates=)\d+", str(FEW), text)
    text = re.sub(r"(?<= -r )\d+", lambda number: str(min(int(number[0]), FEW - 1)), text)
    return re.sub(r"(?<= -n )\d+", str(FEW), text)


def run_line(line: str, page: Path) -> None:
    line = fewer(line.removeprefix("$ ").partition("    #")[0].strip(), page)
    if not line:
        return
    said, _, into = line.partition(" > ")
    words = shlex.split(said)
    if words[0] == "vyuha" and not into:
        if words[1] == "run" and "-n" not in words:
            words += ["-n", str(FEW)]
        if words[1] == "run" and "report.html" not in page.read_text(encoding="utf-8"):
            words += ["--no-report"]
        command(words[1:])
        return
    if words[0] == "python":
        line = line.replace("python tools/", f"{sys.executable} {ROOT}/tools/")
    if words[0] == "vyuha":
        line = line.replace("vyuha ", f"{sys.executable} -m vyuha ")
    done = subprocess.run(line, check=False, shell=True, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{line}: {done.stderr}"


@pytest.mark.parametrize("page", RUNNING, ids=lambda page: page.name)
def test_the_code_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    if page.name in BEFORE:
        BEFORE[page.name](page)
    names: dict[str, object] = {}
    for language, text in blocks(page):
        if language == "python":
            exec(compile(fewer(text, page), page.name, "exec"), names)
        elif language in ("console", "sh"):
            assert language == "sh" or all(line.startswith("$ ") for line in text.splitlines())
            for line in text.splitlines():
                run_line(line, page)
        elif language == "sql":
            run_sql(text)


def run_sql(text: str) -> None:
    """With Parquet files as tables, as DuckDB and others read them."""
    files = re.findall(r"'([^']+\.parquet)'", text)
    tables = {f"t{n}": pl.scan_parquet(name) for n, name in enumerate(files)}
    for n, name in enumerate(files):
        text = text.replace(f"'{name}'", f"t{n}")
    assert pl.SQLContext(tables).execute(text.rstrip().rstrip(";")).collect().height > 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_shown_can_be_read(page: Path) -> None:
    for language, text in blocks(page):
        assert language in (*RUN, *READ, *SHOWN), f"{page.name}: nobody tests blocks of {language}"
        if language == "yaml":
            assert read(text, page.name)[1] == []
        elif language == "json":
            json.loads(text)


def test_broken_code_is_noticed(tmp_path: Path) -> None:
    """Negative control: a command that is refused, and YAML with a key twice."""
    with pytest.raises(AssertionError):
        run_line("$ vyuha run nowhere.yaml", DOCS / "index.md")
    assert read("a: 1\na: 2\n", "x")[1] != []

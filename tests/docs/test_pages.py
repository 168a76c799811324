"""The manual is true: its code runs, its links lead somewhere, its tables list what is written and allowed.

Expected values: the code itself (schema, tables as written to Parquet, list of limits).
"""

import re
import shlex
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from tests.docs.tables import DOCS, filled
from vyuha.base.table import columns
from vyuha.cli.app import app
from vyuha.outputs.explanations import LIMITS
from vyuha.results.ledger import LINKS
from vyuha.results.records import OUTCOMES, SHOT_RESULTS
from vyuha.state.shot import Shot
from vyuha.state.site import SiteState
from vyuha.state.threat import ThreatState

ROOT = DOCS.parent
PAGES = sorted(DOCS.glob("*.md"))
# In this order: the later ones look at what the first one leaves.
RUNNING = (
    "python.md",
    "run-folder.md",
    "sensitivity.md",
    "formats.md",
    "index.md",
    "envelope.md",
    "coverage.md",
    "tracker.md",
    "track.md",
    "assignment.md",
)
ROWS = {"threats": ThreatState, "shots": Shot, "sites": SiteState}


def fenced(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, flags=re.M | re.S)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manual")
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    return folder


@pytest.mark.parametrize("page", RUNNING)
def test_the_code_runs(page: str, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    if page != RUNNING[0] and not (workplace / "runs" / "duel").exists():
        names: dict[str, object] = {}
        run_blocks(RUNNING[0], names)
    run_blocks(page, {})
    if page == "python.md":
        made = pl.read_parquet("runs/duel/replicates/*.parquet")
        assert made.height == 200


def run_blocks(page: str, names: dict[str, object]) -> None:
    ran = 0
    for language, text in fenced((DOCS / page).read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(text, page, "exec"), names)
            ran += 1
        elif language == "console":
            for line in text.splitlines():
                assert line.startswith("$ vyuha ")
                done = CliRunner().invoke(app, shlex.split(line)[2:])
                assert done.exit_code == 0, f"{line}: {done.output} {done.exception}"
                ran += 1
    assert ran > 0


def test_the_scenario_page_lists_every_key_as_the_schema_has_it() -> None:
    page = (DOCS / "scenario.md").read_text(encoding="utf-8")
    assert filled(page) == page, "python -m tests.docs.tables writes the tables again"


def test_a_wrong_default_is_noticed() -> None:
    """Negative control of the test above."""
    page = (DOCS / "scenario.md").read_text(encoding="utf-8").replace("`500 m`", "`400 m`")
    assert filled(page) != page


def test_the_scenario_on_the_page_is_sound() -> None:
    from vyuha.scenario import parse

    examples = [text for language, text in fenced((DOCS / "scenario.md").read_text()) if language == "yaml"]
    assert [len(parse(text, "page").raids) for text in examples] == [1]


def documented(table: str) -> dict[str, str]:
    """Column to unit, as the page has them."""
    section = (DOCS / "run-folder.md").read_text(encoding="utf-8").split(f"\n## {table}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", section, flags=re.M))


@pytest.mark.parametrize("table", ["replicates", "threats", "shots", "sites"])
def test_the_run_folder_page_lists_the_columns_that_are_written(table: str) -> None:
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.assemble import assemble
    from vyuha.engine.picture import picture
    from vyuha.results.tables import empty_frames
    from vyuha.scenario import load

    catalogue = load_catalogue()
    assembled = assemble(load(ROOT / "scenarios" / "one-on-one.yaml"), catalogue)
    written = empty_frames(assembled.roster, picture(assembled, catalogue))[table].columns
    assert list(documented(table)) == written


@pytest.mark.parametrize("table", sorted(ROWS))
def test_the_units_are_those_of_the_state(table: str) -> None:
    declared = {name: unit for name, (_, unit) in columns(ROWS[table]).items()}
    said = documented(table)
    for name in declared.keys() & said.keys():
        if declared[name] not in ("code", "row"):
            assert said[name] == ("-" if declared[name] == "1" else declared[name]), name


def test_results_and_links_are_named() -> None:
    folder, report = (DOCS / "run-folder.md").read_text(), (DOCS / "reading-a-report.md").read_text()
    for name in (*OUTCOMES.values(), *SHOT_RESULTS.values()):
        assert f"`{name}`" in folder, name
    assert re.findall(r"^\| ([a-z ]+) \| [A-Z]", report, flags=re.M) == [link.name for link in LINKS]


def test_the_models_page_repeats_the_limits() -> None:
    after = (DOCS / "models.md").read_text(encoding="utf-8").partition("<!-- limits -->\n")[2]
    assert tuple(line[2:] for line in after.splitlines() if line.startswith("- ")) == LIMITS


def test_the_models_page_names_modules_that_exist() -> None:
    named = re.findall(r"`(\w+/\w+\.py)`", (DOCS / "models.md").read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / "src" / "vyuha" / name).is_file()] == []


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_commands_that_are_named_exist(page: Path) -> None:
    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    known |= {group.typer_instance.info.name or "" for group in app.registered_groups if group.typer_instance}
    named = set(re.findall(r"`vyuha ([a-z]+)", page.read_text(encoding="utf-8")))
    named |= set(re.findall(r"^\$ vyuha ([a-z]+)", page.read_text(encoding="utf-8"), flags=re.M))
    assert named <= known


def test_the_doctrine_page_shows_the_function_that_its_scenario_uses() -> None:
    page = (DOCS / "doctrine.md").read_text(encoding="utf-8")
    code = (ROOT / "scenarios" / "doctrines" / "keep_for_leakers.py").read_text(encoding="utf-8")
    assert f"```python\n{code}```" in page
    assert "doctrines/keep_for_leakers.py:choose" in (ROOT / "scenarios" / "own-doctrine.yaml").read_text()


def test_the_doctrines_on_the_page_are_sound() -> None:
    from vyuha.scenario import parse

    whole = (ROOT / "scenarios" / "one-on-one.yaml").read_text(encoding="utf-8")
    examples = [text for language, text in fenced((DOCS / "doctrine.md").read_text()) if language == "yaml"]
    assert [len(parse(whole + text, "page").doctrines) for text in examples] == [2, 1]

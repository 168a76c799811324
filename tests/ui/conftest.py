"""One server and one browser for all tests of the page, and a visitor who reports whatever goes wrong behind it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import vyuha
from tests.browser import opened_browser
from tests.outputs.plan_builders import outcome as plan_outcome
from tools.build_page import ROOT, build
from vyuha.programme.plan import Inputs
from vyuha.studies.plan import store

FIGHTS = 24
# A text that would be noticed if any page took it for more than a text.
HOSTILE = (
    "</script></style></title>\"'><script>window.hostile=1</script><img src=x onerror=window.hostile=1>"
    "<a href='javascript:window.hostile=1'>&lt;&#x202e;"
)
# What the page may not do is told by the browser in an event of its own.
WATCH = """
addEventListener('securitypolicyviolation', (event) => console.error('refused by the policy: ' + event.blockedURI))
"""
# A machine that does other things at the same time is slow, not wrong.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


def write_run(folder: Path, name: str, allocation: str, seed: int) -> None:
    """A raid on two sites with sixteen rounds of two types; runs differ in who is fired at, or in their seed."""
    text = (ROOT / "scenarios/few-rounds.yaml").read_text()
    assert "allocation: assignment" in text
    assert text.count("load: {48N6E3: 4}") == 2
    changed = text.replace("allocation: assignment", f"allocation: {allocation}")
    changed = changed.replace("load: {48N6E3: 4}", "load: {48N6E3: 5, 9M96E2: 3}")
    changed = changed.replace("Few rounds, kept for what matters", f"Few rounds, {allocation}")
    (folder / f"{name}.yaml").write_text(changed)
    vyuha.run(folder / f"{name}.yaml", FIGHTS, seed, out=folder / "runs" / name, report=False)


def write_plan(folder: Path) -> None:
    """A plan whose texts carry markup, with plausible tables and no fights."""
    made = plan_outcome()
    inputs = Inputs(made.plan, made.programmes, "a plan\n", {made.programmes[0].id: "a programme\n"}, "a scenario\n")
    store.prepare(folder)
    store.store(folder, made, inputs)
    store.seal(folder, made, inputs)


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs on the same random numbers, one on others, a plan, and a run that cannot be opened."""
    folder = tmp_path_factory.mktemp("study")
    write_run(folder, "shared", "assignment", 1)
    write_run(folder, "urgent", "urgency", 1)
    write_run(folder, "elsewhere", "urgency", 2)
    write_plan(folder / "plans" / "five")
    (folder / "runs" / "half").mkdir()
    (folder / "runs" / "half" / "manifest.json").write_text('{"format": "vyuha run folder", ')
    return folder


def write_theatre(folder: Path) -> Path:
    """Two runs of two battalions whose links to their post are cut after five minutes, with a control zone, and with
    markup wherever its author may write what he likes. The scenario's file.
    """
    text = (ROOT / "scenarios/command-loss.yaml").read_text()
    for name in ("title: The command post is cut off in minute five", "name: Air base", "name: Depot"):
        assert name in text
        text = text.replace(name, f"{name.partition(':')[0]}: {json.dumps(HOSTILE)}")
    notice = text.partition("notice: ")[2].partition("\n")[0]
    text = text.replace(notice, json.dumps(HOSTILE))
    zone = "{id: city, rule: no-fire, centre: {east: -20 km, north: 20 km}, radius: 15 km}"
    (folder / "theatre.yaml").write_text(text.replace("\nrun:", f"\nzones:\n  - {zone}\n\nrun:"))
    vyuha.run(folder / "theatre.yaml", 4, 1, out=folder / "theatre", report=False)
    vyuha.run(folder / "theatre.yaml", 4, 2, out=folder / "again", report=False)
    return folder / "theatre.yaml"


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    """A server of a folder, by the address that it prints."""
    build()
    command = [sys.executable, "-m", "vyuha", "serve", str(folder), "--no-open", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture(scope="session")
def address(study: Path) -> Iterator[str]:
    """The address that a server of this folder prints."""
    with serving(study, "--edit") as printed:
        yield printed


@pytest.fixture(scope="session")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that a server of the theatre prints."""
    folder = tmp_path_factory.mktemp("theatre")
    write_theatre(folder)
    with serving(folder, "--edit") as printed:
        yield printed


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with opened_browser() as chromium:
        yield chromium


@dataclass
class Visitor:
    """Opens pages of the server, and notes errors of the page and requests that would leave this machine."""

    browser: Browser
    address: str
    problems: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, path: str = "", width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        context.add_init_script(WATCH)
        context.on("request", self._sent)
        context.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        page = context.new_page()
        page.goto(self.address)
        page.wait_for_selector(".holdings")
        if path:
            self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        """Go to a page of the same server and wait until it has what it asked for."""
        page.goto(f"{self.address.partition('#')[0]}#/{path}")
        page.wait_for_selector("h1")
        expect(page.locator(".wait")).to_have_count(0)

    def _sent(self, request: Any) -> None:
        asked = urlparse(request.url)
        if asked.scheme not in ("data", "blob") and asked.hostname != "127.0.0.1":
            self.problems.append(f"a request to {request.url}")

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.problems == []


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, address)
    yield visitor
    visitor.leave()


@pytest.fixture
def ids(visit: Visitor) -> Callable[[str], str]:
    """The id under which the server knows a run or a plan by its path."""
    page = visit()
    index = page.evaluate("fetch('/api/index').then((answer) => answer.json())")
    known = {entry["name"]: entry["id"] for kind in ("runs", "plans", "scenarios") for entry in index[kind]}
    return lambda name: str(known[name])

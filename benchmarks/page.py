"""The page of `vyuha serve` as a browser gets it: until there is something to read, until the globe stands, and what a
frame of a replay of sixty threats keeps the processor busy with. This machine draws by its processor: frames per second
of a graphics processor are not measured.
"""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, SCENARIOS, Line, python, times

FIGHTS, REPEATS = 20, 5
# First paint [s]; time of a frame [ms] at 30 a second.
GOAL, FRAME = 2.0, 33.0


def measure() -> Iterator[Line]:
    import vyuha
    from tests.browser import CHROMIUM

    if not Path(CHROMIUM).exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        vyuha.run(SCENARIOS / "first-raid.yaml", FIGHTS, out=Path(folder) / "raid", report=False)
        yield from _measured(folder)


def _measured(folder: str) -> Iterator[Line]:
    from tests.browser import opened_browser

    with opened_browser() as browser:
        starts, lists, panels = [], [], []
        for _ in range(REPEATS):
            with _served(folder) as (address, took):
                starts.append(took)
                page = browser.new_page()
                lists.append(_until(page, address, ".holdings a"))
                panels.append(_until(page, _replay(page, address), ".story, [role=tabpanel] table"))
                page.close()
        first = statistics.median(a + b for a, b in zip(starts, lists, strict=True))
        yield Line("from the command to the address of the server", statistics.median(starts), "s")
        yield Line("from the address to the list in a new browser window", statistics.median(lists), "s")
        yield Line("first paint: from the command to the list", first, "s", f"{GOAL:g} s", times(first, GOAL))
        yield Line("from the list to the threats of a fight", statistics.median(panels), "s")
        with _served(folder) as (address, _):
            yield from _frames(browser.new_page(), address)


@contextmanager
def _served(folder: str) -> Iterator[tuple[str, float]]:
    """The address that a server of a folder prints, and after how long (s)."""
    begun = time.perf_counter()
    command = python("-m", "vyuha", "serve", folder, "--no-open")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        yield address, time.perf_counter() - begun
        server.terminate()


def _until(page: Any, address: str, place: str) -> float:
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(place)
    return time.perf_counter() - begun


def _replay(page: Any, address: str) -> str:
    index = page.evaluate("fetch('/api/index').then((answer) => answer.json())")
    return f"{address.partition('#')[0]}#/runs/{index['runs'][0]['id']}/replay?replicate=0&t=600"


def _frames(page: Any, address: str) -> Iterator[Line]:
    page.set_viewport_size({"width": 1280, "height": 900})
    _until(page, address, ".holdings a")
    begun = time.perf_counter()
    page.goto(_replay(page, address))
    while not page.evaluate("Boolean(window.vyuha && window.vyuha.ready)"):
        page.wait_for_timeout(100)
    yield Line("from the list to the globe, drawn by the processor", time.perf_counter() - begun, "s")
    page.keyboard.press(" ")
    before = page.evaluate("({...window.vyuha})")
    page.wait_for_timeout(15_000)
    after = page.evaluate("({...window.vyuha})")
    count = after["frames"] - before["frames"]
    for what, name in (("moving sixty threats, a frame", "spent"), ("handing a frame to the graphics", "drawing")):
        each = (after[name] - before[name]) / count
        yield Line(what, each, "ms", f"{FRAME:g} ms", times(each, FRAME))
    yield Line("frames a second, drawn by the processor", count / 15.0, "1/s")

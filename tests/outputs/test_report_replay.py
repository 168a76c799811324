"""The replay inside the report: what it holds beside the scene, that only its script may run, and how it plays."""

import base64
import gzip
import hashlib
import html
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from tests.browser import opened_browser, watched
from vyuha import api
from vyuha.outputs.report_replay import ROOM, Replay, replays_html, script_hash, viewer_script
from vyuha.results.folder import RunFolder

SCENARIOS = Path(__file__).parents[2] / "scenarios"
# The promise for the whole file.
LARGEST = 10_000_000


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> api.Run:
    folder = tmp_path_factory.mktemp("runs") / "few"
    return api.run(SCENARIOS / "few-rounds.yaml", replicates=6, out=folder)


def _scenes(page: str) -> dict[str, dict]:
    found = re.findall(r'data-scene="(\w+)" data-label="[^"]*">([^<]*)</script>', page)
    return {name: json.loads(gzip.decompress(base64.b64decode(packed))) for name, packed in found}


def test_the_report_holds_the_typical_and_the_worst_fight(run: api.Run) -> None:
    page = run.report.read_text(encoding="utf-8")
    scenes = _scenes(page)
    assert {name: scene["replicate"] for name, scene in scenes.items()} == {
        "typical": run.summary.typical,
        "worst": run.summary.worst,
    }
    ids = run.threats.filter(replicate=run.summary.worst)["threat"].to_list()
    assert [threat["id"] for threat in scenes["worst"]["threats"]] == ids
    assert run.report.stat().st_size < LARGEST


def test_the_same_run_gives_the_same_file(run: api.Run, tmp_path: Path) -> None:
    again = api.run(SCENARIOS / "few-rounds.yaml", replicates=6, out=tmp_path / "again", workers=1)
    assert _scenes(again.report.read_text()) == _scenes(run.report.read_text())


def test_only_the_script_of_the_replay_may_run(run: api.Run) -> None:
    page = run.report.read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = re.findall(r"'sha256-[^']*'", html.unescape(policy[1]))
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert allowed == [f"'sha256-{digest}'"]
    assert "unsafe-eval" not in policy[1] and "script-src 'unsafe" not in html.unescape(policy[1])
    # Control: another script has another hash.
    assert script_hash(scripts[0] + " ") not in allowed


def test_too_large_scenes_are_left_out_in_words() -> None:
    dice = np.random.default_rng(1)
    large = {"noise": base64.b64encode(dice.bytes(ROOM)).decode()}
    page = replays_html([Replay("typical", "A typical fight", large)], "let x = 1")
    assert "too large" in page and "<script" not in page


def test_without_the_built_script_the_report_says_so() -> None:
    page = replays_html([Replay("typical", "A typical fight", {})], "")
    assert "had not been built" in page and "<script" not in page
    assert replays_html([], "let x = 1") == ""


def test_an_old_or_broken_fight_does_not_keep_the_report_from_being_drawn(
    run: api.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vyuha.api import drawing

    monkeypatch.setattr(drawing, "history_of", _refuse)
    stored = RunFolder.open(run.folder.path)
    before = run.report.read_bytes()
    drawing.draw_report(stored, run.summary, api.assembled_again(stored))
    assert "data-scene" not in run.report.read_text() and "What happened" in run.report.read_text()
    run.report.write_bytes(before)


def _refuse(*_: object) -> None:
    from vyuha.results.folder import RunFolderError

    raise RunFolderError("another machine")


def test_it_plays_in_a_browser(run: api.Run) -> None:
    assert viewer_script(), "build the page first: make page"
    with opened_browser() as browser:
        seen = watched(browser, viewport={"width": 900, "height": 900})
        page = seen.page
        page.goto(run.report.as_uri())
        page.locator("#replay").scroll_into_view_if_needed()
        seen.wait("window.vyuhaViewer && window.vyuhaViewer.ready")
        scene = _scenes(run.report.read_text())["typical"]
        assert page.locator(".v3-list button").count() == len(scene["threats"])
        leaker = next(threat for threat in scene["threats"] if threat["link"])
        page.locator(".v3-list button", has=page.get_by_text(leaker["id"], exact=True)).click()
        told = page.locator(".v3-story").inner_text()
        assert all(line["text"] in told for line in leaker["story"])
        # Its first moment is a button that jumps there.
        page.locator(".v3-story button").first.click()
        start = int(leaker["story"][1]["t"])
        assert page.locator(".v3-time").inner_text().startswith(f"{start // 60}:{start % 60:02d} of ")
        page.locator(".v3-stage canvas").focus()
        page.keyboard.press("End")
        page.wait_for_timeout(1500)
        picture = imread(io.BytesIO(page.locator(".v3-stage").screenshot(timeout=60_000)))
        # Not an empty room: the marks of the sites are light blue and green on a dark ground.
        blue = (picture[..., 2] > 0.85) & (picture[..., 0] < 0.4)
        assert blue.sum() > 40 and picture[..., :3].std() > 0.02
        assert page.evaluate("() => window.vyuhaViewer.errors") == []
        seen.assert_clean()


# What is held beside the page: contexts of the graphics processor, and listeners of the whole document.
HELD = """
window.contexts = []
window.listeners = new Set()
const get = HTMLCanvasElement.prototype.getContext
HTMLCanvasElement.prototype.getContext = function (...asked) {
  const context = get.apply(this, asked)
  if (/webgl/.test(asked[0])) window.contexts.push(context)
  return context
}
for (const [name, by] of [['addEventListener', 'add'], ['removeEventListener', 'delete']]) {
  const change = EventTarget.prototype[name]
  EventTarget.prototype[name] = function (...given) {
    if (this === document && given[0] === 'keydown') window.listeners[by](given[1])
    return change.apply(this, given)
  }
}
"""
# The first scene that is unpacked comes late.
LATE = """() => {
  const opened = Response.prototype.json
  let first = true
  Response.prototype.json = async function () {
    const late = first
    first = false
    const content = await opened.call(this)
    if (late) await new Promise((done) => setTimeout(done, 1500))
    return content
  }
}"""


def test_the_fight_that_was_asked_for_last_is_shown(run: api.Run) -> None:
    scenes = _scenes(run.report.read_text())
    stories = {name: [line["text"] for line in scene["threats"][0]["story"]] for name, scene in scenes.items()}
    assert stories["typical"] != stories["worst"]
    first = scenes["typical"]["threats"][0]["id"]
    with opened_browser() as browser:
        seen = watched(browser, viewport={"width": 900, "height": 900})
        page = seen.page
        page.add_init_script(HELD)
        page.goto(run.report.as_uri())
        page.locator("#replay").scroll_into_view_if_needed()
        seen.wait("window.vyuhaViewer && window.vyuhaViewer.ready")

        def told() -> list[str]:
            page.locator(".v3-list button", has=page.get_by_text(first, exact=True)).click()
            lines = page.locator(".v3-story li").all_inner_texts()
            return [line.partition("\n")[2] or line for line in lines]

        page.evaluate(LATE)
        for name in ("worst", "typical"):
            page.locator(f"button[data-scene={name}]").click()
        page.wait_for_timeout(3000)
        assert page.locator("button[aria-pressed=true][data-scene]").get_attribute("data-scene") == "typical"
        shown = " ".join(told())
        assert all(text in shown for text in stories["typical"])
        assert not all(text in shown for text in stories["worst"])
        held = "[window.contexts.filter((one) => !one.isContextLost()).length, window.listeners.size]"
        assert page.evaluate(held) == [1, 1]
        page.locator("button[data-scene=worst]").click()
        page.wait_for_timeout(1000)
        assert page.evaluate("window.contexts.length") == 3
        assert page.evaluate(held) == [1, 1]
        assert page.locator(".v3-stage canvas").count() == 1
        seen.assert_clean()

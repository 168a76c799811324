"""The replay on the globe, in a browser that draws with the processor: one page for all tests, since that takes time.

What the page says is held against the stored run, read in Python.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import FIGHTS, Visitor
from tests.ui.globe import DRAWING, errors, points_near, replay_address, seen, wait_until
from vyuha.results.folder import RunFolder
from vyuha.results.ledger import with_links
from vyuha.results.store import StoredRun
from vyuha.results.story import story

# Fills of the standard's frames: friend and hostile.
FRIEND, HOSTILE = (128, 224, 255), (255, 128, 128)
expect.set_options(timeout=60_000)
NO_WEBGL = """() => {
  const get = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return /webgl/.test(kind) ? null : get.call(this, kind, ...more)
  }
}"""


@pytest.fixture(scope="module")
def run(study: Path) -> StoredRun:
    return RunFolder.open(study / "runs" / "shared")


@pytest.fixture(scope="module")
def worst(run: StoredRun) -> int:
    """A replicate in which most came through."""
    table = with_links(run.table("threats"), run.manifest.response_time).filter(pl.col("link").is_not_null())
    leakers = table.group_by("replicate").len().sort("len", "replicate", descending=True).collect()
    return int(leakers["replicate"][0])


@pytest.fixture(scope="module")
def shown(browser: Browser, address: str, worst: int) -> Iterator[Page]:
    """The replay of the worst fight with its globe; whatever goes wrong behind it fails at the end."""
    visitor = Visitor(browser, address)
    page = visitor(width=900)
    page.goto(replay_address(page, address, "runs/shared", f"replicate={worst}&t=300"))
    wait_until(page, "Boolean(window.vyuha && window.vyuha.ready)")
    yield page
    assert errors(page) == []
    visitor.leave()


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Callable[[int], Page]]:
    """The replay in a browser that has no WebGL, at a width."""
    visitor = Visitor(browser, address)

    def visit(width: int) -> Page:
        page = visitor(width=width)
        page.evaluate(NO_WEBGL)
        page.goto(replay_address(page, address, "runs/shared", "replicate=0"))
        page.get_by_text("14 of 14 threats").wait_for(timeout=DRAWING * 1e3)
        return page

    yield visit
    visitor.leave()


def told(run: StoredRun, replicate: int, threat: str) -> list[str]:
    return [line.said for line in story(run, replicate, threat)]


def listed(page: Page) -> list[str]:
    """The lines of the story on the page."""
    return [text.strip() for text in page.locator(".story ol li span:last-child").all_inner_texts()]


def choose(page: Page, threat: str) -> None:
    page.get_by_role("tab", name="Threats").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=threat, exact=True).click()


def test_the_globe_shows_friend_and_foe(shown: Page) -> None:
    assert errors(shown) == []
    picture = seen(shown)
    assert points_near(picture, FRIEND) > 40
    assert points_near(picture, HOSTILE) > 40
    # Control: a colour that nothing has.
    assert points_near(picture, (12, 240, 12)) == 0


def test_a_threat_tells_its_story_and_its_moments(shown: Page, run: StoredRun, worst: int) -> None:
    choose(shown, "strike/1")
    assert listed(shown) == told(run, worst, "strike/1")
    assert listed(shown) != told(run, worst, "strike/2")
    launched = next(line for line in story(run, worst, "strike/1") if line.said == "starts")
    assert launched.time is not None
    shown.get_by_role("button", name=f"Go to {launched.time:.1f} seconds: starts").click()
    expect(shown.locator(".time .about")).to_have_text(f"{launched.time:.1f} s")
    shown.wait_for_url("**threat=*")
    assert f"t={round(launched.time, 1):g}" in shown.url


def test_a_threat_is_clicked_on_the_globe(shown: Page) -> None:
    choose(shown, "strike/3")
    shown.get_by_role("button", name="track confirmed").first.click()
    shown.get_by_label("follow").check()
    before = shown.evaluate("window.vyuha.frames")
    shown.keyboard.press("ArrowRight")
    wait_until(shown, f"window.vyuha.frames > {before}")
    shown.get_by_label("follow").uncheck()
    shown.get_by_role("button", name="Close the story").click()
    expect(shown.locator(".story")).to_have_count(0)
    canvas = shown.locator(".globe canvas")
    box = canvas.bounding_box()
    assert box is not None
    # The camera still looks at where the threat is.
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(shown.locator(".story h2")).to_have_text("strike/3")


def test_the_ledger_leads_to_the_moment(shown: Page, run: StoredRun, worst: int) -> None:
    table = run.table("threats").filter(pl.col("replicate") == worst)
    rows = with_links(table, run.manifest.response_time).filter(pl.col("link").is_not_null()).collect()
    assert rows.height > 0
    shown.get_by_role("tab", name="Ledger").click()
    for (link,), members in rows.group_by("link"):
        group = shown.locator(".ledger section").filter(has=shown.get_by_role("heading", name=str(link)))
        assert group.locator("li").count() == members.height
    first = rows.row(0, named=True)
    shown.locator(".ledger").get_by_role("button", name=first["threat"]).click()
    expect(shown.locator(".story h2")).to_have_text(first["threat"])
    expect(shown.locator(".story .broken")).to_contain_text(first["link"])
    expect(shown.locator(".time .about")).to_have_text(f"{first['resolved_time'] - 15.0:.1f} s")


def test_keys_move_the_clock(shown: Page) -> None:
    shown.locator(".time").click()
    shown.keyboard.press("Home")
    expect(shown.locator(".time .about")).to_have_text("0.0 s")
    shown.keyboard.press("ArrowRight")
    expect(shown.locator(".time .about")).to_have_text("5.0 s")
    shown.keyboard.press("+")
    expect(shown.get_by_label("Speed")).to_have_value("20")
    shown.keyboard.press(" ")
    expect(shown.get_by_role("button", name="Pause")).to_be_visible()
    wait_until(shown, "Number(document.querySelector('.scrub input').value) > 6")
    shown.keyboard.press(" ")
    expect(shown.get_by_role("button", name="Play", exact=True)).to_be_visible()


def changed(one: Any, other: Any) -> float:
    """The share of points that differ by more than a rounding."""
    return float((np.abs(one - other) > 8).any(axis=2).mean())


def whole(page: Page) -> Any:
    """The picture of the whole fight, with nothing chosen."""
    page.keyboard.press("Escape")
    page.locator(".time").click()
    page.keyboard.press("w")
    page.wait_for_timeout(2000)
    return seen(page)


def test_the_whole_fight_comes_back(shown: Page) -> None:
    before = whole(shown)
    shown.locator(".globe canvas").hover()
    shown.mouse.wheel(0, -1500)
    shown.wait_for_timeout(2000)
    near = seen(shown)
    shown.get_by_role("button", name="Whole fight").click()
    shown.mouse.move(0, 0)
    shown.wait_for_timeout(2000)
    assert changed(before, near) > 0.05 > 0.01 > changed(before, seen(shown))


def test_the_keyboard_turns_the_globe(shown: Page) -> None:
    before = whole(shown)
    time = shown.locator(".time").inner_text()
    shown.locator(".globe canvas").focus()
    for there, back in (("ArrowRight", "ArrowLeft"), ("ArrowUp", "ArrowDown"), ("PageUp", "PageDown")):
        shown.keyboard.press(there)
        shown.wait_for_timeout(1500)
        turned = seen(shown)
        assert changed(before, turned) > 0.05, there
        # What is shown goes the other way.
        (down, right), (down_before, right_before) = middle(turned), middle(before)
        assert there != "ArrowRight" or right < right_before - 5
        assert there != "ArrowUp" or down > down_before + 10
        shown.keyboard.press(back)
        shown.wait_for_timeout(1500)
    assert shown.locator(".time").inner_text() == time
    # With the mouse one does not take the arrows away from the clock.
    shown.locator(".time").click()
    shown.locator(".globe canvas").click(position={"x": 5, "y": 5})
    assert shown.evaluate("document.activeElement === document.body")


def middle(picture: Any) -> tuple[float, float]:
    """How far down and to the right the sites stand, in points; 0 where none is seen."""
    rows, columns = np.nonzero((np.abs(picture - np.array(FRIEND)) < 12).all(axis=2))
    return (float(np.median(rows)), float(np.median(columns))) if len(rows) else (0.0, 0.0)


def test_another_replicate_is_fought_in_place(shown: Page, run: StoredRun, worst: int) -> None:
    other = (worst + 7) % FIGHTS
    shown.get_by_role("tab", name="Fight").click()
    shown.get_by_label("Any other").fill(str(FIGHTS))
    expect(shown.get_by_role("alert")).to_contain_text(f"from 0 to {FIGHTS - 1}")
    expect(shown.get_by_role("button", name="Fight it again")).to_be_disabled()
    shown.get_by_label("Any other").fill(str(other))
    shown.get_by_role("button", name="Fight it again").click()
    expect(shown.get_by_role("heading", level=1)).to_contain_text(f"replicate {other}", timeout=DRAWING * 1e3)
    assert f"replicate={other}&" in shown.url
    choose(shown, "strike/1")
    assert listed(shown) == told(run, other, "strike/1")
    assert listed(shown) != told(run, worst, "strike/1")


def test_without_webgl_the_words_remain(plain: Callable[[int], Page], run: StoredRun) -> None:
    page = plain(1280)
    expect(page.locator(".view [role=alert]")).to_contain_text("no WebGL")
    choose(page, "strike/2")
    assert listed(page) == told(run, 0, "strike/2")
    page.keyboard.press("Home")
    page.keyboard.press("n")
    first = min(
        float(row["launch_time"]) for row in run.table("shots").filter(pl.col("replicate") == 0).collect().to_dicts()
    )
    expect(page.locator(".time .about")).to_have_text(f"{first:.1f} s")
    page.get_by_role("button", name="Play", exact=True).click()
    wait_until(page, f"Number(document.querySelector('.scrub input').value) > {first + 5.0}")


def test_the_scrub_bar_takes_only_its_own_keys(plain: Callable[[int], Page]) -> None:
    page = plain(1280)
    bar = page.locator(".scrub input")
    bar.focus()
    page.keyboard.press("Home")
    expect(page.locator(".time .about")).to_have_text("0.0 s")
    # Its own, by its own step.
    page.keyboard.press("ArrowRight")
    expect(page.locator(".time .about")).to_have_text("0.1 s")
    page.keyboard.press("n")
    expect(page.locator(".latest")).not_to_have_text("")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press(" ")
    # Control: where one writes every key is a letter.
    page.get_by_label("Find").press(" ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_telephone_has_room_for_everything(plain: Callable[[int], Page]) -> None:
    page = plain(360)
    choose(page, "drones/1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("Threats", "Ledger", "Layers", "Fight"):
        page.get_by_role("tab", name=name).click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_control_what_goes_wrong_behind_a_page_is_noted(browser: Browser, address: str) -> None:
    visitor = Visitor(browser, address)
    page = visitor()
    page.evaluate("void fetch('http://192.0.2.1/').catch(() => 0)")
    page.evaluate("void setTimeout(() => { throw new Error('on purpose') })")
    page.wait_for_timeout(500)
    noted = " ".join(visitor.problems)
    assert "192.0.2.1" in noted and "on purpose" in noted
    with pytest.raises(AssertionError):
        visitor.leave()

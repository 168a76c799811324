"""Layers of the globe and what stops it, in a browser: what is switched changes the picture, and nothing else does."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import Visitor
from tests.ui.globe import DRAWING, errors, points_near, replay_address, seen, wait_until

# As `ui/src/scene/colours.ts` has them: a link that carries messages, and one that is cut.
LINKED, CUT = (0, 158, 115), (229, 56, 59)
# Of the 810,000 points of the picture.
NOTHING, SOMETHING = 20, 300
COVERAGE = "Radar coverage with terrain"


@pytest.fixture(scope="module")
def shown(browser: Browser, theatre: str) -> Iterator[Page]:
    """The replay of a fight, before its links are cut."""
    visitor = Visitor(browser, theatre)
    page = visitor(width=900)
    page.goto(replay_address(page, theatre, "theatre", "replicate=0&t=200&lite=1"))
    wait_until(page, "Boolean(window.vyuha && window.vyuha.ready)")
    page.get_by_role("tab", name="Layers").click()
    yield page
    assert errors(page) == []
    visitor.leave()


def switched(page: Page, layer: str) -> tuple[Any, Any]:
    """The picture with a layer and without."""
    box = page.get_by_label(layer)
    box.check()
    page.wait_for_timeout(1000)
    status = page.locator(".layers [role=status]")
    expect(status.filter(has_text="Computing")).to_have_count(0, timeout=DRAWING * 1e3)
    if layer == COVERAGE:
        expect(status).to_contain_text("is seen with a chance of")
    page.wait_for_timeout(1500)
    on = seen(page)
    box.uncheck()
    page.wait_for_timeout(1500)
    return on, seen(page)


def changed(one: Any, other: Any) -> int:
    """How many points differ by more than a rounding."""
    return int((np.abs(one - other) > 8).any(axis=2).sum())


@pytest.mark.parametrize(
    "layer",
    ["Control zones", "Engagement envelope", COVERAGE, "Reach of missiles", "Reach of radars"],
)
def test_a_layer_is_drawn_and_taken_away(shown: Page, layer: str) -> None:
    on, off = switched(shown, layer)
    assert changed(on, off) > SOMETHING
    # Control: without a switch the picture stays as it is.
    assert changed(off, seen(shown)) < NOTHING


def test_links_go_red_when_they_are_cut(shown: Page) -> None:
    def move(second: str) -> None:
        shown.locator(".scrub input").fill(second)
        shown.wait_for_timeout(1500)

    for layer in (
        "Threats, as they truly fly",
        "Trails",
        "Interceptors",
        "Tracks: what the defence believes",
        "Detections",
    ):
        shown.get_by_label(layer).uncheck()
    shown.get_by_label("Command links").check()
    move("200")
    whole = seen(shown)
    move("400")
    cut = seen(shown)
    assert points_near(whole, LINKED) > 10 > 3 > points_near(whole, CUT)
    assert points_near(cut, CUT) > 10 > 3 > points_near(cut, LINKED)


def test_what_stops_the_globe_is_said_and_the_rest_goes_on(browser: Browser, theatre: str) -> None:
    visitor = Visitor(browser, theatre)
    page = visitor(width=900)
    page.goto(replay_address(page, theatre, "theatre", "replicate=0&lite=1"))
    wait_until(page, "Boolean(window.vyuha && window.vyuha.ready)")
    assert errors(page) == []
    # Whatever the globe calls in a frame can fail; this is called in each.
    page.evaluate(
        "() => { WebGL2RenderingContext.prototype.clear = () => { throw new Error('no more memory, on purpose') } }"
    )
    page.keyboard.press("ArrowRight")
    expect(page.locator(".view [role=alert]")).to_contain_text("no more memory, on purpose")
    assert "no more memory, on purpose" in " ".join(errors(page))
    page.get_by_role("tab", name="Threats").click()
    page.get_by_role("button", name="cruise/1", exact=True).click()
    expect(page.locator(".story ol li").first).to_be_visible()
    visitor.problems = [said for said in visitor.problems if "on purpose" not in said]
    visitor.leave()

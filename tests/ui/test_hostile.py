"""S14 of docs/security.md in a browser: whatever an author writes into his scenario is a text on every page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import HOSTILE, Visitor
from tests.ui.globe import replay_address, wait_until

# What is to be read where a name stands, cut short or not.
READ = "</script></style>"


@pytest.fixture
def visit(browser: Browser, theatre: str) -> Iterator[Visitor]:
    """A visitor who fails on any error, refusal by the policy, or request that leaves this machine."""
    visitor = Visitor(browser, theatre)
    yield visitor
    visitor.leave()


def known(page: Page) -> dict[str, str]:
    index = page.evaluate("fetch('/api/index').then((answer) => answer.json())")
    return {kind: index[kind][0]["id"] for kind in ("runs", "scenarios")}


def untouched(page: Page) -> None:
    """Nothing of the text has become a part of the page, and it is there to be read."""
    assert page.evaluate("window.hostile") is None
    assert page.locator("img[src=x], a[href^=javascript]").count() == 0
    assert READ in page.locator("body").inner_text() or READ in page.content().replace("&lt;", "<").replace("&gt;", ">")


def test_the_list_and_the_results(visit: Visitor) -> None:
    page = visit()
    untouched(page)
    assert HOSTILE in page.locator("body").inner_text()
    run = known(page)["runs"]
    visit.go(page, f"runs/{run}")
    expect(page.locator("h1")).to_have_text(HOSTILE)
    untouched(page)


def test_two_runs_side_by_side(visit: Visitor) -> None:
    page = visit()
    index = page.evaluate("fetch('/api/index').then((answer) => answer.json())")
    one, other = (entry["id"] for entry in index["runs"])
    visit.go(page, f"compare?a={one}&b={other}")
    expect(page.locator("table").first).to_be_visible()
    untouched(page)


def test_the_replay(visit: Visitor, theatre: str) -> None:
    page = visit()
    page.goto(replay_address(page, theatre, "theatre", "replicate=0&t=500&lite=1"))
    wait_until(page, "Boolean(window.vyuha && window.vyuha.ready)")
    untouched(page)
    for tab in ("Threats", "Ledger", "Layers", "Fight"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate("window.hostile") is None
    assert page.evaluate("window.vyuha.errors") == []


def test_the_desk(visit: Visitor) -> None:
    page = visit()
    visit.go(page, f"scenarios/{known(page)['scenarios']}")
    page.locator("#tab-form").click()
    untouched(page)
    assert page.locator('[data-path="title"]').input_value() == HOSTILE
    page.locator("#tab-text").click()
    untouched(page)


def test_control_markup_that_reaches_a_page_is_noticed(browser: Browser, theatre: str) -> None:
    visitor = Visitor(browser, theatre)
    page = visitor()
    page.evaluate("(text) => { document.body.insertAdjacentHTML('beforeend', text) }", HOSTILE)
    page.wait_for_timeout(500)
    # The policy refuses what it would run, and says so.
    assert page.evaluate("window.hostile") is None
    assert any("policy" in said for said in visitor.problems)
    with pytest.raises(AssertionError):
        untouched(page)
    with pytest.raises(AssertionError):
        visitor.leave()

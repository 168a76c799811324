"""The page of a plan in a browser, without a fight: links within it, and charts as tables."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import Visitor, serving, write_plan


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("plans")
    write_plan(folder / "five")
    with serving(folder) as printed:
        yield printed


@pytest.fixture
def plan(browser: Browser, served: str) -> Iterator[Page]:
    visitor = Visitor(browser, served)
    page = visitor()
    page.locator(".card").get_by_role("link").first.click()
    expect(page.locator(".wait")).to_have_count(0)
    yield page
    visitor.leave()


def test_a_jump_link_leads_to_its_part_every_time(plan: Page) -> None:
    link = plan.get_by_role("link", name="How it was made")
    for _ in range(2):
        link.click()
        expect(plan.locator("#made h2")).to_be_in_viewport()
        # The page may lead there once more when it has drawn itself again.
        for _ in range(100):
            plan.evaluate("scrollTo(0, 0)")
            plan.wait_for_timeout(100)
            if plan.evaluate("scrollY") == 0:
                break
        expect(plan.locator("#made h2")).not_to_be_in_viewport()


def test_the_switch_of_a_chart_is_called_what_it_shows(plan: Page) -> None:
    for _ in range(2):
        for words in ("Show as table", "Show as chart"):
            switch = plan.locator("#deliveries .switch").first
            expect(switch).to_have_text(words)
            expect(switch).to_have_accessible_name(re.compile(f"^{words}: Deliveries: "))
            assert switch.get_attribute("aria-pressed") is None
            switch.click()

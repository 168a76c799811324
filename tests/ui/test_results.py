"""Results, two runs side by side, and plans, in a browser: what the page says is what the files say."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from tests.outputs.plan_builders import NASTY
from tests.ui.conftest import FIGHTS, Visitor
from tests.ui.globe import wait_until
from vyuha.outputs.wording import amount, money_span, percent, percent_span, span
from vyuha.results.statistics import Estimate

Ids = Callable[[str], str]


def summary_of(study: Path, run: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((study / "runs" / run / "summary.json").read_text())
    return content


def estimate(content: dict[str, Any]) -> Estimate:
    return Estimate(**content)


def words(page: Page, place: str) -> str:
    """The text of a place, as one line with plain blanks."""
    return " ".join(page.locator(place).first.inner_text().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_start_page_shows_what_the_folder_holds(visit: Visitor) -> None:
    page = visit()
    expect(page.get_by_role("heading", name="Runs", level=2)).to_be_visible()
    assert page.get_by_role("link", name="Few rounds, assignment").count() >= 1
    assert "runs/half" in words(page, ".card.broken")
    page.get_by_role("link", name="Results of runs/shared").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Few rounds, assignment")


def test_the_page_says_what_the_summary_says(visit: Visitor, ids: Ids, study: Path) -> None:
    found = summary_of(study, "shared")
    page = visit(f"runs/{ids('runs/shared')}")
    lede = words(page, ".lede p")
    assert f"fought {FIGHTS} times" in lede
    armed = found["armed_leakers"]["mean"]
    assert f"{amount(armed['mean'])} of {found['threats']} armed threats" in lede
    assert percent(found["no_armed_leaker"]["mean"]) in lede
    text = words(page, "article")
    for group in (*found["classes"], *found["raids"]):
        assert percent_span(estimate(group["leaked_share"])) in text
    for site in found["sites"]:
        assert percent_span(estimate(site["survival"])) in text
    for missile in found["missiles"]:
        assert f"{missile['id']} {span(estimate(missile['rounds']))} {money_span(estimate(missile['spent']))}" in text
    for row in (row for row in found["ledger"] if row["total"]):
        assert f"{row['link']} {span(estimate(row['leakers']))} {percent(row['share'])}" in text
    assert f"nine in ten fights: {found['rounds']['low']} to {found['rounds']['high']}" in text
    # Control: what another run says is not on this page.
    other = span(estimate(summary_of(study, "urgent")["rounds"]["mean"]))
    assert other != span(estimate(found["rounds"]["mean"]))
    assert other not in text


def test_a_broken_link_leads_to_its_leakers_and_into_the_replay(visit: Visitor, ids: Ids, study: Path) -> None:
    found, run = summary_of(study, "shared"), ids("runs/shared")
    threats = pl.read_parquet(study / "runs/shared/threats/*.parquet")
    typical = threats.filter((pl.col("replicate") == found["typical"]) & pl.col("outcome").is_in(["hit", "stray"]))
    assert typical.height > 0
    page = visit(f"runs/{run}")
    seen: list[tuple[str, str]] = []
    for row in (row for row in found["ledger"] if row["total"]):
        button = page.get_by_role("button", name=row["link"], exact=True)
        button.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(page.locator(".opened [role=status]")).to_have_count(0, timeout=200_000)
        links = page.locator(".opened .leakers a")
        seen += [(link.inner_text(), link.get_attribute("href") or "") for link in links.all()]
    assert sorted(name for name, _ in seen) == sorted(typical["threat"].cast(pl.String).to_list())
    threat, address = seen[-1]
    assert address.startswith(f"#/runs/{run}/replay?replicate={found['typical']}&threat=")
    page.goto(f"{visit.address.partition('#')[0]}{address}")
    expect(page.locator(".story h2")).to_have_text(threat, timeout=200_000)
    end = typical.filter(pl.col("threat") == threat)["resolved_time"].item()
    expect(page.locator(".time .about")).to_have_text(f"{round(end - 15.0):.1f} s")
    assert page.title().startswith("Replay of Few rounds, assignment, fight ")


def test_fights_are_sorted_and_lead_to_their_replay(visit: Visitor, ids: Ids, study: Path) -> None:
    fights = pl.read_parquet(study / "runs/shared/replicates/*.parquet")
    page = visit(f"runs/{ids('runs/shared')}")
    table = page.locator(".replicates table")
    expect(table.locator("tbody tr")).to_have_count(20)
    table.get_by_role("button", name="Rounds").click()
    expect(table.locator("th[aria-sort=descending]")).to_have_text("Rounds ▼")
    expect(table.locator("tbody tr").first.locator("td").nth(3)).to_have_text(str(fights["shots"].max()))
    page.get_by_role("button", name="Later").click()
    expect(table.locator("tbody tr")).to_have_count(FIGHTS - 20)
    expect(table.locator("tbody tr").last.locator("td").nth(3)).to_have_text(str(fights["shots"].min()))


def test_a_chart_tells_its_figures_to_the_keyboard_and_as_a_table(visit: Visitor, ids: Ids, study: Path) -> None:
    found = summary_of(study, "shared")["rounds"]
    page = visit(f"runs/{ids('runs/shared')}")
    figure = page.locator("figure", has=page.get_by_text("Rounds fired", exact=True))
    chart = figure.get_by_role("img")
    assert f"Mean {span(estimate(found['mean']))}" in (chart.get_attribute("aria-label") or "")
    chart.focus()
    page.keyboard.press("Home")
    share = percent(found["counts"][0] / FIGHTS)
    said = f"{found['values'][0]}: {found['counts'][0]} of {FIGHTS} fights ({share})"
    assert figure.locator("output").inner_text().replace("\N{NO-BREAK SPACE}", " ") == said
    page.keyboard.press("Escape")
    expect(figure.locator("output")).to_be_hidden()
    figure.get_by_role("button").click()
    rows = figure.locator("tbody tr")
    expect(rows).to_have_count(found["values"][-1] - found["values"][0] + 1)
    counted = {row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in rows.all()}
    for value, count in zip(found["values"], found["counts"], strict=True):
        assert counted[str(value)] == str(count)


def test_two_runs_on_the_same_random_numbers_are_paired(visit: Visitor, ids: Ids, study: Path) -> None:
    page = visit("compare")
    for name, run in (("Run A", "runs/shared"), ("Run B", "runs/urgent")):
        page.get_by_label(name).select_option(ids(run))
    page.wait_for_selector(".verdict")
    assert f"Paired: {FIGHTS} fights" in words(page, ".said")
    first, second = (pl.read_parquet(study / "runs" / run / "replicates/*.parquet") for run in ("shared", "urgent"))
    for title, column in (("Armed leakers", "armed_leakers"), ("Rounds fired", "shots")):
        difference = (second[column].cast(pl.Float64) - first[column].cast(pl.Float64)).mean()
        row = page.locator("section tr", has=page.get_by_role("rowheader", name=title, exact=True)).first
        said = row.locator("td").nth(2).inner_text().replace("\N{MINUS SIGN}", "-").removeprefix("+")
        assert said.startswith(amount(float(difference)))  # type: ignore[arg-type]
    expect(page.locator("figure").first).to_be_visible()
    page.get_by_role("button", name="Swap").click()
    expect(page.get_by_label("Run A")).to_have_value(ids("runs/urgent"))


def test_other_seeds_are_not_paired_and_the_page_says_why(visit: Visitor, ids: Ids) -> None:
    page = visit(f"compare?a={ids('runs/urgent')}&b={ids('runs/elsewhere')}")
    said = words(page, ".said")
    assert said.startswith("Not paired: They have different seeds (1 and 2)")
    assert page.locator("section tbody tr").count() > 0


def test_a_plan_is_told_in_words_and_in_charts(visit: Visitor, ids: Ids, study: Path) -> None:
    page = visit(f"plans/{ids('plans/five')}")
    answers = json.loads((study / "plans/five/answers.json").read_text())
    for answer in answers:
        assert answer["verdict"] in page.locator(".answers").inner_text()
    arrivals = pl.read_csv(study / "plans/five/tables/arrivals.csv", try_parse_dates=True)
    course = page.get_by_label("Course of events")
    course.select_option("delivered")
    rows = page.locator("#deliveries .rows .row")
    expect(rows).to_have_count(arrivals.filter(pl.col("alternative") == "delivered").height)
    assert "came Dec 2021" in words(page, "#deliveries .rows")
    page.get_by_label("Measure").select_option("value_protected")
    expect(page.locator("#outcomes .multiples svg")).to_have_count(5)
    expect(page.locator("#comparison .rows .row").first).to_be_visible()
    # Texts of files are texts: their markup does nothing.
    assert NASTY in page.get_by_role("heading", level=1).inner_text()
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_phone(visit: Visitor, ids: Ids, scheme: Any) -> None:
    run, other, plan = ids("runs/shared"), ids("runs/urgent"), ids("plans/five")
    page = visit(width=360, scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in ground[4:-1].split(",")) > 380) == (scheme == "light")
    for path in ("", f"runs/{run}", f"compare?a={run}&b={other}", f"plans/{plan}"):
        visit.go(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    # Control: something too wide is seen.
    page.evaluate("document.querySelector('h1').style.width = '500px'")
    assert page.evaluate("document.documentElement.scrollWidth") > 360


def test_the_keyboard_reaches_the_ledger_from_the_top(visit: Visitor, ids: Ids) -> None:
    page = visit(f"runs/{ids('runs/shared')}")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.closest('.rows') !== null && document.activeElement.tagName")
        )
        if reached[-1] == "BUTTON":
            break
    assert reached[-1] == "BUTTON"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".opened")).to_be_visible()


def luminance(colour: str) -> float:
    """Relative luminance of `rgb(...)`, as WCAG 2 defines it."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_around_what_has_the_keyboard_is_seen(visit: Visitor, scheme: Any) -> None:
    page = visit(scheme=scheme)
    page.keyboard.press("Tab")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineColor")
    for ground in ("--ground", "--surface"):
        probe = f"document.body.style.color = 'var({ground})', getComputedStyle(document.body).color"
        # 1.4.11 of WCAG 2.1.
        assert contrast(ring, page.evaluate(probe)) >= 3.0
    # Control: the ratio of black to white, and orange on white, which is too light.
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21.0)
    assert contrast("rgb(230, 159, 0)", "rgb(255, 255, 255)") < 3.0


def test_a_link_leads_to_the_top_of_the_next_page(visit: Visitor) -> None:
    page = visit(width=360)
    assert page.title() == "What the folder holds · Vyuha"
    link = page.get_by_role("link", name="Results of runs/shared")
    link.scroll_into_view_if_needed()
    link.press("Enter")
    page.wait_for_selector("article.results")
    assert page.evaluate("[document.activeElement.id, scrollY]") == ["page", 0]
    assert page.title() == "Few rounds, assignment · Vyuha"


def test_a_question_can_be_asked_and_called_off(visit: Visitor, ids: Ids) -> None:
    page = visit(f"runs/{ids('runs/elsewhere')}?part=causes")
    card = page.locator(".ask", has=page.get_by_role("heading", name="What each link is to blame for"))
    expect(card.locator("code")).to_have_text("vyuha blame runs/elsewhere")
    card.get_by_role("button", name="Fight them now").click()
    expect(card.get_by_role("status")).to_be_visible(timeout=30_000)
    # Whoever leaves and comes back finds what is under way.
    visit.go(page, "")
    visit.go(page, f"runs/{ids('runs/elsewhere')}?part=causes")
    expect(card.get_by_role("status")).to_be_visible(timeout=30_000)
    expect(card.get_by_role("button", name="Fight them now")).to_have_count(0)
    card.get_by_role("button", name="Cancel").click()
    expect(card.get_by_role("alert")).to_be_visible(timeout=60_000)
    expect(card.get_by_role("button", name="Fight them now")).to_be_visible()


def test_what_is_not_there_is_said(visit: Visitor) -> None:
    page = visit()
    visit.problems.clear()
    page.goto(f"{visit.address.partition('#')[0]}#/runs/00000000000000000000")
    expect(page.get_by_role("alert")).to_be_visible()
    assert "To the start page" in words(page, "[role=alert]")
    # The browser itself notes the refusal; nothing else may go wrong.
    assert all("404" in problem for problem in visit.problems)
    visit.problems.clear()


@pytest.mark.parametrize("id", ["..%2Findex", "%2e%2e", "a%2Fb%3Fc"])
def test_an_address_that_nobody_wrote_asks_for_nothing_else(visit: Visitor, id: str) -> None:
    page = visit()
    page.goto(f"{visit.address.partition('#')[0]}#/runs/{id}")
    expect(page.get_by_role("alert")).to_contain_text("To the start page")
    assert "Not here" in words(page, "[role=alert]")
    assert all("404" in problem for problem in visit.problems)
    visit.problems.clear()


def test_an_address_that_cannot_be_read_leads_to_the_start_page(visit: Visitor) -> None:
    page = visit()
    page.goto(f"{visit.address.partition('#')[0]}#/%zz")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the folder holds")


def test_a_page_that_cannot_be_shown_says_so_and_how_to_go_on(visit: Visitor, ids: Ids) -> None:
    page = visit()
    page.route("**/api/runs/*", lambda route: route.fulfill(json={}))
    page.goto(f"{visit.address.partition('#')[0]}#/runs/{ids('runs/shared')}")
    expect(page.get_by_role("alert")).to_contain_text("This page cannot be shown")
    page.get_by_role("link", name="To the start page").click()
    expect(page.locator(".holdings")).to_be_visible()
    assert len(visit.problems) > 0
    visit.problems.clear()


def test_a_page_too_many_says_why_it_hears_nothing(visit: Visitor) -> None:
    crowd = visit()
    crowd.evaluate("window.crowd = Array.from({length: 40}, () => new WebSocket(`ws://${location.host}/api/live`))")
    # Browsers open only a few at a time.
    wait_until(crowd, "window.crowd.every((one) => one.readyState !== WebSocket.CONNECTING)")
    page = visit()
    expect(page.locator(".lost")).to_contain_text("speaks to as many pages as it can")
    crowd.evaluate("window.crowd.forEach((one) => one.close())")
    expect(page.locator(".lost")).to_have_count(0)
    assert all("WebSocket" in problem for problem in visit.problems)
    visit.problems.clear()


def test_a_fight_is_taken_away_or_refused_in_words(visit: Visitor, ids: Ids) -> None:
    page = visit(f"runs/{ids('runs/shared')}?part=made")
    page.get_by_text("Take a fight away as a file").click()
    with page.expect_download(timeout=200_000) as waiting:
        page.get_by_role("link", name="geojson", exact=True).click()
    assert waiting.value.suggested_filename.endswith(".geojson")
    assert json.loads(Path(waiting.value.path()).read_text())["type"] == "FeatureCollection"
    refused = {"error": "Another machine fought it.", "remedy": "Run it again."}
    page.route("**/export?*", lambda route: route.fulfill(status=409, json=refused))
    page.get_by_role("link", name="geojson", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Another machine fought it. Run it again.")
    assert all("409" in problem for problem in visit.problems)
    visit.problems.clear()


def test_control_an_error_of_the_page_and_a_foreign_request_are_seen(visit: Visitor) -> None:
    page = visit()
    page.evaluate("fetch('http://192.0.2.1/').catch(() => undefined)")
    page.evaluate("setTimeout(() => { throw new Error('planted') })")
    page.wait_for_timeout(300)
    told = "\n".join(visit.problems)
    visit.problems.clear()
    assert "planted" in told
    assert "192.0.2.1" in told


def test_the_printed_address_opens_where_the_page_is_already(visit: Visitor) -> None:
    """And its token does not stay in the address bar."""
    page = visit()
    page.evaluate(f"location.href = {visit.address!r}")
    page.wait_for_url(lambda url: "token" not in url)
    expect(page.locator(".holdings")).to_be_visible()

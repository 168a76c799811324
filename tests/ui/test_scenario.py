"""The scenario page in a browser: one text as a map, a form and itself; what is written is what the command line reads.

Expected texts are those of the file with the change put in by hand; expected results come from the run folders.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import Visitor, serving
from tools.build_page import ROOT
from vyuha.scenario import load
from vyuha.server.job_asked import FILE_NAME

SCENARIO = "one-on-one.yaml"
ORIGINAL = (ROOT / "scenarios" / SCENARIO).read_text()
# Compiling and loading the engine, on a machine that has other things to do.
LONG = 300_000.0
ALPHA = '[data-handle="defence:defences.0"]'
EAST, NORTH = '[data-path="defences.0.east"]', '[data-path="defences.0.north"]'
TITLE = '[data-path="title"]'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("desk")
    (made / "scenarios").mkdir()
    return made


@pytest.fixture(scope="module")
def editing(folder: Path) -> Iterator[str]:
    """A server that may save and run."""
    with serving(folder, "--edit") as printed:
        yield printed


@pytest.fixture(scope="module")
def showing(folder: Path) -> Iterator[str]:
    """A server of the same folder that only shows."""
    with serving(folder) as printed:
        yield printed


@pytest.fixture
def file(folder: Path) -> Path:
    """The scenario as it is shipped, alone in its folder."""
    shutil.rmtree(folder / "scenarios")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / SCENARIO).write_text(ORIGINAL)
    return folder / "scenarios" / SCENARIO


@pytest.fixture
def editor(browser: Browser, editing: str, file: Path) -> Iterator[Visitor]:
    visitor = Visitor(browser, editing)
    yield visitor
    visitor.leave()


@pytest.fixture
def desk(editor: Visitor) -> Page:
    return opened(editor)


@pytest.fixture
def glass(browser: Browser, showing: str, file: Path) -> Iterator[Page]:
    """The page of the server that only shows."""
    visitor = Visitor(browser, showing)
    yield opened(visitor)
    visitor.leave()


def opened(visitor: Visitor, width: int = 1280) -> Page:
    page = visitor(width=width)
    page.locator(".card", has_text=SCENARIO).get_by_role("link").click()
    settled(page)
    return page


def settled(page: Page, problems: int = 0) -> None:
    """Wait for the check of the text as it is, and for what it found."""
    expect(page.locator("#tab-problems")).to_have_text(
        f"Problems ✕ {problems}" if problems else "Problems ✓", timeout=LONG
    )


def text_of(page: Page) -> str:
    return page.locator("textarea").input_value()


def spot(page: Page, handle: str) -> tuple[float, float]:
    box = page.locator(f"{handle} .reach").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, handle: str, right: float, down: float) -> None:
    x, y = spot(page, handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def nearer(page: Page, handle: str) -> None:
    """Zoom in until the units stand apart."""
    page.mouse.move(*spot(page, handle))
    page.mouse.wheel(0, -1200)
    page.wait_for_timeout(100)


def fought(page: Page, count: int, seed: int = 5) -> str:
    """Run what is on the desk; the id of the run."""
    page.get_by_label("Fights").fill(str(count))
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_role("button", name="Run", exact=True).click()
    # The last one's links go when the next one begins.
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    expect(page.locator(".progress")).to_contain_text("Fought.", timeout=LONG)
    address = page.get_by_role("link", name="Results").get_attribute("href")
    assert address is not None
    return address.rpartition("/")[2]


def outcome(page: Page, run: str) -> dict[str, Any]:
    answer = page.evaluate(f"fetch('/api/runs/{run}').then((answer) => answer.json())")
    summary: dict[str, Any] = answer["summary"]
    return summary


def test_it_opens_with_everything_in_its_place(desk: Page) -> None:
    expect(desk.get_by_role("heading", level=1)).to_have_text("One fighter against one battalion")
    names = [one.get_attribute("aria-label") for one in desk.locator("[data-handle]").all()]
    assert [name.partition(".")[0] for name in names if name] == [
        "asset airbase, east 0 km, north 0 km",
        "defence alpha, east -5 km, north 2 km",
        "raid fighter, bearing 275 deg, range 250 km",
    ]
    # The rings of the last check: radars of one height, and missiles.
    assert desk.locator(".map > svg .ring.missile").count() == 2
    assert desk.locator(".map > svg .ring.search-radar").count() == 1
    assert text_of(desk) == ORIGINAL
    desk.locator("#tab-problems").click()
    expect(desk.locator(".problems")).to_contain_text("Nothing is wrong. To fight it takes about")
    desk.get_by_label("Radar cover at").select_option("none")
    assert desk.locator(".map > svg .ring.search-radar").count() == 0


def test_a_battery_is_dragged_and_fights_again_elsewhere(desk: Page, folder: Path, file: Path) -> None:
    before = fought(desk, 30)
    # Control: what has not moved fights the same again.
    assert outcome(desk, fought(desk, 30))["rounds"] == outcome(desk, before)["rounds"]
    desk.locator("#tab-form").click()
    nearer(desk, ALPHA)
    drag(desk, ALPHA, 120, -60)
    found = re.search(
        r"id: alpha\n    system: s-400/battalion\n    east: (\S+) km\n    north: (\S+) km\n", text_of(desk)
    )
    assert found is not None
    east, north = found.groups()
    assert float(east) > -4.0
    assert float(north) > 3.0
    wanted = ORIGINAL.replace("east: -5 km\n    north: 2 km", f"east: {east} km\n    north: {north} km")
    assert text_of(desk) == wanted != ORIGINAL
    expect(desk.locator(".unsaved")).to_be_visible()
    # The form shows the same, and takes it much farther.
    expect(desk.locator(EAST)).to_have_value(f"{east} km")
    desk.locator(EAST).fill("80 km")
    desk.locator(EAST).press("Enter")
    settled(desk)
    after = fought(desk, 30)
    assert outcome(desk, before)["rounds"] != outcome(desk, after)["rounds"]
    stored = json.loads((folder / "runs" / "one-on-one-3" / "summary.json").read_text())
    assert stored["rounds"]["mean"] == outcome(desk, after)["rounds"]["mean"]
    compare = desk.get_by_role("link", name="Compare with the last run")
    expect(compare).to_contain_text("one-on-one-2")
    assert (compare.get_attribute("href") or "").endswith(f"&b={after}")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".said")).to_contain_text("Saved")
    expect(desk.locator(".unsaved")).to_have_count(0)
    saved = wanted.replace(f"east: {east} km", "east: 80 km")
    assert file.read_text() == saved
    command = [sys.executable, "-m", "vyuha", "check", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr


def test_a_bad_value_is_refused_with_the_same_words_everywhere(desk: Page, file: Path) -> None:
    desk.locator(f"{ALPHA} .reach").click(force=True)
    field = desk.locator(EAST)
    field.fill("five km")
    field.press("Enter")
    settled(desk, 1)
    words = 'give a number and a unit of length, for example "-6 km"'
    expect(desk.locator(".field.wrong")).to_contain_text(words)
    expect(field).to_have_attribute("aria-invalid", "true")
    line = ORIGINAL[: ORIGINAL.index("east: -5 km")].count("\n") + 1
    desk.locator("#tab-text").click()
    expect(desk.locator(".gutter .bad")).to_have_text(f"✕ {line}")
    desk.locator("#tab-problems").click()
    expect(desk.locator(".problems li")).to_contain_text(words)
    for button, verb in (("Save", "saved"), ("Run", "fought")):
        desk.get_by_role("button", name=button, exact=True).click()
        expect(desk.locator(".said")).to_contain_text(f"Not {verb}: defences[0].east: five km: {words}", timeout=LONG)
    assert file.read_text() == ORIGINAL
    desk.get_by_role("button", name="Field").click()
    expect(field).to_be_focused()
    field.fill("-5 km")
    field.press("Enter")
    settled(desk)
    assert text_of(desk) == ORIGINAL


def test_a_run_is_cancelled(desk: Page) -> None:
    desk.get_by_label("Fights").fill("200000")
    desk.get_by_role("button", name="Run", exact=True).click()
    desk.get_by_role("button", name="Cancel").click(timeout=LONG)
    expect(desk.locator(".progress")).to_contain_text("Cancelled.", timeout=LONG)
    expect(desk.get_by_role("button", name="Run", exact=True)).to_be_enabled()


def test_a_file_that_has_changed_is_not_written_over_unasked(desk: Page, editor: Visitor, file: Path) -> None:
    theirs = ORIGINAL.replace("value: 100", "value: 300")
    mine = ORIGINAL.replace("count: 1\n", "count: 2\n")
    desk.locator("#tab-text").click()
    desk.locator("textarea").fill(mine)
    settled(desk)
    file.write_text(theirs)
    save = desk.get_by_role("button", name="Save", exact=True)
    save.click()
    expect(desk.locator(".conflict")).to_contain_text("The file has changed since it was opened.", timeout=LONG)
    assert file.read_text() == theirs
    # The browser tells of every refusal; this one was meant.
    editor.problems.remove("Failed to load resource: the server responded with a status of 409 (Conflict)")
    desk.get_by_role("button", name="Take the file's text").click()
    expect(desk.locator("textarea")).to_have_value(theirs)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("textarea")).to_have_value(mine)
    desk.locator("textarea").press("Control+s")
    expect(desk.locator(".said")).to_contain_text("Saved", timeout=LONG)
    assert file.read_text() == mine


def test_another_name_leaves_the_file_alone(desk: Page, file: Path) -> None:
    desk.locator(f"{ALPHA}").press("ArrowRight")
    settled(desk)
    desk.get_by_role("button", name="Save as …").click()
    desk.get_by_label("New name").fill("moved")
    desk.get_by_role("button", name="Save", exact=True).last.click()
    expect(desk.locator(".file")).to_have_text(re.compile("moved.yaml"), timeout=LONG)
    assert file.read_text() == ORIGINAL
    assert (file.parent / "moved.yaml").read_text() == ORIGINAL.replace("east: -5 km", "east: -4 km")
    assert load(file.parent / "moved.yaml").defences[0].place.a == -4000.0


def test_undo_goes_over_drags_forms_and_typing_and_a_draft_outlives_its_page(desk: Page) -> None:
    desk.locator(ALPHA).press("ArrowUp")
    desk.locator("#tab-form").click()
    desk.locator('[data-path="title"]').fill("Another: title")
    desk.locator('[data-path="title"]').press("Enter")
    desk.locator("#tab-text").click()
    desk.locator("textarea").press("Control+End")
    desk.locator("textarea").press_sequentially("# last")
    changed = ORIGINAL.replace("north: 2 km", "north: 3 km")
    titled = changed.replace("title: One fighter against one battalion", 'title: "Another: title"')
    assert text_of(desk) == f"{titled}# last"
    desk.get_by_role("link", name="Vyuha").click()
    desk.locator(".card", has_text=SCENARIO).get_by_role("link").click()
    expect(desk.locator(".said")).to_contain_text("What you had not saved is here again")
    assert text_of(desk) == f"{titled}# last"
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("textarea")).to_have_value(ORIGINAL)
    desk.get_by_role("button", name="Redo").click()
    desk.locator("#tab-text").click()
    desk.locator("textarea").press("Control+a")
    desk.locator("textarea").press("Delete")
    desk.locator("textarea").press("Control+z")
    expect(desk.locator("textarea")).to_have_value(f"{titled}# last")


def test_items_come_and_go_in_the_style_of_their_neighbours(desk: Page) -> None:
    desk.locator("summary", has_text="Defences").click()
    desk.get_by_role("button", name="Add to defences").click()
    settled(desk)
    added = "  - id: unit-1\n    system: s-400/battalion\n    east: 0 km\n    north: 0 km\n"
    assert text_of(desk) == ORIGINAL.replace("\nraids:\n", f"{added}\nraids:\n")
    expect(desk.locator('[data-handle="defence:defences.1"]')).to_be_visible()
    desk.get_by_label("Add a field to defences 1").select_option("hits_to_kill")
    desk.get_by_role("button", name="Remove Hits to kill").click()
    desk.get_by_role("button", name="Remove unit-1").click()
    settled(desk)
    assert text_of(desk) == ORIGINAL


def test_a_server_that_only_shows_checks_and_hands_out_copies(glass: Page, file: Path) -> None:
    for name in ("Save", "Save as …", "Run"):
        expect(glass.get_by_role("button", name=name, exact=True)).to_be_disabled()
    expect(glass.locator(".reading")).to_contain_text("vyuha serve --edit")
    glass.locator(ALPHA).press("ArrowLeft")
    settled(glass)
    with glass.expect_download() as waiting:
        glass.get_by_role("button", name="Download").click()
    assert waiting.value.suggested_filename == SCENARIO
    assert Path(waiting.value.path()).read_text() == ORIGINAL.replace("east: -5 km", "east: -6 km")
    assert file.read_text() == ORIGINAL


def test_a_phone_shows_one_view_at_a_time_without_scrolling_sideways(editor: Visitor) -> None:
    page = opened(editor, 360)
    views = ["map", "form", "text", "problems"]
    for view in views:
        page.locator(f"#tab-{view}").click()
        assert [name for name in views if page.locator(f"#panel-{name}").is_visible()] == [view]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_is_being_typed_stays_when_a_check_comes_back(desk: Page) -> None:
    desk.locator(f"{ALPHA} .reach").click(force=True)
    desk.locator(EAST).fill("-6 km")
    desk.locator(EAST).press("Tab")
    desk.locator(NORTH).fill("12")
    settled(desk)
    expect(desk.locator(NORTH)).to_have_value("12")
    desk.locator(NORTH).press_sequentially("3 km")
    desk.locator(NORTH).press("Enter")
    assert text_of(desk) == ORIGINAL.replace("east: -5 km\n    north: 2 km", "east: -6 km\n    north: 123 km")
    # Escape gives up what is not written yet.
    desk.locator(NORTH).fill("7 km")
    desk.locator(NORTH).press("Escape")
    expect(desk.locator(NORTH)).to_have_value("123 km")


def test_ctrl_z_takes_back_the_last_change_from_wherever_one_is(desk: Page) -> None:
    desk.locator(f"{ALPHA} .reach").click(force=True)
    for value in ("-6 km", "-7 km"):
        desk.locator(EAST).fill(value)
        desk.locator(EAST).press("Enter")
    once = ORIGINAL.replace("east: -5 km", "east: -6 km")
    desk.locator(EAST).press("Control+z")
    expect(desk.locator("textarea")).to_have_value(once)
    desk.get_by_label("Missiles' reach").focus()
    desk.keyboard.press("Control+z")
    expect(desk.locator("textarea")).to_have_value(ORIGINAL)
    desk.keyboard.press("Control+y")
    expect(desk.locator("textarea")).to_have_value(once)
    # What is only typed is no change of the scenario yet: the browser takes it back.
    desk.locator(EAST).press("End")
    desk.locator(EAST).press_sequentially("x")
    desk.locator(EAST).press("Control+z")
    expect(desk.locator(EAST)).to_have_value("-6 km")
    assert text_of(desk) == once


def test_a_text_that_nobody_checked_is_not_called_sound(desk: Page, editor: Visitor) -> None:
    desk.route("**/check", lambda route: route.abort())
    desk.locator(ALPHA).press("ArrowRight")
    expect(desk.locator("#tab-problems")).to_have_text("Problems ? not checked")
    desk.locator("#tab-problems").click()
    expect(desk.locator(".problems")).to_have_text("? This text has not been checked. Check again")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".said")).to_contain_text("The server does not answer.")
    desk.unroute("**/check")
    desk.get_by_role("button", name="Check again").click()
    settled(desk)
    # The browser tells of every request that was cut off; these were meant.
    assert editor.problems
    assert {problem.partition(":")[0] for problem in editor.problems} == {"Failed to load resource"}
    editor.problems.clear()


def test_the_ways_from_a_problem_lead_to_where_one_can_write(desk: Page) -> None:
    wrong = ORIGINAL.replace("system: s-400/battalion", "system: nonsense").replace("count: 1\n", "count: {a: 1}\n")
    assert wrong.count("nonsense") == wrong.count("{a: 1}") == 1
    desk.locator("#tab-text").click()
    desk.locator("textarea").fill(wrong)
    expect(desk.locator("#tab-problems")).to_contain_text("✕", timeout=LONG)
    for words, place in (("nonsense", "defences.0.system"), ("raids[0].count", "raids.0.count")):
        desk.locator("#tab-problems").click()
        desk.locator(".problems li", has_text=words).first.get_by_role("button", name="Field").click()
        expect(desk.locator(f'[data-path="{place}"]:focus, [data-path="{place}"] > summary:focus')).to_be_visible()
    desk.locator("#tab-problems").click()
    desk.locator(".problems li", has_text="nonsense").get_by_role("button", name="Line").click()
    expect(desk.locator("textarea")).to_be_focused()
    desk.keyboard.press("End")
    desk.keyboard.type("!")
    assert text_of(desk) == wrong.replace("nonsense", "nonsense!")


def test_the_views_are_reached_by_keyboard_on_a_wide_screen(desk: Page) -> None:
    chosen = desk.locator('[role="tab"][aria-selected="true"]')
    expect(chosen).to_have_text("Form")
    expect(desk.locator("#panel-form")).to_be_visible()
    desk.get_by_role("button", name="Run", exact=True).focus()
    desk.keyboard.press("Tab")
    expect(chosen).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(chosen).to_have_text("Text")
    expect(chosen).to_be_focused()
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("ArrowLeft")
    expect(chosen).to_contain_text("Problems")
    desk.set_viewport_size({"width": 700, "height": 900})
    expect(desk.get_by_role("tab")).to_have_count(4)


def trouble(page: Page, label: str, text: str) -> str:
    """What the browser says of a text in a field, before anything is sent; nothing if it takes it."""
    field = page.get_by_label(label)
    field.fill(text)
    said: str = field.evaluate("(field) => field.validationMessage")
    return said


def test_numbers_and_names_that_cannot_be_taken_are_refused_before_they_are_sent(desk: Page) -> None:
    most = 2**53 - 1
    seeds = [str(most), str(most + 1), str(2**63 - 1), "7"]
    assert [str(most) in trouble(desk, "Seed", seed) for seed in seeds] == [False, True, True, False]
    desk.get_by_role("button", name="Save as …").click()
    names = ["moved", "Moved", "moved.yaml", "moved.yml", "a.b", "-a", "_a", "a_b-2", "é", "../a", "a" * 60, "a" * 61]
    taken = [FILE_NAME.fullmatch(f"{name.removesuffix('.yaml')}.yaml") is not None for name in names]
    assert [trouble(desk, "New name", name) == "" for name in names] == taken
    assert 0 < sum(taken) < len(names)


def test_borders_that_do_not_come_are_said_to_be_missing(editor: Visitor) -> None:
    page = editor()
    page.route("**/countries-50m*", lambda route: route.abort())
    page.locator(".card", has_text=SCENARIO).get_by_role("link").click()
    expect(page.locator(".said")).to_contain_text("The borders under the map could not be loaded.")
    assert len(editor.problems) == 1
    editor.problems.clear()

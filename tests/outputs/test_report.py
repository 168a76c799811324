"""The report: numbers are the summary's, names are only text, nothing loads or runs, odd runs do not break it."""

import math
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from matplotlib.image import imread

from vyuha.base.table import rows
from vyuha.outputs.page import page
from vyuha.outputs.plots_timeline import MOST_LINES, choose_lines
from vyuha.outputs.report import report_html, write_report
from vyuha.outputs.wording import amount, percent, percent_span
from vyuha.results.folder import RunFolder, RunPlan
from vyuha.results.ledger import LINKS
from vyuha.results.records import Block
from vyuha.results.seen import BurnThrough, Seen
from vyuha.results.summary import Summary
from vyuha.state import threat
from vyuha.state.shot import Shot

LARGEST = 3_000_000
Stored = tuple[RunFolder, Summary]


def store(path: Path, fight: Any, blocks: list[Block], response_time: float = 25.0) -> Stored:
    """A run folder with these blocks, closed again."""
    versions = {"vyuha": "0.1.0", "numba": "0.68.1"}
    names = (fight.roster, fight.laydown)
    plan = RunPlan(b"vyuha: 1\n", "ab" * 32, 11, *names, response_time, -1.0, versions, "vyuha run <raid>.yaml")
    count = sum(len(block.threats) for block in blocks)
    with RunFolder.open_or_create(path, plan) as folder:
        for block in blocks:
            folder.write(block)
        summary = folder.finish(count)
    return RunFolder.open(path), summary


@pytest.fixture(scope="module")
def stored(fight: Any, tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return store(tmp_path_factory.mktemp("report") / "run", fight, fight.blocks(120))


@pytest.fixture(scope="module")
def report(stored: Stored) -> str:
    return report_html(*stored)


class Page(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def dangers(text: str) -> list[str]:
    """Everything in a page that could run, load or lead elsewhere."""
    found = []
    for tag, attributes in Page(text).tags:
        if tag in ("script", "img", "iframe", "object", "embed", "link", "a", "form", "base", "image", "foreignobject"):
            found.append(f"<{tag}>")
        for name, value in attributes.items():
            away = name in ("src", "srcset", "action") or (name.endswith("href") and not value.startswith("#"))
            if name.startswith("on") or away or re.search(r"url\((?!#)", value):
                found.append(f"{tag} {name}={value}")
    return found


def test_nothing_runs_or_loads(report: str) -> None:
    assert dangers(report) == []
    assert "Content-Security-Policy" in report
    assert "http" not in re.sub(r'http-equiv="|xmlns(:xlink)?="http[^"]*"', "", report)


@pytest.mark.parametrize("attack", ['<img src=x onerror="alert(1)">', '<a href="javascript:1">', "<script>1</script>"])
def test_the_check_notices_an_unescaped_name(attack: str) -> None:
    """Negative control: the same check must object when a name is put into the page as it is."""
    assert dangers(page("title", f"<p>{attack}</p>")) != []


def test_names_are_shown_as_text(report: str) -> None:
    """The made-up scenario carries markup in its title, in a site's name and in a reason."""
    words = Page(report).text
    assert words.count('<img src=x onerror="alert(1)">') >= 3


def test_every_picture_has_words_and_its_own_ids(report: str) -> None:
    tags = Page(report).tags
    pictures = [attributes for tag, attributes in tags if tag == "svg"]
    assert len(pictures) == 22  # eleven pictures, each for desk and phone
    assert all(attributes["role"] == "img" and len(attributes["aria-label"]) > 40 for attributes in pictures)
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', report))
    assert {first or second for first, second in wanted} <= set(ids)


def test_numbers_are_those_of_the_summary(stored: Stored, report: str) -> None:
    _, summary = stored
    words = Page(report).text
    for site in summary.sites:
        assert percent_span(site.survival) in words
    for group in summary.raids:
        assert percent_span(group.leaked_share) in words
    assert f"{amount(summary.armed_leakers.mean.mean)} of 52 armed threats" in words
    assert f"replicate {summary.worst}" in words
    broken = max(summary.ledger, key=lambda row: row.total)
    assert f"“{broken.link}” ({percent(broken.share)} of all" in words


def test_what_the_radars_had_is_told(stored: Stored, report: str) -> None:
    folder, summary = stored
    words = Page(report).text
    first = summary.seen[0]
    ranges = folder.table("threats").filter(pl.col("raid").cast(pl.String) == first.raid).collect()["detection_range"]
    assert first.median == pytest.approx(ranges.median(), abs=500.0)
    assert f"{(first.median or 0.0) / 1e3:.1f} km" in words and percent_span(first.unseen) in words
    assert "There is no map of the radars' coverage" in words and "Burn-through" not in words


def test_burn_through_stands_beside_what_was_measured(stored: Stored) -> None:
    _, summary = stored
    raid = summary.seen[0]
    burn = BurnThrough("post/91N6E", raid.raid, 2, 220e3, 1000.0, 43_210.0, 280e3, 49_790.0, 271e3)
    words = Page(report_html(*stored, Seen(None, (burn,)))).text
    for said in (f"2 × {raid.raid}", "30 dB", "43.2 km", "280 km", "49.8 km", "271 km"):
        assert said in words


def test_blame_is_told_when_it_was_asked_for(stored: Stored, fight: Any, tmp_path: Path) -> None:
    """As a picture and a table; else how to ask. The share is that of the table, by hand: half of what leaks."""
    import polars as pl

    from vyuha.results.blame import AS_IT_IS, blame_of, write_blame

    folder, summary = store(tmp_path / "run", fight, [fight.blocks(4)[0]])
    assert "vyuha blame RUN" in Page(report_html(folder, summary)).text
    columns = {"replicate": [0, 1, 2, 3], "armed_leakers": [4, 2, 6, 8], "value_lost": [0.0] * 4, "failed": [False] * 4}
    fought = pl.concat(
        pl.DataFrame({"link": [link] * 4, "leakers": leakers} | columns)
        for link, leakers in ((AS_IT_IS, [4, 2, 6, 8]), ("channels", [2, 1, 3, 4]), ("kill", [5, 2, 6, 9]))
    )
    write_blame(folder.path, blame_of(fought, 1), fought)
    said = Page(report_html(folder, summary)).text
    assert "Share of the leakage that goes away: channels 50 %; kill -10 %." in report_html(folder, summary)
    assert "Shares do not add up" in said
    assert f"vyuha blame {folder.path}" not in said


def test_the_sensitivity_is_told_when_it_was_asked_for(report: str, fight: Any, tmp_path: Path) -> None:
    """As a tornado and tables; else how to ask. The changes are those of the table, by hand."""
    import polars as pl

    from vyuha.catalogue import Figure
    from vyuha.outputs.report_sensitivity import sensitivity_html
    from vyuha.results.blame import AS_IT_IS
    from vyuha.results.sensitivity import HIGH, LOW, SCHEMA, InUse, Unfought, sensitivity_of, write_sensitivity

    assert "vyuha sensitivity RUN" in Page(report).text
    folder, _ = store(tmp_path / "run", fight, [fight.blocks(4)[0]])
    ends = (("", AS_IT_IS, None, [4, 2, 6, 8]), ("rcs", LOW, 0.1, [2, 1, 3, 4]), ("rcs", HIGH, 3.0, [5, 3, 7, 9]))
    fought = pl.concat(
        pl.DataFrame(
            {"run": "a", "item": figure and "drone", "figure": figure, "end": end, "value": value}
            | {"replicate": [0, 1, 2, 3], "leakers": leakers, "armed_leakers": leakers, "value_lost": 0.0}
            | {"failed": False},
            schema=SCHEMA,
        )
        for figure, end, value, leakers in ends
    )
    rcs = InUse("drone", "rcs", Figure(1.0, 0.1, 3.0, "m2", "", "assumed", note="a guess"))
    span = InUse("drone", "span", Figure(1.0, 1.0, 1.0, "m", "", "assumed", note="a guess"))
    write_sensitivity(folder.path, sensitivity_of(fought, [rcs, span], {}, "armed_leakers", 1))
    html = sensitivity_html(folder)
    said = Page(html).text
    assert "Change of armed leakers per fight. drone rcs 0.1 m2: -2.50, 3 m2: 1.00." in html
    assert "varied one at a time" in said
    assert "no range given" in said
    assert "vyuha sensitivity RUN" not in said
    # A figure that cannot be fought at either end is told, and needs no bar.
    told = {("drone.rcs", end): Unfought("rcs: <b>none</b>") for end in (LOW, HIGH)}
    write_sensitivity(folder.path, sensitivity_of(fought[:4], [rcs], told, "armed_leakers", 1))
    assert "low end: rcs: <b>none</b>" in Page(sensitivity_html(folder)).text


def test_who_destroyed_it_is_told(stored: Stored, report: str) -> None:
    """The sentence has the figures of the summary."""
    from vyuha.outputs.report_losses import killed_by

    hit = [site for site in stored[1].sites if site.killers and site.survival.mean < 1.0]
    assert hit
    for site in hit:
        assert killed_by(site) in Page(report).text


def test_how_it_was_made_is_told(stored: Stored, report: str) -> None:
    folder, _ = stored
    words = Page(report).text
    for link in LINKS:
        assert link.meaning in words
    for figure in folder.laydown.assumed:
        assert figure.why in words
        assert figure.text in words
    assert folder.manifest.scenario_hash in words
    assert "seed 11" in words
    assert "vyuha run <raid>.yaml" in words
    assert "notional sites" in words


def test_the_file_is_whole_small_and_repeatable(stored: Stored, report: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(*stored, path)
    assert path.read_text(encoding="utf-8") == report
    assert path.stat().st_size < LARGEST
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def _all_killed(block: Block) -> Block:
    block.threats["outcome"] = threat.KILLED
    return block


def _none_begins(block: Block) -> Block:
    """All in flight at the end, nothing ever seen, some without any time at all."""
    for name in ("resolved_time", "coverage_time", "horizon_time", "detection_time", "track_time", "launch_time"):
        block.threats[name] = math.nan
    block.threats["outcome"] = threat.IN_FLIGHT
    block.threats["begin"][:, 0] = math.nan
    block.threats["end"][:, 1] = math.nan
    return _no_shots(block)


def _no_shots(block: Block) -> Block:
    return replace(block, shots=rows(Shot, 0), shot_replicate=np.zeros(0, np.int64))


@pytest.mark.parametrize("change", [_all_killed, _none_begins])
def test_odd_outcomes(change: Callable[[Block], Block], fight: Any, tmp_path: Path) -> None:
    """One replicate (no interval for means), no leaker or nothing resolved and no round: still a whole page."""
    text = report_html(*store(tmp_path / "run", fight, [change(fight.blocks(1)[0])]))
    assert dangers(text) == []
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b", Page(text).text)


def test_no_defence(fight: Any, tmp_path: Path) -> None:
    """Sites without radars, missiles or fire units, and an infinite reaction time."""
    roster = replace(fight.roster, missiles=(), fire_units=(), radars=())
    bare = replace(fight, roster=roster, laydown=replace(fight.laydown, rings=(), assumed=()))
    text = report_html(*store(tmp_path / "run", bare, [_no_shots(fight.blocks(2)[0])], math.inf))
    assert "No round was fired in any fight." in text
    assert "has a source" in text


def test_names_with_dollars_are_not_formulas(fight: Any, tmp_path: Path) -> None:
    """The plotting library reads `$...$` as mathematics unless told not to; `_` and `^` would then change or fail."""
    places = tuple(replace(place, id=f"$x_{place.id}^$") for place in fight.laydown.places)
    laydown = replace(fight.laydown, places=places)
    text = report_html(*store(tmp_path / "run", replace(fight, laydown=laydown), [fight.blocks(1)[0]]))
    assert "$x_airbase^$" in Page(text).text


def test_long_timelines_keep_those_that_came_through() -> None:
    outcome = ["hit" if n % 7 == 3 else "killed" for n in range(400)]
    threats = pl.DataFrame({"threat": [str(n) for n in range(400)], "outcome": outcome})
    kept = choose_lines(threats)
    assert kept.height == MOST_LINES
    assert kept.filter(pl.col("outcome") == "hit").height == outcome.count("hit")
    numbers = [int(name) for name in kept["threat"]]
    assert numbers == sorted(numbers)


def test_a_crowd_says_what_it_leaves_out(fight: Any, tmp_path: Path) -> None:
    block = fight.blocks(1)[0]
    several = replace(
        fight,
        roster=replace(fight.roster, threats=fight.roster.threats * 3, targets=fight.roster.targets * 3),
    )
    threats = np.concatenate([block.threats] * 3, axis=1).view(np.recarray)
    crowd = replace(block, threats=threats, recognitions=None)
    text = report_html(*store(tmp_path / "run", several, [crowd]))
    assert f"{180 - MOST_LINES} of 180 threats are not shown" in Page(text).text
    assert len(text) < LARGEST


@pytest.mark.parametrize("width", [500, 1200])
def test_a_browser_draws_it(report: str, width: int, tmp_path: Path) -> None:
    """A real browser, offline: the upper part of the page has the accent colour and many shades, so it is not blank."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser is installed")
    source, target = tmp_path / "report.html", tmp_path / "shot.png"
    source.write_text(report, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    options.append(f"--user-data-dir={tmp_path / 'profile'}")
    shot = [browser, *options, f"--window-size={width},1800", f"--screenshot={target}", source.as_uri()]
    subprocess.run(shot, check=True, capture_output=True, timeout=120)
    pixels = np.round(np.asarray(imread(target))[..., :3] * 255).astype(int).reshape(-1, 3)
    accent = np.abs(pixels - np.array([0xB3, 0x4A, 0x00])).sum(axis=1) < 6
    assert accent.sum() > 500
    assert len(np.unique(pixels, axis=0)) > 200

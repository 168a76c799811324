"""Plan files: what is refused, where, and with which words.

Expected values: the rules as the error messages state them; each bad plan is the good one with one thing changed, and
the good one loads (the control for all of them).
"""

from pathlib import Path

import pytest

from vyuha.base.calendar import show_day
from vyuha.programme.plan import Plan, load_plan, parse_plan
from vyuha.reading.problems import InputErrors

SCENARIO = """\
vyuha: 1
title: Small
duration: 10 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km}
defences:
  - {id: first, system: s-400/battalion, east: -5 km, north: 2 km, load: {9M96E2: 4}}
  - {id: second, system: s-400/battalion, east: -5 km, north: -2 km, load: {9M96E2: 4}}
raids:
  - {id: drones, type: shahed-136, count: 2, target: base, from: {bearing: 275 deg, range: 20 km}, spacing: 5 s}
run: {replicates: 3, seed: 1}
"""
PROGRAMME = """\
vyuha-programme: 1
id: units
title: Units
supplier: Ruritania
buyer: Freedonia
kind: direct-purchase
unit: unit
as_of: {date: 2026-01, grade: assumed, note: an example}
summary: An example.
contracts:
  - id: main
    name: Two units
    signed: {date: 2018-01-01, grade: assumed, note: an example}
    quantity: {value: 2, grade: assumed, note: an example}
    tranches:
      - {id: one, units: 1, planned: {after: 24 months, grade: assumed, note: an example}}
      - {id: two, units: 1, planned: {after: 36 months, grade: assumed, note: an example}}
options:
  - id: more
    name: One more
    units: {value: 1, grade: assumed, note: an example}
    first: {value: 2 years, grade: assumed, note: an example}
    interval: {value: 1 years, grade: assumed, note: an example}
"""
PLAN = """\
vyuha-plan: 1
title: Small plan
programmes: [units.yaml]
from: 2018
to: 2030
as_of: 2026-01-15
futures: 20
force: {scenario: small.yaml, programme: units, positions: [first, second], replicates: 10}
alternatives:
  - {id: planned, name: As contracted, deliveries: planned}
  - {id: late, name: Late, late: [{tranche: two, by: 1 years}]}
  - {id: more, name: More, options: [more], stops: [{supplier: Ruritania, from: 2027}]}
dates: [2024-06-01]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SCENARIO)
    (tmp_path / "units.yaml").write_text(PROGRAMME)
    return tmp_path


def refused(folder: Path, old: str, new: str) -> str:
    assert old in PLAN
    with pytest.raises(InputErrors) as caught:
        parse_plan(PLAN.replace(old, new, 1), "plan.yaml", folder)
    return str(caught.value)


def test_a_sound_plan_is_read(folder: Path) -> None:
    path = folder / "plan.yaml"
    path.write_text(PLAN)
    plan, programmes = load_plan(path)
    assert [one.id for one in plan.alternatives] == ["planned", "late", "more"]
    assert [one.id for one in programmes] == ["units"]
    assert show_day(plan.start.start) == "2018-01-01"
    assert plan.raids.every == 7.0


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("to: 2030", "to: 2017", 5, "to: 2017: must be later than"),
        ("to: 2030", "to: 2018", 5, "to: 2018: must be later than"),
        ("as_of: 2026-01-15", "as_of: 2016-01-15", 6, "as_of: 2016-01-15: must be between 2018-01-01 and 2030-12-31"),
        ("as_of: 2026-01-15", "as_of: 2031", 6, "must be between"),
        ("2024-06-01", "2034-06-01", 13, "dates[0]: 2034-06-01: must be between 2018-01-01 and 2030-12-31"),
        ("programme: units", "programme: unts", 8, 'no programme with this id; did you mean "units"?'),
        ("[first, second]", "[first, secnd]", 8, 'no defence with this id; did you mean "second"?'),
        ("[first, second]", "[first, first]", 8, "force.positions[1]: first: stands in this list already"),
        ("tranche: two", "tranche: tow", 11, 'no programme has such a tranche; did you mean "two"?'),
        ("options: [more]", "options: [moore]", 12, 'no programme has such an option; did you mean "more"?'),
        ("options: [more]", "options: [more, more]", 12, "alternatives[2].options[1]: more: stands in this list"),
        ("Ruritania", "Ruritannia", 12, 'no programme has such a supplier; did you mean "Ruritania"?'),
        ("id: late", "id: planned", 11, "alternatives[1].id: planned: stands in this list already"),
        ("[units.yaml]", "[units.yaml, units.yaml]", 3, "programmes[1]: units.yaml: stands in this list already"),
        ("[units.yaml]", "[nothing]", 3, "programmes[0]: nothing: cannot be used: nothing: no such programme"),
        ("small.yaml", "none.yaml", 8, "force.scenario: none.yaml: cannot be used"),
        ("futures: 20", "futures: 2", 7, "must be between 10 and"),
        ("futures: 20", "future: 20", 7, 'unknown key; did you mean "futures"?'),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(folder: Path, old: str, new: str, line: int, words: str) -> None:
    message = refused(folder, old, new)
    assert f"plan.yaml:{line}: " in message
    assert words in message


def test_a_broken_programme_is_told_with_its_own_file_and_line(folder: Path) -> None:
    (folder / "units.yaml").write_text(PROGRAMME.replace("value: 2, grade", "value: 3, grade"))
    message = refused(folder, "futures: 20", "futures: 20 ")
    assert "units.yaml:14: contracts[0].quantity: the tranches add up to 2, 3 were ordered" in message


def test_all_problems_are_told_at_once(folder: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        parse_plan(PLAN.replace("tranche: two", "tranche: tow").replace("to: 2030", "to: 2010"), "plan.yaml", folder)
    assert len(caught.value.problems) >= 2


def test_a_plan_is_frozen(folder: Path) -> None:
    plan: Plan = parse_plan(PLAN, "plan.yaml", folder)[0]
    with pytest.raises(ValueError, match="frozen"):
        plan.title = "Another"  # type: ignore[misc]


def test_the_shipped_plan_asks_what_it_is_for() -> None:
    """The four courses over 2018 to 2035 for which the plan is shipped, and the dates that people ask about."""
    plan, _ = load_plan(Path(__file__).parents[2] / "scenarios" / "plans" / "india-s400.yaml")
    names = [one.name for one in plan.alternatives]
    assert names[:4] == ["As contracted", "As delivered", "One more year late", "Five more squadrons"]
    assert (show_day(plan.start.start), show_day(plan.end.end - 1.0)) == ("2018-01-01", "2035-12-31")
    assert "2025-05-07" in [show_day(date.middle) for date in plan.dates]

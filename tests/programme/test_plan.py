"""Plan files: what is refused, where, and with which words.

Expected values: the rules as the error messages state them; each bad plan is the good one with one thing changed, and
the good one loads (the control for all of them).
"""

from pathlib import Path

import pytest

from vyuha.base.calendar import show_day
from vyuha.programme.plan import Plan, load_plan, parse_plan, with_counts
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
        ("tranche: two", "tranche: tow", 11, 'no programme has such a tranche or option; did you mean "two"?'),
        ("options: [more]", "options: [moore]", 12, 'no programme has such an option; did you mean "more"?'),
        ("options: [more]", "options: [more, more]", 12, "alternatives[2].options[1]: more: stands in this list"),
        ("Ruritania", "Ruritannia", 12, 'no programme has such a supplier; did you mean "Ruritania"?'),
        ("id: late", "id: planned", 11, "alternatives[1].id: planned: stands in this list already"),
        ("[units.yaml]", "[units.yaml, units.yaml]", 3, "programmes[1]: units.yaml: stands in this list already"),
        ("[units.yaml]", "[nothing]", 3, "programmes[0]: nothing: cannot be used: nothing: no such programme"),
        ("small.yaml", "none.yaml", 8, "force.scenario: none.yaml: cannot be used"),
        ("futures: 20", "futures: 2", 7, "must be between 10 and"),
        ("futures: 20", "raids: {every: 0 weeks}", 7, "raids.every: 0 weeks: must be more than 0 days"),
        ("futures: 20", "future: 20", 7, 'unknown key; did you mean "futures"?'),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(folder: Path, old: str, new: str, line: int, words: str) -> None:
    message = refused(folder, old, new)
    assert f"plan.yaml:{line}: " in message
    assert words in message


DELIVERED = "planned: {after: 36 months, grade: assumed, note: an example}"
CAME = DELIVERED + ", delivered: {date: 2025-06, grade: assumed, note: an example}"
LATE = "late: [{tranche: two, by: 1 years}]"


def test_what_has_come_cannot_come_later(folder: Path) -> None:
    (folder / "units.yaml").write_text(PROGRAMME.replace(DELIVERED, CAME))
    message = refused(folder, "futures: 20", "futures: 20 ")
    assert "plan.yaml:11: alternatives[1].late[0].tranche: two: has been delivered (2025-06)" in message
    # Controls: on an earlier day it had not come, and a course by the contract does not know that it did.
    earlier = PLAN.replace("as_of: 2026-01-15", "as_of: 2025-05").replace("options: [more], ", "")
    parse_plan(earlier, "plan.yaml", folder)
    parse_plan(PLAN.replace(LATE, f"deliveries: planned, {LATE}"), "plan.yaml", folder)


def test_what_is_not_ordered_by_the_day_of_the_plan_cannot_come_later(folder: Path) -> None:
    (folder / "units.yaml").write_text(PROGRAMME.replace("signed: {date: 2018-01-01", "signed: {date: 2019-01-01"))
    message = refused(folder, "as_of: 2026-01-15", "as_of: 2018-12-31")
    assert "its contract was signed only after the plan's as_of: 2019-01-01" in message
    later = PLAN.replace("as_of: 2026-01-15", "as_of: 2019-01-01").replace("options: [more], ", "")
    parse_plan(later, "plan.yaml", folder)


def test_an_option_that_was_judged_later_is_refused(folder: Path) -> None:
    message = refused(folder, "as_of: 2026-01-15", "as_of: 2025-12-31")
    assert "alternatives[2].options[0]: more: this option stands as of 2026-01 in units" in message
    # Control: the file is right from its own month on.
    parse_plan(PLAN.replace("as_of: 2026-01-15", "as_of: 2026-01-01"), "plan.yaml", folder)


def test_an_option_without_a_time_to_its_first_delivery_is_refused(folder: Path) -> None:
    first = "    first: {value: 2 years, grade: assumed, note: an example}\n"
    assert first in PROGRAMME
    (folder / "units.yaml").write_text(PROGRAMME.replace(first, ""))
    assert 'has no "first" in units' in refused(folder, "futures: 20", "futures: 20 ")


def test_an_option_may_come_later_where_it_is_ordered(folder: Path) -> None:
    late = "late: [{tranche: more, by: 1 years}]"
    assert 'not among the "options" of the alternative' in refused(folder, LATE, late)
    plan, _ = parse_plan(PLAN.replace("options: [more]", f"options: [more], {late}"), "plan.yaml", folder)
    assert plan.alternatives[2].late[0].tranche == "more"


def test_an_id_that_two_programmes_have_must_say_whose_it_is(folder: Path) -> None:
    (folder / "others.yaml").write_text(PROGRAMME.replace("id: units", "id: others").replace("id: more", "id: extra"))
    both = PLAN.replace("[units.yaml]", "[units.yaml, others.yaml]")

    def told(late: str) -> str:
        with pytest.raises(InputErrors) as caught:
            parse_plan(both.replace(LATE, f"late: [{late}]"), "plan.yaml", folder)
        return str(caught.value)

    assert 'two: several have this id, in units, others: say which with "programme"' in told(
        "{tranche: two, by: 1 years}"
    )
    assert 'late[0].programme: uints: the plan lists no programme with this id; did you mean "units"?' in told(
        "{tranche: two, programme: uints, by: 1 years}"
    )
    own = "{tranche: two, programme: units, by: 1 years}"
    assert "late[1].tranche: two: stands in this list already" in told(f"{own}, {own}")
    other = own.replace("units", "others")
    plan, _ = parse_plan(both.replace(LATE, f"late: [{own}, {other}]"), "plan.yaml", folder)
    assert [late.programme for late in plan.alternatives[1].late] == ["units", "others"]
    (folder / "others.yaml").write_text(PROGRAMME.replace("id: units", "id: others"))
    assert "several programmes of the plan have an option with this id" in told(own)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("target: base", "target: [base, second]", "raids[0].target of small.yaml"),
        ("  - {id: second, system: s-400/battalion,", "  - {id: third, command: second, system: s-400/battalion,", ""),
    ],
)
def test_a_position_that_others_need_is_found_when_the_plan_is_read(
    folder: Path, old: str, new: str, words: str
) -> None:
    """The fights would refuse it; a reader of the plan wants to know before them, and where in the plan it stands."""
    post = "  - {id: second, system: s-400/regiment, east: 5 km, north: 0 km}\n" if not words else ""
    (folder / "small.yaml").write_text(SCENARIO.replace("raids:\n", post + "raids:\n").replace(old, new))
    message = refused(folder, "futures: 20", "futures: 20 ")
    assert "plan.yaml:8: force.positions[1]: second: is a position that may be empty" in message
    assert (words or "defences[1].command of small.yaml") in message


def test_a_plan_that_does_not_fit_into_memory_is_refused(folder: Path) -> None:
    """By hand: 2018 to 2030 are 156 months; with one date and today 158 days, three alternatives each."""
    message = refused(folder, "futures: 20", "futures: 100000")
    assert "plan.yaml:7: futures: 100000: 100,000 futures of 3 alternatives on 158 days" in message
    assert f"at most {30_000_000 // (3 * 158):,} futures fit" in message
    plan, _ = parse_plan(PLAN.replace("futures: 20", "futures: 60000"), "plan.yaml", folder)
    with pytest.raises(ValueError, match="need too much memory"):
        with_counts(plan, futures=70_000)
    assert with_counts(plan, futures=50_000).futures == 50_000


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

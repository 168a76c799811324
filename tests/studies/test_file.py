"""Study files as people write them, and get them wrong. Expected values: the line and the words of each refusal."""

from pathlib import Path

import pytest

from vyuha.reading.problems import InputErrors
from vyuha.studies.file import load, parse

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "scenarios"
STUDY = """vyuha-study: 1
title: Drones
scenario: first-raid.yaml
replicates: 50
outcomes: [armed_leakers, armed_leakers > 0]
factors:
  - {id: drones, path: raids.drones.count, values: [10, 20]}
  - {path: catalogue.48N6E3.unit_cost}
design: {kind: grid}
alternatives:
  - {id: as-it-is}
  - {id: few, set: {defences.alpha.load.48N6E3: 4}}
questions:
  - {ask: sweep}
  - {ask: compare}
"""


def refused(text: str) -> str:
    with pytest.raises(InputErrors) as error:
        parse(text, "study.yaml", HOME)
    return str(error.value)


def test_a_study_is_read_whole() -> None:
    read = parse(STUDY, "study.yaml", HOME)
    study = read.study
    assert study.factor_ids == ("drones", "unit_cost")
    assert study.factor("unit_cost").figure is not None
    assert len(study.points) == 10
    assert study.rows.columns == ["point", "drones", "unit_cost"]
    assert study.alternatives[1].point().settings[0].value == "4"
    assert study.seed == study.scenario.run.seed
    assert [ask.name for ask in read.asks] == ["sweep", "compare"]


def test_a_design_alone_asks_for_a_sweep() -> None:
    text = STUDY[: STUDY.index("alternatives:")]
    assert [ask.ask for ask in parse(text, "study.yaml", HOME).asks] == ["sweep"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "raids.drones.count",
            "raids.drones.cuont",
            'study.yaml:7: factors[0]: raids.drones.cuont: raids[0].cuont: 10: unknown key; did you mean "count"?',
        ),
        ("raids.drones.count", "raids.dornes.count", 'no "dornes" in raids; did you mean "drones"?'),
        (
            "48N6E3.unit_cost",
            "48N6E3.unit_csot",
            'factors[1]: catalogue.48N6E3.unit_csot: 48N6E3 has no figure "unit_csot"; did you mean "unit_cost"?',
        ),
        ("[10, 20]", "[10, 0]", "must be between 1 and"),
        ("id: drones", "id: point", 'factors[0]: raids.drones.count: "point" names the points'),
        (
            "kind: grid",
            "kind: latin-hypercube, points: 1000000000000",
            "study.yaml:9: design: 1,000,000,000,000 points; at most 100,000",
        ),
        ("kind: grid", "kind: gird", "must be one of: grid, one-at-a-time, latin-hypercube, sobol"),
        (
            "armed_leakers > 0",
            "armed_leaker > 0",
            'study.yaml:5: outcomes[1]: armed_leaker > 0: no column "armed_leaker"; did you mean "armed_leakers"?',
        ),
        ("first-raid.yaml", "first-riad.yaml", "study.yaml:3: scenario: first-riad.yaml: cannot be used"),
        ("load.48N6E3: 4", "load.48N6E3: many", "study.yaml:12: alternatives[1].set"),
        ("title: Drones", "titel: Drones", "unknown key"),
        (
            "ask: compare",
            "ask: compair",
            "questions[1]: ask: must be one of: compare, curve, matters, rare, site, sweep",
        ),
        ("ask: compare}", "aks: compare}", "questions[1]: ask: this key is required"),
        ("ask: compare}", "ask: compare, outcom: shots}", 'unknown key; did you mean "outcome"?'),
        ("ask: compare", "ask: sweep", 'questions[1]: "sweep" is there twice; give one of them another name'),
        ("vyuha-study: 1", "vyuha: 1", "this is a scenario: vyuha run, vyuha check"),
        ("replicates: 50", "stop: {width: 0.2, of: killt}", 'study.yaml:4: stop.of: killt: no column "killt"'),
        ("armed_leakers > 0", "first_empty", "has no mean; compare it"),
        (
            "  - {ask: compare}",
            "  - {ask: curve}\nrandom-numbers: independent",
            "questions[1]: takes random numbers that are common to all points",
        ),
        ("replicates: 50", "replicates: 1", "must be between 2 and"),
        ("id: few", "id: p3", 'alternatives[1]: "p3" names a point of the design; give it another id'),
        ("id: drones", "id: unit_cost", '"unit_cost" is there twice; give one of them another id'),
    ],
)
def test_what_is_wrong_is_said_with_its_line_before_anything_is_fought(old: str, new: str, said: str) -> None:
    assert old in STUDY
    assert said in refused(STUDY.replace(old, new))


def test_a_study_that_asks_nothing_is_refused() -> None:
    text = STUDY[: STUDY.index("design:")]
    assert "nothing is asked; give questions, or a design" in refused(text)


def test_a_scenario_command_given_a_study_says_what_it_is() -> None:
    from vyuha.scenario import parse as parse_scenario

    with pytest.raises(InputErrors, match="this is a study: vyuha study"):
        parse_scenario(STUDY, "study.yaml")


@pytest.mark.parametrize("path", sorted((HOME / "studies").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_sound(path: Path) -> None:
    read = load(path)
    assert read.asks


@pytest.mark.parametrize("path", ["raids.drones.count", "raids.drones"])
def test_two_factors_do_not_set_the_same_thing(path: str) -> None:
    value = "[10, 20]" if path.endswith("count") else "[{id: drones}]"
    text = STUDY.replace(
        "  - {path: catalogue", f"  - {{id: again, path: {path}, values: {value}}}\n  - {{path: catalogue"
    )
    assert "again" in text
    if path.endswith("count"):
        assert 'factors[1]: sets what factor "drones" sets (raids.drones.count)' in refused(text)
    else:
        # A raid without most of its fields is refused before that.
        assert "factors[1]" in refused(text)


def test_a_value_twice_is_no_two_values() -> None:
    assert '"10" is there twice' in refused(STUDY.replace("[10, 20]", "[10, 20, 10]"))

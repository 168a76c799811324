"""One point of the surface as a scenario: what is kept, what is dropped, how rounds are divided.

Expected values are counted by hand from the text of the theatre.
"""

import pytest

from tests.studies.plan.theatres import POSITIONS, THEATRE
from vyuha.reading.problems import InputErrors
from vyuha.scenario import Scenario, parse
from vyuha.studies.plan.node import check_positions, loads_at, node_text


def at(units: int, fill: float, text: str = THEATRE) -> Scenario:
    return parse(node_text(text, POSITIONS, units, fill))


def loads(scenario: Scenario) -> list[dict[str, int]]:
    return [defence.load for defence in scenario.defences if defence.load is not None]


def rounds(scenario: Scenario) -> int:
    return sum(sum(load.values()) for load in loads(scenario))


def test_full_node_is_the_theatre_itself() -> None:
    assert at(2, 1.0) == parse(THEATRE)


def test_only_positions_are_dropped_and_the_raids_stay() -> None:
    for units in (0, 1, 2):
        scenario = at(units, 1.0)
        assert [defence.id for defence in scenario.defences] == ["watch", *POSITIONS[:units]]
        assert scenario.raids == parse(THEATRE).raids


def test_text_is_the_same_for_the_same_node_and_another_for_another() -> None:
    assert node_text(THEATRE, POSITIONS, 1, 0.5) == node_text(THEATRE, POSITIONS, 1, 0.5)
    assert node_text(THEATRE, POSITIONS, 1, 0.5) != node_text(THEATRE, POSITIONS, 1, 0.75)


@pytest.mark.parametrize("fill", [0.0, 0.05, 0.1, 0.25, 0.3, 0.5, 0.77, 1.0])
def test_rounding_loses_half_a_round_at_most_in_all(fill: float) -> None:
    # Nine rounds in each of two battalions.
    assert abs(rounds(at(2, fill)) - fill * 18) <= 0.5 + 1e-9
    assert abs(rounds(at(1, fill)) - fill * 9) <= 0.5 + 1e-9


def test_control_rounding_each_load_alone_would_lose_more() -> None:
    # A tenth of four rounds, and of five, is none when each is rounded down on its own; in all it is 1.8.
    alone = sum(int(0.1 * count) for load in loads(at(2, 1.0)) for count in load.values())
    assert abs(alone - 1.8) > 0.5


def test_a_position_has_the_same_rounds_whoever_else_is_there() -> None:
    assert loads(at(2, 0.3))[0] == loads(at(1, 0.3))[0]


def test_without_a_load_the_catalogue_gives_it() -> None:
    # s-400/battalion in catalogue/data/systems.yaml: 20 + 4 + 32 rounds.
    plain = THEATRE.replace("    load: {48N6E3: 4, 9M96E2: 5}\n", "")
    assert loads(at(1, 1.0, plain)) == [{"48N6E3": 20, "40N6E": 4, "9M96E2": 32}]
    assert rounds(at(1, 0.5, plain)) == 28
    regiment = plain.replace("s-400/battalion", "s-400/regiment")
    assert loads_at(regiment, POSITIONS) == [(2, 56), (2, 56)]


def test_bad_nodes_are_refused() -> None:
    with pytest.raises(ValueError, match="3 units in 2 positions"):
        node_text(THEATRE, POSITIONS, 3, 1.0)
    with pytest.raises(ValueError, match=r"a fill of 1\.5"):
        node_text(THEATRE, POSITIONS, 1, 1.5)


@pytest.mark.parametrize(
    ("text", "positions", "said"),
    [
        (THEATRE, ("frist",), 'no defence "frist" for a position; did you mean "first"?'),
        (THEATRE, ("first", "first"), '"first" is a position twice'),
        (THEATRE.replace("target: [base, town]", "target: [base, first]"), POSITIONS, "a raid must not be aimed at it"),
        (
            THEATRE.replace("    system: s-400/battalion", "    system: s-400/regiment", 1).replace(
                "id: second\n", "id: second\n    command: first\n"
            ),
            ("first",),
            "nothing can be commanded from there",
        ),
    ],
)
def test_theatres_that_cannot_do_without_a_position(text: str, positions: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputErrors) as caught:
        check_positions(text, "theatre.yaml", positions)
    assert said in str(caught.value)
    assert caught.value.problems[0].file == "theatre.yaml" and caught.value.problems[0].line > 0


def test_control_a_sound_theatre_passes() -> None:
    check_positions(THEATRE, "theatre.yaml", POSITIONS)

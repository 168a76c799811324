"""The published text format: what is read, and what is refused with its line."""

from pathlib import Path

import numpy as np
import pytest

import vyuha
from vyuha.assignment.files import parse_instance, read_instance, write_instance
from vyuha.assignment.instances import air_defence, many_rounds
from vyuha.reading.problems import InputErrors

# Two weapons of two rounds, three targets; a pair that is left out has no chance.
TEXT = "2 3 2\n10\n5.5\n8\n0 0 0.7\n0 1 0.6\n1 1 0.9\n1 2 0.5\n"


def test_a_file_is_read() -> None:
    read = parse_instance(TEXT, "x.txt")
    assert read.values.tolist() == [10.0, 5.5, 8.0]
    assert read.kill_probability.tolist() == [[0.7, 0.6, 0.0], [0.0, 0.9, 0.5]]
    assert read.rounds.tolist() == [2, 2]
    # Blank lines and more blanks between numbers change nothing.
    again = parse_instance("\n" + TEXT.replace(" ", "  ").replace("\n", "\n\n"), "x.txt")
    assert np.array_equal(again.kill_probability, read.kill_probability)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    for instance in (many_rounds(5, 10, 0, 2), air_defence(4, 7, 1)):
        write_instance(instance, tmp_path / "p.txt")
        read = read_instance(tmp_path / "p.txt")
        assert all(np.array_equal(a, b) for a, b in zip(read, instance, strict=True))
    with pytest.raises(ValueError, match="one number of rounds for all weapons"):
        write_instance(instance._replace(rounds=np.arange(4)), tmp_path / "p.txt")


def test_one_call_solves_a_file(tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_text(TEXT)
    made = vyuha.assign_file(path, "exact")
    # By hand: target 0 gets a or b rounds of weapon 0 and so on; the best is 0.7 twice, 0.9 and 0.5.
    assert made.proved
    assert made.survives == pytest.approx(10 * 0.09 + 5.5 * 0.1 + 8 * 0.5)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 0, "is empty"),
        ("2 3\n", 1, "must hold weapons, targets and rounds"),
        ("2 x 2\n", 1, "must hold weapons, targets and rounds"),
        ("0 3 2\n", 1, "must hold weapons, targets and rounds"),
        ("99999 99999 1\n", 1, "the most is"),
        ("2 3 2\n10\n5\n", 3, "3 values of targets must follow the first line, not 2"),
        (TEXT.replace("5.5", "-5.5"), 3, "must be the value of a target"),
        (TEXT.replace("5.5", "inf"), 3, "must be the value of a target"),
        (TEXT.replace("5.5", "5 5"), 3, "must be the value of a target"),
        (TEXT.replace("0 1 0.6", "0 1 1.6"), 6, "the kill probability must be 0 to 1"),
        (TEXT.replace("0 1 0.6", "0 1 nan"), 6, "the kill probability must be 0 to 1"),
        (TEXT.replace("0 1 0.6", "0 1"), 6, "must hold weapon, target and kill probability"),
        (TEXT.replace("0 1 0.6", "0 -1 0.6"), 6, "must hold weapon, target and kill probability"),
        (TEXT.replace("0 1 0.6", "0 3 0.6"), 6, "weapons are 0 to 1, targets 0 to 2"),
        (TEXT.replace("0 1 0.6", "0 0 0.6"), 6, "the pair stands in line 5 already"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(InputErrors) as caught:
        parse_instance(text, "x.txt")
    first = caught.value.problems[0]
    assert (first.file, first.line) == ("x.txt", line)
    assert message in first.message


def test_all_problems_are_told_and_nonsense_is_short() -> None:
    wrong = TEXT.replace("0.6", "6").replace("0.9", "x" * 500)
    with pytest.raises(InputErrors) as caught:
        parse_instance(wrong, "x.txt")
    assert [problem.line for problem in caught.value.problems] == [6, 7]
    assert len(str(caught.value)) < 300


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputErrors, match="is not a text file"):
        read_instance(tmp_path / "p.txt")

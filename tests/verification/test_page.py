"""The page of the manual repeats what the command finds (source: the cases themselves), up to rounding."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from vyuha.verification.case import Case
from vyuha.verification.chapters import CHAPTERS, run
from vyuha.verification.check_cases import CheckCase
from vyuha.verification.page import BEGIN, END, blank, filled, short, tables
from vyuha.verification.reference import reference_folder

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verification.md"
CASE = Case("nesc", "one", "a | b", "s", 1.234e-5, 0.02, "m", "no air", 7.1)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return run(list(CHAPTERS), reference_folder())


def lines(page: str) -> list[list[str]]:
    """The cells of the cases between the marks."""
    inside = page.split(BEGIN)[1].split(END, maxsplit=1)[0]
    return [re.split(r" (?<!\\)\| ", row[2:-2]) for row in inside.splitlines() if row.startswith("| `")]


def differences(page: str, cases: list[Case]) -> list[str]:
    """Where the page says something else: words and tolerances to the letter, errors up to rounding.

    An error far below its tolerance is rounding itself and may be another on another machine.
    """
    written, now = lines(page), lines(filled(page, cases))
    if [row[0] for row in written] != [row[0] for row in now]:
        return ["the list of cases"]
    found = []
    for old, new, case in zip(written, now, cases, strict=True):
        ours = [float(old[3]), float(old[5])], [case.error, case.control_error]
        for said, is_ in zip(*ours, strict=True):
            if abs(said - is_) > max(0.06 * abs(is_), 0.1 * case.tolerance):
                found.append(f"{case.id}: {said} {is_}")
        if old[:3] + old[4:5] + old[6:] != new[:3] + new[4:5] + new[6:]:
            found.append(f"{case.id}: {old} {new}")
    return found


def test_the_page_is_current(cases: list[Case]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert differences(page, cases) == [], "vyuha verify --page docs/verification.md writes the tables again"
    assert len(lines(page)) == len(cases) > 40
    assert [case.id for case in cases if case.known_miss not in page] == []


def test_control_an_old_page_is_seen(cases: list[Case]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert differences(page, cases[:-1]) == ["the list of cases"]
    assert differences(page, [replace(cases[0], tolerance=0.03), *cases[1:]]) != []
    assert differences(page, [replace(cases[0], control_error=6.0), *cases[1:]]) != []


def test_every_field_of_a_check_case_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in CheckCase.__dataclass_fields__ if f"`{name}`" not in page and f"{name}=" not in page] == []


def test_the_worked_example_is_code(cases: list[Case]) -> None:
    from vyuha.verification import check_cases

    found = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.S)
    added = eval("{" + found[0] + "}", dict(vars(check_cases)))
    assert isinstance(added["08"], CheckCase)
    assert added["08"].wind[1][1] == pytest.approx(21.336)


def test_filling_replaces_what_stands_between_the_marks() -> None:
    page = filled(f"before\n{BEGIN}\nold\n{END}\nafter\n", [CASE])
    assert page.startswith(f"before\n{BEGIN}\n\n### {CHAPTERS['nesc'].title}\n")
    assert page.endswith(f"{END}\nafter\n")
    assert "old" not in page
    assert filled(page, [CASE]) == page
    assert r"| `one` | a \| b | s | 1.2e-5 | 0.02 | 7.1 | m | no air | met |" in tables([CASE])
    assert filled(blank(), []).count(BEGIN) == 1


def test_the_reason_of_a_known_miss_stands_below_its_table() -> None:
    missed = replace(CASE, error=1.0, known_miss="no clutter")
    assert "| missed, explained |\n\n- Why `one` is missed: no clutter.\n" in tables([missed])
    assert "Why" not in tables([CASE]) + tables([replace(CASE, known_miss="no clutter")])


@pytest.mark.parametrize("page", ["", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
def test_a_page_without_its_marks_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="needs one line"):
        filled(page, [CASE])


def test_short_numbers_keep_two_digits() -> None:
    given = (0.0, 1e-4, 0.00999, 0.05, 99.6, 31234.0, 123456.0, -8.26e-6, float("nan"))
    assert [short(v) for v in given] == ["0", "1e-4", "0.01", "0.05", "100", "31000", "1.2e5", "-8.3e-6", "nan"]

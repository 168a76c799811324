"""The tornado. Expected: the changes of a linear outcome, which have a closed form."""

import pytest

from tests.studies.matters.fake import FakeFought, FakeWork, factor
from vyuha.studies.matters.tornado import Tornado


def law(places):
    """Ten as it is (all at 0.5); a changes it by 2 either way, b by -1 and +1, c by nothing."""
    return 10.0 + 4.0 * (places.get("a", 0.5) - 0.5) - 2.0 * (places.get("b", 0.5) - 0.5)


def answer(fought, fights=100):
    question = Tornado("t", "shots", (factor("b"), factor("a"), factor("c")), fights, FakeWork())
    return question, question.answer(fought)


def test_changes_are_those_of_the_law_and_the_widest_comes_first():
    _, found = answer(FakeFought(law, shared=3.0, own=0.1))
    table = found.tables["tornado"]
    assert table["factor"].to_list() == ["a", "b", "c"]
    assert table["change_at_low"].to_list() == pytest.approx([-2.0, 1.0, 0.0], abs=0.05)
    assert table["change_at_high"].to_list() == pytest.approx([2.0, -1.0, 0.0], abs=0.05)
    assert table["swing"][0] == pytest.approx(4.0, abs=0.1)
    # The luck that all points share is not in the intervals; unpaired they would be about 1.7 wide.
    assert table["change_at_low_most"][0] - table["change_at_low_least"][0] < 0.1


def test_sentences_name_the_widest_and_count_the_idle():
    _, found = answer(FakeFought(law, shared=1.0, own=0.1))
    texts = [sentence.text for sentence in found.sentences]
    assert texts[0].startswith("A moves the rounds fired most: by −2") and " at 0, by +" in texts[0]
    assert texts[-1].startswith("Rounds fired as it is: ")
    assert texts[-2] == "No more than chance might show at either end: 1 of 3 factors."
    assert [sentence.fights for sentence in found.sentences] == [300, 300, 700, 100]


def test_nothing_matters_if_nothing_changes():
    """Negative control: a law without factors leaves no sentence about one."""
    _, found = answer(FakeFought(lambda places: 3.0, own=0.1))
    assert found.sentences[0].text == "No more than chance might show at either end: 3 of 3 factors."


def test_it_wants_base_and_ends_until_they_are_there():
    question, _ = answer(FakeFought(law))
    assert [want.point.name for want in question.at_most()] == [
        "as-it-is",
        *(f"t-{n}-{end}" for n in range(3) for end in ("low", "high")),
    ]
    assert all(want.count == 100 for want in question.at_most())
    assert not question.wants(FakeFought(law, count=100))
    assert len(question.wants(FakeFought(law, count=99))) == 7


def test_failed_fights_are_counted_as_the_estimates_do():
    fought = FakeFought(law, own=0.1)
    fought.broken["t-1-low"] = [3, 4]
    _, found = answer(fought)
    row = found.tables["tornado"].filter(factor="a")
    assert row["change_at_low"][0] == pytest.approx(-2.0, abs=0.05)
    # The two that failed widen the interval.
    assert (
        row["change_at_low_most"][0] - row["change_at_low_least"][0]
        > row["change_at_high_most"][0] - row["change_at_high_least"][0]
    )

"""The question with made-up fights of a known law: who is the best, how sure, and in what words."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.studies.siting.made_up import AXES, MadeUp, asked, made_up
from vyuha.outputs.study.siting import charts
from vyuha.results.answers import Answer
from vyuha.studies.siting import choices
from vyuha.studies.siting.choices import AS_IT_STANDS
from vyuha.studies.siting.found import Found
from vyuha.studies.siting.question import SitingQuestion

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"


def answered(made: MadeUp) -> tuple[SitingQuestion, Answer]:
    """The question, asked until it wants no more."""
    question = SitingQuestion(made.request, lambda: made.field)
    while wants := question.wants(made):
        for want in wants:
            made.fight(want.point, want.count)
    return question, question.answer(made)


def test_every_laydown_meets_every_axis() -> None:
    """Expected: three of the model and the one that stands (greedy is among them), by three axes; then nothing more."""
    made = MadeUp(made_up(), asked())
    question = SitingQuestion(made.request, lambda: made.field)
    wants = question.at_most()
    assert len(wants) == len({repr(want.point) for want in wants}) == 4 * len(AXES)
    assert len({want.point.name for want in wants}) == len(wants)
    assert all(want.count == 400 for want in wants)
    answered(made)
    assert question.wants(made) == []


def test_the_model_puts_them_north_and_south() -> None:
    """Expected by hand: north and south leave 0.4^2 of each axis; any other pair leaves more on some axis."""
    field = made_up()
    first = field.choices[0]
    assert [field.covered.options[row].candidate.id for row in first.rows] == ["north", "south"]  # type: ignore[union-attr]
    assert field.replies(first) == pytest.approx([16.0, 16.0, 16.0])
    assert field.solved.proved


def test_the_best_is_the_one_whose_worst_axis_is_least() -> None:
    """Expected: the law follows the model, so the order is the model's; the scenario as it stands comes last, by
    1.5 times (100 - 16) more.
    """
    made = MadeUp(made_up(), asked())
    _, answer = answered(made)
    ranking = answer.tables["ranking"]
    assert ranking["laydown"].to_list()[0] == "laydown 1"
    assert ranking["laydown"].to_list()[-1] == AS_IT_STANDS
    last = ranking.row(-1, named=True)
    assert last["more_low"] < 1.5 * 84.0 < last["more_high"]
    pairs = re.search(r"Of the (\d+) pairs .* the model has (\d+) in the same order", answer.sentences[-1].text)
    assert pairs is not None
    assert int(pairs[1]) == int(pairs[2]) >= 5


def test_fights_overrule_the_model() -> None:
    """Negative control: where fights go worse for the model's favourite on one axis, it is not the best, and the pairs
    that are told apart say so.
    """
    field = made_up()
    made = MadeUp(field, asked(), worse={"laydown-1_from-east": 200.0})
    _, answer = answered(made)
    ranking = answer.tables["ranking"]
    assert ranking["laydown"].to_list()[-1] == "laydown 1"
    assert ranking.row(-1, named=True)["axis"] == "from-east"
    assert "laydown 2 is the best" in answer.sentences[0].text
    pairs = re.search(r"Of the (\d+) pairs .* the model has (\d+) in the same order", answer.sentences[-1].text)
    assert pairs is not None
    assert int(pairs[2]) < int(pairs[1])


def test_the_second_best_is_told_in_words() -> None:
    """Expected: where it stands, its weak side, what hangs on one unit, and what speaks for it."""
    _, answer = answered(MadeUp(made_up(), asked()))
    text = " ".join(sentence.text for sentence in answer.sentences)
    for words in ("Second best is laydown 2", "its weak side is", "which it needs most", "over laydown 1"):
        assert words in text
    modelled = [sentence for sentence in answer.sentences if "the model likes" in sentence.text]
    assert [sentence for sentence in answer.sentences if sentence.fights == 0] == modelled and len(modelled) == 1


def test_all_sentences_on_a_difference_agree() -> None:
    """Expected: who is not told apart from the best loses no more beyond chance either, by the same interval."""
    made, seen = MadeUp(made_up(), asked()), set()
    noise = np.random.default_rng(1).normal(0.0, 30.0, 400)
    answered(made)
    for extra in np.linspace(0.0, 6.0, 13):
        # One comparison tells more than 2.9 (1.96 x 30 / sqrt(400)), each of three at once more than 3.6.
        for n, choice in enumerate(made.field.choices):
            for axis in made.field.axes:
                made.fought[repr(made.field.point(choice, axis))] = (
                    100.0 + n * extra + noise * (n == 1) + 50.0 * (n > 1) + np.zeros(400)
                )
        answer = SitingQuestion(made.request, lambda: made.field).answer(made)
        said = [sentence.text for sentence in answer.sentences]
        (second,) = [text for text in said if text.startswith("Second best is ")]
        (compared,) = [text for text in said if text.startswith("Compared with ")]
        name = second.removeprefix("Second best is ").partition(" (")[0]
        unsure = name in compared.partition("not told apart from it: ")[2]
        assert unsure == ("not told from none" in second)
        seen.add(unsure)
    assert seen == {True, False}


def test_fights_that_failed_are_counted() -> None:
    """Expected: a note, and a wider interval than without them."""
    field = made_up()
    made = MadeUp(field, asked())
    _, before = answered(made)
    point = repr(field.point(field.choices[0], field.axes[0]))
    made.fought[point] = np.where(np.arange(400) < 20, np.nan, made.fought[point])
    after = SitingQuestion(made.request, lambda: field).answer(made)
    assert any("20 fights failed" in note for note in after.notes)
    width = [row["high"] - row["low"] for row in (a.tables["fought"].row(0, named=True) for a in (before, after))]
    assert width[1] > width[0]


def test_a_laydown_of_which_an_axis_is_not_known_is_not_the_best() -> None:
    """Expected: the model's favourite comes last once all its fights from the east failed, else first."""
    field = made_up()
    made = MadeUp(field, asked())
    _, before = answered(made)
    made.fought[repr(field.point(field.choices[0], field.axes[1]))] = np.full(400, np.nan)
    after = SitingQuestion(made.request, lambda: field).answer(made)
    places = [answer.tables["ranking"]["laydown"].to_list().index("laydown 1") for answer in (before, after)]
    assert places == [0, 3]
    assert "laydown 2 is the best" in after.sentences[0].text
    assert all(chart.draw(False) for chart in charts(after))


def test_where_all_fights_failed_none_is_chosen() -> None:
    """Expected: the model's sentence, and that fights say nothing."""
    field = made_up()
    made = MadeUp(field, asked())
    answered(made)
    made.fought = {key: np.full(400, np.nan) for key in made.fought}
    answer = SitingQuestion(made.request, lambda: field).answer(made)
    assert [sentence.text[:30] for sentence in answer.sentences[1:]] == ["No fight came to its end, so f"]
    assert all(chart.draw(False) for chart in charts(answer))


def test_differences_are_paired() -> None:
    """Expected: noise that all points share cancels, so that 2 of 10 is told from none in 400 fights; shuffled, not."""
    values = np.random.default_rng(1).normal(50.0, 40.0, 400)
    model = np.array([[1.0], [2.0]])
    paired = Found(((values,), (values + 2.0,)), model, "value_lost").more(0, 1)
    assert paired.low is not None
    assert paired.low > 0.0
    shuffled = np.random.default_rng(2).permutation(values)
    apart = Found(((values,), (shuffled + 2.0,)), model, "value_lost").more(0, 1)
    assert apart.low is not None
    assert apart.low < 0.0


def test_the_model_is_asked_again_when_a_file_was_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected: once for files of the same content, once more after an edit; what is missing is left to its reader."""
    asked_for: list[str] = []
    monkeypatch.setattr(choices, "_found", lambda asked, text, name, home, files: asked_for.append(files))
    text = (SCENARIOS / "own-doctrine.yaml").read_text()
    shutil.copytree(SCENARIOS / "doctrines", tmp_path / "doctrines")
    choices.find(asked(), text, "own.yaml", tmp_path)
    choices.find(asked(), text, "own.yaml", tmp_path)
    file = tmp_path / "doctrines" / "keep_for_leakers.py"
    file.write_text(file.read_text() + "# edited\n")
    choices.find(asked(), text, "own.yaml", tmp_path)
    choices.find(asked(), text, "own.yaml", tmp_path / "nowhere")
    assert asked_for[0] == asked_for[1] != asked_for[2] and asked_for[3] == ""

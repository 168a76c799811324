"""The picture of an answer: what it shows is what the tables say."""

import xml.etree.ElementTree as ElementTree

import polars as pl

from tests.studies.rare.test_question import MadeUp, ask
from vyuha.outputs.study.rare import charts, once_in


def test_a_picture_for_desk_and_phone() -> None:
    answer, _ = ask(MadeUp(0.1, 5))
    (chart,) = charts(answer)
    assert chart.data.equals(answer.tables["levels"])
    for narrow in (False, True):
        drawn = chart.draw(narrow)
        ElementTree.fromstring(drawn)
        assert "always" in drawn and "1 in 1 million" in drawn and "mathdefault" not in drawn
    # Plain fights never saw it, and the words say so.
    assert "never, so at most 3.0e-03" in chart.draw(False)
    assert "never seen" in chart.draw(False) and "never seen" not in charts(ask(MadeUp(0.15, 2, plain_chance=0.01))[0])[
        0
    ].draw(False)


def test_nothing_to_draw() -> None:
    """No picture of what is common, of what was never reached, or of a single level."""
    for world in (MadeUp(0.5, 2), MadeUp(0.0, 3), MadeUp(0.02, 0)):
        assert not charts(ask(world, runs=20)[0])


def test_no_interval_is_no_band() -> None:
    answer, _ = ask(MadeUp(0.1, 3), runs=20)
    bare = answer.tables["levels"].with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))
    answer.tables["levels"] = bare  # type: ignore[index]
    ElementTree.fromstring(charts(answer)[0].draw(False))


def test_ticks() -> None:
    assert once_in(1e-9) == "1 in 1 billion" and once_in(1e-5) == "1 in 100,000"

"""Blame as numbers: paired differences and their shares, and what a folder keeps.

Expected values: scipy.stats and formulas by hand. Controls: the same without pairing.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from vyuha.results.blame import AS_IT_IS, BLAME, PERFECT, blame_of, by_share, read_blame, write_blame
from vyuha.results.blame_text import blame_rows, signed_percent
from vyuha.results.statistics import SINGLE, alike, mean_of, ratio_of

COUNT = 50
DRAW = np.random.default_rng(3)
BASE = DRAW.poisson(8.0, COUNT)
SAVED = np.minimum(DRAW.poisson(2.0, COUNT), BASE)


def table(**links: np.ndarray) -> pl.DataFrame:
    parts = [
        pl.DataFrame(
            {
                "link": [name.replace("_", " ")] * COUNT,
                "replicate": np.arange(COUNT),
                "leakers": values,
                "armed_leakers": values // 2,
                "value_lost": 10.0 * values,
                "failed": [False] * COUNT,
            }
        )
        for name, values in links.items()
    ]
    return pl.concat(parts)


FOUGHT = table(as_it_is=BASE, horizon=BASE, channels=BASE - SAVED, kill=BASE + 1)


def test_of_a_handful_of_leakers_no_share_is_certain() -> None:
    """Two leakers in fifty fights, both saved: a hundred per cent, and nothing that says how sure."""
    few = np.zeros(COUNT, np.int64)
    few[[3, 30]] = 1
    (link,) = blame_of(table(as_it_is=few, kill=np.zeros(COUNT, np.int64)), 1).links
    assert link.share is not None
    assert (link.share.mean, link.share.low, link.share.high) == (1.0, None, None)
    assert link.share.method == "only 2 came through"
    # Control: ten are enough for an interval.
    (link,) = blame_of(table(as_it_is=few * 5, kill=np.zeros(COUNT, np.int64)), 1).links
    assert link.share is not None and link.share.low is not None


def test_the_difference_has_the_paired_t_interval() -> None:
    blame = blame_of(FOUGHT, 1)
    channels = next(link for link in blame.links if link.link == "channels")
    paired = stats.ttest_rel(BASE, BASE - SAVED).confidence_interval(0.95)
    assert channels.saved.low == pytest.approx(paired.low)
    assert channels.saved.high == pytest.approx(paired.high)
    assert channels.leakers.mean == pytest.approx((BASE - SAVED).mean())
    assert channels.saved_value.mean == pytest.approx(10.0 * SAVED.mean())
    # Control: unpaired, the interval would be far wider.
    apart = stats.ttest_ind(BASE, BASE - SAVED).confidence_interval(0.95)
    assert apart.high - apart.low > 2.0 * (channels.saved.high - channels.saved.low)


def test_the_share_has_the_linearised_interval_of_a_ratio() -> None:
    share = ratio_of(SAVED.tolist(), BASE.tolist(), signed=True)
    assert share is not None and share.low is not None
    ratio = SAVED.sum() / BASE.sum()
    error = np.sqrt(((SAVED - ratio * BASE) ** 2).sum() / (COUNT - 1) / COUNT) / BASE.mean()
    assert share.mean == pytest.approx(ratio)
    assert share.low == pytest.approx(ratio - stats.t(COUNT - 1).ppf(0.975) * error)
    assert ratio_of([0.0], [0.0], signed=True) is None


def test_no_difference_and_a_worse_one_are_said() -> None:
    links = {link.link: link for link in blame_of(FOUGHT, 1).links}
    assert (links["horizon"].saved.mean, links["horizon"].saved.method) == (
        0.0,
        alike(len(FOUGHT["replicate"].unique())),
    )
    assert (links["kill"].saved.mean, links["kill"].saved.high) == (-1.0, -1.0)
    assert links["kill"].share is not None and links["kill"].share.mean < 0.0
    assert [link.link for link in by_share(blame_of(FOUGHT, 1))] == ["channels", "horizon", "kill"]
    assert [row[0] for row in blame_rows(blame_of(FOUGHT, 1))] == ["channels", "horizon", "kill"]
    assert mean_of([-2.0], signed=True).method == SINGLE
    assert signed_percent(-0.004) == "-0.4 %"


def test_failed_fights_are_left_out_pair_by_pair() -> None:
    failed = FOUGHT.with_columns(((pl.col("link") == "channels") & (pl.col("replicate") < 5)).alias("failed"))
    links = {link.link: link for link in blame_of(failed, 1).links}
    assert (links["channels"].failed, links["horizon"].failed) == (5, 0)
    assert links["channels"].saved.mean == pytest.approx(SAVED[5:].mean())


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    blame = blame_of(FOUGHT, 7)
    assert read_blame(tmp_path) is None
    write_blame(tmp_path, blame, FOUGHT)
    assert read_blame(tmp_path) == blame
    assert pl.read_parquet(tmp_path / "blame.parquet").equals(FOUGHT)
    later = (tmp_path / BLAME).read_text().replace('"version": 1', '"version": 2')
    (tmp_path / BLAME).write_text(later)
    assert read_blame(tmp_path) is None


def test_nothing_leaks_and_nobody_is_to_blame() -> None:
    none = blame_of(table(as_it_is=0 * BASE, kill=0 * BASE), 1)
    assert none.links[0].share is None
    assert blame_rows(none)[0][3] == "-"
    assert AS_IT_IS not in {link.name for link in PERFECT}

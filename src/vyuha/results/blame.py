"""Blame: how much of the leakage goes away when one link of the chain is made perfect, fight for fight.

Assumes   the same fights, with the same random numbers, once as they are and once for each link made perfect;
          replicates are independent of each other.
Holds     for one link at a time. Shares do not add up to one: a leaker that two broken links let through counts for
          neither alone, or for both where either would have saved it; and the defence spends what it saves elsewhere.
Source    common random numbers: A. M. Law, "Simulation Modeling and Analysis", chapter on variance reduction; Student's
          t for paired differences, the linearised ratio of `results.statistics` for shares.
Checked   tests/engine/test_blame.py: closed forms in which the blame is known; tests/results/test_blame.py: intervals
          against scipy.stats, what is stored is read back.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from vyuha.results.files import parquet, write_whole
from vyuha.results.statistics import Estimate, from_json, mean_of, ratio_of

BLAME = "blame.json"
BLAME_TABLE = "blame.parquet"
BLAME_VERSION = 1
AS_IT_IS = "as it is"
MEASURES = ("leakers", "armed_leakers", "value_lost")


class Perfect(NamedTuple):
    """A link of the chain that can be made perfect, what is then so, and the links of the ledger that it answers to."""

    name: str
    meaning: str
    ledger: tuple[str, ...]


PERFECT = (
    Perfect("coverage", "Search radars look all round and at every elevation.", ("never in coverage",)),
    Perfect("horizon", "Radars see through the ground.", ("below the horizon", "outside the envelope")),
    Perfect(
        "detection",
        "Radars detect all that is in their coverage and above their horizon, at every look.",
        ("not detected in time",),
    ),
    Perfect(
        "emission",
        "Radars are on the air all the time: no plan of emission, no shutdown, no move of a unit.",
        ("radar silent",),
    ),
    Perfect("tracking", "Tracks stand where their targets are, from the first plot on.", ("no track in time",)),
    Perfect("identification", "Every track is known for what it is.", ("not identified in time",)),
    Perfect("rules", "No order to hold and no zone forbids to engage.", ("held by the rules",)),
    Perfect(
        "command",
        "Command posts are never lost, and every link carries every message at once, all the time.",
        ("command post lost",),
    ),
    Perfect("units", "No unit is ever lost but command posts that do not shoot.", ("fire unit lost",)),
    Perfect("sector", "Engagement radars look all round and at every elevation.", ("outside the sector",)),
    Perfect(
        "reach",
        "Missiles may meet whatever they can fly to: no published limits, no zone of the doctrine.",
        ("outside the envelope",),
    ),
    Perfect("rounds", "Nobody runs out of rounds.", ("out of rounds",)),
    Perfect("channels", "Every unit has a channel for each target and each round.", ("no free channel",)),
    Perfect("time", "Nothing takes time: command, reaction, the next launch, the verdict.", ("decided too late",)),
    Perfect("seeker", "Seekers find the target that their round was sent at.", ("missed",)),
    Perfect("kill", "Every round that reaches its target kills it.", ("missed",)),
)


# Leakers in all fights together from which on a share of them has an interval.
_FEWEST = 10


@dataclass(frozen=True)
class LinkBlame:
    """One link made perfect: what still comes through, per fight, and how much less than in the same fights as they
    are. `saved` and `saved_armed` may be negative: then more comes through. Shares are of the leakage as it is; None
    where nothing leaks. `failed` fights are left out of this link's comparison.
    """

    link: str
    meaning: str
    leakers: Estimate
    saved: Estimate
    share: Estimate | None
    armed_leakers: Estimate
    saved_armed: Estimate
    share_armed: Estimate | None
    saved_value: Estimate
    failed: int


@dataclass(frozen=True)
class Blame:
    """What each link is to blame for, over the same `replicates` fights of a run: leakers as it is, then by link."""

    version: int
    seed: int
    replicates: int
    leakers: Estimate
    armed_leakers: Estimate
    links: tuple[LinkBlame, ...]


def blame_of(fought: pl.DataFrame, seed: int) -> Blame:
    """The blame from a table with the columns link, replicate, `MEASURES` and failed, one row for each fight; the rows
    of `AS_IT_IS` are the fights as they are.
    """
    base = fought.filter((pl.col("link") == AS_IT_IS) & ~pl.col("failed")).sort("replicate")
    meaning = {link.name: link.meaning for link in PERFECT}
    names = [name for name in fought["link"].unique(maintain_order=True).to_list() if name != AS_IT_IS]
    return Blame(
        version=BLAME_VERSION,
        seed=seed,
        replicates=base.height,
        leakers=mean_of(base["leakers"].to_list()),
        armed_leakers=mean_of(base["armed_leakers"].to_list()),
        links=tuple(_link(name, meaning.get(name, ""), base, fought) for name in names),
    )


def _link(name: str, meaning: str, base: pl.DataFrame, fought: pl.DataFrame) -> LinkBlame:
    mended = fought.filter((pl.col("link") == name) & ~pl.col("failed"))
    pairs = base.join(mended, on="replicate", suffix="_mended", maintain_order="left")

    def saved(measure: str) -> list[float]:
        return (pairs[measure] - pairs[f"{measure}_mended"]).cast(pl.Float64).to_list()

    return LinkBlame(
        link=name,
        meaning=meaning,
        leakers=mean_of(pairs["leakers_mended"].to_list()),
        saved=mean_of(saved("leakers"), signed=True),
        share=_share(saved("leakers"), pairs["leakers"].to_list()),
        armed_leakers=mean_of(pairs["armed_leakers_mended"].to_list()),
        saved_armed=mean_of(saved("armed_leakers"), signed=True),
        share_armed=_share(saved("armed_leakers"), pairs["armed_leakers"].to_list()),
        saved_value=mean_of(saved("value_lost"), signed=True),
        failed=base.height - pairs.height,
    )


def _share(saved: list[float], leakers: list[int]) -> Estimate | None:
    """The share of the leakage that is saved; without an interval where so little leaks that fights which happen to
    agree would look certain.
    """
    share, came = ratio_of(saved, leakers, signed=True), sum(leakers)
    return share if share is None or came >= _FEWEST else Estimate(share.mean, None, None, f"only {came} came through")


def write_blame(folder: Path, blame: Blame, fought: pl.DataFrame) -> None:
    """Keep the blame, and the table that it was made from, in a run folder."""
    write_whole(folder / BLAME_TABLE, parquet(fought))
    write_whole(folder / BLAME, (json.dumps(asdict(blame), indent=2, ensure_ascii=False) + "\n").encode())


def read_blame(folder: Path) -> Blame | None:
    """The blame that a run folder holds; None if none was made there, or by another version."""
    path = folder / BLAME
    if not path.is_file():
        return None
    content: dict[str, Any] = json.loads(path.read_bytes())
    if content.get("version") != BLAME_VERSION:
        return None
    links = tuple(LinkBlame(**{key: from_json(value) for key, value in link.items()}) for link in content.pop("links"))
    return Blame(links=links, **{key: from_json(value) for key, value in content.items()})


def by_share(blame: Blame) -> Sequence[LinkBlame]:
    """The links, the most to blame first; those alike in the order of the chain."""
    return sorted(blame.links, key=lambda link: -link.saved.mean)

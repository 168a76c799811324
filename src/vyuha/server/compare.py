"""Two runs side by side: fight by fight on the same random numbers where they have them, else as they are."""

from collections import Counter
from dataclasses import asdict
from typing import Any, Literal, NamedTuple

import polars as pl

from vyuha.results.ledger import LINKS, with_links
from vyuha.results.statistics import Estimate, difference_of, mean_of
from vyuha.results.store import StoredRun
from vyuha.server.content import CompareRow, Comparison, Content, RunEntry
from vyuha.server.refusal import Refused
from vyuha.server.runs import Runs

# More fights than this make an interval no narrower that anybody could see.
MOST = 20_000


class Measure(NamedTuple):
    """A column of the replicates: its name for people, its unit, and which way is better for the defence."""

    column: str
    name: str
    unit: str
    better: Literal["less", "more"]


MEASURES = (
    Measure("armed_leakers", "Armed leakers", "per fight", "less"),
    Measure("leakers", "Leakers", "per fight", "less"),
    Measure("value_lost", "Value lost", "per fight", "less"),
    Measure("shots", "Rounds fired", "per fight", "less"),
    Measure("rounds_cost", "Cost of rounds", "USD per fight", "less"),
    Measure("raid_cost_lost", "Cost of what was shot down", "USD per fight", "more"),
)


class _Side(NamedTuple):
    """One of the two: its line in the index, what it was, its good replicates, and its leakers by broken link."""

    entry: RunEntry
    seed: int
    raid: list[tuple[str, str, str]]
    fights: pl.DataFrame
    links: pl.DataFrame


def compare(runs: Runs, a: str, b: str) -> Comparison:
    """Run b beside run a. Raises `Refused`."""
    first, second = (runs.read(id, lambda run, mark, id=id: _side(runs, id, run)) for id in (a, b))  # type: ignore[misc]
    why = _why_not(first, second)
    if not why:
        common = first.fights.select("replicate").join(second.fights.select("replicate"), on="replicate")
        if common.height == 0:
            why = "No fight of the one has its number in the other."
        else:
            first, second = (_only(side, common) for side in (first, second))
    paired = not why
    armed = [side.fights["armed_leakers"].to_list() for side in (first, second)]
    apart = Counter(two - one for one, two in zip(*armed, strict=True)) if paired else Counter[int]()
    rows: list[CompareRow] = [_row(one, first, second, paired) for one in MEASURES]
    return {
        "a": first.entry,
        "b": second.entry,
        "paired": paired,
        "why": why,
        "same_raid": first.raid == second.raid,
        "replicates": min(first.fights.height, second.fights.height),
        "rows": rows,
        "differences": {"values": sorted(apart), "counts": [apart[value] for value in sorted(apart)]},
        "ledger": [_link(link.name, first, second, paired) for link in LINKS],
    }


def _side(runs: Runs, id: str, run: StoredRun) -> _Side:
    wanted = ("replicate", *(one.column for one in MEASURES))
    good = run.table("replicates").filter(pl.col("failure").is_null()).select(wanted).head(MOST).collect()
    if good.height == 0:
        raise Refused(409, "A run has no fight that came to its end.", "Go on with `vyuha run` in the same folder.")
    # The first rows of the table are those of the first fights.
    last = int(good["replicate"].max())  # type: ignore[arg-type]
    threats = run.table("threats").filter(pl.col("replicate") <= last)
    links = with_links(threats, run.manifest.response_time).filter(pl.col("link").is_not_null())
    counted = links.group_by("replicate", "link").agg(pl.len().cast(pl.Int64).alias("count"))
    raid = [(row.id, row.kind, row.group) for row in run.roster.threats]
    return _Side(runs.entry(id, run), run.manifest.seed, raid, good, counted.collect())


def _why_not(first: _Side, second: _Side) -> str:
    """Why fights of the same number are not the same raid; "" if they are."""
    if first.raid != second.raid:
        return "Their raids differ, so a difference need not be the defence's."
    if first.seed != second.seed:
        return f"They have different seeds ({first.seed} and {second.seed}), so their fights have nothing in common."
    return ""


def _only(side: _Side, common: pl.DataFrame) -> _Side:
    return side._replace(fights=side.fights.join(common, on="replicate", how="semi").sort("replicate"))


def _row(one: Measure, first: _Side, second: _Side, paired: bool) -> CompareRow:
    values = [side.fights[one.column].cast(pl.Float64).to_list() for side in (first, second)]
    return {
        "measure": one.name,
        "unit": one.unit,
        "a": mean_of(values[0]),
        "b": mean_of(values[1]),
        "difference": _difference(values[0], values[1], paired),
        "better": one.better,
    }


def _link(name: str, first: _Side, second: _Side, paired: bool) -> Content:
    values = [_leakers(side, name) for side in (first, second)]
    estimates: dict[str, Any] = {"a": mean_of(values[0]), "b": mean_of(values[1])}
    estimates["difference"] = _difference(values[0], values[1], paired)
    return {"link": name} | {key: asdict(value) for key, value in estimates.items()}


def _leakers(side: _Side, link: str) -> list[float]:
    """Leakers of each fight whose first broken link is this one."""
    own = side.links.filter(pl.col("link").cast(pl.String) == link).select("replicate", "count")
    joined = side.fights.select("replicate").join(own, on="replicate", how="left", maintain_order="left")
    return joined["count"].fill_null(0).cast(pl.Float64).to_list()


def _difference(one: list[float], two: list[float], paired: bool) -> Estimate:
    """Of the means, b minus a."""
    if paired:
        return mean_of([after - before for before, after in zip(one, two, strict=True)], signed=True)
    return difference_of(one, two)

"""What the network did to a defence: who was without a commander, what messages lost, and who shot at the same target
twice because he had a picture of his own.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.results.network import DOUBLES, SITE_COLUMNS
from vyuha.results.records import Roster
from vyuha.results.statistics import Estimate, mean_of
from vyuha.results.store import StoredRun


@dataclass(frozen=True)
class UnitNetwork:
    """One unit, per replicate: time [s] without a commander other than itself, orders sent to it and how many of them
    were lost, scans of its radars that were lost, and plots that did not fit into their message.
    """

    id: str
    without_command: Estimate
    orders: Estimate
    orders_lost: Estimate
    scans_lost: Estimate
    plots_dropped: Estimate


@dataclass(frozen=True)
class NetworkResult:
    """What the network did, per replicate. `doubles` are engagements of a target at which a unit of another picture was
    firing already.
    """

    doubles: Estimate
    units: tuple[UnitNetwork, ...]


def network_of(run: StoredRun, good: npt.NDArray[np.integer[Any]]) -> NetworkResult | None:
    """What the network did in the replicates `good` of a run; None where it did nothing."""
    columns = ["replicate", "site", *SITE_COLUMNS]
    kept = pl.col("replicate").is_in(good.tolist())
    sites = run.table("sites").select(columns).filter(kept).sort("replicate", maintain_order=True).collect()
    doubles = run.table("replicates").select("replicate", DOUBLES).filter(kept).sort("replicate").collect()[DOUBLES]
    losses = [name for name in SITE_COLUMNS if name != "orders"]
    if not any(sites[name].cast(pl.Float64).sum() for name in losses) and not doubles.sum():
        return None
    values = {name: sites[name].to_numpy().reshape(len(good), -1) for name in SITE_COLUMNS}
    units = tuple(
        UnitNetwork(id, **{name: mean_of(table[:, s].tolist()) for name, table in values.items()})
        for s, id in _units(run.roster)
    )
    return NetworkResult(mean_of(doubles.to_list()), units)


def _units(roster: Roster) -> list[tuple[int, str]]:
    """Row and id of every site that is a unit."""
    return [(s, row.id) for s, row in enumerate(roster.sites) if row.kind != "asset"]

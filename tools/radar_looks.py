"""Flies a raid past the radars of its scenario, with nobody shooting: every look of every search radar at every threat.

    python tools/radar_looks.py scenarios/jammed-raid.yaml -n 20 -o looks.parquet

One row for each look at a threat in the air: radar, raid, range, radial speed (positive: away), whether a radar had it
in view, detected it, or had no more than the direction of its jamming. Antennas that turn look all round at once here,
not quarter by quarter; everything else is as in a fight, from the same random numbers. The tables that it prints are
those of docs/jammed-raid.md: the share of looks in view that detect, by range and by radial speed.
"""

import argparse
from typing import Any

import numpy as np
import polars as pl

from vyuha.catalogue import load as load_catalogue
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import assemble
from vyuha.scenario import load
from vyuha.sensors.coverage import VISIBLE, view
from vyuha.sensors.measurement import draw_biases
from vyuha.sensors.system import begin_look, scan
from vyuha.state.radar import SEARCH
from vyuha.threats.system import draw_raid, locate_all

COLUMNS = ("replicate", "radar", "raid", "threat", "time", "range", "radial_speed", "in_view", "detected", "strobe")


def looks(path: str, replicates: int) -> pl.DataFrame:
    assembled = assemble(load(path), load_catalogue())
    setup, rows = assembled.setup, list[tuple[Any, ...]]()
    setup.radar.parts = 1
    state, seed = allocate(setup), assembled.scenario.run.seed
    for replicate in range(replicates):
        draw_raid(setup, state, seed, replicate)
        draw_biases(setup, state, seed, replicate)
        for r in range(len(setup.radar)):
            if setup.radar[r].kind == SEARCH:
                rows += _of_radar(assembled, state, r, seed, replicate)
    return pl.DataFrame(rows, schema=list(COLUMNS), orient="row")


def _of_radar(assembled: Any, state: Any, r: int, seed: int, replicate: int) -> list[tuple[Any, ...]]:
    setup, roster, rows = assembled.setup, assembled.roster, []
    radar = setup.radar[r]
    latency, time = float(radar.latency), float(radar.phase + radar.latency)
    while time < setup.mission[0].duration:
        locate_all(setup, state, time)
        begin_look(setup, state, r, time)
        plots = np.asarray(state.plot)[: scan(setup, state, seed, replicate, r)]
        hits = set(plots["threat"][plots["strobe"] == 0].tolist())
        strobes = set(plots["threat"][plots["strobe"] != 0].tolist())
        at = state.antenna[r]
        antenna = np.array([at.x, at.y, at.z])
        for i in np.flatnonzero(np.asarray(state.threat)["airborne"]).tolist():
            velocity = state.fix[i, 3:6]
            place = state.fix[i, :3] - latency * velocity
            away = place - antenna
            distance = float(np.linalg.norm(away))
            seen = view(setup, state.antenna, r, *(float(value) for value in place))[0] == VISIBLE
            who = roster.radars[r].id, roster.threats[i].group, roster.threats[i].id
            told = distance, float(away @ velocity) / distance, seen, i in hits, i in strobes
            rows.append((replicate, *who, time, *told))
        time += float(radar.period)
    return rows


def by(frame: pl.DataFrame, column: str, step: float) -> pl.DataFrame:
    """Looks in view and the share that detects, by raid, radar and steps of a column."""
    cell = ((pl.col(column).abs() / step).floor() * step).alias(column)
    share = pl.col("detected").mean().round(3)
    grouped = frame.filter("in_view").group_by("raid", "radar", cell)
    return grouped.agg(pl.len().alias("looks"), share, pl.col("strobe").mean().round(3)).sort("raid", "radar", column)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario")
    parser.add_argument("-n", "--replicates", type=int, default=20)
    parser.add_argument("-o", "--out", help="keep every look in this Parquet file")
    given = parser.parse_args()
    frame = looks(given.scenario, given.replicates)
    if given.out:
        frame.write_parquet(given.out)
    pl.Config.set_tbl_rows(-1).set_tbl_hide_dataframe_shape(True).set_tbl_hide_column_data_types(True)
    print(by(frame, "range", 10e3))
    print(by(frame, "radial_speed", 1.0).filter(pl.col("radial_speed") < 12.0))


if __name__ == "__main__":
    main()

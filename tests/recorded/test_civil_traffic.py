"""Real aircraft as the traffic beside a raid: half an hour over Paris, as `traffic` gives it away.

Expected values: the reports themselves; the same flights as `tests.recorded.flights` cleans and smooths them, by other
means (Savitzky and Golay's filter, jumps by distance from the line between neighbours).
"""

import gzip
import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.engine.test_replicates import assert_same
from tests.recorded.files import FLIGHTS, recorded
from tests.recorded.flights import COLUMNS, MIDNIGHT, cleaned
from vyuha import api
from vyuha.engine.replicates import Engine
from vyuha.engine.run import prepare
from vyuha.reading.problems import InputErrors
from vyuha.recordings.adsb import LONGEST_GAP
from vyuha.recordings.flown import Recording, read_flown
from vyuha.state.identity import HOSTILE, NEUTRAL
from vyuha.state.threat import IN_FLIGHT, KILLED, LEFT

BEGIN, LENGTH = 1_633_610_000_000, 1_800_000
SCENARIO = """
vyuha: 1
title: Traffic over Paris
duration: 20 min
origin: {{lat: 48.8 deg, lon: 2.3 deg}}
assets:
  - {{id: base, east: 0 km, north: 0 km}}
defences:
  - {{id: post, system: s-400/command-post, east: 0 km, north: 2 km}}
raids:
  - {{id: red, type: babur, {raid}}}
traffic:
  - {{id: civil, type: airliner, paths: flights.csv{more}}}
run: {{replicates: 4, seed: 2}}
"""
PLAIN = "count: 2, target: base, from: {bearing: 270 deg, range: 120 km}"


@cache
def reports() -> pl.DataFrame:
    with gzip.open(recorded(FLIGHTS)) as file:
        table = pl.DataFrame(json.load(file), schema=COLUMNS)
    return table.filter(pl.col("timestamp").is_between(BEGIN, BEGIN + LENGTH))


@cache
def read() -> Recording:
    return read_flown(reports().write_csv().encode(), "flights.csv", "neutral")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports().write_csv(tmp_path / "flights.csv")
    return tmp_path


def test_nearly_all_airborne_reports_are_flown() -> None:
    flying = reports().filter(~pl.col("onground"))
    aircraft = flying.group_by("icao24").agg((pl.col("timestamp").max() - pl.col("timestamp").min()).alias("span"))
    long = aircraft.filter(pl.col("span") > 120_000).height
    named = {path.name.partition(".")[0] for path in read().paths}
    assert 40 < long <= len(named) + 2
    # The time in the air, against the steps between reports with a new place: the collection goes on to repeat the last
    # place of an aircraft that is heard no more.
    moved = (pl.col("latitude").diff() != 0.0) | (pl.col("longitude").diff() != 0.0)
    fresh = flying.sort("icao24", "timestamp").filter(moved.over("icao24").fill_null(True))
    steps = fresh.select(pl.col("timestamp").diff().over("icao24") / 1e3).to_series().drop_nulls()
    flown = sum(float(path.time[-1] - path.time[0]) for path in read().paths)
    assert flown == pytest.approx(steps.filter(steps <= LONGEST_GAP).sum(), rel=0.02)


def test_paths_are_near_the_reports_and_smoother() -> None:
    """Half of all kept reports within 60 m, and no path pulls more than an airliner does."""
    by_address = {str(a): rows.sort("timestamp") for (a,), rows in reports().group_by("icao24")}
    off: list[float] = []
    for path in read().paths:
        own = by_address[path.name.partition(".")[0]].filter(~pl.col("onground"), pl.col("altitude").is_not_null())
        time = own["timestamp"].to_numpy() / 1e3
        kept = (time >= path.time[0]) & (time <= path.time[-1])
        latitude, longitude = (np.interp(time[kept], path.time, path.place[:, k]) for k in (0, 1))
        north = (np.radians(own["latitude"].to_numpy()[kept]) - latitude) * 6.37e6
        east = (np.radians(own["longitude"].to_numpy()[kept]) - longitude) * 6.37e6 * math.cos(math.radians(48.8))
        off += np.hypot(north, east).tolist()
    assert len(off) > 20_000
    assert np.median(off) < 60.0
    assert np.quantile(off, 0.95) < 400.0


def test_paths_agree_with_another_way_to_clean_them() -> None:
    theirs: dict[str, list[tuple[float, float, float, float]]] = {}
    for flight in cleaned().flights:
        rows = zip((flight.time + MIDNIGHT).tolist(), *flight.place.T.tolist(), strict=True)
        theirs.setdefault(flight.address.lower(), []).extend(rows)
    off = []
    for path in read().paths:
        known = {time: place for time, *place in theirs.get(path.name.partition(".")[0], [])}
        for time, place in zip(path.time.tolist(), path.place, strict=True):
            if (other := known.get(float(round(time)))) is not None and abs(time - round(time)) < 0.05:
                north, east = (place[0] - other[0]) * 6.37e6, (place[1] - other[1]) * 6.37e6 * math.cos(place[0])
                off.append((math.hypot(north, east), abs(place[2] - other[2])))
    ground, height = np.array(off).T
    assert len(off) > 500
    assert np.quantile(ground, 0.95) < 150.0 and np.quantile(height, 0.95) < 30.0


def test_they_fly_beside_a_raid_and_are_nobodys_target(folder: Path) -> None:
    setup = prepare(SCENARIO.format(raid=PLAIN, more=""), "lab.yaml", folder).setup
    sides = np.asarray(setup.threat)["side"]
    assert (sides == NEUTRAL).sum() > 30 and (sides == HOSTILE).sum() == 2
    assert (np.asarray(setup.threat)["target"][sides == NEUTRAL] == -1).all()
    one, two = (Engine(setup, 2, workers).fight_block(0, 3) for workers in (1, 2))
    assert_same(one, two)
    assert np.isin(one.threats["outcome"][:, sides == NEUTRAL], (LEFT, IN_FLIGHT, KILLED)).all()
    assert (one.threats["detections"][:, sides == NEUTRAL].sum(axis=0) > 0).mean() > 0.5


def test_they_are_never_a_raid(folder: Path) -> None:
    """Refused as threats and as own aircraft, with the reason, at the key that says so."""
    (folder / "lab.yaml").write_text(SCENARIO.format(raid="target: base, paths: flights.csv", more=""))
    why = r"lab.yaml:11: raids\[0\].paths: flights.csv: flights.csv is a recording of real aircraft .*never as a raid"
    with pytest.raises(InputErrors, match=why):
        api.check(folder / "lab.yaml")
    (folder / "lab.yaml").write_text(SCENARIO.format(raid=PLAIN, more=", side: own").replace("airliner", "su-30mki"))
    with pytest.raises(InputErrors, match="never as own aircraft"):
        api.check(folder / "lab.yaml")
    # Control: as neutral traffic they are fine.
    (folder / "lab.yaml").write_text(SCENARIO.format(raid=PLAIN, more=""))
    said = api.checked(folder / "lab.yaml").remarks
    assert any("traffic civil" in line and "left out" in line for line in said)

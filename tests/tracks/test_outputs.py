"""What `vyuha track` leaves, read back by other people's code: czml3, pyacmi, libasterix, Polars, an XML parser.

Expected: the table of reports in memory, to half of the last digit or step that each format writes. Control: the same
comparison with each value one step off fails.
"""

import math
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyacmi
import pytest
from czml3.core import Document

from tests.tracks.builders import fleet, seen
from vyuha.recordings.asterix_read import read_asterix
from vyuha.tracks.options import TrackOptions
from vyuha.tracks.source import Source
from vyuha.tracks.tracked import Tracked, track_source
from vyuha.tracks.write import write_folder

# Half a step: seconds, degrees, metres. A little more, since sums of decimals are rounded too.
LITTLE = 1.0 + 1e-6
CZML = (0.5e-3 * LITTLE, 0.5e-7 * LITTLE, 0.5e-2 * LITTLE)
ACMI = (0.5e-2 * LITTLE, 0.5e-7 * LITTLE, 0.5e-2 * LITTLE)
CAT062 = {
    "time": 1 / 256,
    "latitude": math.pi / 2**26,
    "longitude": math.pi / 2**26,
    "height": 6.25 * 0.3048 / 2,
    "velocity_east": 0.125,
    "velocity_north": 0.125,
    "climb_rate": 6.25 * 0.3048 / 60 / 2,
}


@pytest.fixture(scope="module")
def tracked() -> Tracked:
    return track_source(Source(Path("plots.csv"), "", seen(fleet(3), 160.0), "memory"), TrackOptions())


@pytest.fixture(scope="module")
def folder(tracked: Tracked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "tracks"
    write_folder(tracked, out, ("csv", "czml", "acmi", "cat062", "png"))
    return out


def courses(tracked: Tracked) -> dict[int, Any]:
    """Rows (time, latitude, longitude in degrees, height) of each track; of two at one moment the later."""
    frame = tracked.tracks.frame.unique(["track", "time"], keep="last", maintain_order=True)
    return {
        int(number): np.column_stack(
            [rows["time"], np.degrees(rows["latitude"]), np.degrees(rows["longitude"]), rows["height"]]
        )
        for (number,), rows in frame.group_by("track", maintain_order=True)
    }


def agree(read: dict[int, Any], expected: dict[int, Any], half: tuple[float, float, float]) -> bool:
    limit = np.array([half[0], half[1], half[1], half[2]])
    return set(read) == set(expected) and all(
        read[n].shape == expected[n].shape and bool((np.abs(read[n] - expected[n]) <= limit).all()) for n in read
    )


def from_czml(folder: Path) -> dict[int, Any]:
    found = {}
    for packet in Document.load(folder / "tracks.czml").packets:
        if str(packet.id).startswith("track/"):
            position = packet.position
            assert str(position.epoch).startswith("2026-01-01T00:00:00")
            flat = np.array(position.cartographicDegrees.values).reshape(-1, 4)
            found[int(str(packet.name).split()[1])] = flat[:, [0, 2, 1, 3]]
    return found


def from_acmi(folder: Path) -> dict[int, Any]:
    recording = pyacmi.Acmi()
    recording.load_acmi(str(folder / "tracks.acmi"))
    found = {}
    for thing in recording.objects.values():
        if str(thing.name).startswith("track "):
            columns = [thing.data[name] for name in ("Latitude", "Longitude", "Altitude")]
            found[int(str(thing.name).split()[1])] = np.column_stack(
                [list(columns[0]), *(list(c.values()) for c in columns)]
            )
    return found


@pytest.mark.parametrize(
    ("read", "half"), [(from_czml, CZML), (from_acmi, ACMI)], ids=["czml3 reads CZML", "pyacmi reads ACMI"]
)
def test_replays_hold_every_report(read: Any, half: tuple[float, float, float], tracked: Tracked, folder: Path) -> None:
    expected = courses(tracked)
    assert len(expected) == 3
    assert agree(read(folder), expected, half)
    for column, step in enumerate((2 * half[0], 2 * half[1], 2 * half[1], 2 * half[2])):
        off = {n: rows + step * np.eye(4)[column] for n, rows in expected.items()}
        assert not agree(read(folder), off, half), column


def test_libasterix_reads_cat062(tracked: Tracked, folder: Path) -> None:
    recording, frame = read_asterix(folder / "tracks.ast"), tracked.tracks.frame
    assert recording.records == {62: frame.height}
    read = recording.tracks.frame
    for name in ("track", "status", "mode_3a", "mode_s", "callsign"):
        assert read[name].to_list() == frame[name].to_list(), name
    for name, half in CAT062.items():
        off = np.abs(read[name].to_numpy() - frame[name].to_numpy())
        assert off.max() <= half * LITTLE, name
        # Control: rounding is there, and a step more would be seen.
        assert off.max() > half / 10 and np.abs(off + 2 * half).max() > half, name


def test_tables_hold_every_report(tracked: Tracked, folder: Path) -> None:
    """Read by Polars alone: Parquet bit for bit, CSV to the last digits of a double."""
    frame = tracked.tracks.frame
    table, text = pl.read_parquet(folder / "tracks.parquet"), pl.read_csv(folder / "tracks.csv")
    assert table["latitude [rad]"].equals(frame["latitude"]) and table["track"].equals(frame["track"])
    assert table["height [m]"].to_numpy().tobytes() == frame["height"].to_numpy().tobytes()
    assert text["latitude [deg]"].to_numpy() == pytest.approx(np.degrees(frame["latitude"].to_numpy()), rel=1e-14)
    assert text["time_midnight [s]"].to_numpy() == pytest.approx(frame["time"].to_numpy(), rel=1e-15)


def test_the_pictures_are_pictures(tracked: Tracked, folder: Path) -> None:
    drawing = ElementTree.parse(folder / "tracks.svg").getroot()
    assert drawing.tag.endswith("svg")
    text = (folder / "tracks.svg").read_text(encoding="utf-8")
    assert f"{tracked.summary.plots:,} plots" in text and "25/201" in text
    assert (folder / "tracks.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"

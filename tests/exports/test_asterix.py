"""ASTERIX of a replicate, as the field's own tools read it: tshark (Wireshark) the capture, libasterix the raw stream.

Expected values: places of the history by textbook formulas (`far.earth_fixed`), the azimuth by the closed form of local
axes, within half a step of each item. Controls: a byte cut off is malformed; the history a kilometre aside is noticed.
"""

import math
import subprocess
from bisect import bisect
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.engine.layouts import catalogue
from tests.outputs.far import Far, earth_fixed, fought
from tests.outputs.test_moves import ROW, moved
from vyuha.engine.assemble import assemble
from vyuha.engine.picture import picture
from vyuha.engine.replay import replay
from vyuha.exports.asterix import PORT, asterix_bytes, source_of
from vyuha.reading.capture import Datagram, write_capture
from vyuha.recordings.asterix_read import read_asterix
from vyuha.scenario import load
from vyuha.state import mission

ROOT = Path(__file__).resolve().parents[2]
NAUTICAL_MILE, FOOT = 1852.0, 0.3048
FIELDS = (
    "asterix.category",
    "asterix.048_010_SIC",
    "asterix.048_140_VALUE",
    "asterix.048_040_RHO",
    "asterix.048_040_THETA",
    "asterix.062_040_VALUE",
    "asterix.062_070_VALUE",
    "asterix.062_105_LAT",
    "asterix.062_105_LON",
    "asterix.034_010_SIC",
    "asterix.034_120_LAT",
    "asterix.034_120_LON",
)


@cache
def demo() -> Far:
    """Replicate 3 of the demonstration."""
    assembled = assemble(load(ROOT / "scenarios" / "first-raid.yaml"), catalogue())
    return Far(replay(assembled.setup, 1, 3), assembled.roster, picture(assembled, catalogue()))


FIGHTS = {"demo": demo, "date line": lambda: fought("date line"), "north pole": lambda: fought("north pole")}


def tshark(path: Path, *options: str) -> str:
    done = subprocess.run(
        ["tshark", "-r", str(path), "-d", f"udp.port=={PORT},asterix", *options],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


class Seen(NamedTuple):
    """What tshark saw: plots as SIC, time, range (m) and azimuth (rad); tracks as number, time, latitude and longitude;
    latitude and longitude of radars by SIC.
    """

    plots: list[tuple[int, float, float, float]]
    tracks: list[tuple[int, float, float, float]]
    radars: dict[int, tuple[float, float]]


def number(text: str) -> float:
    return float(int(text, 16)) if text.startswith("0x") else float(text)


def decoded(path: Path) -> Seen:
    seen = Seen([], [], {})
    options = [part for name in FIELDS for part in ("-e", name)]
    for line in tshark(path, "-T", "fields", "-E", "separator=/t", *options).splitlines():
        cells = [[number(value) for value in cell.split(",") if value] for cell in line.split("\t")]
        for sic, time, miles, degrees in zip(*cells[1:5], strict=True):
            seen.plots.append((int(sic), time, miles * NAUTICAL_MILE, math.radians(degrees)))
        for track, time, latitude, longitude in zip(*cells[5:9], strict=True):
            seen.tracks.append((int(track), time, latitude, longitude))
        for sic, latitude, longitude in zip(*cells[9:], strict=True):
            seen.radars[int(sic)] = latitude, longitude
    return seen


@pytest.fixture(scope="module", params=FIGHTS)
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Far, Path, Seen]:
    far: Far = FIGHTS[request.param]()
    path = tmp_path_factory.mktemp("asterix") / "fight.pcap"
    path.write_bytes(asterix_bytes(path.name, *far)[0])
    return far, path, decoded(path)


def of_kind(far: Far, kind: int) -> list[tuple[int, float, float, float, float]]:
    """Subject, time, latitude, longitude and height of the samples of a kind."""
    history = far.history
    rows = np.flatnonzero(history.samples.kind == kind)
    return [
        (
            int(history.samples.subject[n]),
            float(history.samples.time[n]),
            float(history.latitude[n]),
            float(history.longitude[n]),
            float(history.height[n]),
        )
        for n in rows
    ]


def looked_at(far: Far, radar: int, place: Any) -> tuple[float, float]:
    """Range and azimuth from the site of a radar."""
    home = next(p for p in far.laydown.places if far.roster.radars[radar].id.startswith(f"{p.id}/"))
    away = np.subtract(earth_fixed(*place), earth_fixed(home.latitude, home.longitude, home.height))
    b, a = math.radians(home.latitude), math.radians(home.longitude)
    east = away @ [-math.sin(a), math.cos(a), 0.0]
    north = away @ [-math.sin(b) * math.cos(a), -math.sin(b) * math.sin(a), math.cos(b)]
    return float(np.linalg.norm(away)), math.atan2(east, north) % (2.0 * math.pi)


def nearest(found: list[Any], key: int, time: float) -> list[Any]:
    """What was found under a key within the steps of the clock (1/128 s); the list is in time order, but for those."""
    start = bisect(found, time - 0.02, key=lambda one: one[1])
    end = bisect(found, time + 0.02, key=lambda one: one[1])
    return [one for one in found[start:end] if one[0] == key and abs(one[1] - time) < 0.0045]


def test_tshark_finds_nothing_malformed(shown: tuple[Far, Path, Seen]) -> None:
    _, path, _ = shown
    packets = tshark(path, "-T", "fields", "-e", "frame.protocols").splitlines()
    assert packets and set(packets) == {"raw:ip:udp:asterix"}
    assert tshark(path, "-Y", "_ws.malformed || _ws.expert", "-o", "ip.check_checksum:TRUE") == ""


def test_control_a_record_that_is_cut_off_is_malformed(tmp_path: Path) -> None:
    data = asterix_bytes("x.ast", *fought("date line"))[0]
    whole = int.from_bytes(data[1:3], "big")
    # The length says one byte more than the records have.
    broken = data[:1] + (whole - 1).to_bytes(2, "big") + data[3 : whole - 1]
    path = tmp_path / "broken.pcap"
    path.write_bytes(write_capture([Datagram(0.0, broken, PORT)]))
    assert tshark(path, "-Y", "_ws.malformed || _ws.expert") != ""


def test_tshark_sees_the_plots_where_they_were(shown: tuple[Far, Path, Seen]) -> None:
    """Half a step: range 3.6 m (1/256 NM), azimuth 0.0028 deg (1/65536 of a turn)."""
    far, _, seen = shown
    plots = of_kind(far, mission.SAMPLE_DETECTION)
    within = [(r, t, *looked_at(far, r, place)) for r, t, *place in plots]
    within = [one for one in within if one[2] <= 0xFFFF / 256.0 * NAUTICAL_MILE]
    assert len(seen.plots) == len(within) > 20
    for radar, time, slant, azimuth in within:
        near = nearest(seen.plots, radar + 1, time)
        assert any(
            abs(one[2] - slant) < 0.51 / 256.0 * NAUTICAL_MILE
            and abs(math.remainder(one[3] - azimuth, 2.0 * math.pi)) < 0.51 * 2.0 * math.pi / 65536.0
            for one in near
        )


def test_control_a_kilometre_aside_is_noticed(shown: tuple[Far, Path, Seen]) -> None:
    far, _, seen = shown
    radar, time, latitude, longitude, height = of_kind(far, mission.SAMPLE_DETECTION)[0]
    slant, _ = looked_at(far, radar, (latitude, longitude, height))
    assert not [one for one in nearest(seen.plots, radar + 1, time) if abs(one[2] - slant - 1000.0) < 4.0]


def test_tshark_sees_the_tracks_where_they_were(shown: tuple[Far, Path, Seen]) -> None:
    """Half a step of 180/2^25 degrees, 0.3 m, and what tshark prints."""
    far, _, seen = shown
    tracks = of_kind(far, mission.SAMPLE_TRACK)
    last = {(track, time): place for track, time, *place in tracks}
    assert len(seen.tracks) == len(last) > 20
    for (track, time), (latitude, longitude, _) in last.items():
        near = nearest(seen.tracks, track, time)
        there = earth_fixed(latitude, longitude, 0.0)
        assert min(math.dist(earth_fixed(one[2], one[3], 0.0), there) for one in near) < 1.0


def test_radars_stand_where_they_stand(shown: tuple[Far, Path, Seen]) -> None:
    """Half a step of 180/2^23 degrees is 1.2 m."""
    far, _, seen = shown
    assert seen.radars
    for sic, (latitude, longitude) in seen.radars.items():
        home = next(p for p in far.laydown.places if far.roster.radars[sic - 1].id.startswith(f"{p.id}/"))
        there = earth_fixed(home.latitude, home.longitude, 0.0)
        assert math.dist(earth_fixed(latitude, longitude, 0.0), there) < 2.5


def test_the_capture_has_the_time_of_the_fight(shown: tuple[Far, Path, Seen]) -> None:
    """1 January 2026 and seconds of the scenario; the records in a packet are of within a twentieth of a second."""
    _, path, _ = shown
    fields = ("frame.time_epoch", "asterix.048_140_VALUE", "asterix.062_070_VALUE")
    options = [part for name in fields for part in ("-e", name)]
    for line in tshark(path, "-T", "fields", "-E", "separator=/t", *options).splitlines():
        epoch, *cells = line.split("\t")
        for value in ",".join(cells).split(","):
            if value:
                assert -0.005 < float(value) - (float(epoch) - 1_767_225_600.0) < 0.06


@pytest.mark.parametrize("ending", ["ast", "pcap"])
def test_libasterix_reads_it_back(ending: str, tmp_path: Path) -> None:
    """Places within the steps of height (25 ft), range and azimuth."""
    far, path = fought("date line"), tmp_path / f"fight.{ending}"
    path.write_bytes(asterix_bytes(path.name, *far)[0])
    made = read_asterix(path)
    plots = of_kind(far, mission.SAMPLE_DETECTION)
    assert (made.plots.frame.height, made.left_out) == (len(plots), {})
    heights = sorted(made.plots.frame["height"].drop_nulls())
    assert heights == pytest.approx(sorted(place[4] for place in plots), abs=0.51 * 25.0 * FOOT)
    assert set(made.stations) == {source_of(radar) for radar, *_ in plots}
    assert set(made.tracks.frame["source"]) == {"0/0"}


def test_what_cannot_be_held_is_told(fight: Any) -> None:
    """A radar that moves: its plots are left out, and counted."""
    history = moved(fight.history())
    plots = int((history.samples.kind == mission.SAMPLE_DETECTION).sum())
    assert asterix_bytes("x.ast", history, fight.roster, fight.laydown)[1] == ()
    # All plots of the made-up fight are the post's.
    samples = history.samples.copy()
    samples["subject"][samples["kind"] == mission.SAMPLE_SITE] = 4
    assert fight.roster.sites[4].id == "post" and ROW == 2
    changed = type(history)(
        history.replicate, samples, history.latitude, history.longitude, history.height, history.block
    )
    data, notes = asterix_bytes("x.ast", changed, fight.roster, fight.laydown)
    assert notes == (f"{plots:,} plots left out: their radars move, for which CAT048 has no place",)
    assert data[0] == 62

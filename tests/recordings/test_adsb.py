"""ADS-B as paths: both dialects of public collections, and what is left out of them.

Expected values: a straight flight that the reports are made from, with faults put in by hand.
"""

import math

import numpy as np
import pytest

from vyuha.reading.problems import InputErrors
from vyuha.recordings.adsb import STEP
from vyuha.recordings.flown import Recording, read_flown

EPOCH = 1_633_608_773
OPENSKY = "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,squawk,baroaltitude,geoaltitude"
TRAFFIC = "timestamp,icao24,callsign,latitude,longitude,altitude,groundspeed,track,onground"


def at(time: float) -> tuple[float, float, float]:
    """Latitude, longitude [deg], height [m]: some 230 m/s to the north-east, climbing."""
    return 48.0 + 0.0015 * time, 2.0 + 0.0022 * time, 9000.0 + 5.0 * time


def opensky(when: float, address: str = "3c6444", **put: object) -> str:
    latitude, longitude, height = at(when)
    row = {"time": EPOCH + when, "icao24": address, "lat": f"{latitude:.7f}", "lon": f"{longitude:.7f}"}
    row |= {"velocity": 230, "heading": 45, "vertrate": 5, "callsign": "DLH1 ", "onground": False, "squawk": 1000}
    row |= {"baroaltitude": height, "geoaltitude": height + 60.0} | put
    return ",".join(str(row[name]) for name in OPENSKY.split(","))


def read(rows: list[str], head: str = OPENSKY) -> Recording:
    return read_flown("\n".join([head, *rows, ""]).encode(), "x.csv", "neutral")


def refused(rows: list[str], head: str = OPENSKY) -> str:
    with pytest.raises(InputErrors) as caught:
        read(rows, head)
    return str(caught.value)


def worst(made: Recording, more: float) -> float:
    """How far [m] the paths are from the flight, whose height is so much more."""
    off = 0.0
    for path in made.paths:
        for time, (latitude, longitude, height) in zip(path.time - EPOCH, path.place, strict=True):
            wanted = at(time)
            north = (latitude - math.radians(wanted[0])) * 6.37e6
            east = (longitude - math.radians(wanted[1])) * 6.37e6 * math.cos(latitude)
            off = max(off, math.hypot(north, east, height - wanted[2] - more))
    return off


def test_state_vectors_of_opensky() -> None:
    """Metres; the geometric altitude goes before the other."""
    made = read([opensky(10.0 * k) for k in range(31)])
    assert (made.source, made.clock, [path.name for path in made.paths]) == ("ADS-B", True, ["3c6444"])
    assert worst(made, 60.0) < 1.0
    assert np.diff(made.paths[0].time) == pytest.approx(STEP)


def test_reports_of_traffic() -> None:
    """Feet; times in ISO 8601, in seconds and in milliseconds since 1970."""
    for form in ("iso", "seconds", "milliseconds"):
        rows = []
        for k in range(200):
            latitude, longitude, height = at(k)
            time = {"iso": f"2021-10-07 {12 + (773 + k) // 3600}:{12 + (53 + k) // 60:02d}:{(53 + k) % 60:02d}+00:00"}
            time |= {"seconds": str(EPOCH + k), "milliseconds": str(1000 * (EPOCH + k))}
            rows.append(f"{time[form]},3C6444,DLH1,{latitude:.7f},{longitude:.7f},{height / 0.3048:.3f},450,45,False")
        made = read(rows, TRAFFIC)
        assert made.paths[0].time[0] == EPOCH
        assert worst(made, 0.0) < 1.0
        # A unit in the title goes before what is usual.
        metres = read([row.replace("DLH1", "") for row in rows], TRAFFIC.replace("altitude", "altitude(m)"))
        assert metres.paths[0].place[0, 2] == pytest.approx(9000.0 / 0.3048, abs=1.0)


def test_what_is_false_is_left_out() -> None:
    """Each fault once, in a flight of ten minutes; the rest is flown as if it had not been."""
    rows = {k: opensky(float(k)) for k in range(600)}
    rows[100] = opensky(100.0, lat=rows[99].split(",")[2], lon=rows[99].split(",")[3])
    rows[200] = opensky(200.0, baroaltitude="", geoaltitude="nan")
    rows[300] = opensky(300.0, geoaltitude=40.0)
    rows[400] = opensky(400.0, lat=49.9)
    rows[500] = opensky(500.0, lat="")
    ground = [opensky(700.0 + k, onground=True) for k in range(5)]
    lone = [opensky(float(k), "aaaaaa") for k in range(3)]
    made = read([*rows.values(), rows[50], *ground, *lone])
    assert worst(made, 60.0) < 2.0
    assert [path.name for path in made.paths] == ["3c6444"]
    said = made.notes[-1]
    wanted = ("5 on the ground", "1 without a place", "1 without an altitude", "1 with a time twice", "1 held places")
    for text in (*wanted, "1 stray altitudes", "1 stray places", "3 in flights of less than a minute"):
        assert text in said, said


def test_control_a_stray_place_that_is_kept_would_be_seen() -> None:
    """One in ten seconds that is 30 km off pulls the smooth path away by more than the bound above."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vyuha.recordings.adsb._FASTEST", 1e9)
        assert worst(read([opensky(float(k), **({"lat": 49.9} if k == 400 else {})) for k in range(600)]), 60.0) > 1e3


def test_silence_ends_a_flight() -> None:
    made = read([opensky(float(k)) for k in (*range(200), *range(400, 600))])
    assert [path.name for path in made.paths] == ["3c6444.1", "3c6444.2"]
    assert worst(made, 60.0) < 2.0


def test_the_date_line_and_the_pole_are_nothing_special() -> None:
    for lat, lon, north, east in ((60.0, 179.9, 0.0, 0.004), (89.9, 40.0, 0.002, 0.0)):
        rows, wanted = [], {}
        for k in range(120):
            latitude, longitude = lat + north * k, lon + east * k
            over = latitude > 90.0
            latitude, longitude = (180.0 - latitude, longitude - 180.0) if over else (latitude, longitude)
            wanted[k] = latitude, (longitude + 180.0) % 360.0 - 180.0
            rows.append(opensky(float(k), lat=f"{latitude:.8f}", lon=f"{wanted[k][1]:.8f}", geoaltitude=9000.0))
        (path,) = read(rows).paths
        for time, (latitude, longitude, _) in zip(path.time, path.place, strict=True):
            k = round(time - EPOCH)
            if abs(time - EPOCH - k) < 1e-6:
                turn = math.remainder(longitude - math.radians(wanted[k][1]), math.tau)
                east_off = turn * 6.37e6 * math.cos(latitude)
                assert math.hypot((latitude - math.radians(wanted[k][0])) * 6.37e6, east_off) < 5.0


BAD = [
    ({"lat": 91}, "x.csv:12: latitude: 91: not between -90 and 90 degrees"),
    ({"lon": -181}, "x.csv:12: longitude: -181: not between"),
    ({"lat": "abc"}, "x.csv:12: lat: abc: not a number"),
    ({"time": "yesterday"}, "x.csv:12: time: yesterday: not a number"),
    ({"time": -5}, "x.csv:12: time: -5: no time since the start of 1970"),
    ({"icao24": "xyz"}, "x.csv:12: icao24: xyz: must be six hexadecimal digits"),
    ({"geoaltitude": "high"}, "x.csv:12: geoaltitude: high: not a number"),
]


@pytest.mark.parametrize(("put", "complaint"), BAD)
def test_what_is_no_report_is_refused(put: dict[str, object], complaint: str) -> None:
    rows = [opensky(float(k)) for k in range(100)]
    assert complaint in refused([*rows[:10], opensky(10.0, **put), *rows[11:]])


def test_tables_without_what_is_needed_are_refused() -> None:
    rows = [opensky(float(k)) for k in range(100)]
    assert "without latitude" in refused(rows, OPENSKY.replace("lat,", "breite,"))
    assert "unknown unit of length" in refused(rows, OPENSKY.replace("geoaltitude", "geoaltitude [li]"))
    assert "no flight of a minute or more" in refused(rows[:20])
    assert "the table has no rows" in refused([])

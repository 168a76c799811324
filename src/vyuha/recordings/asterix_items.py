"""What the items of a record say, in SI units and radians: one row of a table from one record.

Source: EUROCONTROL specifications of CAT034 (1.29), CAT048 (1.32), CAT062 (1.21).
"""

import math
import re
from typing import Any, TypeAlias

FOOT = 0.3048
FLIGHT_LEVEL = 100.0 * FOOT
NAUTICAL_MILE = 1852.0
_CALLSIGN = re.compile("[A-Z0-9 ]{1,8}")

# A row, or None when the record is no plot or track; and what was left out of it.
Taken: TypeAlias = tuple[dict[str, Any] | None, list[str]]


def station_row(record: Any) -> dict[str, Any]:
    """What a CAT034 record says of its radar: `sensor`, and where known `latitude`, `longitude`, `height` and `period`
    (s).
    """
    found: dict[str, Any] = {"sensor": _source(record)}
    stands = record.get_item("120")
    if stands is not None:
        found["latitude"] = math.radians(_part(stands, "LAT", "°"))
        found["longitude"] = math.radians(_part(stands, "LON", "°"))
        found["height"] = _part(stands, "HGT", "m")
    period = record.get_item("041")
    if period is not None:
        found["period"] = _quantity(period, "s")
    return found


def plot_row(record: Any) -> Taken:
    """The plot of a CAT048 record. Test targets, field monitors and records without range and azimuth are none, nor
    are those with a range beyond item 040: it would be read as the longest that fits.
    """
    position = record.get_item("040")
    kind = record.get_item("020")
    if position is None:
        return None, ["records without range and azimuth"]
    if _flag(kind, "RAB"):
        return None, ["field monitors"]
    if _flag(kind, "TST"):
        return None, ["test targets"]
    if _flag(kind, "ERR"):
        return None, ["ranges beyond item 040"]
    why: list[str] = []
    height, level = record.get_item("110"), _valid(record.get_item("090"), "flight levels", why)
    row = {
        "time": _time(record.get_item("140")),
        "sensor": _source(record),
        "range": _part(position, "RHO", "NM") * NAUTICAL_MILE,
        "azimuth": math.radians(_part(position, "THETA", "°")),
        "height": None if height is None else _part(height, "3DH", "ft") * FOOT,
        "pressure_altitude": None if level is None else _part(level, "FL", "FL") * FLIGHT_LEVEL,
        "mode_3a": _mode_3a(record.get_item("070"), why),
        "mode_s": _address(record.get_item("220")),
        "callsign": _callsign(record.get_item("240"), why),
    }
    return row, why


def track_row(record: Any) -> Taken:
    """The track of a CAT062 record; without latitude and longitude (item 105) it is left out."""
    position, number = record.get_item("105"), record.get_item("040")
    if position is None or number is None:
        return None, [
            "records without latitude and longitude" if position is None else "records without a track number"
        ]
    why: list[str] = []
    derived, velocity = record.get_item("380"), record.get_item("185")
    height, level, climb = (record.get_item(name) for name in ("130", "136", "220"))
    row = {
        "time": _time(record.get_item("070")),
        "source": _source(record),
        "track": number.as_uint(),
        "status": _status(record.get_item("080")),
        "latitude": math.radians(_part(position, "LAT", "°")),
        "longitude": math.radians(_part(position, "LON", "°")),
        "height": None if height is None else _quantity(height, "ft") * FOOT,
        "pressure_altitude": None if level is None else _quantity(level, "FL") * FLIGHT_LEVEL,
        "velocity_east": None if velocity is None else _part(velocity, "VX", "m/s"),
        "velocity_north": None if velocity is None else _part(velocity, "VY", "m/s"),
        "climb_rate": None if climb is None else _quantity(climb, "ft/min") * FOOT / 60.0,
        "mode_3a": _mode_3a(record.get_item("060"), why),
        "mode_s": _address(None if derived is None else derived.variation.get_item("ADR")),
        "callsign": _callsign(None if derived is None else derived.variation.get_item("ID"), why),
    }
    return row, why


def _source(record: Any) -> str:
    source = record.get_item("010").variation
    return f"{source.get_item('SAC').as_uint()}/{source.get_item('SIC').as_uint()}"


def _quantity(item: Any, unit: str) -> float:
    return float(item.variation.content.as_quantity(unit))


def _part(item: Any, name: str, unit: str) -> float:
    return _quantity(item.variation.get_item(name), unit)


def _time(item: Any) -> float | None:
    return None if item is None else _quantity(item, "s")


def _flag(item: Any, name: str) -> bool:
    """Whether a bit is there and set; extensions may be missing."""
    part = None if item is None else item.variation.get_item(name)
    return part is not None and part.as_uint() != 0


def _valid(item: Any, what: str, why: list[str]) -> Any:
    """The item unless its sender calls it garbled or not validated."""
    if item is None or not (_flag(item, "V") or _flag(item, "G")):
        return item
    why.append(f"{what} garbled or not validated")
    return None


def _mode_3a(item: Any, why: list[str]) -> str | None:
    item = _valid(item, "mode 3/A codes", why)
    return None if item is None else f"{item.variation.get_item('MODE3A').as_uint():04o}"


def _address(item: Any) -> str | None:
    return None if item is None else f"{item.as_uint():06X}"


def _callsign(item: Any, why: list[str]) -> str | None:
    text = "" if item is None else str(item.variation.content.as_string()).strip()
    if text and not _CALLSIGN.fullmatch(text):
        why.append("callsigns that are no text")
        return None
    return text or None


def _status(item: Any) -> str:
    """The last message of a track goes before all; a track without a status counts as confirmed, the bits' default."""
    if _flag(item, "TSE"):
        return "ended"
    if _flag(item, "CNF"):
        return "tentative"
    return "coasting" if _flag(item, "CST") else "confirmed"

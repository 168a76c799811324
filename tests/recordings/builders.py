"""Small recordings, and the bytes of captures around them."""

import math
import struct
from typing import Any

from vyuha.base.units import UNITS
from vyuha.recordings.plots import Plots, Tracks, plots_of, tracks_of

FOOT = UNITS["length"]["ft"]
NAUTICAL_MILE = UNITS["length"]["nmi"]
EIGHT = 8 * 3600.0


def plot(**changes: Any) -> dict[str, Any]:
    """A row of a plot whose values fall on the steps of CAT048."""
    return {
        "time": EIGHT,
        "sensor": "25/201",
        "range": 100.0 * NAUTICAL_MILE,
        "azimuth": math.radians(90.0),
        "height": 10_000.0 * FOOT,
        "pressure_altitude": 33_000.0 * FOOT,
        "sensor_latitude": math.radians(45.0),
        "sensor_longitude": math.radians(-90.0),
        "sensor_height": 780.0,
        "mode_3a": "7421",
        "mode_s": "4CA7B1",
        "callsign": "AIC101",
    } | changes


def track(**changes: Any) -> dict[str, Any]:
    """A row of a track whose values fall on the steps of CAT062."""
    return {
        "time": EIGHT,
        "source": "25/100",
        "track": 4713,
        "status": "coasting",
        "latitude": math.radians(45.0),
        "longitude": math.radians(-90.0),
        "height": 31_250.0 * FOOT,
        "pressure_altitude": 33_000.0 * FOOT,
        "velocity_east": 100.0,
        "velocity_north": -50.0,
        "climb_rate": -1250.0 * FOOT / 60.0,
        "mode_3a": "7421",
        "mode_s": "4CA7B1",
        "callsign": "AIC101",
    } | changes


def columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def plots(*rows: dict[str, Any], **options: Any) -> Plots:
    return plots_of(columns(list(rows)), options.pop("clock", "midnight"), **options)


def tracks(*rows: dict[str, Any], **options: Any) -> Tracks:
    return tracks_of(columns(list(rows)), options.pop("clock", "midnight"), **options)


def datagram(payload: bytes, port: int = 8600) -> bytes:
    """UDP in IPv4."""
    udp = struct.pack(">HHHH", 4000, port, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes(4), bytes(4))
    return head + udp


def ethernet(packet: bytes, kind: int = 0x0800, tags: bytes = b"") -> bytes:
    """A frame, padded to the shortest that Ethernet has."""
    return (bytes(12) + tags + struct.pack(">H", kind) + packet).ljust(60, b"\x00")


def pcap(*packets: bytes, order: str = "<", nanoseconds: bool = False, link: int = 1, cut: int = 0) -> bytes:
    """A capture; `cut` bytes of each packet were not kept."""
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)
    for packet in packets:
        kept = packet[: len(packet) - cut]
        out += struct.pack(order + "IIII", 1_462_433_756, 0, len(kept), len(packet)) + kept
    return out

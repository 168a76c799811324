"""Payloads of UDP datagrams in a packet capture (pcap), with the byte at which each begins.

Read here: both byte orders, microseconds and nanoseconds; Ethernet (with VLAN tags), raw IP and Linux "cooked"; IPv4
and IPv6. Ethernet pads short frames, so the length that UDP says counts, not that of the frame. Written here: raw IPv4,
microseconds.
"""

import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address

_MAGIC = {
    b"\xd4\xc3\xb2\xa1": "<",
    b"\xa1\xb2\xc3\xd4": ">",
    b"\x4d\x3c\xb2\xa1": "<",
    b"\xa1\xb2\x3c\x4d": ">",
}
_NANOSECONDS = (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d")
PCAPNG = b"\x0a\x0d\x0d\x0a"
_ETHERNET, _RAW, _COOKED, _IPV4, _IPV6 = 1, 101, 113, 228, 229
# Some systems write raw IP under these.
_ALSO_RAW = (12, 14)
_LINKS = (_ETHERNET, _RAW, _COOKED, _IPV4, _IPV6, *_ALSO_RAW)
_IPV4_TYPE, _IPV6_TYPE, _VLAN_TYPES = 0x0800, 0x86DD, (0x8100, 0x88A8)
_UDP = 17


@dataclass(frozen=True)
class Payload:
    """What one datagram carries; `offset` is where it begins in the file, `packet` counts from 1, `time` is when it was
    captured (s since 1970).
    """

    offset: int
    data: bytes
    packet: int = 0
    port: int = 0
    time: float = 0.0


@dataclass(frozen=True)
class Datagram:
    """A datagram to write: when (s since 1970), what it carries, to which port, and from and to which address."""

    time: float
    data: bytes
    port: int
    source: str = "127.0.0.1"
    destination: str = "127.0.0.1"


@dataclass
class Capture:
    """The payloads of a capture, what was passed over (text -> packets), and faults as (byte, message)."""

    payloads: list[Payload] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[int, str]] = field(default_factory=list)


def is_capture(data: bytes) -> bool:
    """Whether a file begins as a pcap does."""
    return data[:4] in _MAGIC


def read_capture(data: bytes, ports: tuple[int, ...] = ()) -> Capture:
    """All UDP payloads, or those to the given ports. Never raises: what is wrong stands in `faults`."""
    capture = Capture()
    if len(data) < 24:
        capture.faults.append((0, "the capture is cut off in its header"))
        return capture
    order = _MAGIC[data[:4]]
    ticks = 1e9 if data[:4] in _NANOSECONDS else 1e6
    # The upper bits of the link type say how long the checksums of frames are.
    link = struct.unpack_from(order + "I", data, 20)[0] & 0x0FFFFFFF
    if link not in _LINKS:
        capture.faults.append((20, f"a capture of link type {link}; read are {', '.join(map(str, _LINKS))}"))
        return capture
    at, packet = 24, 0
    while at < len(data):
        packet += 1
        if at + 16 > len(data):
            capture.faults.append((at, f"the capture is cut off in the header of packet {packet:,}"))
            break
        seconds, fraction, kept, length = struct.unpack_from(order + "IIII", data, at)
        end = at + 16 + kept
        if end > len(data):
            left = len(data) - at - 16
            capture.faults.append((at, f"cut off: packet {packet:,} has {kept:,} bytes, {left:,} are left"))
            break
        if kept > length:
            capture.faults.append((at, f"packet {packet:,}: {kept:,} bytes kept of {length:,}: not a capture"))
            break
        before = len(capture.payloads)
        _packet(capture, data, at + 16, end, link, packet, ports, cut=kept < length)
        if len(capture.payloads) > before:
            capture.payloads[-1] = replace(capture.payloads[-1], time=seconds + fraction / ticks)
        at = end
    return capture


def write_capture(datagrams: Iterable[Datagram]) -> bytes:
    """A capture of these, in their order. Raises `ValueError` for one that is too long for UDP."""
    return capture_header() + b"".join(map(capture_packet, datagrams))


def capture_header() -> bytes:
    """What a capture begins with; `capture_packet`s follow."""
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, _RAW)


def capture_packet(datagram: Datagram) -> bytes:
    """One packet of a capture. Raises `ValueError` for one that is too long for UDP."""
    packet = _ipv4(datagram)
    seconds, microseconds = divmod(round(datagram.time * 1e6), 1_000_000)
    return struct.pack("<IIII", seconds, microseconds, len(packet), len(packet)) + packet


def _ipv4(datagram: Datagram) -> bytes:
    """UDP in IPv4 (RFC 768 and 791), with both checksums."""
    length = 8 + len(datagram.data)
    if length + 20 > 65535:
        raise ValueError(f"a datagram of {len(datagram.data):,} bytes is too long for UDP")
    source, destination = (IPv4Address(address).packed for address in (datagram.source, datagram.destination))
    ends = struct.pack(">HH", datagram.port, datagram.port)
    pseudo = source + destination + struct.pack(">BBH", 0, _UDP, length)
    # A sum of nought is sent as its other form: none at all is written as nought.
    checksum = _checksum(pseudo + ends + struct.pack(">HH", length, 0) + datagram.data) or 0xFFFF
    head = struct.pack(">BBHHHBB", 0x45, 0, 20 + length, 0, 0, 64, _UDP)
    ip = head + struct.pack(">H", _checksum(head + b"\x00\x00" + source + destination)) + source + destination
    return ip + ends + struct.pack(">HH", length, checksum) + datagram.data


def _checksum(data: bytes) -> int:
    """The checksum of the internet: the complement of the sum of all words, carries added (RFC 1071)."""
    padded = data + b"\x00" * (len(data) % 2)
    total: int = sum(struct.unpack(f">{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _packet(
    capture: Capture, data: bytes, start: int, end: int, link: int, packet: int, ports: tuple[int, ...], *, cut: bool
) -> None:
    at = _network_layer(data, start, end, link)
    udp = _transport_layer(data, at, end) if at >= 0 else -1
    if udp == -2:
        capture.passed_over["fragments of IP packets"] += 1
        return
    if udp < 0 or udp + 8 > end:
        capture.passed_over["packets without UDP"] += 1
        return
    port, length = struct.unpack_from(">HH", data, udp + 2)
    if ports and port not in ports:
        capture.passed_over["packets to other ports"] += 1
        return
    if length < 8 or udp + length > end:
        why = "was cut short when it was captured" if cut else "says that it is longer than its packet"
        capture.faults.append((udp, f"packet {packet:,}: the datagram {why}"))
        return
    capture.payloads.append(Payload(udp + 8, data[udp + 8 : udp + length], packet, port))


def _network_layer(data: bytes, start: int, end: int, link: int) -> int:
    """Where IP begins; -1: nowhere."""
    if link not in (_ETHERNET, _COOKED):
        return start
    at = start + (12 if link == _ETHERNET else 14)
    while at + 2 <= end:
        kind = int.from_bytes(data[at : at + 2], "big")
        if kind not in _VLAN_TYPES:
            return at + 2 if kind in (_IPV4_TYPE, _IPV6_TYPE) else -1
        at += 4
    return -1


def _transport_layer(data: bytes, at: int, end: int) -> int:
    """Where UDP begins; -1: it does not, -2: the packet is a fragment of UDP."""
    version = data[at] >> 4 if at < end else 0
    if version == 4 and at + 20 <= end and data[at + 9] == _UDP:
        # More fragments, or an offset: the datagram is spread over packets.
        return -2 if int.from_bytes(data[at + 6 : at + 8], "big") & 0x3FFF else at + 4 * (data[at] & 0x0F)
    if version == 6 and at + 40 <= end and data[at + 6] == _UDP:
        return at + 40
    return -1

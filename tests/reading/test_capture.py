"""Packet captures: the payloads of datagrams, whatever way they were captured.

Expected values: the payload put in; the layouts are those of the pcap format, Ethernet, IEEE 802.1Q, IPv4 (RFC 791),
IPv6 (RFC 8200) and UDP (RFC 768), built by hand in `builders.py`.
"""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recordings.builders import datagram, ethernet, pcap
from vyuha.reading.capture import Datagram, is_capture, read_capture, write_capture

PAYLOAD = b"\x30\x00\x05ab"


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("nanoseconds", [False, True])
def test_byte_orders_and_clocks(order: str, nanoseconds: bool) -> None:
    data = pcap(ethernet(datagram(PAYLOAD)), ethernet(datagram(b"xyz", 8601)), order=order, nanoseconds=nanoseconds)
    assert is_capture(data)
    capture = read_capture(data)
    assert [(found.data, found.port, found.packet) for found in capture.payloads] == [
        (PAYLOAD, 8600, 1),
        (b"xyz", 8601, 2),
    ]
    # 24 bytes of the file, 16 of the packet, 14 of Ethernet, 20 of IP, 8 of UDP.
    assert capture.payloads[0].offset == 82
    for found in capture.payloads:
        assert data[found.offset : found.offset + len(found.data)] == found.data


def test_padding_of_short_frames_is_no_payload() -> None:
    frame = ethernet(datagram(PAYLOAD))
    assert len(frame) == 60 and frame.endswith(b"\x00")
    assert read_capture(pcap(frame)).payloads[0].data == PAYLOAD


def test_links_and_networks() -> None:
    udp = struct.pack(">HHHH", 1, 8600, 8 + len(PAYLOAD), 0) + PAYLOAD
    six = struct.pack(">IHBB", 6 << 28, len(udp), 17, 64) + bytes(32) + udp
    cases = {
        "VLAN": pcap(ethernet(datagram(PAYLOAD), tags=b"\x81\x00\x00\x05")),
        "two VLANs": pcap(ethernet(datagram(PAYLOAD), tags=b"\x88\xa8\x00\x05\x81\x00\x00\x05")),
        "raw IP": pcap(datagram(PAYLOAD), link=101),
        "cooked": pcap(bytes(14) + b"\x08\x00" + datagram(PAYLOAD), link=113),
        "IPv6": pcap(ethernet(six, 0x86DD)),
        "options of IPv4": pcap(
            b"\x46" + datagram(PAYLOAD)[1:20] + b"\x01\x01\x01\x00" + datagram(PAYLOAD)[20:], link=101
        ),
    }
    for name, data in cases.items():
        assert [found.data for found in read_capture(data).payloads] == [PAYLOAD], name


def test_ports_are_picked_and_what_is_passed_over_is_counted() -> None:
    fragment = bytearray(datagram(PAYLOAD))
    fragment[6] = 0x20
    tcp = bytearray(datagram(PAYLOAD))
    tcp[9] = 6
    data = pcap(*(ethernet(bytes(p)) for p in (datagram(PAYLOAD), datagram(PAYLOAD, 53), fragment, tcp)))
    capture = read_capture(data, (8600,))
    assert len(capture.payloads) == 1
    assert capture.passed_over == {
        "packets to other ports": 1,
        "fragments of IP packets": 1,
        "packets without UDP": 1,
    }
    assert capture.faults == []


@pytest.mark.parametrize(
    "data, fault",
    [
        (pcap()[:20], (0, "the capture is cut off in its header")),
        (pcap(ethernet(datagram(PAYLOAD)))[:30], (24, "the capture is cut off in the header of packet 1")),
        (pcap(ethernet(datagram(PAYLOAD)))[:-1], (24, "cut off: packet 1 has 60 bytes, 59 are left")),
        (
            pcap(ethernet(datagram(bytes(100))), cut=80),
            (74, "packet 1: the datagram was cut short when it was captured"),
        ),
        (pcap(b"", link=147), (20, "a capture of link type 147; read are 1, 101, 113, 228, 229, 12, 14")),
    ],
)
def test_faults_have_their_byte(data: bytes, fault: tuple[int, str]) -> None:
    assert read_capture(data).faults == [fault]


def test_a_datagram_longer_than_its_packet_is_a_fault() -> None:
    packet = bytearray(datagram(PAYLOAD))
    packet[25] = 200
    assert read_capture(pcap(ethernet(bytes(packet)))).faults == [
        (74, "packet 1: the datagram says that it is longer than its packet")
    ]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(data=st.data())
def test_damaged_captures_never_raise(data: st.DataObject) -> None:
    whole = pcap(ethernet(datagram(PAYLOAD)), ethernet(datagram(PAYLOAD)), datagram(PAYLOAD))
    at = data.draw(st.integers(4, len(whole)))
    damaged = whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 4)) :]
    for found in read_capture(damaged).payloads:
        assert damaged[found.offset : found.offset + len(found.data)] == found.data


@given(st.lists(st.tuples(st.floats(0.0, 4e9), st.binary(max_size=300), st.integers(1, 65535)), max_size=5))
def test_what_is_written_is_read(datagrams: list[tuple[float, bytes, int]]) -> None:
    data = write_capture(Datagram(time, payload, port) for time, payload, port in datagrams)
    found = read_capture(data)
    assert not found.faults and not found.passed_over
    assert [(one.data, one.port) for one in found.payloads] == [(payload, port) for _, payload, port in datagrams]


def test_checksums() -> None:
    """Expected value: with its checksum in it, the sum over all words is all ones (RFC 1071)."""
    packet = write_capture([Datagram(1.5, b"odd", 3000, "192.0.2.1", "198.51.100.7")])[24 + 16 :]

    def total(data: bytes) -> int:
        words = sum(struct.unpack(f">{len(data) // 2}H", data))
        return (words & 0xFFFF) + (words >> 16)

    assert total(packet[:20]) == 0xFFFF
    assert total(packet[12:20] + struct.pack(">HH", 17, 11) + packet[20:] + b"\x00") == 0xFFFF
    with pytest.raises(ValueError, match="too long"):
        write_capture([Datagram(0.0, bytes(65_508), 3000)])

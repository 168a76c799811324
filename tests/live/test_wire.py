"""Sockets and paces: addresses, what is sent and received over loopback, and the clock.

Expected values: the ranges of RFC 5771 (multicast) and RFC 1122 (loopback); what was sent.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.builders import said
from vyuha.dis.codec import decode, encode
from vyuha.live.pace import Pace
from vyuha.live.send import send
from vyuha.live.wire import AddressError, Inlet, Outlet, parse_address

ROOT = Path(__file__).parents[2]


def test_addresses() -> None:
    assert str(parse_address("localhost:3000")) == "127.0.0.1:3000" and parse_address("127.9.9.9:1").local
    assert parse_address("239.1.2.3:3000").group and not parse_address("239.1.2.3:3000").local
    assert parse_address("255.255.255.255:3000").everybody and not parse_address("192.0.2.7:3000").group


@pytest.mark.parametrize("host", ["", "127.0.0.1", "127.0.0.1:", "127.0.0.1:٣"])
def test_what_is_no_address(host: str) -> None:
    for port in ("", "0", "65536"):
        with pytest.raises(AddressError, match="give HOST:PORT"):
            parse_address(host + port)
    for other in ("example.org:3000", "::1:3000", "127.0.0.1.1:3000"):
        with pytest.raises(AddressError, match="give HOST:PORT"):
            parse_address(other)


def test_out_and_in_and_no_more_than_asked() -> None:
    where = parse_address("127.0.0.1:38411")
    with Inlet(where) as inlet, Outlet(where) as outlet:
        for n in range(5):
            outlet.send(bytes([n]) * 10)
        assert [data[0] for data in inlet.read(3)] == [0, 1, 2]
        assert [data[0] for data in inlet.read(100)] == [3, 4] and inlet.read(100) == []
        assert outlet.sent == 5
        outlet.send(bytes(70_000))
        assert (outlet.sent, outlet.failed) == (5, 1)
        with pytest.raises(OSError, match="in use"):
            Inlet(where)


def test_a_pace_waits_and_says_how_late_it_is() -> None:
    clock, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    pace = Pace(10.0, lambda: clock[0], sleep)
    pace.wait(20.0)
    assert slept == [2.0] and pace.behind == 0.0
    clock[0] = 5.0
    pace.wait(30.0)
    assert slept == [2.0] and pace.behind == pytest.approx(20.0)


def test_everything_is_sent_at_its_time() -> None:
    clock, at = [0.0], []
    timed = [(float(n), said(float(n))) for n in range(4)]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    where = parse_address("127.0.0.1:38412")
    with Inlet(where) as inlet, Outlet(where) as outlet:
        send(timed, outlet, Pace(2.0, lambda: clock[0], sleep), lambda time: at.append((time, clock[0])))
        assert [decode(data) for data in inlet.read(10)] == [decode(encode(pdu)) for _, pdu in timed]
    assert at == [(0.0, 0.0), (1.0, 0.5), (2.0, 1.0), (3.0, 1.5)]


def command(*words: str) -> "subprocess.CompletedProcess[str]":
    here = [sys.executable, "-m", "vyuha", *words]
    return subprocess.run(here, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False, env=os.environ)


def test_a_stored_replicate_is_sent(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert command("run", "scenarios/one-on-one.yaml", "-n", "2", "-o", str(run), "--no-report").returncode == 0
    where = parse_address("127.0.0.1:38413")
    with Inlet(where) as inlet:
        done = command("dis", "send", str(run), "-r", "1", "--to", str(where), "--rate", "1000")
        assert done.returncode == 0, done.stderr
        heard = [decode(data) for data in inlet.read(10_000)]
    assert f"{len(heard):,} PDUs sent to {where}" in done.stdout and len(heard) > 200
    assert len({type(pdu) for pdu in heard}) == 4 and "warning" not in done.stderr
    refused = command("dis", "send", str(run), "-r", "9")
    assert refused.returncode == 2 and "has replicates 0 to 1" in refused.stderr
    capture = command("replay", str(run), "-r", "1", "--to", "dis", "-o", str(tmp_path / "fight.pcap"))
    assert capture.returncode == 0 and (tmp_path / "fight.pcap").stat().st_size > 100 * len(heard)


def test_other_networks_are_warned_of(tmp_path: Path) -> None:
    done = command("dis", "send", str(tmp_path), "--to", "239.1.2.3:3000")
    assert done.returncode == 2 and "warning: --to 239.1.2.3:3000 is a multicast group" in done.stderr

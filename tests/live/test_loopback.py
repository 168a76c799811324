"""Two processes on one machine: what the other flies is detected, tracked and engaged here, and our rounds are told.

Expected values: what the other process sends; Wireshark's decoder; bounded counts, no times.
"""

import csv
import json
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.dis.tshark import complaints, decoded
from tests.live.builders import SCENARIO, beats
from tests.live.test_visitors import garbage
from vyuha.dis.codec import decode
from vyuha.dis.pdus import Detonation, Emission, EntityId, EntityState, Fire, Pdu
from vyuha.live import visitors as v

ROOT = Path(__file__).parents[2]
RATE, SPAN = 12.0, 85.0


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Listener:
    """A third simulator, which hears what is told."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port = int(self.socket.getsockname()[1])

    def heard(self) -> list[Pdu]:
        found = []
        while True:
            try:
                found.append(decode(self.socket.recv(65535)))
            except BlockingIOError:
                self.socket.close()
                return found


def exchange(
    folder: Path, datagrams: list[tuple[float, bytes]]
) -> tuple[list[Pdu], dict[str, int], list[dict[str, str]]]:
    """What is told, counted and left of a live fight while another process sends these."""
    into, listener = free_port(), Listener()
    lines = sorted((0.2 + time / RATE, data) for time, data in datagrams)
    sent = folder / "sent.txt"
    sent.write_text("".join(f"{time:.4f} {data.hex()}\n" for time, data in lines if data))
    out = folder / "live"
    command = [sys.executable, "-m", "vyuha", "live", str(SCENARIO), "--dis-in", f"127.0.0.1:{into}"]
    command += ["--dis-out", f"127.0.0.1:{listener.port}", "--rate", str(RATE), "--no-raids", "-o", str(out)]
    # How long a silence is borne is tested elsewhere: here a busy machine may be silent for long.
    command += ["--duration", f"{SPAN + 20.0} s", "--timeout", "10 min"]
    fight = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert fight.stderr is not None
    # It says when it listens.
    for line in fight.stderr:
        if "listening" in line:
            break
    other = subprocess.run(
        [sys.executable, "-m", "tests.live.sender", str(into), str(sent)], cwd=ROOT, timeout=120, check=True
    )
    assert other.returncode == 0
    _, said = fight.communicate(timeout=120)
    assert fight.returncode == 0, said
    counts = json.loads((out / "counts.json").read_text())
    with (out / "threats.csv").open() as file:
        return listener.heard(), counts, list(csv.DictReader(file))


def test_anothers_fighter_is_shot_down_and_everybody_is_told(tmp_path: Path) -> None:
    told, counts, (threat, *others) = exchange(tmp_path, beats(SPAN))
    assert not others and (threat["threat"], threat["type"], threat["outcome"]) == ("external/1", "su-30mki", "killed")
    assert float(threat["detection_time"]) < float(threat["track_time"]) < float(threat["launch_time"])
    assert counts[v.OPENED] == 1 and counts[v.USED] + counts.get(v.DOWN, 0) == len(beats(SPAN))
    fired = [pdu for pdu in told if isinstance(pdu, Fire)]
    gone = [pdu for pdu in told if isinstance(pdu, Detonation)]
    assert fired and {pdu.munition_id for pdu in fired} == {pdu.munition_id for pdu in gone}
    rounds = {pdu.entity for pdu in told if isinstance(pdu, EntityState)} & {pdu.munition_id for pdu in fired}
    assert rounds == {pdu.munition_id for pdu in fired} and any(isinstance(pdu, Emission) for pdu in told)
    # What was left is sound, and tells the same.
    for name in ("received", "sent"):
        assert complaints(tmp_path / "live" / f"{name}.pcap") == []
    entities = decoded(tmp_path / "live" / "received.pcap", "dis.entity_id_site", "dis.entity_id_entity")
    assert len(entities) == len(beats(SPAN)) and {tuple(one) for one in entities} == {("7", "9")}
    with (tmp_path / "live" / "paths.csv").open() as file:
        path = list(csv.DictReader(file))
    assert {(one["id"], one["type"]) for one in path} == {("7:8:9", "su-30mki")}
    times = [float(one["time [s]"]) for one in path]
    assert len(times) > 10 and all(a < b for a, b in zip(times, times[1:], strict=False))


@pytest.mark.slow
def test_losses_and_a_flood_of_garbage(tmp_path: Path) -> None:
    draw = random.Random(5)
    kept = [one for one in beats(SPAN) if one[0] == 0.0 or draw.random() > 0.3]
    told, counts, (threat, *others) = exchange(tmp_path, kept + [one for one in garbage(9000, 2) if one[0] < SPAN])
    assert not others and (threat["type"], threat["outcome"]) == ("su-30mki", "killed")
    assert counts[v.OPENED] == 1 and v.LOST not in counts
    assert counts[v.USED] + counts.get(v.DOWN, 0) == len(kept)
    assert sum(counts.values()) > 2500 and counts["PDUs of another version"] > 500
    assert not any(pdu.entity == EntityId(7, 8, 9) for pdu in told if isinstance(pdu, EntityState))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--dis-in", "nowhere"], "give HOST:PORT"),
        (["--dis-in", "127.0.0.1:99999"], "give HOST:PORT"),
        (["--dis-in", "192.0.2.1:3000"], "cannot listen at 192.0.2.1:3000"),
        ([], "--dis-in or --dis-out"),
        (["--dis-in", "127.0.0.1:3111", "--rate", "0"], "--rate"),
        (["--dis-in", "127.0.0.1:3111", "--rate", "nan"], "--rate"),
        (["--dis-in", "127.0.0.1:3111", "--duration", "5"], "give a unit"),
    ],
)
def test_what_is_refused(options: list[str], message: str) -> None:
    command = [sys.executable, "-m", "vyuha", "live", str(SCENARIO), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2 and message in done.stderr, done.stderr


def test_an_interrupt_ends_it_and_keeps_what_there_is(tmp_path: Path) -> None:
    out = tmp_path / "live"
    command = [sys.executable, "-m", "vyuha", "live", str(SCENARIO), "--dis-in", f"127.0.0.1:{free_port()}"]
    fight = subprocess.Popen(
        [*command, "-o", str(out)], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert fight.stderr is not None
    for line in fight.stderr:
        if "listening" in line:
            break
    time.sleep(1.0)
    fight.send_signal(signal.SIGINT)
    told, said = fight.communicate(timeout=120)
    assert fight.returncode == 0 and "ended at" in said and "0 visitors" in told
    kept = {"scenario.yaml", "received.pcap", "sent.pcap", "paths.csv", "threats.csv", "shots.csv", "sites.csv"}
    assert {path.name for path in out.iterdir()} == kept | {"counts.json"}
    # The same folder is not written to twice.
    again = subprocess.run(
        [*command, "-o", str(out)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert again.returncode == 2 and "new folder" in again.stderr

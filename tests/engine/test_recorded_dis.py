"""What another simulator sent, fought: where its entities were, what they are taken for, and garbage in between.

Expected values: the states that were sent; dead reckoning is not needed where a state comes every few seconds.
"""

from pathlib import Path

import numpy as np
import pytest

from tests.engine.recorded_files import WATCH, earth_fixed, scenario
from vyuha.dis.codec import encode
from vyuha.dis.entity_types import parse_type
from vyuha.dis.pdus import OPPOSING, EntityId, EntityState, Header
from vyuha.dis.timestamp import timestamp
from vyuha.engine.assemble import Assembled
from vyuha.engine.replay import replay
from vyuha.engine.replicates import Engine
from vyuha.engine.run import prepare
from vyuha.reading.capture import Datagram, write_capture
from vyuha.state.mission import SAMPLE_THREAT
from vyuha.state.threat import HIT

EPOCH = 1_795_341_600.0
TYPES = {1: "1.2.222.1.19.3", 2: "2.9.165.1.1", 3: "1.2.105.1.7"}


def place(number: int, time: float) -> np.ndarray:  # type: ignore[type-arg]
    """Entity `number`: from the south at 220 m/s, down on the base after 300 s, each 10 m beside the one before."""
    share = time / 300.0
    return earth_fixed(30.4 + 0.6 * share, 74.9 + 1e-4 * number, 400.0 * (1.0 - share))


def sent(garbage: bool = False) -> bytes:
    """The capture: a state every 5 s of each."""
    units = []
    for time in range(0, 301, 5):
        for number, type in TYPES.items():
            state = EntityState(
                header=Header(1, timestamp(EPOCH + time, absolute=True)),
                entity=EntityId(9, 2, number),
                force=OPPOSING,
                type=parse_type(type),
                velocity=(0.0, 0.0, 0.0),
                location=tuple(place(number, float(time))),
            )
            units.append(Datagram(EPOCH + time, encode(state), 3000))
        if garbage:
            units.append(Datagram(EPOCH + time, np.random.default_rng(time).bytes(144), 3000))
    return write_capture(units)


def made(folder: Path, capture: bytes, more: str = "") -> Assembled:
    (folder / "exercise.pcap").write_bytes(capture)
    text = scenario(defences=WATCH, more=more).replace("paths.csv", "exercise.pcap")
    return prepare(text, "lab.yaml", folder)


def test_entities_fly_where_they_were(tmp_path: Path) -> None:
    """Within a metre of the law that the states follow, at each sample of a replay; and they come down on the base."""
    assembled = made(tmp_path, sent())
    history = replay(assembled.setup, 3, 0)
    kept = np.flatnonzero(np.asarray(history.samples["kind"]) == SAMPLE_THREAT)
    assert len(kept) > 60
    off = []
    for k in kept:
        sample, at = history.samples[k], (history.latitude[k], history.longitude[k], history.height[k])
        wanted = place(int(sample["subject"]) + 1, float(sample["time"]))
        off.append(float(np.linalg.norm(earth_fixed(*map(float, at)) - wanted)))
    assert max(off) < 1.0
    assert [row.id for row in assembled.roster.threats] == [f"red/9:2:{k}" for k in TYPES]
    assert (history.block.threats["outcome"] == HIT).all()


def test_types_are_those_of_the_catalogue_that_they_are_most_like(tmp_path: Path) -> None:
    """The same type, the same but for its last numbers, and of the same class; `types` goes before all."""
    assembled = made(tmp_path, sent())
    assert [row.kind for row in assembled.roster.threats] == ["su-30mki", "babur", "mig-29k"]
    assert any("1.2.105.1.7.0.0 flies as mig-29k (1)" in line for line in assembled.recorded.remarks)
    told = made(tmp_path, sent(), ", types: {1.2.105: su-30mki, '2': brahmos, 2.9.165.1.1.0.0: shahed-136}")
    assert [row.kind for row in told.roster.threats] == ["su-30mki", "shahed-136", "su-30mki"]


def test_garbage_changes_nothing_but_a_count(tmp_path: Path) -> None:
    clean, dirty = made(tmp_path, sent()), made(tmp_path, sent(garbage=True))
    assert np.array_equal(np.asarray(clean.setup.knot), np.asarray(dirty.setup.knot))
    one, two = (Engine(assembled.setup, 3, 1).fight_block(0, 2).threats for assembled in (clean, dirty))
    assert one.tobytes() == two.tobytes()
    assert any("61 PDUs" in line for line in dirty.recorded.remarks)
    assert not any("PDUs" in line for line in clean.recorded.remarks)
    # Control: the file is another one all the same.
    assert clean.recorded.digest != dirty.recorded.digest


@pytest.mark.parametrize("shift", [0.0, 1800.0, 3599.0])
def test_the_hour_of_the_day_does_not_matter(shift: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first state is at the start of the raid, whenever it was; knots differ by what stamps and doubles round."""
    plain = made(tmp_path, sent())
    monkeypatch.setattr("tests.engine.test_recorded_dis.EPOCH", EPOCH + shift)
    later = made(tmp_path, sent())
    for name in ("time", "x", "y", "z"):
        one, two = (np.asarray(assembled.setup.knot)[name] for assembled in (plain, later))
        assert np.abs(one - two).max() < 1e-5
    assert later.setup.threat[0].start_time == pytest.approx(0.0, abs=1e-5)

"""What is left of a live fight: its scenario, what came and what was told, and what became of it.

| file | what |
|---|---|
| `scenario.yaml` | the scenario that was fought |
| `received.pcap` | the datagrams that told of visitors, at their times of the fight, as if to port 3000 |
| `sent.pcap` | what was told, likewise |
| `paths.csv` | the visitors' paths as they were taken to be: time, id, type, latitude, longitude, height |
| `threats.csv`, `shots.csv`, `sites.csv` | the outcome, as in the tables of a run |
| `counts.json` | every datagram that came, by what became of it |
"""

import csv
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType

from vyuha.live.visitors import Heard
from vyuha.outputs.dis import PORT
from vyuha.outputs.scene import EPOCH
from vyuha.reading.capture import Datagram, capture_header, capture_packet
from vyuha.results.laydown import Laydown
from vyuha.results.records import Block, Roster
from vyuha.results.tables import frames

_START = datetime.fromisoformat(EPOCH).timestamp()
# A capture is closed at this size (bytes), however long the fight goes on.
_LARGEST = 500_000_000
_TITLES = ("time [s]", "id", "type", "latitude [deg]", "longitude [deg]", "height [m]")
_SKIPPED = "replicate"


class Recording:
    """The folder of a live fight, written while it is fought."""

    def __init__(self, folder: Path, scenario: str) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        (folder / "scenario.yaml").write_text(scenario, encoding="utf-8")
        self._open = ExitStack()
        self._captures = [self._open.enter_context((folder / f"{n}.pcap").open("wb")) for n in ("received", "sent")]
        for file in self._captures:
            file.write(capture_header())
        paths = self._open.enter_context((folder / "paths.csv").open("w", encoding="utf-8", newline=""))
        self._paths = csv.writer(paths, lineterminator="\n")
        self._paths.writerow(_TITLES)
        self._latest: dict[str, float] = {}

    def __enter__(self) -> "Recording":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def received(self, time: float, datagrams: Iterable[bytes], heard: Iterable[Heard]) -> None:
        """What came at `time` (s), and what was made of it."""
        self._capture(0, time, datagrams)
        for line in heard:
            # Times of a path grow: one that came and left at once has one place.
            if line.time > self._latest.get(line.id, -1.0):
                self._latest[line.id] = line.time
                place = f"{line.latitude:.8f}", f"{line.longitude:.8f}", f"{line.height:.2f}"
                self._paths.writerow((f"{line.time:.3f}", line.id, line.kind, *place))

    def sent(self, time: float, datagrams: Iterable[bytes]) -> None:
        """What was told at `time` (s)."""
        self._capture(1, time, datagrams)

    def _capture(self, number: int, time: float, datagrams: Iterable[bytes]) -> None:
        file = self._captures[number]
        for data in datagrams:
            if file.tell() < _LARGEST:
                file.write(capture_packet(Datagram(_START + time, data, PORT)))

    def close(self, block: Block, roster: Roster, laydown: Laydown, counts: Mapping[str, int]) -> None:
        """What became of it."""
        for name, frame in frames(block, roster, laydown).items():
            if name != _SKIPPED + "s":
                frame.drop(_SKIPPED, strict=False).write_csv(self._folder / f"{name}.csv")
        (self._folder / "counts.json").write_text(json.dumps(dict(sorted(counts.items())), indent=2) + "\n")

"""The recorded paths that a scenario names: read, judged, and put in the place of what the file was to say.

What was recorded is taken as it is: where a type would not fly so, that is a remark. Refused is what no aircraft and no
missile does, and what the engine could not follow.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.catalogue import Catalogue
from vyuha.engine.ground import Ground
from vyuha.engine.recorded_types import MARKED, type_of
from vyuha.engine.refusal import refusal
from vyuha.reading.beside import read_beside
from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem
from vyuha.reading.tree import Location
from vyuha.recordings.flown import MOST_BYTES, Flown, Recording, read_flown
from vyuha.scenario.check import MOST_THREATS
from vyuha.scenario.files import paths_named
from vyuha.scenario.model import Flight, Raid, Scenario
from vyuha.scenario.place import Place
from vyuha.threats.course import GRAVITY
from vyuha.threats.recorded import hardest, path_knots
from vyuha.threats.system import HARDEST
from vyuha.world.geodesy import ecef_to_geodetic, geodetic_to_ecef
from vyuha.world.terrain_grid import height_at

Floats = npt.NDArray[np.float64]
# What is beyond these no path does: silence between two rows [s], speed [m/s], distance from the origin [m].
LONGEST_GAP, FASTEST, FARTHEST = 60.0, 5e3, 2e6
# Factors by which speed and load may lie beyond the catalogue's without a remark.
_SPEED, _LOAD = 1.2, 1.5


class PathsChanged(ValueError):
    """The files of paths that a scenario names are not those that they were."""


@dataclass(frozen=True)
class FlownPath:
    """A path to be flown: its name, the catalogue's type, when it begins [s], and its knots (n, 7) in earth-fixed axes,
    with times from 0.
    """

    name: str
    type: str
    begin: float
    knots: Floats

    @property
    def place(self) -> tuple[float, float, float]:
        """Latitude, longitude [rad] and height [m] of its beginning."""
        x, y, z = (float(v) for v in self.knots[0, 1:4])
        return ecef_to_geodetic(x, y, z)


@dataclass(frozen=True)
class Paths:
    """All recorded paths of a scenario by the id of their raid or flight; a hash of the files ("": none), the folder of
    the scenario, and what is to be said about them.
    """

    of: Mapping[str, tuple[FlownPath, ...]] = field(default_factory=dict)
    digest: str = ""
    home: str = ""
    remarks: tuple[str, ...] = ()

    def filled(self, scenario: Scenario) -> Scenario:
        """The scenario with what its files say in place of the stand-ins."""
        if not self.of:
            return scenario
        raids = tuple(raid.model_copy(update=self._of_file(raid)) for raid in scenario.raids)
        traffic = tuple(flight.model_copy(update=self._of_file(flight)) for flight in scenario.traffic)
        return scenario.model_copy(update={"raids": raids, "traffic": traffic})

    def _of_file(self, flown: Raid | Flight) -> dict[str, Any]:
        if flown.id not in self.of:
            return {}
        paths = self.of[flown.id]
        latitude, longitude, _ = paths[0].place
        middle = float(np.median([path.place[2] for path in paths]))
        return {
            "count": len(paths),
            "origin": Place("geodetic", latitude, longitude),
            "height": middle,
            "types": {path.type: path.type for path in paths},
        }


NO_PATHS = Paths()


def find_paths(
    scenario: Scenario,
    catalogue: Catalogue,
    ground: Ground | None,
    home: Path,
    text: str = "",
    name: str = "scenario",
    digest: str | None = None,
) -> Paths:
    """The recorded paths of a scenario whose file lies in `home`, over its `ground`. Raises `InputErrors`, which name
    the line of the scenario's `text` (`name` is its file) or of the file of paths, for what cannot be read or flown;
    `PathsChanged` if the files do not have the `digest` that is asked for.
    """
    named = list(paths_named(scenario))
    if not named:
        return NO_PATHS
    findings: list[tuple[Location, str]] = []
    contents: dict[str, bytes] = {}
    for at, file in named:
        try:
            contents[file] = read_beside(home, file, MOST_BYTES)
        except ValueError as error:
            findings.append((at, str(error)))
    if findings:
        raise refusal(findings, text, name)
    found = _digest(contents)
    if digest is not None and found != digest:
        raise PathsChanged("a file of recorded paths has changed since")
    judge = _Judge(scenario, catalogue, ground, text, name)
    for at, file in named:
        judge.take(at, file, str(home / file), contents[file])
    return Paths(judge.made(), found, str(home.resolve()), tuple(judge.remarks))


def _digest(contents: Mapping[str, bytes]) -> str:
    """One hash of all files of paths that a scenario names."""
    lines = [f"{file} {hashlib.sha256(contents[file]).hexdigest()}" for file in sorted(contents)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass
class _Judge:
    """Reads one file after the other and keeps what can be flown."""

    scenario: Scenario
    catalogue: Catalogue
    ground: Ground | None
    text: str
    name: str
    paths: dict[str, tuple[FlownPath, ...]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    at: dict[str, Location] = field(default_factory=dict)

    def take(self, at: Location, file: str, shown: str, content: bytes) -> None:
        """Read a file of a raid or a flight. Raises `InputErrors`."""
        flown: Raid | Flight = getattr(self.scenario, str(at[0]))[at[1]]
        side = flown.side if isinstance(flown, Flight) else "hostile"
        recording = read_flown(content, shown, side)
        if recording.source == "ADS-B" and side != "neutral":
            what = "as own aircraft" if side == "own" else "as a raid"
            message = f"{file} {MARKED}: they fly as neutral traffic only, never {what}"
            raise refusal([(at, message)], self.text, self.name)
        began = min(float(path.time[0]) for path in recording.paths) if recording.clock else 0.0
        kept: list[FlownPath] = []
        problems: list[Problem] = []
        left_out: Counter[str] = Counter()
        for path in recording.paths:
            type, unknown = type_of(path, flown, recording.source, self.catalogue)
            points = _earth_fixed(path, recording)
            begin = flown.start + float(path.time[0]) - began
            knots = path_knots(path.time, points)
            wrong = [(0, unknown)] if unknown else list(self.wrong(path, points, knots, begin))
            if wrong and recording.source == "ADS-B":
                left_out[wrong[0][1].partition(":")[0]] += 1
                continue
            problems += [_problem(shown, recording, path, row, message) for row, message in wrong]
            kept.append(FlownPath(path.name, type, begin, knots if side == "hostile" else self.cut(knots, begin)))
        if problems:
            raise InputErrors(problems[:MOST_PROBLEMS])
        if not kept:
            why = "; ".join(f"{count:,} {text}" for text, count in left_out.items())
            raise refusal([(at, f"no path of {file} can be flown: {why}")], self.text, self.name)
        self.paths[flown.id], self.at[flown.id] = tuple(kept), at
        self.remark(flown, file, recording, left_out)

    def wrong(self, path: Flown, points: Floats, knots: Floats, begin: float) -> Iterator[tuple[int, str]]:
        """Rows of a path that cannot be flown or followed, the first of each kind, and why."""
        step = np.diff(path.time)
        speed = np.linalg.norm(np.diff(points, axis=0), axis=1) / step
        pull = hardest(knots)
        origin = _earth((self.scenario.origin.latitude, self.scenario.origin.longitude, 0.0))
        away = np.linalg.norm(points - origin, axis=1)
        if begin >= self.scenario.duration:
            yield 0, f"begins after the end of the scenario: at {begin:g} s of {self.scenario.duration:g} s"
        if (step > LONGEST_GAP).any():
            k = int(np.argmax(step > LONGEST_GAP))
            yield k + 1, f"too long a gap: {step[k]:.0f} s without a row before it, at most {LONGEST_GAP:g} s"
        elif (speed > FASTEST).any():
            k = int(np.argmax(speed > FASTEST))
            yield k + 1, f"too fast: {speed[k]:,.0f} m/s to get here, at most {FASTEST:,.0f} m/s"
        elif (pull > HARDEST).any():
            k = int(np.argmax(pull > HARDEST))
            load = pull[k] / GRAVITY
            yield k + 1, f"turns too hard: {load:,.0f} g to get here and on, at most {HARDEST / GRAVITY:.0f} g"
        if (away > FARTHEST).any():
            k = int(np.argmax(away > FARTHEST))
            yield k, f"too far: {away[k] / 1e3:,.0f} km from the origin, at most {FARTHEST / 1e3:,.0f} km"
        elif self.ground is not None:
            for row, x, y, z in zip(range(len(points)), *points.T.tolist(), strict=True):
                latitude, longitude, _ = ecef_to_geodetic(x, y, z)
                if math.isnan(height_at(self.ground.terrain, latitude, longitude)):
                    where = f"{math.degrees(latitude):.4f} deg, {math.degrees(longitude):.4f} deg"
                    yield row, f"leaves the terrain: it does not cover {where}"
                    break

    def cut(self, knots: Floats, begin: float) -> Floats:
        """Knots without those that nobody lives to see."""
        last = int(np.searchsorted(knots[:, 0] + begin, self.scenario.duration))
        return knots[: max(last + 1, 2)]

    def remark(self, flown: Raid | Flight, file: str, recording: Recording, left_out: Counter[str]) -> None:
        """Note what a reader should know of a file."""
        who = f"{'raid' if isinstance(flown, Raid) else 'traffic'} {flown.id}"
        paths = self.paths[flown.id]
        first = min(path.begin for path in paths)
        last = max(path.begin + float(path.knots[-1, 0]) for path in paths)
        types = ", ".join(f"{count} {type}" for type, count in Counter(path.type for path in paths).items())
        self.remarks.append(f"{who}: {len(paths)} paths of {file} ({types}), {first:.0f} to {last:.0f} s")
        if recording.source == "DIS":
            taken = Counter((path.type, made.type) for path, made in zip(recording.paths, paths, strict=True))
            said = ", ".join(f"{of} flies as {type} ({count})" for (of, type), count in taken.items())
            self.remarks.append(f"{who}: {said}; give others in types")
        self.remarks += [f"{who}: {note}" for note in recording.notes]
        for why, count in left_out.items():
            self.remarks.append(f"{who}: {count} flights left out: {why}")
        self.remarks += [f"{who}: {line}" for line in _unlike(paths, self.catalogue)]

    def made(self) -> dict[str, tuple[FlownPath, ...]]:
        """All paths by the id of their owner. Raises `InputErrors` where they are too many."""
        total = sum(raid.threats for raid in self.scenario.raids if raid.id not in self.paths)
        total += sum(flight.count for flight in self.scenario.traffic if flight.id not in self.paths)
        total += sum(map(len, self.paths.values()))
        if total > MOST_THREATS:
            largest = max(self.paths, key=lambda id: len(self.paths[id]))
            message = f"raids and traffic are {total:,} aircraft in all; at most {MOST_THREATS} are allowed"
            raise refusal([(self.at[largest], message)], self.text, self.name)
        return self.paths


def _earth(place: tuple[float, float, float]) -> Floats:
    return np.array(geodetic_to_ecef(*place))


def _earth_fixed(path: Flown, recording: Recording) -> Floats:
    """The places of a path in earth-fixed axes (n, 3)."""
    if recording.earth_fixed:
        return path.place
    return np.array([geodetic_to_ecef(*row) for row in path.place.tolist()])


def _problem(shown: str, recording: Recording, path: Flown, row: int, message: str) -> Problem:
    """A problem with a row of a path."""
    at = int(path.line[row])
    if recording.unit == "line":
        return Problem(shown, at, "id", path.name, message)
    return Problem(shown, 0, f"{recording.unit} {at:,}", path.name, message)


def _unlike(paths: tuple[FlownPath, ...], catalogue: Catalogue) -> Iterator[str]:
    """What paths do that their types are not known for: the worst of each type."""
    for type in dict.fromkeys(path.type for path in paths):
        item, own = catalogue.threats[type], [path for path in paths if path.type == type]
        fastest = max(own, key=_fastest)
        if _fastest(fastest) > _SPEED * item.speed.high:
            yield (
                f"{fastest.name} flies at up to {_fastest(fastest):.0f} m/s; {type} is known for {item.speed.low:.0f} "
                f"to {item.speed.high:.0f} m/s"
            )
        hardest_one = max(own, key=lambda path: float(hardest(path.knots).max()))
        load = float(hardest(hardest_one.knots).max()) / GRAVITY
        if item.load_factor is not None and load > _LOAD * item.load_factor.value:
            yield f"{hardest_one.name} pulls up to {load:.1f} g; {type} is known for {item.load_factor.value:g} g"


def _fastest(path: FlownPath) -> float:
    return float(np.linalg.norm(path.knots[:, 4:7], axis=1).max())

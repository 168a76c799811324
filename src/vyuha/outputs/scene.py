"""The scene of a replay: the samples of one replicate, sorted into things that move and things that happen.

Every replay format is written from this; only here is it decided which sample belongs to what.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.outputs.earth import on_map
from vyuha.results.history import History
from vyuha.results.laydown import Area, Laydown, Ring
from vyuha.results.records import IDENTITIES, OUTCOMES, SHOT_RESULTS, SIDES, Named, Roster
from vyuha.state import identity, mission, shot, threat

# The notional date on which every replay begins.
EPOCH = "2026-01-01T00:00:00Z"
_START = datetime.fromisoformat(EPOCH)
KILLED = OUTCOMES[threat.KILLED]
KILL = SHOT_RESULTS[shot.KILL]

Floats = npt.NDArray[np.float64]
_IN_ROUND = (mission.SAMPLE_LAUNCH, mission.SAMPLE_INTERCEPTOR, mission.SAMPLE_INTERCEPT)
_IN_THREAT = (mission.SAMPLE_THREAT, mission.SAMPLE_IMPACT)
_EVENTS = {
    mission.SAMPLE_LAUNCH: "launch",
    mission.SAMPLE_INTERCEPT: "intercept",
    mission.SAMPLE_IMPACT: "impact",
    mission.SAMPLE_SITE_LOST: "site lost",
}


@dataclass(frozen=True)
class Course:
    """Where something was: times in seconds, growing; degrees; metres above the ellipsoid."""

    time: Floats
    latitude: Floats
    longitude: Floats
    height: Floats

    def __len__(self) -> int:
        return len(self.time)

    def part(self, rows: Any) -> "Course":
        """Some of its points, by a slice or by their numbers."""
        return Course(self.time[rows], self.latitude[rows], self.longitude[rows], self.height[rows])


@dataclass(frozen=True)
class Mover:
    """A threat, a round or a track. `row` is its number in its table; `fate` is how it ended, in words."""

    row: int
    name: str
    kind: str
    group: str
    fate: str
    end: float
    course: Course
    # Rows of the site it came from or goes for, and of the threat it is after (-1: none).
    site: int
    threat: int
    # Of a threat: whose it is.
    side: str = "hostile"
    # Of a track: what it was taken for from when (s) on; nothing where nobody asked.
    identities: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Happening:
    """Something that happens at a moment: `what` is a launch, intercept, impact or a site lost."""

    time: float
    what: str
    text: str
    threat: int
    shot: int
    site: int
    latitude: float
    longitude: float
    height: float
    # This intercept killed the threat.
    kill: bool


@dataclass(frozen=True)
class Sightings:
    """The detections of one threat (-1: false plots), by any radar; of several at one moment all."""

    threat: int
    radar: npt.NDArray[np.int64]
    course: Course


@dataclass(frozen=True)
class Scene:
    """One replicate, ready to be written."""

    title: str
    duration: float
    threats: tuple[Mover, ...]
    rounds: tuple[Mover, ...]
    tracks: tuple[Mover, ...]
    sightings: tuple[Sightings, ...]
    happenings: tuple[Happening, ...]
    # Where sites that move were, by their rows.
    moves: tuple[tuple[int, Course], ...] = ()


def make_scene(history: History, roster: Roster, laydown: Laydown) -> Scene:
    """Sort the samples of a history by what they belong to."""
    threats = tuple(_threats(history, roster))
    rounds = tuple(_rounds(history, roster))
    tracks = tuple(_tracks(history, roster))
    ends = [mover.end for group in (threats, rounds, tracks) for mover in group]
    return Scene(
        title=f"{laydown.title}, replicate {history.replicate}",
        duration=max([laydown.duration, *ends]),
        threats=threats,
        rounds=rounds,
        tracks=tracks,
        sightings=tuple(_sightings(history)),
        happenings=tuple(_happenings(history, roster)),
        moves=tuple(_moves(history)),
    )


def iso(time: float) -> str:
    """The date and time (ISO 8601) of `time` [s] after the start; to the microsecond, in which nothing goes far."""
    return (_START + timedelta(seconds=time)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def ring_on_map(laydown: Laydown, ring: Ring | Area) -> list[tuple[float, float]]:
    """Longitudes and latitudes [deg] of a ring. That of a radar is where a target of its height is; the others lie on
    the ground.
    """
    height = ring.target_height if isinstance(ring, Ring) and ring.kind != "missile" else 0.0
    latitude, longitude = on_map(laydown, ring.east, ring.north, height)
    return list(zip(longitude.tolist(), latitude.tolist(), strict=True))


def named(names: tuple[Named, ...], row: int) -> Named:
    """The name behind a row number, or a plain substitute where there is none."""
    return names[row] if 0 <= row < len(names) else Named("unknown")


def _course(history: History, index: npt.NDArray[np.int64]) -> Course:
    """The samples of these numbers; replays want strictly growing times."""
    whole = _all(history, index)
    return whole.part(growing(whole.time))


def _all(history: History, index: npt.NDArray[np.int64]) -> Course:
    time = np.asarray(history.samples["time"], np.float64)[index]
    return Course(time, history.latitude[index], history.longitude[index], history.height[index])


def growing(time: Floats) -> npt.NDArray[np.bool_]:
    """Which of these times (sorted) to keep so that they grow: of several at one moment the last holds."""
    return np.append(np.diff(time) > 0.0, True) if len(time) else np.zeros(0, np.bool_)


def _groups(history: History, kinds: tuple[int, ...], column: str) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """Row numbers of the samples of these kinds, in time order, for each value of the column."""
    chosen = np.flatnonzero(np.isin(history.samples["kind"], kinds))
    subject = np.asarray(history.samples[column])[chosen]
    order = np.argsort(subject, kind="stable")
    chosen, subject = chosen[order], subject[order]
    values, starts = np.unique(subject, return_index=True)
    bounds = [*starts, len(chosen)]
    for n, value in enumerate(values):
        yield int(value), chosen[bounds[n] : bounds[n + 1]]


def _outcomes(history: History) -> Any:
    return history.block.threats[history.replicate - history.block.first]


def _moves(history: History) -> Iterator[tuple[int, Course]]:
    """Where each site that moves was, until it was lost."""
    states = history.block.sites[history.replicate - history.block.first]
    for row, index in _groups(history, (mission.SAMPLE_SITE,), "subject"):
        lost = float(states[row]["destroyed_time"]) if states[row]["destroyed"] else np.inf
        kept = index[np.asarray(history.samples["time"])[index] <= lost]
        if len(kept):
            yield row, _course(history, kept)


def _site_row(roster: Roster, site: str) -> int:
    return next((row for row, place in enumerate(roster.sites) if place.id == site), -1)


def _threats(history: History, roster: Roster) -> Iterator[Mover]:
    states = _outcomes(history)
    for row, index in _groups(history, _IN_THREAT, "subject"):
        name, course = named(roster.threats, row), _course(history, index)
        fate = OUTCOMES[int(states[row]["outcome"])]
        target = roster.targets[row] if row < len(roster.targets) else ""
        end, side = float(course.time[-1]), name.side or SIDES[identity.HOSTILE]
        yield Mover(row, name.id, name.kind, name.name, fate, end, course, _site_row(roster, target), -1, side)


def _rounds(history: History, roster: Roster) -> Iterator[Mover]:
    shots = history.block.shots
    for row, index in _groups(history, _IN_ROUND, "subject"):
        one, course = shots[row], _course(history, index)
        unit, missile = named(roster.fire_units, int(one["fire_unit"])), named(roster.missiles, int(one["missile"]))
        name, fate = f"{missile.id} no. {row + 1}", SHOT_RESULTS[int(one["result"])]
        end = float(course.time[-1])
        yield Mover(row, name, missile.id, unit.id, fate, end, course, _site_row(roster, unit.id), int(one["threat"]))


def _tracks(history: History, roster: Roster) -> Iterator[Mover]:
    taken = dict(_groups(history, (mission.SAMPLE_IDENTITY,), "subject"))
    nothing = np.zeros(0, np.int64)
    for number, seen in _groups(history, (mission.SAMPLE_TRACK,), "subject"):
        truth = int(history.samples["other"][seen[-1]])
        source = named(roster.threats, truth).id if truth >= 0 else "nothing"
        end = float(history.samples["time"][seen[-1]])
        known = tuple(_identities(history, taken.get(number, nothing)))
        course = _course(history, seen)
        yield Mover(number, f"track {number}", "track", source, "", end, course, -1, truth, identities=known)


def _identities(history: History, index: npt.NDArray[np.int64]) -> Iterator[tuple[float, str]]:
    """What a track was taken for, whenever that changed."""
    codes = np.asarray(history.samples["other"], np.int64)[index]
    for n in np.flatnonzero(np.diff(codes, prepend=-1)):
        yield float(history.samples["time"][index[n]]), IDENTITIES[int(codes[n])]


def _sightings(history: History) -> Iterator[Sightings]:
    for row, index in _groups(history, (mission.SAMPLE_DETECTION,), "other"):
        yield Sightings(row, np.asarray(history.samples["subject"], np.int64)[index], _all(history, index))


def _happenings(history: History, roster: Roster) -> Iterator[Happening]:
    samples, shots = history.samples, history.block.shots
    states = _outcomes(history)
    for index in np.flatnonzero(np.isin(samples["kind"], tuple(_EVENTS))):
        line = samples[index]
        what, subject, other = _EVENTS[int(line["kind"])], int(line["subject"]), int(line["other"])
        kill = False
        if what in ("launch", "intercept"):
            one = shots[subject]
            missile = named(roster.missiles, int(one["missile"])).id
            unit, aim = named(roster.fire_units, int(one["fire_unit"])).id, named(roster.threats, other).id
            result = SHOT_RESULTS[int(one["result"])]
            text = f"{unit} fires {missile} at {aim}" if what == "launch" else f"{missile} against {aim}: {result}"
            row, fired, site = other, subject, _site_row(roster, unit)
            dead = 0 <= other < len(states) and int(states[other]["outcome"]) == threat.KILLED
            kill = what == "intercept" and result == KILL and dead
        elif what == "impact":
            row, fired, site = subject, -1, other
            place = f" at {named(roster.sites, other).id}" if other >= 0 else ""
            text = f"{named(roster.threats, subject).id} comes down{place}"
        else:
            row, fired, site = -1, -1, subject
            text = f"{named(roster.sites, subject).id} is out of action"
        position = float(history.latitude[index]), float(history.longitude[index]), float(history.height[index])
        yield Happening(float(line["time"]), what, text, row, fired, site, *position, kill)

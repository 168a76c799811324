"""Assembles what flies along recorded paths: courses and rows, and whether a threat hits what its path ends at."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.engine.assemble_courses import Course
from vyuha.engine.assemble_movers import Way
from vyuha.engine.assemble_raids import NOWHERE, Entry, set_jammer, write_signature
from vyuha.engine.ground import Ground, surface
from vyuha.engine.places import Geodetic
from vyuha.engine.recorded import FlownPath, Paths
from vyuha.scenario.model import Flight, Raid, Scenario
from vyuha.state.identity import CIVIL, FRIEND, HOSTILE, NEUTRAL, OWN, SILENT
from vyuha.state.threat import Threat
from vyuha.threats.routes import across_axis
from vyuha.world.geodesy import geodetic_to_local, vertical

Floats = npt.NDArray[np.float64]
_SIDES = {"neutral": (NEUTRAL, CIVIL), "own": (OWN, FRIEND)}


class Aims(NamedTuple):
    """What a path may end at: the row of each site by id, where it is (rad) and how it moves, its radius (m); the frame
    and the ground of it all.
    """

    frame: Any
    ground: Ground | None
    rows: Mapping[str, int]
    places: Mapping[str, Geodetic]
    ways: Mapping[str, Way]
    radius: Floats


def recorded_courses(scenario: Scenario, paths: Paths, frame: Any, first: int) -> dict[tuple[str, str], Course]:
    """The course of every recorded path by the id of its raid or flight and its own name, with rows of the knot table
    from `first` on.
    """
    found: dict[tuple[str, str], Course] = {}
    for flown in (*scenario.raids, *scenario.traffic):
        for path in paths.of.get(flown.id, ()):
            knots = _local(frame, path.knots)
            found[flown.id, path.name] = Course(knots, first, first + len(knots) - 1)
            first += len(knots)
    return found


def _local(frame: Any, knots: Floats) -> Floats:
    """Knots in earth-fixed axes as those of the local frame."""
    axes = np.array([[frame[f"r{i}{j}"] for j in (1, 2, 3)] for i in (1, 2, 3)])
    origin = np.array([frame.ecef_x, frame.ecef_y, frame.ecef_z])
    return np.column_stack([knots[:, 0], (knots[:, 1:4] - origin) @ axes, knots[:, 4:7] @ axes])


def with_recorded(
    table: Any,
    entries: list[Entry],
    scenario: Scenario,
    catalogue: Catalogue,
    found: dict[tuple[str, str], Course],
    paths: Paths,
    aims: Aims,
) -> tuple[Any, list[Entry]]:
    """The threat table with a row for every threat that flies along a recorded path behind it, and who they all are."""
    flying = rows(Threat, sum(len(paths.of[raid.id]) for raid in scenario.raids if raid.paths is not None))
    known = [*entries]
    for index, raid in enumerate(scenario.raids):
        for path in paths.of.get(raid.id, ()):
            row, course = flying[len(known) - len(entries)], found[raid.id, path.name]
            name = write_recorded(row, path, raid, index, course, catalogue, aims.frame)
            target = struck(raid, path, course, aims, catalogue)
            row.target = -1 if target == NOWHERE else aims.rows[target]
            known.append(Entry(name, raid.id, path.type, target))
    return np.concatenate([table, flying]).view(np.recarray), known


def write_recorded(
    row: Any, path: FlownPath, flown: Raid | Flight, index: int, course: Course, catalogue: Catalogue, frame: Any
) -> str:
    """Write what flies along a path, as number `index` of the raids and flights, to its `row`; returns its name. The
    path is flown as it is: no errors of start, course or aim, no wander, no homing.
    """
    item, name = catalogue.threats[path.type], f"{flown.id}/{path.name}"
    row.entity, row.raid, row.carrier, row.target = entity_id(name), index, -1, -1
    if isinstance(flown, Raid):
        row.side, row.transponder = HOSTILE, CIVIL if flown.transponder else SILENT
        set_jammer(row, item, flown)
        row.warhead_hits = round(item.warhead_hits.value)
    else:
        row.side, answers = _SIDES[flown.side]
        row.transponder = answers if flown.transponder else SILENT
    row.first_knot, row.last_knot = course.first, course.last
    row.start_time = path.begin
    row.aimed_time = path.begin + course.knots[-1, 0]
    up = vertical(frame, *(float(v) for v in course.knots[0, 1:4]))[:3]
    row.across_x, row.across_y, row.across_z = across_axis(course.knots, up)
    write_signature(row, item)
    row.vulnerability = item.vulnerability.value
    return name


def struck(raid: Raid, path: FlownPath, course: Course, aims: Aims, catalogue: Catalogue) -> str:
    """The id of the target of a raid that a path ends at, within the target's radius and the range from which its type
    releases its weapon; `NOWHERE` if it ends elsewhere.
    """
    end, when = course.knots[-1, 1:4], path.begin + float(course.knots[-1, 0])
    reach = catalogue.threats[path.type].release_range.value
    found, nearest = NOWHERE, math.inf
    for target in dict.fromkeys(raid.target):
        at = aims.ways[target].at(when) if target in aims.ways else aims.places[target]
        away = float(np.linalg.norm(end - np.array(geodetic_to_local(aims.frame, *at, surface(aims.ground, at)))))
        if away <= reach + aims.radius[aims.rows[target]] and away < nearest:
            found, nearest = target, away
    return found


def endings(scenario: Scenario, entries: list[Entry]) -> Iterator[str]:
    """What becomes of the recorded paths of each raid, if nobody stops them."""
    for raid in scenario.raids:
        if raid.paths is not None:
            ends = Counter(entry.target for entry in entries if entry.group == raid.id)
            said = [f"{count} at {target}" for target, count in ends.items() if target != NOWHERE]
            away = [f"{ends[NOWHERE]} elsewhere, where they leave"] if ends[NOWHERE] else []
            yield f"raid {raid.id}: of its paths end {', '.join(said + away)}"

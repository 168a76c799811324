"""Assembles the raids: every threat with its course, start and signature as tables."""

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.engine.assemble_courses import LAST_SEEN, Course, clearance, converging, decoys_name, value_of
from vyuha.engine.ground import Ground
from vyuha.scenario.formation import fan, rank, side
from vyuha.scenario.jamming import noise_of
from vyuha.scenario.model import Raid, Scenario
from vyuha.sensors.range_equation import LIGHT
from vyuha.state.identity import CIVIL, HOSTILE, SILENT
from vyuha.state.threat import Threat
from vyuha.threats.course import GRAVITY
from vyuha.threats.routes import across_axis, weave_leg
from vyuha.threats.strike import CEP_TO_SIGMA
from vyuha.world.geodesy import vertical

Floats = npt.NDArray[np.float64]


# What takes the place of a target where there is none.
NOWHERE = ""


@dataclass(frozen=True)
class Entry:
    """Who a row of the threat table is: its name, the raid (or its decoys) that it belongs to, its catalogue id, and
    the id of its target.
    """

    name: str
    group: str
    type: str
    target: str


def threat_table(
    scenario: Scenario,
    catalogue: Catalogue,
    rows_of: dict[str, int],
    found: dict[tuple[str, str], Course],
    frame: Any,
    ground: Ground | None = None,
) -> tuple[Any, list[Entry]]:
    """One row for every threat that flies as its raid says, raid by raid, each raid's decoys behind it, and who they
    are.
    """
    table = rows(Threat, sum(raid.threats for raid in scenario.raids if raid.paths is None))
    entries: list[Entry] = []
    for index, raid in enumerate(scenario.raids):
        if raid.paths is not None:
            continue
        item = catalogue.threats[raid.type]
        first, floor, closing = len(entries), 0.0, 0.0
        if item.motion == "cruise":
            floor, closing = -0.9 * clearance(item, raid, ground is not None), converging(item, raid)
        for number in range(raid.count):
            row, target = table[len(entries)], raid.target[number % len(raid.target)]
            entries.append(Entry(f"{raid.id}/{number + 1}", raid.id, raid.type, target))
            course = found[raid.id, target]
            row.raid, row.carrier = index, -1
            row.transponder = CIVIL if raid.transponder else SILENT
            row.aimed_time, row.last_seen = course.aimed, raid.aims_at == LAST_SEEN
            _set_common(row, entries[-1], item, course, rows_of, frame)
            set_jammer(row, item, raid)
            row.start_time = _start_time(raid, course.knots, number)
            row.mean_gap, row.ordinal = raid.mean_gap, number
            row.timing_error, row.cross_track_error = raid.dispersion.time, raid.dispersion.cross_track
            row.height_error = raid.dispersion.height if item.motion == "cruise" else 0.0
            row.height_floor, row.converge = floor, closing
            row.formation_offset = side(raid, number)
            _set_sideways(row, item, course.knots, frame)
        if raid.decoys is None:
            continue
        decoy, group = catalogue.threats[raid.decoys.type], decoys_name(raid)
        for number, k in itertools.product(range(raid.count), range(raid.decoys.each)):
            row, carrier = table[len(entries)], entries[first + number]
            entries.append(Entry(f"{carrier.name}/decoy-{k + 1}", group, raid.decoys.type, carrier.target))
            course = found[group, carrier.target]
            row.raid, row.carrier, row.release = index, first + number, course.release
            _set_common(row, entries[-1], decoy, course, rows_of, frame)
            row.fan = fan(raid.decoys, k)
    kinds = sorted({entry.type for entry in entries})
    for row, entry in zip(table, entries, strict=True):
        row.kind = kinds.index(entry.type)
    return table, entries


def _set_common(row: Any, entry: Entry, item: ThreatItem, course: Course, rows_of: dict[str, int], frame: Any) -> None:
    """Write name, course, aim and signature of a threat to its `row`."""
    row.entity, row.side = entity_id(entry.name), HOSTILE
    row.target, row.first_knot, row.last_knot = rows_of[entry.target], course.first, course.last
    x, y, z = (float(v) for v in course.knots[0, 1:4])
    row.across_x, row.across_y, row.across_z = across_axis(course.knots, vertical(frame, x, y, z)[:3])
    row.aim_error = item.cep.value * CEP_TO_SIGMA
    write_signature(row, item)
    row.vulnerability = item.vulnerability.value
    if item.divert and item.lock_time and item.memory_angle and item.memory_drift:
        row.divert, row.lock_time = item.divert.value, item.lock_time.value
        row.memory_angle, row.memory_drift = item.memory_angle.value, item.memory_drift.value
    row.warhead_hits = round(item.warhead_hits.value)


def write_signature(row: Any, item: ThreatItem) -> None:
    """Write what radars have of a type to its `row`."""
    row.rcs, row.side_rcs, row.tail_rcs = item.rcs.value, item.side_rcs.value, item.tail_rcs.value
    row.low_band, row.span, row.swerling = item.low_band.value, item.span.value, item.swerling
    row.presented_area = item.presented_area.value


def set_jammer(row: Any, item: ThreatItem, raid: Raid) -> None:
    """Write the noise that a threat sends, by its raid or by its type, to its `row`."""
    noise = noise_of(raid, item)
    if noise is not None:
        row.jam_power, row.jam_bandwidth = noise.power, noise.bandwidth
        row.jam_shortest, row.jam_longest = LIGHT / noise.highest, LIGHT / noise.lowest


def _start_time(raid: Raid, knots: Floats, number: int) -> float:
    """When threat `number` of a raid sets out (s), before what the replicate draws. Raises `ValueError` when it would
    have to set out before the clock to arrive in time.
    """
    later = 0.0 if raid.mean_gap > 0.0 else rank(raid, number) * raid.spacing
    if raid.arrive is None:
        return raid.start + later
    flight = float(knots[-1, 0])
    if raid.arrive + later < flight:
        raise ValueError(
            f"raid {raid.id}: number {number + 1} cannot arrive at {raid.arrive + later:.0f} s; "
            f"its flight takes {flight:.0f} s"
        )
    return raid.arrive + later - flight


def _set_sideways(row: Any, item: ThreatItem, knots: Floats, frame: Any) -> None:
    """Write wander and weave of a threat that flies `knots` to its `row`."""
    length = float(np.linalg.norm(np.diff(knots[:, 1:4], axis=0), axis=1).sum())
    row.wander = value_of(item.wander) * length
    if item.weave_load and item.weave_period and item.weave_range:
        row.weave_rate = 2.0 * math.pi / item.weave_period.value
        row.weave_amplitude = item.weave_load.value * GRAVITY / row.weave_rate**2
        row.weave_begin, side = weave_leg(frame, knots, item.weave_range.value)
        row.side_x, row.side_y, row.side_z = side

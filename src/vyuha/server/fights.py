"""Fights of a stored run fought again: scenes, files for other programs, coverage and envelopes.

Files that a scenario names are read from the run folder or from below the folder that is served, never from a place
elsewhere that a manifest names: a manifest may come from anybody.
"""

import math
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vyuha import api
from vyuha.catalogue import load as load_catalogue
from vyuha.engine.assemble import Assembled
from vyuha.engine.coverage import make_coverage
from vyuha.engine.coverage_grid import CoverageError
from vyuha.engine.envelope import make_envelope
from vyuha.engine.replicates import count_samples
from vyuha.engine.wires import wires
from vyuha.exports.formats import FORMATS, Replicate, named, render
from vyuha.outputs.scene_json import scene_document
from vyuha.results.coverage import Area
from vyuha.results.envelope import Envelope
from vyuha.results.history import History
from vyuha.results.store import SCENARIO, StoredRun
from vyuha.scenario import InputErrors, parse
from vyuha.scenario.files import files_named
from vyuha.server.content import Content, CoveragePage, EnvelopePage
from vyuha.server.kept import Kept
from vyuha.server.packing import Answer, packed, packed_bytes
from vyuha.server.plain_files import NotPlain
from vyuha.server.refusal import Refused
from vyuha.server.runs import Runs
from vyuha.server.scenarios import check_files

# Outlines are exact at their corners, of which there are fewer on a coarser grid.
_NODES = 200
# A middling aircraft, unless a raid of the run flies level.
_TARGET = "su-30mki"
# A scene of so many threats, rounds and tracks is thinned harder, so that a browser can hold it: courses are off by at
# most so much [m].
_MANY, _COARSE = 2000, 25.0
_FINE = 2.0
_MOST_MISSILES = 8
# Samples for which a history has room: more would fill the memory of the child that fights.
MOST_SAMPLES = 9_000_000
# What may stand in no name of a file that goes out.
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Fights:
    """The fights of the runs of a folder."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._ready: Kept[Assembled] = Kept(2)
        self._answers: Kept[Answer] = Kept(64)
        self._envelopes: Kept[Envelope] = Kept(32)

    def scene(self, id: str, replicate: int) -> Answer:
        """One replicate, fought again."""
        return self._runs.read(
            id, lambda run, mark: self._kept(mark, (replicate,), lambda: packed(self._scene(run, mark, replicate)))
        )

    def export(self, id: str, replicate: int, format: str) -> Answer:
        """One replicate, fought again, as a file for another program."""
        if format not in [known.name for known in FORMATS]:
            raise Refused(400, f"There is no such format; there are {', '.join(known.name for known in FORMATS)}.")
        return self._runs.read(id, lambda run, mark: self._file(run, mark, replicate, format))

    def coverage(self, id: str, height: float) -> Answer:
        """Where the radars of a run see its level raid, or a middling aircraft, at a height [m] above the ground."""
        return self._runs.read(
            id, lambda run, mark: self._kept(mark, (height, "m"), lambda: packed(self._coverage(run, mark, height)))
        )

    def envelopes(self, id: str) -> Answer:
        """Where the missiles of a run meet its level raid, or a middling aircraft, that comes straight in."""
        return self._runs.read(
            id, lambda run, mark: self._kept(mark, ("envelopes",), lambda: packed(self._envelopes_of(run, mark)))
        )

    def _kept(self, mark: str, asked: tuple[Any, ...], make: Callable[[], Answer]) -> Answer:
        return self._answers.get((mark, *asked), make)

    def _scene(self, run: StoredRun, mark: str, replicate: int) -> Content:
        history = self._history(run, mark, replicate)
        movers = len(run.roster.threats) + len(history.block.shots)
        return scene_document(run, history, wires(self._assembled(run, mark)), _FINE if movers <= _MANY else _COARSE)

    def _file(self, run: StoredRun, mark: str, replicate: int, format: str) -> Answer:
        one = Replicate(self._history(run, mark, replicate), run.roster, run.laydown)
        file = _UNSAFE.sub("_", f"{run.path.name}-{replicate}{named(format).endings[0]}")
        try:
            return packed_bytes(render(format, one, file).data, file)
        except InputErrors as error:
            raise Refused(400, f"This fight does not go into that format: {error}.") from error

    def _coverage(self, run: StoredRun, mark: str, height: float) -> CoveragePage:
        try:
            made = make_coverage(self._assembled(run, mark), load_catalogue(), (height,), _target(run), nodes=_NODES)
        except CoverageError as error:
            raise Refused(400, f"There is no such coverage: {error}.") from error
        return {
            "height": height,
            "target": made.target,
            "rcs": made.rcs,
            "probability": made.probability,
            "areas": [_area(area) for area in made.areas],
        }

    def _envelopes_of(self, run: StoredRun, mark: str) -> list[EnvelopePage]:
        target, fires = _target(run), _fires(self._assembled(run, mark))
        return [self._envelope(missile, target, units) for missile, units in list(fires.items())[:_MOST_MISSILES]]

    def _envelope(self, missile: str, target: str, units: list[str]) -> EnvelopePage:
        made = self._envelopes.get(
            (missile, target), lambda: make_envelope(load_catalogue(), missile, target, workers=api.processors())
        )
        # The target comes straight in.
        edges = made.edges.filter(made.edges["aspect_deg"] == 0.0).sort("height_km")
        return {
            "missile": missile,
            "target": target,
            "units": units,
            "heights": [1e3 * h for h in edges["height_km"].to_list()],
            "farthest": [None if r is None else 1e3 * r for r in edges["farthest_km"].to_list()],
            "nearest": [None if r is None else 1e3 * r for r in edges["nearest_km"].to_list()],
        }

    def _history(self, run: StoredRun, mark: str, replicate: int) -> History:
        if not 0 <= replicate < run.replicates:
            raise Refused(404, f"The run has no replicate {replicate}; it has 0 to {run.replicates - 1}.")
        assembled = self._assembled(run, mark)
        if count_samples(assembled.setup) > MOST_SAMPLES:
            threats, minutes = len(run.roster.threats), run.laydown.duration / 60.0
            raise Refused(
                413,
                f"A fight of {threats:,} threats over {minutes:.0f} min is too much to be shown here.",
                "Write it to a file with `vyuha replay`, or run the scenario with fewer threats or a shorter duration.",
            )
        return api.history_of(run, replicate, lambda: assembled)

    def _assembled(self, run: StoredRun, mark: str) -> Assembled:
        self.check_home(run)
        return self._ready.get(mark, lambda: api.assembled_again(run))

    def check_home(self, run: StoredRun) -> None:
        """Refuse a run that names a file which lies outside of the folder that is served."""
        try:
            scenario = parse(run.scenario_text.decode(), SCENARIO)
        except (InputErrors, UnicodeDecodeError):
            return  # what fights it says what is wrong
        beside: list[str] = []
        elsewhere: list[str] = []
        for at, file in files_named(scenario):
            # Of all files terrain alone may lie in the run folder.
            own = at[0] == "terrain" and os.path.lexists(run.path / file)
            (beside if own else elsewhere).append(file)
        root, home = self._runs.folder.root, Path(run.manifest.home)
        try:
            check_files(run.path, ".", beside)
            if elsewhere:
                check_files(root, str(home.resolve().relative_to(root)), elsewhere)
        except (NotPlain, ValueError):
            raise Refused(
                422,
                "A file that this run names lies outside of the folder that is served, or is a link.",
                "Start `vyuha serve` on a folder that holds the run and the files that it names. A terrain file "
                "may lie in the run folder.",
            ) from None


def _target(run: StoredRun) -> str:
    """The first kind of the raid that flies level."""
    threats = load_catalogue().threats
    level = (row.kind for row in run.roster.threats if row.of_raid and row.kind in threats)
    return next((kind for kind in level if threats[kind].motion == "cruise"), _TARGET)


def _fires(assembled: Assembled) -> dict[str, list[str]]:
    """The missiles that are loaded, each with the units that have it."""
    setup: Any = assembled.setup
    found: dict[str, list[str]] = {}
    for row in setup.magazine:
        missile = assembled.roster.missiles[int(row.missile)].id
        if int(row.rounds) > 0 and missile in load_catalogue().missiles:
            found.setdefault(missile, []).append(assembled.roster.fire_units[int(row.fire_unit)].id)
    return found


def _area(area: Area) -> Content:
    outline = [
        {"outer": _line(polygon[0]), "holes": [_line(hole) for hole in polygon[1:]]} for polygon in area.polygons
    ]
    return {"radar": area.radar, "kind": area.kind, "outline": outline}


def _line(ring: Any) -> list[list[float]]:
    return [[round(float(corner[0]), 5), round(float(corner[1]), 5)] for corner in ring if math.isfinite(corner[0])]

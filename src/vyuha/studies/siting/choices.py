"""The laydowns that are fought: the best of the model, the greedy one, and the one of the scenario as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from vyuha.catalogue import load as load_catalogue
from vyuha.engine.ground import Ground
from vyuha.engine.picture_ground import relief_between
from vyuha.engine.run import prepare
from vyuha.results.laydown import Relief
from vyuha.scenario import Scenario, parse
from vyuha.scenario.place import Place
from vyuha.studies.files import files_digest
from vyuha.studies.point import Point, Setting
from vyuha.studies.question import Work
from vyuha.studies.siting.coverage import Covered, Option, cover
from vyuha.studies.siting.model import Solved, solve
from vyuha.studies.siting.places import Axis, Candidate, axis_settings, east_north, stand_settings
from vyuha.studies.siting.problem import Floats, Laydown, SitingError

AS_IT_STANDS, GREEDY = "as it stands", "greedy"
# Heights to a side of the ground under a map, and how much more than the sites it shows.
_HEIGHTS, _MARGIN, _LEAST = 90, 1.25, 10e3


@dataclass(frozen=True)
class Asked:
    """What is asked: which defences are put where, against what, and how often each laydown is fought on each axis."""

    name: str
    title: str
    place: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    sectors: tuple[float, ...]
    axes: tuple[Axis, ...]
    outcome: str
    keep: int
    fights: int
    nodes: int
    work: Work


@dataclass(frozen=True)
class Choice:
    """A laydown: options (rows of what is covered) and the defence that takes each. `how` says where it comes from."""

    id: str
    how: str
    rows: tuple[int, ...]
    defences: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """All that is known before a fight: what options do, the model's answer, and the ground for maps."""

    scenario: Scenario
    axes: tuple[Axis, ...]
    covered: Covered
    solved: Solved
    ground: Relief | None = None

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The laydowns to fight: the model's, best first, then the greedy one if it is another, then what stands."""
        found = [self._choice(f"laydown {k + 1}", "model", best) for k, best in enumerate(self.solved.best)]
        easy = self.solved.greedy
        if easy is not None and easy.options not in [best.options for best in self.solved.best]:
            found.append(self._choice(GREEDY, "greedy", easy))
        covered = self.covered
        there = range(covered.free, len(covered.options))
        names = tuple(covered.options[row].id for row in there)
        return (*found, Choice(AS_IT_STANDS, "scenario", tuple(there), names))

    def _choice(self, id: str, how: str, laydown: Laydown) -> Choice:
        """Units of a kind take its options in order."""
        left = {q: list(own) for q, own in enumerate(self.covered.members)}
        taken = tuple(left[self.covered.options[row].kind].pop(0) for row in laydown.options)
        return Choice(id, how, laydown.options, taken)

    def replies(self, choice: Choice) -> Floats:
        """What each axis costs by the model."""
        return self.covered.siting(everything=True).replies(choice.rows)

    def without(self, choice: Choice, row: int) -> float:
        """What the worst axis costs by the model if one unit is not there."""
        rest = [other for other in choice.rows if other != row]
        return float(self.covered.siting(everything=True).replies(rest).max())

    def at(self, option: Option) -> tuple[float, float]:
        """East and north [m] of an option."""
        place = option.candidate.place if option.candidate else self._defence_place(option.id)
        return east_north(place, (self.scenario.origin.latitude, self.scenario.origin.longitude))

    def _defence_place(self, id: str) -> Place:
        return next(defence.place for defence in self.scenario.defences if defence.id == id)

    @cached_property
    def assets(self) -> dict[str, tuple[float, float]]:
        """East and north [m] of each asset."""
        origin = (self.scenario.origin.latitude, self.scenario.origin.longitude)
        return {asset.id: east_north(asset.place, origin) for asset in self.scenario.assets}

    def point(self, choice: Choice, axis: Axis) -> Point:
        """Where a laydown is fought on an axis."""
        settings: list[Setting] = []
        for row, id in zip(choice.rows, choice.defences, strict=True):
            option = self.covered.options[row]
            if option.candidate is not None:
                settings += stand_settings(self.scenario, id, option.candidate, option.sector)
        settings += axis_settings(self.scenario, axis)
        return Point(f"{choice.id.replace(' ', '-')}_{axis.id}", tuple(settings))


def find(asked: Asked, text: str, name: str, home: Path) -> Field:
    """What a scenario's `text` (`name` in messages, beside its files in `home`) comes to. Raises `SitingError`, and
    `InputErrors` for files that cannot be used.
    """
    try:
        files = files_digest(parse(text, name), home)
    except ValueError:
        # What is wrong with them is said where they are read.
        files = ""
    return _found(asked, text, name, home, files)


@lru_cache(maxsize=4)
def _found(asked: Asked, text: str, name: str, home: Path, files: str) -> Field:
    """The same, once for files of a hash."""
    assembled = prepare(text, name, home)
    scenario = assembled.scenario
    covered = cover(
        assembled, load_catalogue(), asked.place, asked.candidates, asked.sectors, asked.axes, asked.outcome
    )
    if not covered.effort[: covered.free].any():
        raise SitingError("from none of the candidate sites anything can be met; give other sites, sectors or axes")
    solved = solve(covered.siting(), asked.keep, asked.nodes)
    relief = None if assembled.ground is None else _relief(assembled.ground, assembled.setup.frame[0], asked, scenario)
    return Field(scenario, asked.axes, covered, solved, relief)


def _relief(ground: Ground, frame: object, asked: Asked, scenario: Scenario) -> Relief:
    """The ground around sites, assets and candidates."""
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    places = [candidate.place for candidate in asked.candidates]
    places += [site.place for site in (*scenario.assets, *scenario.defences)]
    return relief_between(ground, frame, box_around([east_north(place, origin) for place in places]), _HEIGHTS)


def box_around(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """West, east, south and north [m] of a square around points, with a margin."""
    east, north = [e for e, _ in points], [n for _, n in points]
    half = max(0.5 * _MARGIN * max(max(east) - min(east), max(north) - min(north)), _LEAST)
    middle_e, middle_n = 0.5 * (min(east) + max(east)), 0.5 * (min(north) + max(north))
    return middle_e - half, middle_e + half, middle_n - half, middle_n + half

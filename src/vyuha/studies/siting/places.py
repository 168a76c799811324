"""Candidate sites and ways for the attacker to come, as they are asked for, and as settings of a scenario."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vyuha.engine.places import Geodetic, locate
from vyuha.scenario import Scenario
from vyuha.scenario.model import Defence, Raid, Sector
from vyuha.scenario.place import Place
from vyuha.studies.point import Setting, Value
from vyuha.world.geodesy import geodesic_inverse

# How far an engagement radar looks to both sides together where the scenario does not say [rad].
WIDTH = math.radians(120.0)
# Ways in which the scenario may write a place, and their keys.
_KEYS = {"offset": ("east", "north"), "geodetic": ("lat", "lon"), "polar": ("bearing", "range")}


@dataclass(frozen=True)
class Candidate:
    """A site that may be taken; `mast` says whether radars stand on masts there (None: as the scenario has it)."""

    id: str
    place: Place
    mast: bool | None = None


@dataclass(frozen=True)
class Axis:
    """A way to come: some raids (none named: all) turned about their first target until they start at a `bearing`
    [rad], or from a place of their own over a `route` of their own. Neither: as the scenario has it.
    """

    id: str
    raids: tuple[str, ...] = ()
    bearing: float | None = None
    origin: Place | None = None
    route: tuple[Place, ...] = ()

    def takes(self, raid: Raid) -> bool:
        """Whether it says where a raid comes from."""
        changes = self.bearing is not None or self.origin is not None
        return changes and (not self.raids or raid.id in self.raids)


def come_along(scenario: Scenario, axis: Axis) -> dict[str, tuple[Place, tuple[Place, ...]]]:
    """Where each raid that an axis is about starts, and its way points."""
    return {raid.id: _way(scenario, axis, raid) for raid in scenario.raids if axis.takes(raid)}


def _way(scenario: Scenario, axis: Axis, raid: Raid) -> tuple[Place, tuple[Place, ...]]:
    if axis.origin is not None:
        return axis.origin, axis.route
    assert axis.bearing is not None
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    sites = {site.id: site.place for site in (*scenario.assets, *scenario.defences)}
    target = locate(sites[raid.target[0]], origin)
    legs = [_polar(target, locate(at, target if at.kind == "polar" else origin)) for at in (raid.origin, *raid.route)]
    turn = axis.bearing - legs[0].a
    first, *rest = (Place("polar", (leg.a + turn) % math.tau, leg.b) for leg in legs)
    return first, tuple(rest)


def _polar(centre: Geodetic, at: Geodetic) -> Place:
    distance, bearing = geodesic_inverse(*centre, *at)[:2]
    return Place("polar", bearing % math.tau, distance)


def against(scenario: Scenario, axis: Axis) -> Scenario:
    """The scenario with the raids on that axis."""
    ways = come_along(scenario, axis)
    raids = [
        raid.model_copy(update={"origin": ways[raid.id][0], "route": ways[raid.id][1]}) if raid.id in ways else raid
        for raid in scenario.raids
    ]
    return scenario.model_copy(update={"raids": tuple(raids)})


def axis_settings(scenario: Scenario, axis: Axis) -> tuple[Setting, ...]:
    """What has to be set for the raids to come along an axis."""
    settings = []
    for id, (start, route) in come_along(scenario, axis).items():
        settings.append(Setting(f"raids.{id}.from", written(start)))
        raid = next(raid for raid in scenario.raids if raid.id == id)
        if route or raid.route:
            settings.append(Setting(f"raids.{id}.route", [written(place) for place in route]))
    return tuple(settings)


def stand(defence: Defence, id: str, candidate: Candidate, sector: float | None) -> Defence:
    """A defence of the same kind under another id on a candidate site, looking to `sector` [rad] (None: as before)."""
    update: dict[str, object] = {"id": id, "place": candidate.place}
    if candidate.mast is not None:
        update["mast"] = candidate.mast
    if sector is not None:
        update["sector"] = Sector(centre=sector, width=defence.sector.width if defence.sector else WIDTH)
    return defence.model_copy(update=update)


def stand_settings(scenario: Scenario, id: str, candidate: Candidate, sector: float | None) -> tuple[Setting, ...]:
    """What has to be set for defence `id` to stand on a candidate site."""
    defence = next(defence for defence in scenario.defences if defence.id == id)
    place = _as_form(candidate.place, defence.place.kind, (scenario.origin.latitude, scenario.origin.longitude))
    settings = [Setting(f"defences.{id}.{key}", value) for key, value in _written(place).items()]
    if candidate.mast is not None:
        settings.append(Setting(f"defences.{id}.mast", "true" if candidate.mast else "false"))
    if sector is not None:
        width = defence.sector.width if defence.sector else WIDTH
        settings.append(Setting(f"defences.{id}.sector", {"centre": _degrees(sector), "width": _degrees(width)}))
    return tuple(settings)


def _as_form(place: Place, kind: str, origin: Geodetic) -> Place:
    """The same place written in another way, so that the keys of a scenario stay those that stand there."""
    if place.kind == kind:
        return place
    at = locate(place, origin)
    if kind == "geodetic":
        return Place("geodetic", *at)
    polar = _polar(origin, at)
    if kind == "polar":
        return polar
    return Place("offset", polar.b * math.sin(polar.a), polar.b * math.cos(polar.a))


def written(place: Place) -> Value:
    """A place as a scenario writes it."""
    return dict(_written(place))


def _written(place: Place) -> dict[str, str]:
    first = f"{place.a:.12g} m" if place.kind == "offset" else _degrees(place.a)
    second = _degrees(place.b) if place.kind == "geodetic" else f"{place.b:.12g} m"
    return dict(zip(_KEYS[place.kind], (first, second), strict=True))


def _degrees(angle: float) -> str:
    return f"{math.degrees(angle):.12g} deg"


def grid(start: Place, end: Place, steps: int, origin: Geodetic) -> tuple[Candidate, ...]:
    """Candidates on a square grid between two corners, `steps` [count] to each side."""
    corners = [_as_form(place, "offset", origin) for place in (start, end)]
    return tuple(
        Candidate(f"g{i + 1}-{j + 1}", Place("offset", _part(corners, 0, i, steps), _part(corners, 1, j, steps)))
        for i in range(steps)
        for j in range(steps)
    )


def _part(corners: Sequence[Place], way: int, k: int, steps: int) -> float:
    first, last = ((place.a, place.b)[way] for place in corners)
    return first + (last - first) * k / max(steps - 1, 1)


def east_north(place: Place, origin: Geodetic) -> tuple[float, float]:
    """How far east and north [m] of the origin a place lies."""
    at = _as_form(place, "offset", origin)
    return at.a, at.b


def kinds(defences: Iterable[Defence], turn: bool) -> list[list[Defence]]:
    """Defences that are alike in all but name and place, together; if they `turn`, whatever their sectors."""
    found: dict[str, list[Defence]] = {}
    for defence in defences:
        bare = defence.model_dump(exclude={"id", "place", *(("sector",) if turn else ())})
        found.setdefault(repr(sorted(bare.items())), []).append(defence)
    return list(found.values())

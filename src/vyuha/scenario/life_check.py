"""Can units live as written? Rounds that fit, times that come, places that can be reached, cues that can be given."""

import math
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import TypeAlias

from vyuha.catalogue import Catalogue
from vyuha.catalogue.systems import System
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.scenario.composition import accepted, members, shooters
from vyuha.scenario.doctrine import Doctrine
from vyuha.scenario.life import Relocate
from vyuha.scenario.model import Defence, Origin, Raid
from vyuha.scenario.place import point, separation

Finding: TypeAlias = tuple[Location, str]
ARM = "anti-radiation-missile"


def check_life(
    at: Location,
    defence: Defence,
    net: list[Defence],
    duration: float | None,
    origin: Origin | None,
    catalogue: Catalogue,
) -> Iterator[Finding]:
    """What keeps a unit (at `at`, its system is known) from what it is to do; `net` are the units of its net."""
    if defence.reload is not None:
        yield from _rounds((*at, "reload", "rounds"), defence, defence.reload.rounds, catalogue)
    for index, supply in enumerate(defence.resupply):
        here = (*at, "resupply", index)
        yield from _rounds((*here, "rounds"), defence, supply.rounds, catalogue)
        when = supply.at if supply.at is not None else supply.every
        if duration is not None and when is not None and when >= duration:
            key = "at" if supply.at is not None else "every"
            yield (*here, key), f"is not before the end of the scenario ({duration:g} s)"
    if defence.relocate is not None:
        yield from _moves((*at, "relocate"), defence, defence.relocate, duration, origin, catalogue)
    if defence.emission is not None:
        yield from _emission((*at, "emission"), defence, net, catalogue)


def _rounds(at: Location, defence: Defence, rounds: dict[str, int], catalogue: Catalogue) -> Iterator[Finding]:
    units = sorted(set(shooters(defence.system, catalogue)))
    if not units:
        yield at, f"{defence.system} has no launchers to load"
    for missile in rounds:
        if missile not in catalogue.rounds:
            yield (*at, missile), "no such missile in the catalogue" + suggestion(missile, catalogue.rounds)
            continue
        takers = [unit for unit in units if missile in accepted(unit, catalogue)]
        if units and not takers:
            yield (*at, missile), f"fits no launcher of {defence.system}"
        for unit in takers:
            loaded = catalogue.systems[unit].default_load if defence.load is None else defence.load
            if loaded.get(missile, 0) == 0:
                yield (
                    (*at, missile),
                    f"no launcher of {unit} is loaded with it, so none is reloaded; put it into load",
                )


def _moves(
    at: Location,
    defence: Defence,
    plan: Relocate,
    duration: float | None,
    origin: Origin | None,
    catalogue: Catalogue,
) -> Iterator[Finding]:
    system = catalogue.systems[defence.system]
    if system.kind == "regiment":
        yield at, f"{defence.system} is made of units, which move one by one; write them as defences of their own"
        return
    if system.carrier is not None:
        yield at, f"{defence.system} moves by itself, on a circle"
        return
    if defence.route:
        yield at, "goes with a unit that stands; this one follows a route"
        return
    if plan.after_rounds is not None and not system.launchers:
        yield (*at, "after_rounds"), f"{defence.system} fires nothing; say when it leaves with at"
    for key, given, own in (
        ("march", plan.march or plan.time, system.march_speed),
        ("stow", plan.stow, stow_time(system, defence, catalogue)),
        ("emplace", plan.emplace, open_time(system, defence, catalogue)),
    ):
        if given is None and own is None:
            yield (*at, key), f"the catalogue has no figure for {defence.system}; give one"
            return
    if origin is None or duration is None:
        return
    centre = (origin.latitude, origin.longitude)
    places = [point(place, centre) for place in (defence.place, *plan.to)]
    for index, (here, there) in enumerate(pairwise(places)):
        if separation(here, there) < 1.0:
            yield (*at, "to", index), "is where the unit stands already"
            continue
        takes = march_time(plan, system, separation(here, there))
        begins = plan.at[index] if plan.at is not None else 0.0
        if begins >= duration:
            yield (*at, "at", index), f"is not before the end of the scenario ({duration:g} s)"
        elif begins + takes > duration:
            yield (
                (*at, "to", index),
                f"is {separation(here, there) / 1e3:.1f} km away, a march of {takes / 60.0:.0f} min; it would not get "
                f"there before the scenario ends ({duration:g} s)",
            )


def march_time(plan: Relocate, system: System, distance: float) -> float:
    """Time [s] of a march of so far [m]."""
    if plan.time is not None:
        return plan.time
    speed = plan.march if plan.march is not None else system.march_speed.value if system.march_speed else math.inf
    return distance / speed


def stow_time(system: System, defence: Defence, catalogue: Catalogue) -> float | None:
    """Time [s] to close down: the system's, or that of its highest mast if that takes longer."""
    return _slowest(system.stow_time.value if system.stow_time else None, system, defence, catalogue)


def open_time(system: System, defence: Defence, catalogue: Catalogue) -> float | None:
    """Time [s] to open up: the system's, or that of its highest mast if that takes longer."""
    return _slowest(system.emplacement_time.value if system.emplacement_time else None, system, defence, catalogue)


def _slowest(own: float | None, system: System, defence: Defence, catalogue: Catalogue) -> float | None:
    if own is None or defence.mast is False:
        return own
    masts = [catalogue.masts[mount.mast].emplacement_time.value for mount in system.radars if mount.mast is not None]
    return max([own, *masts])


def _emission(at: Location, defence: Defence, net: list[Defence], catalogue: Catalogue) -> Iterator[Finding]:
    plan, own = defence.emission, radar_ids(defence, catalogue)
    assert plan is not None
    if not own:
        yield at, f"{defence.system} has no radar that could be silent"
        return
    for index, radar in enumerate(plan.radars or ()):
        if radar not in own:
            yield (*at, "radars", index), f"is no radar of {defence.system}; these are: {', '.join(own)}"
    if plan.waits and not any(_can_cue(other, catalogue) for other in net):
        yield (
            (*at, "silent_until"),
            "nobody can cue it: no radar of its net searches without waiting for a cue; give a time, or put another "
            "radar under the same command post",
        )


def radar_ids(defence: Defence, catalogue: Catalogue) -> list[str]:
    """Catalogue ids of the radars of a defence, each once."""
    units = [catalogue.systems[unit] for unit in members(defence.system, catalogue)]
    return list(dict.fromkeys(mount.radar for unit in units for mount in unit.radars))


def _can_cue(defence: Defence, catalogue: Catalogue) -> bool:
    """Whether some radar of a defence searches without waiting for a cue."""
    if defence.system not in catalogue.systems:
        return False
    ids = radar_ids(defence, catalogue)
    searching = [id for id in ids if catalogue.radars[id].role == "search" or defence.search or len(ids) == 1]
    plan = defence.emission
    if plan is None or not plan.waits:
        return bool(searching)
    return plan.radars is not None and any(id not in plan.radars for id in searching)


def check_hunt(
    at: Location, raid: Raid, assets: Collection[str], defences: list[Defence], catalogue: Catalogue
) -> Iterator[Finding]:
    """What keeps a raid from its targets when these have no radar, or move; `assets` are ids. Of a target that is not
    sound in itself nothing is known.
    """
    systems = {one.id: one for one in defences if one.system in catalogue.systems}
    homes = raid.type in catalogue.threats and catalogue.threats[raid.type].threat_class == ARM
    for index, target in enumerate(raid.target):
        where = (*at, "target", index) if len(raid.target) > 1 else (*at, "target")
        defence = systems.get(target)
        known = defence is not None or target in assets
        if homes and known and not _emits(defence, catalogue):
            yield where, f"{target} has no radar and no decoy emitter; {raid.type} homes on nothing else"
        if defence is not None and defence.relocate is not None and raid.decoys is not None:
            yield (*at, "decoys"), f"{target} relocates; a raid that releases decoys cannot be aimed at it"


def _emits(defence: Defence | None, catalogue: Catalogue) -> bool:
    if defence is None:
        return False
    decoy = catalogue.systems[defence.system].decoy_power is not None
    return decoy or bool(radar_ids(defence, catalogue))


def check_caution(at: Location, doctrine: Doctrine) -> Iterator[Finding]:
    """A shutdown that is over before the missile has come."""
    if doctrine.shutdown is not None and doctrine.shutdown.stay < doctrine.shutdown.within:
        yield (
            (*at, "shutdown", "stay"),
            f"is less than within ({doctrine.shutdown.within:g} s): the radars would be on again as the missile comes",
        )

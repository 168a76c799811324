"""What a system of the catalogue is made of, as far as checks and estimates need to know."""

from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Radar


def members(system: str, catalogue: Catalogue) -> list[str]:
    """System ids of the units that stand on the map for one defence: itself, or the units of a regiment."""
    return [unit.system for unit in catalogue.systems[system].layout] or [system]


def radars(system: str, catalogue: Catalogue) -> list[Radar]:
    """The radars of all members, one by one."""
    mounted = [mount for unit in members(system, catalogue) for mount in catalogue.systems[unit].radars]
    return [catalogue.radars[mount.radar] for mount in mounted]


def shooters(system: str, catalogue: Catalogue) -> list[str]:
    """System ids of the members that have launchers."""
    return [unit for unit in members(system, catalogue) if catalogue.systems[unit].launchers]


def accepted(system: str, catalogue: Catalogue) -> list[str]:
    """Missile types that some launcher of a system takes."""
    groups = catalogue.systems[system].launchers
    return list(dict.fromkeys(missile for group in groups for missile in catalogue.launchers[group.launcher].fits))

"""Equipment and threats as data files: every figure with its range, source and grade.

    load(folder=None)       the catalogue: dicts by id (`radars`, `grounds`, `masts`, `missiles`, `guns`, `launchers`,
                            `command_posts`, `threats`, `systems`, `vehicles`), `find(id)`, `ids()`, `nearest(id)`,
                            `load_problem(system, load)`
    with_figure(...)        the catalogue with one figure at another value
    figures(item)           the figures of an item, by field
    Figure                  value, low, high (SI), unit, source, grade, date, note, text
    CatalogueError          what is wrong with the files, one line each

>>> load().radars["91N6E"].reference_range.text
'280 km (224 to 336)'
"""

from vyuha.catalogue.contents import Catalogue, load, with_figure
from vyuha.catalogue.figure import GRADES, Figure
from vyuha.catalogue.guns import Gun, Vehicle
from vyuha.catalogue.items import CommandPost, Ground, Item, Launcher, Mast, Missile, Radar, Threat, figures
from vyuha.catalogue.reading import CatalogueError
from vyuha.catalogue.systems import System

__all__ = [
    "GRADES",
    "Catalogue",
    "CatalogueError",
    "CommandPost",
    "Figure",
    "Ground",
    "Gun",
    "Item",
    "Launcher",
    "Mast",
    "Missile",
    "Radar",
    "System",
    "Threat",
    "Vehicle",
    "figures",
    "load",
    "with_figure",
]

"""The tables of docs/scenario.md, made from the schema. `python -m tests.docs.tables` writes them into the page."""

import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from vyuha.base.units import UNITS
from vyuha.reading.fields import Number, Quantity, Text, Whole, YesNo
from vyuha.scenario import doctrine, engagement, identification, life, model, moving, network
from vyuha.scenario.place import KEYS, Place

DOCS = Path(__file__).resolve().parents[2] / "docs"
PARTS: dict[str, type[BaseModel]] = {
    "Scenario": model.Scenario,
    "Origin": model.Origin,
    "Environment": model.Environment,
    "Terrain": model.Ground,
    "MadeUp": model.MadeUp,
    "Asset": model.Asset,
    "Defence": model.Defence,
    "Sector": model.Sector,
    "Reload": life.Reload,
    "Supply": life.Supply,
    "Relocate": life.Relocate,
    "Emission": life.Emission,
    "Blink": life.Blink,
    "Station": moving.Station,
    "Raid": model.Raid,
    "Dispersion": model.Dispersion,
    "PopUp": model.PopUp,
    "Decoys": model.Decoys,
    "Jammer": model.Jammer,
    "Flight": model.Flight,
    "Identification": identification.Identification,
    "Expectation": identification.Expectation,
    "Doctrine": doctrine.Doctrine,
    "Zone": doctrine.Zone,
    "Reserve": doctrine.Reserve,
    "Order": engagement.Order,
    "ControlZone": engagement.ControlZone,
    "Heights": engagement.Heights,
    "Speeds": engagement.Speeds,
    "Shutdown": life.Shutdown,
    "Network": network.Network,
    "Link": network.Link,
    "Window": network.Window,
    "Spare": moving.Spare,
    "Run": model.Run,
}
# What the schema does not say in words.
MEANING = {
    "Scenario.title": "What the report is called.",
    "Scenario.duration": "When the fight ends, whatever is still in the air.",
    "Scenario.origin": "Where east and north are counted from.",
    "Scenario.environment": "The air that the radars look through, and the surface under their beams.",
    "Scenario.assets": "What is worth defending.",
    "Scenario.defences": "Units of the defence.",
    "Scenario.raids": "What comes.",
    "Scenario.doctrines": "Ways to shoot, beside the built-in ones.",
    "Scenario.run": "How often to fight, and with which random numbers.",
    "Origin.lat": "Latitude of the origin.",
    "Origin.lon": "Longitude of the origin.",
    "Asset.id": "A name of its own among all assets and defences.",
    "Asset.name": "What the report calls it.",
    "Defence.id": "A name of its own among all assets and defences.",
    "Defence.sector": "Where the engagement radar looks; the mean direction of the raids unless given.",
    "Defence.value": "What its loss costs; the catalogue's unless given. It ranks what to defend first.",
    "Defence.hits_to_kill": "Hits that destroy it, counted as those of an asset; the catalogue's unless given.",
    "Defence.radius": "A threat that comes down within this distance hits it; the catalogue's unless given.",
    "Sector.centre": "Azimuth of the middle, clockwise from north.",
    "Sector.width": "Whole width.",
    "Raid.id": "A name of its own among all raids and flights.",
    "Flight.id": "A name of its own among all raids and flights.",
    "Flight.dispersion": "How far they depart from the plan.",
    "Identification.expect": "How likely a track is to be of each side before anything is known of it.",
    "Expectation.hostile": "Of a raid.",
    "Expectation.neutral": "An airliner.",
    "Expectation.own": "An own fighter.",
    "Raid.dispersion": "How far threats depart from the plan.",
    "Dispersion.time": "Of the start.",
    "Dispersion.cross_track": "Of the course, sideways.",
    "Dispersion.height": "Of the cruise height; none for ballistic missiles.",
    "Doctrine.id": "A name that `doctrine` of a defence refers to.",
    "Doctrine.zone": "Ground ranges from the unit between which it may intercept.",
    "Zone.from": "Nearest.",
    "Zone.to": "Farthest.",
    "ControlZone.id": "A name of its own among all zones.",
    "Heights.from": "Lowest.",
    "Heights.to": "Highest.",
    "Speeds.from": "Slowest.",
    "Speeds.to": "Fastest.",
    "Run.replicates": "How often to fight it; `-n` of the command goes before.",
    "Run.seed": "Of the random numbers; `--seed` of the command goes before.",
}
_REFERENCES = {
    "origin": "[origin](#origin)",
    "environment": "[environment](#environment)",
    "terrain": "[terrain](#terrain)",
    "made_up": "[made-up ground](#made-up-ground)",
    "assets": "list of [assets](#asset), at most 500",
    "defences": "list of [defences](#defence), at most 500",
    "raids": "list of [raids](#raid), 1 to 5000",
    "traffic": "list of [flights](#flight), at most 5000",
    "identification": "[identification](#identification)",
    "expect": "[expectation](#expectation)",
    "doctrines": "list of [doctrines](#doctrine), at most 500",
    "run": "[run](#run)",
    "sector": "[sector](#sector)",
    "pop_up": "[pop-up](#pop-up)",
    "decoys": "[decoys](#decoys)",
    "jammer": "[jammer](#jammer)",
    "dispersion": "[dispersion](#dispersion)",
    "zone": "[zone](#zone)",
    "then": "list of rounds (1 to 8), at most 3",
    "prefer": "missile types, at most 16, by group",
    "keep": "groups by missile type",
    "reserve": "[reserve](#reserve) by missile type",
    "Reserve.for": "list of groups",
    "roe": "a rule, an [order](#order), or a list of at most 20",
    "zones": "list of [control zones](#control-zone), at most 200",
    "ControlZone.centre": "[place](#places)",
    "ControlZone.route": "list of 2 to 100 [places](#places)",
    "ControlZone.corners": "list of 3 to 100 [places](#places)",
    "ControlZone.height": "[heights](#heights)",
    "ControlZone.speed": "[speeds](#speeds)",
    "reload": "[reload](#reload)",
    "resupply": "a [supply](#supply), or a list of at most 100",
    "relocate": "[relocate](#relocate)",
    "emission": "[emission](#emission)",
    "blink": "[blink](#blink)",
    "shutdown": "[shutdown](#shutdown)",
    "rounds": "rounds (0 to 10000) by missile type",
    "silent_until": "time (0 s to 6 h), or `cued`",
    "radars": "list of 1 to 10 catalogue ids",
    "Relocate.to": "a [place](#places), or a list of at most 20",
    "Relocate.at": "a time (0 s to 6 h), or a list",
    "network": "[network](#network)",
    "links": "list of [links](#link), at most 2000",
    "between": "two ids: of defences, or `reg/alpha` for a unit of a regiment",
    "cut": "a [window](#window), or a list of at most 100",
    "station": "[station](#station)",
    "spare": "[spare](#spare)",
    "types": "catalogue ids by type, at most 100",
    "load": "rounds (0 to 10000) by missile type",
    "target": "an id, or a list of ids",
    "route": "list of [places](#places), at most 100",
    "spacing": "time (0 s to 6 h), or `{mean: time}`",
}


def table(part: str) -> str:
    """The keys of one part of a scenario: what is allowed, the default, the meaning."""
    rows = ["| key | allowed | default | meaning |", "|---|---|---|---|"]
    for name, field in PARTS[part].model_fields.items():
        if name == "place":
            rows.append("| place keys | [one way](#places) | needed | Where it stands. |")
            continue
        key = field.alias or name
        meaning = field.description or MEANING[f"{part}.{key}"]
        rows.append(f"| `{key}` | {_allowed(part, key, field)} | {_default(field)} | {meaning} |")
    return "\n".join(rows)


def places() -> str:
    """The six place keys."""
    rows = ["| key | allowed | example |", "|---|---|---|"]
    rows += [f"| `{key}` | {_quantity(quantity)} | `{quantity.example}` |" for key, quantity in KEYS.items()]
    return "\n".join(rows)


def units() -> str:
    """The units that a scenario may be written in."""
    rows = ["| dimension | units |", "|---|---|"]
    rows += [
        f"| {name} | {', '.join(f'`{u}`' for u in UNITS[name])} |"
        for name in ("length", "time", "speed", "angle", "power", "frequency", "rain")
    ]
    return "\n".join(rows)


def all_tables() -> dict[str, str]:
    """Every table of the page by the mark that stands before it."""
    return {part: table(part) for part in PARTS} | {"places": places(), "units": units()}


def filled(page: str) -> str:
    """The page with every marked table as it should be."""
    for mark, text in all_tables().items():
        page, found = re.subn(
            rf"(<!-- table: {mark} -->\n)(\|.*\n)*", lambda m, text=text: f"{m.group(1)}{text}\n", page
        )
        if found != 1:
            raise ValueError(f"the page has {found} tables of {mark}")
    return page


def _allowed(part: str, key: str, field: FieldInfo) -> str:
    if f"{part}.{key}" in _REFERENCES:
        return _REFERENCES[f"{part}.{key}"]
    if field.annotation is Place:
        return "[place](#places)"
    if key in _REFERENCES:
        return _REFERENCES[key]
    reader = next((r for r in _readers(field) if isinstance(r, (Quantity, Whole, Number, Text, YesNo))), None)
    if isinstance(reader, Quantity):
        return _quantity(reader)
    if isinstance(reader, Whole):
        return f"{reader.low}" if reader.low == reader.high else f"whole, {reader.low} to {_big(reader.high)}"
    if isinstance(reader, Number):
        return f"number, {'above ' if reader.above else ''}{reader.low:g} to {_big(reader.high)}"
    if isinstance(reader, YesNo):
        return "true or false"
    if isinstance(reader, Text):
        return reader.allowed or f"text, at most {reader.longest} characters"
    raise ValueError(f"nobody says what {key} allows")


def _readers(field: FieldInfo) -> list[Any]:
    found = list(field.metadata)
    for inner in getattr(field.annotation, "__args__", ()):
        found += getattr(inner, "__metadata__", ())
    return found


def _quantity(quantity: Quantity) -> str:
    low = f"above {quantity.low}" if quantity.above else quantity.low
    return f"{quantity.dimension}, {low} to {quantity.high}"


def _big(value: float) -> str:
    exact = {2**63 - 1: "2^63 - 1", 10**18: "5000 in all"}
    return exact.get(int(value), f"{value:g}" if value < 1e6 else f"{int(value):,}".replace(",", " "))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    if field.default is None:
        return "-"
    if isinstance(field.default, model.Gap):
        return "`0 s`"
    if isinstance(field.default, (tuple, dict, BaseModel)):
        return "its defaults" if isinstance(field.default, BaseModel) else "none"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    if isinstance(field.default, float):
        return f"{field.default:.4g}"
    return f"`{field.default}`"


if __name__ == "__main__":
    path = DOCS / "scenario.md"
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")

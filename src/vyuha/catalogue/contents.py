"""Loading the catalogue: files to items, with the references between them checked."""

import difflib
import functools
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from vyuha.catalogue.guns import Gun, Vehicle
from vyuha.catalogue.items import (
    CommandPost,
    Ground,
    Interrogator,
    Item,
    Launcher,
    Mast,
    Missile,
    Radar,
    Threat,
)
from vyuha.catalogue.reading import CatalogueError, Document, Key
from vyuha.catalogue.systems import SHOOTERS, System

DATA = Path(__file__).parent / "data"
AnyItem = TypeVar("AnyItem", bound=Item)


@dataclass(frozen=True)
class Catalogue:
    """All items, by kind and id; ids are unique over all kinds."""

    radars: dict[str, Radar] = field(default_factory=dict)
    grounds: dict[str, Ground] = field(default_factory=dict)
    masts: dict[str, Mast] = field(default_factory=dict)
    missiles: dict[str, Missile] = field(default_factory=dict)
    guns: dict[str, Gun] = field(default_factory=dict)
    launchers: dict[str, Launcher] = field(default_factory=dict)
    command_posts: dict[str, CommandPost] = field(default_factory=dict)
    threats: dict[str, Threat] = field(default_factory=dict)
    interrogators: dict[str, Interrogator] = field(default_factory=dict)
    systems: dict[str, System] = field(default_factory=dict)
    vehicles: dict[str, Vehicle] = field(default_factory=dict)

    @property
    def kinds(self) -> dict[str, Mapping[str, Item]]:
        """Kind, as people read it -> its items."""
        return {
            "systems": self.systems,
            "radars": self.radars,
            "grounds": self.grounds,
            "masts": self.masts,
            "launchers": self.launchers,
            "missiles": self.missiles,
            "guns": self.guns,
            "command posts": self.command_posts,
            "threats": self.threats,
            "interrogators": self.interrogators,
            "vehicles": self.vehicles,
        }

    @property
    def rounds(self) -> dict[str, Missile | Gun]:
        """What launchers fire: missiles, and bursts of guns."""
        return {**self.missiles, **self.guns}

    def ids(self) -> list[str]:
        """Every id, kind by kind."""
        return [id for items in self.kinds.values() for id in items]

    def find(self, id: str) -> Item | None:
        """The item of that id, of whatever kind; None if there is none."""
        return next((items[id] for items in self.kinds.values() if id in items), None)

    def nearest(self, id: str) -> list[str]:
        """The ids most like `id`, best first: what the user may have meant."""
        known = {_bare(name): name for name in self.ids()}
        asked = _bare(id)
        near = difflib.get_close_matches(asked, known, 3)
        # A fragment such as "40n6" or "battalion" is closer in meaning than in length.
        near += [name for name in known if asked and asked in name and name not in near]
        return [known[name] for name in near[:3]]

    def refusal(self, id: str, rule: str, allowed: list[str]) -> str:
        """Why `id` is none of the `allowed` ids that a `rule` asks for, and what may have been meant."""
        if self.find(id) is not None:
            return f"{id} is a {self._kind_of(id)}; {rule}: {', '.join(allowed)}"
        others = self.nearest(id)
        near = [name for name in others if name in allowed]
        # Short names are near to anything; one of another kind is a hint only if it holds what was asked, or is held.
        akin = [name for name in others if _bare(id) in _bare(name) or _bare(name) in _bare(id)]
        if akin and not near:
            return f"nothing is called {id!r}; the nearest is {akin[0]}, a {self._kind_of(akin[0])}, but {rule}"
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(allowed)}"
        return f"nothing is called {id!r}; {hint}"

    def _kind_of(self, id: str) -> str:
        return next(kind for kind, items in self.kinds.items() if id in items).removesuffix("s")

    def load_problem(self, system: System, load: Mapping[str, int]) -> str:
        """Why this load (missile id -> rounds) does not fit the launchers of a system; empty if it fits."""
        groups = [(self.launchers[group.launcher], group.count) for group in system.launchers]
        best = {id: max((launcher.fits.get(id, 0) for launcher, _ in groups), default=0) for id in load}
        for id, per_cell in best.items():
            if per_cell == 0:
                return f"no launcher of {system.id} takes {id}"
        # Hall's condition: any choice of types must find enough cells in the launchers that take one of them.
        for size in range(1, len(load) + 1):
            for types in itertools.combinations(load, size):
                wanted = sum(math.ceil(load[id] / best[id]) for id in types)
                cells = sum(int(one.cells.value) * n for one, n in groups if any(id in one.fits for id in types))
                if wanted > cells:
                    asked = ", ".join(f"{load[id]} x {id}" for id in types)
                    return f"{asked}: needs {wanted} cells; {cells} can take them"
        return ""


def _bare(id: str) -> str:
    """An id as people half remember it: letters and digits only."""
    return "".join(letter for letter in id.lower() if letter.isalnum())


def with_figure(catalogue: Catalogue, id: str, name: str, value: float) -> Catalogue:
    """The catalogue with one figure (field `name` of item `id`) at another `value` (SI), all else as it is.

    Raises `CatalogueError` if the item would then be none, or systems whose parts no longer go together.
    """
    kind, items = next((kind, items) for kind, items in catalogue.kinds.items() if id in items)
    fields = dict(items[id])
    fields[name] = replace(fields[name], value=value)
    try:
        item = type(items[id]).model_validate(fields)
    except ValidationError as error:
        messages = (fault["msg"].removeprefix("Value error, ") for fault in error.errors(include_url=False))
        raise CatalogueError(*(f"{id}: {message}" for message in messages)) from error
    changed: dict[str, Any] = {kind.replace(" ", "_"): {**items, id: item}}
    made = replace(catalogue, **changed)
    problems = list(_misfits(made))
    if problems:
        raise CatalogueError(*problems)
    return made


def load(folder: Path | None = None) -> Catalogue:
    """The catalogue of a folder of data files, by default the one that comes with Vyuha (read once).

    Raises `CatalogueError` with one line for each problem.
    """
    return _own() if folder is None else _load(folder)


@functools.cache
def _own() -> Catalogue:
    return _load(DATA)


def _load(folder: Path) -> Catalogue:
    sources = _sources(folder)
    catalogue = Catalogue(
        radars=_items(folder, "radars", Radar, sources),
        grounds=_items(folder, "grounds", Ground, sources),
        masts=_items(folder, "masts", Mast, sources),
        missiles=_items(folder, "missiles", Missile, sources),
        guns=_items(folder, "guns", Gun, sources),
        launchers=_items(folder, "launchers", Launcher, sources),
        command_posts=_items(folder, "command_posts", CommandPost, sources),
        threats=_items(folder, "threats", Threat, sources),
        interrogators=_items(folder, "interrogators", Interrogator, sources),
        systems=_items(folder, "systems", System, sources),
        vehicles=_items(folder, "vehicles", Vehicle, sources),
    )
    problems = list(_dangling(catalogue)) or list(_misfits(catalogue))
    if problems:
        raise CatalogueError(*problems)
    return catalogue


def _sources(folder: Path) -> dict[str, str]:
    document = Document(folder / "sources.yaml")
    for key, text in document.content.items():
        if not isinstance(text, str) or not text:
            raise CatalogueError(document.problem((key,), text, "give the source as text"))
    return document.content


def _items(folder: Path, name: str, kind: type[AnyItem], sources: dict[str, str]) -> dict[str, AnyItem]:
    document = Document(folder / f"{name}.yaml")
    items: dict[str, AnyItem] = {}
    problems: list[str] = []
    for id, raw in document.content.items():
        if not isinstance(raw, dict) or "id" in raw:
            problems.append(document.problem((id,), None, "give a mapping of fields, without id"))
            continue
        try:
            items[id] = kind.model_validate(raw | {"id": id}, context={"sources": sources})
        except ValidationError as error:
            problems.extend(_worded(document, id, raw, error))
    if problems:
        raise CatalogueError(*problems)
    return items


def _worded(document: Document, id: str, raw: Mapping[str, Any], error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        key: Key = (id, *fault["loc"])
        value = fault["input"]
        if isinstance(value, dict):
            value = value.get("value", value.get("likely"))
        message = {"missing": "is missing", "extra_forbidden": "unknown field"}.get(fault["type"], fault["msg"])
        yield document.problem(key, value, message.removeprefix("Value error, "))


def _dangling(catalogue: Catalogue) -> Iterator[str]:
    """References to items that are not there, and ids used twice."""
    ids = catalogue.ids()
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        yield f"{id}: two items have this id"
    for place, id, items in _references(catalogue):
        if id not in items:
            near = difflib.get_close_matches(id, items, 1)
            yield f"{place}: {id}: no such item" + (f'; did you mean "{near[0]}"?' if near else "")


def _references(catalogue: Catalogue) -> Iterator[tuple[str, str, Mapping[str, Item]]]:
    for launcher in catalogue.launchers.values():
        for id in launcher.fits:
            yield f"launchers.yaml: {launcher.id}.fits", id, catalogue.rounds
    for system in catalogue.systems.values():
        place = f"systems.yaml: {system.id}"
        if system.command_post is not None:
            yield f"{place}.command_post", system.command_post, catalogue.command_posts
        for mounted in system.radars:
            yield f"{place}.radars", mounted.radar, catalogue.radars
            if mounted.mast is not None:
                yield f"{place}.radars", mounted.mast, catalogue.masts
        for group in system.launchers:
            yield f"{place}.launchers", group.launcher, catalogue.launchers
        for id in system.default_load:
            yield f"{place}.default_load", id, catalogue.rounds
        for placed in system.layout:
            yield f"{place}.layout", placed.system, catalogue.systems


def _misfits(catalogue: Catalogue) -> Iterator[str]:
    """Systems whose parts are there but do not go together."""
    for system in catalogue.systems.values():
        place = f"systems.yaml: {system.id}"
        problem = catalogue.load_problem(system, system.default_load)
        if problem:
            yield f"{place}.default_load: {problem}"
        guides = sum(catalogue.radars[mounted.radar].role == "engagement" for mounted in system.radars)
        if guides != system.shoots:
            shooters = f"{', '.join(SHOOTERS[:-1])} or {SHOOTERS[-1]}"
            yield f"{place}.radars: {guides} engagement radars; a {shooters} has one, nothing else has any"
        for placed in system.layout:
            if catalogue.systems[placed.system].kind == "regiment":
                yield f"{place}.layout: {placed.system}: a regiment is made of units, not of regiments"

"""`vyuha coverage`: where the radars of a scenario see a target, as a picture and for maps."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vyuha.cli.console import refuse, say, say_compiling, show, show_table
from vyuha.cli.folders import Before, refuse_folder

if TYPE_CHECKING:
    from vyuha.results.coverage import Coverage


def coverage(
    scenario: Annotated[Path, typer.Argument(help="Scenario file (YAML); its raids only say where radars face.")],
    height: Annotated[
        list[str] | None,
        typer.Option(
            "--height",
            help='Of the target above the ground, for example "100 m"; give it again for more maps. The target\'s own '
            "if it flies level; 100 m, 1 km and 10 km without a target.",
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option("--target", "-t", help="A threat of the catalogue, which gives the cross-section."),
    ] = None,
    rcs: Annotated[
        str | None, typer.Option("--rcs", help='Cross-section, for example "0.1 m2"; 1 m2 without a target.')
    ] = None,
    probability: Annotated[
        str | None, typer.Option("--probability", "-p", help='Of detection in one look, for example "80 %"; 50 %.')
    ] = None,
    nodes: Annotated[
        int | None, typer.Option("--nodes", min=20, max=4000, help="Of the map to its longer side; 400.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            help='A time of the scenario, for example "10 min": antennas in the air and jammers are where plans have '
            "them then. Without it nobody jams.",
        ),
    ] = None,
    no_jamming: Annotated[bool, typer.Option("--no-jamming", help="With --at: leave the jammers out.")] = False,
    radial_speed: Annotated[
        str | None,
        typer.Option(
            "--radial-speed", help='Of the target towards each radar, for example "20 m/s"; any unless given.'
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="coverages/SCENARIO unless given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
) -> None:
    """Draw where the radars of a scenario detect a target at some height above the ground: with hills, masts, clutter
    and, at a moment of the fight, its jammers.

    A table here; in the folder a page with maps and the same as PNG, each radar's area and that of all search radars
    together (GeoJSON), and the best probability of detection place by place (GeoTIFF, or NumPy arrays where rasterio is
    not installed).

    Example: vyuha coverage scenarios/hills.yaml --target babur --height 60m --height "1 km"
    """
    if no_jamming and at is None:
        refuse("vyuha coverage: --no-jamming: only with --at; without a moment nobody jams")
    heights = None if height is None else [_si("--height", one, "length", "100 m") for one in height]
    area = None if rcs is None else _si("--rcs", rcs, "area", "0.1 m2")
    share = None if probability is None else _si("--probability", probability, "ratio", "80 %")
    time = None if at is None else _si("--at", at, "time", "10 min")
    speed = None if radial_speed is None else _si("--radial-speed", radial_speed, "speed", "20 m/s")
    from vyuha import api
    from vyuha.outputs.coverage_files import NO_RASTERIO, has_rasterio
    from vyuha.results.coverage import PAGE

    folder = api.coverage_folder(scenario, out)
    before = _before(folder)
    asked = {"heights": heights, "target": target, "rcs": area, "probability": share, "nodes": nodes, "out": folder}
    one = height[0] if height and len(height) == 1 else None
    typed = {"at": at, "height": one, "rcs": rcs, "probability": probability, "radial speed": radial_speed}
    made = _make(scenario, asked | {"at": time, "jamming": not no_jamming, "speed": speed}, typed)
    if as_json:
        show(json.dumps(made.as_dict(), indent=2))
    else:
        _print(made)
    if not has_rasterio():
        say(f"note: {NO_RASTERIO}")
    before.say_replaced("another coverage")
    say(f"page: {folder / PAGE}")


def _before(folder: Path) -> Before:
    """What the folder holds; refuses one that cannot be used, before any work."""
    from vyuha.results.coverage import ABOUT, held_coverage
    from vyuha.results.files import RunFolderError
    from vyuha.sensors.coverage_map import settle_edges

    try:
        held_coverage(folder)
        before = Before(folder, ABOUT)
    except RunFolderError as error:
        refuse_folder("coverage", error)
    say_compiling(settle_edges, "the radars", "about a minute")
    return before


def _make(scenario: Path, asked: dict[str, Any], typed: dict[str, str | None]) -> "Coverage":
    """The coverage, or its refusal, which shows values as they were `typed`."""
    from vyuha import api
    from vyuha.engine.assemble import AssemblyError
    from vyuha.engine.coverage import AskedError, CoverageError
    from vyuha.results.files import RunFolderError
    from vyuha.scenario import InputErrors

    try:
        return api.coverage(scenario, **asked)
    except InputErrors as error:
        refuse(str(error))
    except AssemblyError as error:
        refuse(f"{scenario}: {error}")
    except AskedError as error:
        option = f"--{error.name.replace(' ', '-')}"
        refuse(f"vyuha coverage: {option}: {typed.get(error.name) or error.value}: {error.allowed}")
    except CoverageError as error:
        refuse(f"vyuha coverage: {error}")
    except RunFolderError as error:
        refuse_folder("coverage", error)


def _si(option: str, text: str, dimension: str, example: str) -> float:
    from vyuha.base.units import UnitError, parse_quantity

    try:
        return parse_quantity(text, dimension, example)
    except UnitError as error:
        refuse(f"vyuha coverage: {option}: {text}: {error}")


def _print(made: "Coverage") -> None:
    from vyuha.outputs.coverage_page import columns, described, share

    title = f"Where one look detects {described(made)} with at least {share(made.probability)}"
    header, cells, numbers = columns(made)
    show_table(title, header, cells, numbers, 140)
    if not any(area.polygons for area in made.areas):
        show("No radar sees it anywhere that surely.")

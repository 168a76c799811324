"""What can be reached: the envelope of a missile, and the coverage of the radars of a scenario."""

import os
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from vyuha.api.machine import processors
from vyuha.results.coverage import Coverage
from vyuha.results.envelope import Envelope


def envelope(
    missile: str,
    target: str = "su-30mki",
    speed: float | None = None,
    height: float | None = None,
    antenna: float | None = None,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    page: bool = True,
) -> Envelope:
    """Where a missile of the catalogue can meet a target that flies level and straight, found by flying it.

    `speed` (m/s) and `height` (m) are the target's in the catalogue unless given; `antenna` (m) is that of the radar
    whose horizon is shown. Nothing is written unless `out` names a folder; `page` says whether to draw envelope.html
    there. The result does not depend on `workers`.

    Raises `vyuha.engine.envelope.EnvelopeError` for what is no missile or no level target and for values that make no
    sense, `vyuha.results.files.RunFolderError` for a folder that cannot be written or holds something else.
    """
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.envelope import ANTENNA, make_envelope
    from vyuha.outputs.envelope_page import envelope_page
    from vyuha.results.envelope import PAGE, held_envelope
    from vyuha.results.files import write_together

    if out is not None:
        held_envelope(Path(out))
    above = ANTENNA if antenna is None else antenna
    made = make_envelope(load_catalogue(), missile, target, speed, height, above, workers or processors())
    if out is not None:
        # envelope.json, the last of its files, marks the folder whole.
        drawn = {PAGE: envelope_page(made).encode()} if page else {}
        write_together(Path(out), drawn | made.files(), () if page else (PAGE,))
    return made


def envelope_folder(missile: str, target: str, out: str | os.PathLike[str] | None = None) -> Path:
    """Where an envelope goes."""
    return Path("envelopes") / f"{missile}-{target}" if out is None else Path(out)


def coverage(  # noqa: PLR0913 (one call does all that the command does; everything but the scenario has a default)
    scenario: str | os.PathLike[str],
    heights: Sequence[float] | None = None,
    target: str | None = None,
    rcs: float | None = None,
    probability: float | None = None,
    nodes: int | None = None,
    out: str | os.PathLike[str] | None = None,
    page: bool = True,
    at: float | None = None,
    jamming: bool = True,
    speed: float | None = None,
) -> Coverage:
    """Where the radars of a scenario detect a target at each of `heights` (m) above the ground.

    `target` is a threat of the catalogue, which gives the cross-section; `rcs` (m2) overrules it, and is 1 m2 without
    either. Heights are the target's own if it flies level, else 100 m, 1 km and 10 km. `probability` (0.5) is that of
    one look; `nodes` (400) is how many the map of the probability has to its longer side. Nothing is written unless
    `out` names a folder; `page` says whether to draw pictures there.

    `at` (s) is a time of the scenario: carried antennas are where they are then, and if anybody jams then, everything
    is there twice, without and with `jamming`. `speed` (m/s) is the target's towards the radar; any unless given.

    Raises `vyuha.scenario.InputErrors` for a bad scenario or terrain, `vyuha.engine.assemble.AssemblyError` for what
    cannot be fought, `vyuha.engine.coverage.CoverageError` for values and ids that make no sense,
    `vyuha.results.files.RunFolderError` for a folder that cannot be written or holds something else.
    """
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.assemble import assemble
    from vyuha.engine.code import find_code
    from vyuha.engine.coverage import make_coverage
    from vyuha.engine.coverage_asked import NODES, PROBABILITY, check_asked
    from vyuha.engine.coverage_moment import check_time
    from vyuha.engine.ground import find_ground
    from vyuha.engine.recorded import find_paths
    from vyuha.outputs.coverage_files import map_files
    from vyuha.outputs.coverage_page import coverage_page
    from vyuha.outputs.plots_coverage import coverage_png
    from vyuha.results.coverage import PAGE, PICTURE, held_coverage, is_map
    from vyuha.results.files import write_together
    from vyuha.scenario import parse, read_text

    held = [] if out is None else held_coverage(Path(out))
    path, catalogue = Path(scenario), load_catalogue()
    share, fine = PROBABILITY if probability is None else probability, NODES if nodes is None else nodes
    text = read_text(path)
    parsed = parse(text, os.fspath(scenario))
    check_asked(catalogue, heights, target, rcs, share, fine, speed)
    check_time(parsed.duration, at)
    ground = find_ground(parsed, path.parent, text, os.fspath(scenario))
    code = find_code(parsed, path.parent, text, os.fspath(scenario))
    recorded = find_paths(parsed, catalogue, ground, path.parent, text, os.fspath(scenario))
    assembled = assemble(parsed, catalogue, ground, code, recorded)
    made = make_coverage(assembled, catalogue, heights, target, rcs, share, fine, at, jamming, speed)
    made = replace(made, file=os.fspath(scenario), sha256=sha256(path.read_bytes()).hexdigest())
    if out is not None:
        drawn = {PICTURE: coverage_png(made), PAGE: coverage_page(made).encode()} if page else {}
        # coverage.json, the last of its files, marks the folder whole.
        files = map_files(made) | drawn | made.files()
        old = [name for name in held if is_map(name) or name in (PICTURE, PAGE)]
        write_together(Path(out), files, [name for name in old if name not in files])
    return made


def coverage_folder(scenario: str | os.PathLike[str], out: str | os.PathLike[str] | None = None) -> Path:
    """Where a coverage goes."""
    return Path("coverages") / Path(scenario).stem if out is None else Path(out)

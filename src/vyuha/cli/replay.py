"""vyuha replay: look at one replicate."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import refuse, say, show

if TYPE_CHECKING:
    from vyuha.results.store import StoredRun


class Target(StrEnum):
    """Formats of a replay."""

    ACMI = "acmi"
    CZML = "czml"
    DIS = "dis"


def replay(
    folder: Annotated[Path, typer.Argument(help="Run folder.")],
    replicate: Annotated[
        int | None,
        typer.Option("--replicate", "-r", min=0, help="Number of the replicate; the typical one unless given."),
    ] = None,
    to: Annotated[
        Target, typer.Option("--to", help="acmi (Tacview), czml (Cesium) or dis (a capture of DIS, pcap).")
    ] = Target.ACMI,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; beside the run's tables unless given.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    threat: Annotated[
        str | None,
        typer.Option("--threat", "-t", help="Tell the story of this threat (drones/3) in words, and write no file."),
    ] = None,
) -> None:
    """Fight one replicate of a run again, bit for bit, and write its full history for a viewer.

    Example: vyuha replay runs/first-raid -r 17 --to acmi -o raid17.acmi
    """
    from vyuha.results.files import RunFolderError
    from vyuha.results.folder import RunFolder

    try:
        stored = RunFolder.open(folder)
    except RunFolderError as error:
        refuse(f"vyuha: {error}")
    if stored.replicates == 0:
        refuse(f"vyuha: {folder}: no replicate is stored yet; go on with vyuha run")
    if replicate is None:
        from vyuha.results.summary import EmptyRunError, summarise

        try:
            replicate = summarise(stored).typical
        except EmptyRunError as error:
            refuse(f"vyuha: {folder}: {error}")
    if replicate >= stored.replicates:
        refuse(f"vyuha: {folder}: --replicate {replicate}: the run has replicates 0 to {stored.replicates - 1}")
    if threat is not None:
        _tell(stored, replicate, threat)
        return
    path = out or folder / f"replicate-{replicate}.{'pcap' if to is Target.DIS else to.value}"
    if path.exists() and not force:
        refuse(f"vyuha: {path}: exists; --force overwrites it")
    if not path.parent.is_dir():
        refuse(f"vyuha: {path}: there is no folder {path.parent}")
    say(f"fighting replicate {replicate} again ...")
    from vyuha import api
    from vyuha.outputs import acmi, czml, dis

    try:
        history = api.replay(folder, replicate)
    except RunFolderError as error:
        refuse(f"vyuha: {error}")
    writers = {Target.ACMI: acmi.write_acmi, Target.CZML: czml.write_czml, Target.DIS: dis.write_dis}
    try:
        writers[to](path, history, stored.roster, stored.laydown)
    except dis.TooManyEntities as error:
        refuse(f"vyuha: {folder}: replicate {replicate}: {error}")
    show(str(path))


def _tell(stored: "StoredRun", replicate: int, threat: str) -> None:
    """The story of a threat on standard output."""
    from vyuha.results.story import story

    try:
        show("\n".join(story(stored, replicate, threat)))
    except KeyError:
        known = [row.id for row in stored.roster.threats]
        refuse(f"vyuha: {stored.path}: --threat {threat}: no such threat; there are {known[0]} to {known[-1]}")

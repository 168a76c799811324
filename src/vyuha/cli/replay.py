"""vyuha replay: look at one replicate."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import FAILED, refuse, say, show
from vyuha.exports.formats import DEFAULT, FORMATS, FormatError, by_ending, named

if TYPE_CHECKING:
    from vyuha.results.store import StoredRun


_NAMES = [one.name for one in FORMATS]
_PURPOSES = [f"{one.name} for {one.purpose}" for one in FORMATS]
_ENDINGS = [ending for one in FORMATS for ending in one.endings]


def replay(
    folder: Annotated[Path, typer.Argument(help="Run folder.")],
    replicate: Annotated[
        int | None,
        typer.Option("--replicate", "-r", min=0, help="Number of the replicate; the typical one unless given."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="|".join(_NAMES),
            help=f"By the ending of --out unless given, or else {DEFAULT}. " + "; ".join(_PURPOSES) + ".",
            autocompletion=lambda: list(_NAMES),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help=f"File to write ({', '.join(_ENDINGS)}); beside the run's tables unless given."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    threat: Annotated[
        str | None,
        typer.Option("--threat", "-t", help="Tell the story of this threat (drones/3) in words, and write no file."),
    ] = None,
) -> None:
    """Fight one replicate of a run again, bit for bit, and write its full history for a viewer.

    Example: vyuha replay runs/first-raid -r 17 -o raid17.kml
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
    try:
        chosen = named(to) if to else by_ending(out.name) if out else named(DEFAULT)
    except FormatError as error:
        refuse(f"vyuha: {'--to ' if to else ''}{error}{'' if to else '; or give --to'}")
    path = out or folder / f"replicate-{replicate}{chosen.endings[0]}"
    if path.exists() and not force:
        refuse(f"vyuha: {path}: exists; --force overwrites it")
    if not path.parent.is_dir():
        refuse(f"vyuha: {path}: there is no folder {path.parent}")
    say(f"fighting replicate {replicate} again ...")
    _write(path, folder, replicate, chosen.name)
    show(str(path))


def _write(path: Path, folder: Path, replicate: int, format: str) -> None:
    """Fight the replicate again and write it; what the format cannot hold is said."""
    from vyuha import api
    from vyuha.reading.problems import InputErrors
    from vyuha.results.files import RunFolderError, UnwritableError, write_whole

    try:
        made = api.export_bytes(folder, format, replicate, path.name)
        write_whole(path, made.data)
    except UnwritableError as error:
        refuse(f"vyuha: {error}", FAILED)
    except (RunFolderError, InputErrors) as error:
        refuse(f"vyuha: {error}")
    for note in made.notes:
        say(f"{path}: {note}")


def _tell(stored: "StoredRun", replicate: int, threat: str) -> None:
    """The story of a threat on standard output."""
    from vyuha.results.story import story

    try:
        show("\n".join(map(str, story(stored, replicate, threat))))
    except KeyError:
        counts = Counter(row.group for row in stored.roster.threats)
        known = ", ".join(f"{raid}/1" + (f" to {count}" if count > 1 else "") for raid, count in counts.items())
        refuse(f"vyuha: {stored.path}: --threat {threat}: no such threat; there are {known}")

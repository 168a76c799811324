"""Replicates of stored runs as files in the formats of the field."""

import os
from pathlib import Path

from vyuha.api.again import replay
from vyuha.exports.formats import Rendered, Replicate, by_ending, named, render
from vyuha.results.files import write_whole
from vyuha.results.folder import RunFolder
from vyuha.results.summary import summarise


def export(
    folder: str | os.PathLike[str],
    path: str | os.PathLike[str],
    replicate: int | None = None,
    format: str | None = None,
) -> Path:
    """Fight one replicate of a stored run again (the typical one unless given) and write it for a viewer or a program.

    `format` is a name of `vyuha.exports.formats.FORMATS`; unless given, the ending of `path` says it. A file that is
    there is overwritten; it is whole or it is not there. Raises `vyuha.exports.formats.FormatError` for a format that
    there is not, `vyuha.results.files.RunFolderError` as `replay`, and where the file cannot be written.
    """
    path = Path(path)
    chosen = format or by_ending(path.name).name
    write_whole(path, export_bytes(folder, chosen, replicate, path.name).data)
    return path


def export_bytes(folder: str | os.PathLike[str], format: str, replicate: int | None = None, file: str = "") -> Rendered:
    """As `export`, but the bytes (`.data`), with what the format had to leave out (`.notes`). `file` is what the file
    is going to be called: its ending chooses among the forms of a format.
    """
    named(format)
    stored = RunFolder.open(Path(folder))
    number = summarise(stored).typical if replicate is None else replicate
    return render(format, Replicate(replay(folder, number), stored.roster, stored.laydown), file)

"""From a file to its text: refuses what is no text file of sensible size."""

import os
from pathlib import Path

from vyuha.reading.problems import InputErrors, Problem
from vyuha.reading.tree import MOST_BYTES


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a file; raises `InputErrors` for what is no text file of sensible size."""
    file = os.fspath(path)
    try:
        if Path(path).exists() and not Path(path).is_file():
            raise _refusal(file, "is a folder, not a file" if Path(path).is_dir() else "is not a regular file")
        with open(path, "rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _refusal(file, f"cannot be read: {reason.lower()}") from None
    if len(data) > MOST_BYTES:
        raise _refusal(file, f"the file is larger than {MOST_BYTES // 1_000_000} MB")
    if b"\0" in data:
        raise _refusal(file, "is a binary file, not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(file, "is not UTF-8 text", line) from None


def _refusal(file: str, message: str, line: int = 0) -> InputErrors:
    return InputErrors([Problem(file, line, "", "", message)])

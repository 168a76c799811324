"""From a file on disk to its text: refuses what is no table of text, unwraps a saved reply of the site.

Limits keep hostile files cheap: size, length of a line, number of lines. Older exports are Latin-1, newer ones UTF-8.
"""

import base64
import binascii
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vyuha.reading.problems import InputErrors, Problem

MOST_BYTES = 64_000_000
LONGEST_LINE = 100_000
MOST_LINES = 1_000_000
WHERE = (
    "Vyuha ships no SIPRI data and makes no network call: download the trade register or the import/export values "
    "from the SIPRI Arms Transfers Database (sipri.org/databases/armstransfers) as CSV and name that file here"
)

_NOT_TEXT = {
    b"PK\x03\x04": "is a workbook or another zip archive; save the table as CSV",
    b"\xd0\xcf\x11\xe0": "is an old workbook; save the table as CSV",
    b"{\\rtf": "is an RTF document of the old service; a CSV file of the same data can be read",
    b"\xff\xfe": "is UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "is UTF-16 text; save it as UTF-8",
    b"%PDF": "is a PDF document; a CSV file is needed",
    b"\x1f\x8b": "is a compressed file; unpack it first",
}


@dataclass(frozen=True)
class Source:
    """The text of a file, how it was decoded, and whether it came wrapped in a saved reply of the site."""

    file: str
    text: str
    encoding: str
    wrapped: bool = False

    def lines(self) -> Iterator[str]:
        """The lines with their ends as \\n; raises `InputErrors` where the file is no sensible table."""
        for number, line in enumerate(io.StringIO(self.text, newline=None), 1):
            if len(line) > LONGEST_LINE:
                raise refusal(
                    self.file, f"a line of more than {LONGEST_LINE:,} characters; this is no SIPRI file", number
                )
            if number > MOST_LINES:
                raise refusal(self.file, f"more than {MOST_LINES:,} lines; this is no SIPRI file", number)
            yield line


def read_source(path: str | os.PathLike[str]) -> Source:
    """The text of the file; raises `InputErrors` for what is missing, empty, binary or too large."""
    file = os.fspath(path)
    try:
        if Path(path).exists() and not Path(path).is_file():
            raise refusal(file, "is a folder, not a file" if Path(path).is_dir() else "is not a regular file")
        with open(path, "rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise refusal(file, f"no such file. {WHERE}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise refusal(file, f"cannot be read: {reason.lower()}") from None
    return source_of(data, file)


def source_of(data: bytes, file: str) -> Source:
    """The same from the bytes of a file."""
    text, encoding = _decoded(data, file)
    if not text.lstrip().startswith("{"):
        return Source(file, text, encoding)
    text, encoding = _decoded(_unwrapped(text, file), file)
    return Source(file, text, encoding, wrapped=True)


def _decoded(data: bytes, file: str) -> tuple[str, str]:
    if len(data) > MOST_BYTES:
        raise refusal(file, f"the file is larger than {MOST_BYTES // 1_000_000} MB")
    for start, message in _NOT_TEXT.items():
        if data.startswith(start):
            raise refusal(file, message)
    if b"\0" in data:
        raise refusal(file, "is a binary file, not text", data.count(b"\n", 0, data.index(b"\0")) + 1)
    if not data.strip():
        raise refusal(file, "the file is empty")
    try:
        return data.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _unwrapped(text: str, file: str) -> bytes:
    """The table inside a saved reply: JSON whose key "bytes" holds it in base64."""
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        raise refusal(file, "begins like JSON but cannot be read as such; this is no SIPRI file", 1) from None
    coded = reply.get("bytes") if isinstance(reply, dict) else None
    if not isinstance(coded, str):
        allowed = 'this JSON is no saved reply of the site, which holds the table as base64 text under "bytes"'
        raise refusal(file, allowed, 1, "bytes")
    try:
        return base64.b64decode("".join(coded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise refusal(file, "is no base64 text", 1, "bytes") from None


def refusal(file: str, message: str, line: int = 0, field: str = "", value: str = "") -> InputErrors:
    """A file that cannot be used."""
    return InputErrors([Problem(file, line, field, value, message)])

"""Files that are no recording, told by how they begin, so that the message says what they are and what to do."""

_PACKED = "unpack it first"
# First bytes -> what such a file is, and what would help.
_KINDS = {
    b"\x1f\x8b": ("a gzip file", _PACKED),
    b"PK\x03\x04": ("a zip file (or a spreadsheet)", "unpack it first, or save the sheet as CSV"),
    b"BZh": ("a bzip2 file", _PACKED),
    b"\xfd7zXZ": ("an xz file", _PACKED),
    b"\x28\xb5\x2f\xfd": ("a zstd file", _PACKED),
    b"\x89PNG": ("a PNG picture", ""),
    b"%PDF": ("a PDF document", ""),
    b"\x89HDF": ("an HDF5 file", "save its plots as CSV or Parquet"),
    b"SQLite format 3": ("an SQLite database", "save its plots as CSV or Parquet"),
    b"PAR1": ("a Parquet file", "let its name end in .parquet"),
}
_LOOK = 64
_TEXT = frozenset(b"\t\r\n") | frozenset(range(0x20, 0x7F))


def foreign(data: bytes) -> str | None:
    """What a file is that begins as no ASTERIX does; None when it may be ASTERIX.

    A data block that looks like text would have more than 8,000 bytes, all of the first ones printable.
    """
    for begin, (what, advice) in _KINDS.items():
        if data.startswith(begin):
            return f"{what}, not ASTERIX" + (f": {advice}" if advice else "")
    start = data.removeprefix(b"\xef\xbb\xbf")[:_LOOK]
    if len(start) >= 4 and _TEXT.issuperset(start):
        return "text, not ASTERIX: if it is a table, let its name end in .csv"
    return None

"""Answers as bytes: content as JSON, packed where that is worth it."""

import gzip
import json
import math
from typing import Any, NamedTuple

# Answers from so many bytes on travel packed.
_PACKED = 2048


class Answer(NamedTuple):
    """What goes back to the browser; `packed`: by gzip; `file`: the name of a file that people keep."""

    body: bytes
    packed: bool = False
    file: str = ""


def packed_bytes(data: bytes, file: str = "") -> Answer:
    """Bytes as an answer."""
    return Answer(gzip.compress(data, 5, mtime=0), True, file) if len(data) >= _PACKED else Answer(data, False, file)


def packed(content: Any) -> Answer:
    """Content as JSON, packed if that is worth it."""
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    except ValueError:
        text = json.dumps(_finite(content), ensure_ascii=False, allow_nan=False, default=_plain)
    return packed_bytes(text.encode("utf-8", "replace"))


def _plain(value: Any) -> Any:
    """What JSON does not know: dataclasses and numbers of NumPy."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return value.item()


def _finite(content: Any) -> Any:
    """The same with null for what is no number, which JSON cannot say."""
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content

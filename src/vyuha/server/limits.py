"""How much anybody may ask of the server at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes, seconds and counts."""

    body: int = 4_000_000
    head: int = 16_384
    headers: int = 100
    target: int = 2_048
    # From the connection to the whole head of a request, and from there to the whole body.
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    connections: int = 256
    listeners: int = 32
    frame: int = 4_096
    # For an answer from files, from tables, and from fights.
    reading: float = 60.0
    counting: float = 300.0
    fighting: float = 300.0
    jobs: int = 8

"""How much anybody may ask of the server at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of one server, whoever asks."""

    # A request [bytes]: its body, its head, and the address in that; and how many headers it has.
    body: int = 4_000_000
    head: int = 16_384
    target: int = 2_048
    headers: int = 100
    # From the connection, or the answer before, to the whole head of a request, and from there to the whole body [s].
    # A client that takes nothing of its answer for as long as a head may take is given up as well.
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    # How many at once: connections, and pages that listen on a WebSocket.
    connections: int = 256
    listeners: int = 32
    # A message that such a page sends [bytes].
    frame: int = 4_096
    # For an answer from files, from tables, and from fights [s]; and for the engine to be compiled, once for a machine.
    reading: float = 60.0
    counting: float = 300.0
    fighting: float = 300.0
    compiling: float = 900.0
    # How many jobs may wait.
    jobs: int = 8

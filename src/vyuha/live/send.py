"""A replay on the network: every PDU of a replicate at its time."""

from collections.abc import Callable, Sequence

from vyuha.dis.codec import encode
from vyuha.dis.pdus import Pdu
from vyuha.live.pace import Pace
from vyuha.live.wire import Outlet


def send(
    timed: Sequence[tuple[float, Pdu]], outlet: Outlet, pace: Pace, progress: Callable[[float], None] = lambda at: None
) -> None:
    """Send PDUs at their times (s of the fight), which grow; `progress` is told how far (s) it has come."""
    for time, pdu in timed:
        pace.wait(time)
        outlet.send(encode(pdu))
        progress(time)

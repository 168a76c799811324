"""Put on the path of a server and its children: writes down which files are opened, and refuses every address but this
machine's own.
"""

import os
import sys

_LOG = os.open(os.environ["VYUHA_TEST_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_OWN = ("127.0.0.1", "::1", "localhost")


def _watch(event: str, given: tuple[object, ...]) -> None:
    if event == "open":
        os.write(_LOG, f"open {given[0]!s}\n".encode("utf-8", "replace"))
    if event in ("socket.connect", "socket.bind", "socket.sendto"):
        address = given[1]
        if isinstance(address, tuple) and address[0] not in _OWN:
            os.write(_LOG, f"network {event} {address!r}\n".encode())
            raise PermissionError(f"{event} {address!r}")
    if event == "socket.getaddrinfo" and given[0] not in (*_OWN, None):
        os.write(_LOG, f"network {event} {given[0]!r}\n".encode())
        raise PermissionError(f"{event} {given[0]!r}")


sys.addaudithook(_watch)

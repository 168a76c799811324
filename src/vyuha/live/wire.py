"""Sockets: datagrams out to one address, and in at one, without ever waiting for anybody.

DIS knows no passwords and no ciphers: who can reach a socket is believed. So an address on this machine is the default,
and every other has to be written out; datagrams to a group go no farther than the next router.
"""

import socket
import struct
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from types import TracebackType

# Room for what comes while a fight computes; the system may give less.
_ROOM = 4 << 20
_LONGEST = 65535
_EVERYBODY = IPv4Address("255.255.255.255")


class AddressError(ValueError):
    """No address; the message says what one looks like."""


@dataclass(frozen=True)
class Address:
    """Where datagrams go, or are awaited."""

    host: IPv4Address
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def local(self) -> bool:
        """Whether it never leaves this machine."""
        return self.host.is_loopback

    @property
    def group(self) -> bool:
        """Whether it is one of many: a multicast group."""
        return self.host.is_multicast

    @property
    def everybody(self) -> bool:
        """Whether it is everybody on the local network."""
        return self.host == _EVERYBODY


def parse_address(text: str) -> Address:
    """An address written HOST:PORT, the host as IPv4 or `localhost`. Raises `AddressError`."""
    host, colon, port = text.rpartition(":")
    try:
        if not colon or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise AddressValueError
        return Address(IPv4Address("127.0.0.1" if host == "localhost" else host), int(port))
    except AddressValueError:
        raise AddressError(f"{text}: give HOST:PORT, for example 127.0.0.1:3000 (IPv4, no names)") from None


class _Socket:
    """A socket that is closed at the end of its block."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def __enter__(self):  # type: ignore[no-untyped-def]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()


class Outlet(_Socket):
    """Sends to an address. What cannot be sent is counted, and gone."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.sent = self.failed = 0
        if address.group:
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        if address.everybody:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)

    def send(self, data: bytes) -> None:
        """Send one datagram."""
        try:
            self._socket.sendto(data, (str(self.address.host), self.address.port))
            self.sent += 1
        except OSError:
            self.failed += 1


class Inlet(_Socket):
    """Receives at an address. Raises `OSError` where that cannot be had: it is taken, or another machine's."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
        try:
            if address.group:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((str(address.host), address.port))
            if address.group:
                member = struct.pack("4s4s", address.host.packed, IPv4Address(0).packed)
                self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        except OSError:
            self._socket.close()
            raise

    def read(self, most: int) -> list[bytes]:
        """What has come, at most so many datagrams: a flood has to wait in the system, which drops what is too much."""
        found: list[bytes] = []
        for _ in range(most):
            try:
                found.append(self._socket.recv(_LONGEST))
            except BlockingIOError:
                break
            except OSError:
                # Somebody's machine says that it did not want what was sent to it: nothing of ours.
                pass
        return found

"""Who may ask: whoever knows the token of this start, which a browser exchanges for a cookie."""

import hmac
import logging
import secrets
from collections.abc import Iterable

_BITS = 128


class Session:
    """The token, the cookie that it is exchanged for, and the names under which this server is known."""

    def __init__(self, port: int) -> None:
        self.token = secrets.token_hex(_BITS // 8)
        self._secret = secrets.token_hex(_BITS // 8)
        # Cookies do not know ports: two servers of one machine would take each other's.
        self._name = f"vyuha-{port}"
        # Browsers leave out the port that is HTTP's own.
        ends = (":80", "") if port == 80 else (f":{port}",)
        names = ("127.0.0.1", "localhost", "[::1]")
        self.hosts = frozenset(f"{name}{end}".encode() for name in names for end in ends)
        self.address = f"http://127.0.0.1:{port}/#token={self.token}"

    @property
    def cookie(self) -> str:
        """As a header sets it."""
        return f"{self._name}={self._secret}; Path=/; HttpOnly; SameSite=Strict"

    def knows(self, token: object) -> bool:
        """Whether this is the token."""
        return isinstance(token, str) and hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def has(self, cookies: Iterable[bytes]) -> bool:
        """Whether one of the cookie headers holds the cookie."""
        pairs = (pair.strip().partition(b"=") for header in cookies for pair in header.split(b";"))
        given = [value for name, _, value in pairs if name == self._name.encode()]
        # One of a foreign path may stand before ours.
        return any(hmac.compare_digest(value, self._secret.encode()) for value in given)

    @property
    def secrets(self) -> tuple[str, str]:
        """What must stand in no log."""
        return self.token, self._secret


class Discreet(logging.Formatter):
    """Lines of a log without secrets, and without what steers a terminal."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("vyuha serve: %(message)s")
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        said = super().format(record)
        for secret in self._secrets:
            said = said.replace(secret, "[secret]")
        return "".join(c if c.isprintable() or c == "\n" else "?" for c in said)

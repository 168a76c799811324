"""Another simulator, as a program of its own: sends what it is given, at its times.

    python -m tests.live.sender PORT FILE

Each line of the file is a time in seconds and a datagram in hexadecimal. It ends by itself.
"""

import socket
import sys
import time
from pathlib import Path


def main(port: int, file: Path) -> None:
    lines = [line.split() for line in file.read_text().splitlines()]
    start = time.monotonic()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for when, *data in lines:
            time.sleep(max(float(when) - (time.monotonic() - start), 0.0))
            out.sendto(bytes.fromhex("".join(data)), ("127.0.0.1", port))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))

"""Another's eyes on packets: what tshark, the command of Wireshark, decodes."""

import shutil
import subprocess
from pathlib import Path

PORT = 3000


def decoded(capture: Path, *fields: str, port: int = PORT, where: str = "") -> list[list[str]]:
    """The values of `fields` for each packet, all of one field with a space between them."""
    program = shutil.which("tshark")
    assert program, "these tests need tshark: apt-get install --no-install-recommends tshark"
    wanted = [word for field in fields for word in ("-e", field)]
    command = [
        program,
        "-r",
        str(capture),
        "-d",
        f"udp.port=={port},dis",
        "-T",
        "fields",
        "-E",
        "aggregator=/s",
        *wanted,
    ]
    command += ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"]
    done = subprocess.run([*command, "-Y", where or "frame"], capture_output=True, text=True, timeout=120, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def complaints(capture: Path, port: int = PORT) -> list[str]:
    """The numbers of the packets that tshark finds malformed, or with a wrong checksum, or that it takes for no DIS."""
    bad = '_ws.malformed || _ws.expert.severity >= "Warning" || !dis || dis.pdu_type == 0'
    return [frame for (frame,) in decoded(capture, "frame.number", port=port, where=bad)]

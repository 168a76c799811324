"""What every command shares: where results and messages go, and how a refusal ends."""

import sys
from typing import NoReturn

OK, FAILED, REFUSED = 0, 1, 2


def say(message: str) -> None:
    """A message for the person at the terminal; results go to standard output, messages to standard error."""
    sys.stderr.write(message + "\n")


def show(result: str) -> None:
    """A result, on standard output."""
    sys.stdout.write(result + "\n")


def refuse(message: str, code: int = REFUSED) -> NoReturn:
    """End the command with a message and an exit code."""
    say(message)
    raise SystemExit(code)

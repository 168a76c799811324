"""What the commands that speak DIS share: addresses, units, warnings, and a bar of the fight's time."""

import math
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vyuha.cli.console import refuse, say

if TYPE_CHECKING:
    from vyuha.live.wire import Address

# Faster than this nobody could follow.
MOST_RATE = 1000.0


def address(command: str, option: str, text: str) -> "Address":
    """The address that an option gives; a refusal for anything else. Says what leaves or enters this machine."""
    from vyuha.live.wire import AddressError, parse_address

    try:
        found = parse_address(text)
    except AddressError as error:
        refuse(f"vyuha {command}: {option}: {error}")
    if not found.local:
        kind = "a multicast group" if found.group else "everybody on the network" if found.everybody else "the network"
        what = "anybody there can add threats to this fight" if option == "--dis-in" else "anybody there can read it"
        say(f"warning: {option} {found} is {kind}: DIS has no passwords, and {what}")
    return found


def quantity(command: str, option: str, text: str, dimension: str, example: str) -> float:
    """A positive quantity that an option gives, in SI units; a refusal for anything else."""
    from vyuha.base.units import UnitError, parse_quantity

    try:
        value = parse_quantity(text, dimension, example)
    except UnitError as error:
        refuse(f"vyuha {command}: {option}: {text}: {error}")
    if value <= 0.0:
        refuse(f"vyuha {command}: {option}: {text}: give more than 0")
    return value


def check_rate(command: str, rate: float) -> None:
    """Refuse a rate that is no number; the limits of the option let it pass."""
    if math.isnan(rate):
        refuse(f"vyuha {command}: --rate: nan: give a number, at most {MOST_RATE:g}")


@contextmanager
def clock_bar(total: float) -> Generator[Callable[[float, str], None], None, None]:
    """Gives what is to be called with the time of the fight (s) and a word about it; gone at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(file=sys.stderr)
    columns = TextColumn("{task.completed:.0f} of {task.total:.0f} s"), BarColumn(), TextColumn("{task.fields[word]}")
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("time", total=total, word="")

        def progress(time: float, word: str) -> None:
            bar.update(task, completed=time, word=word)

        yield progress

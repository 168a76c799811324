"""`vyuha dis send`: a stored replicate on the network, as another simulator would see it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import FAILED, refuse, say, show
from vyuha.cli.network import MOST_RATE, address, check_rate, clock_bar, quantity

if TYPE_CHECKING:
    from vyuha.dis.pdus import Pdu

dis = typer.Typer(
    name="dis",
    help="Speak DIS (IEEE 1278.1-2012, version 7): send a stored fight to other simulators.",
    epilog="To a file: vyuha replay RUN --to dis. Against what others fly: vyuha live SCENARIO.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@dis.callback()
def about() -> None:
    """Speak DIS (IEEE 1278.1-2012, version 7): send a stored fight to other simulators."""


@dis.command()
def send(
    folder: Annotated[Path, typer.Argument(help="Run folder.")],
    replicate: Annotated[
        int | None,
        typer.Option("--replicate", "-r", min=0, help="Number of the replicate; the typical one unless given."),
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="HOST:PORT", help="Where to: this machine unless another is written out.")
    ] = "127.0.0.1:3000",
    rate: Annotated[float, typer.Option("--rate", min=0.01, max=MOST_RATE, help="Seconds of the fight in one.")] = 1.0,
    exercise: Annotated[int, typer.Option("--exercise", min=1, max=255, help="Number of the exercise.")] = 1,
    site: Annotated[int, typer.Option("--site", min=1, max=65534, help="Our site in entity ids.")] = 1,
    application: Annotated[int, typer.Option("--application", min=1, max=65534, help="Our application in them.")] = 1,
    heartbeat: Annotated[
        str, typer.Option("--heartbeat", help="Where something is, is told at least so often.")
    ] = "5 s",
    threshold: Annotated[str, typer.Option("--threshold", help="And whenever others would be off by more.")] = "1 m",
) -> None:
    """Send a stored replicate as DIS over UDP, everything at its time: Entity States of threats, rounds and sites,
    Fire, Detonation and what radars emit.

    It goes to this machine unless another address is written out; to a multicast group (224.0.0.0 to 239.255.255.255)
    it goes no farther than the next router. DIS has no passwords: whoever is on that network can read it.

    Example: vyuha dis send runs/first-raid -r 17 --to 127.0.0.1:3000 --rate 10
    """
    check_rate("dis send", rate)
    where = address("dis send", "--to", to)
    beat = quantity("dis send", "--heartbeat", heartbeat, "time", "5 s")
    off = quantity("dis send", "--threshold", threshold, "length", "1 m")
    timed = _timed(folder, replicate, (exercise, site, application), beat, off)
    from vyuha.live.pace import Pace
    from vyuha.live.send import send as send_all
    from vyuha.live.wire import Outlet

    say(f"sending {len(timed):,} PDUs to {where}, {timed[-1][0]:.0f} s at {rate:g} times their speed ...")
    with Outlet(where) as outlet, clock_bar(timed[-1][0]) as progress:
        send_all(timed, outlet, Pace(rate), lambda time: progress(time, f"{outlet.sent:,} PDUs"))
    show(f"{outlet.sent:,} PDUs sent to {where}")
    if outlet.failed:
        refuse(f"vyuha dis send: {outlet.failed:,} PDUs could not be sent to {where}", FAILED)


def _timed(
    folder: Path, replicate: int | None, names: tuple[int, int, int], heartbeat: float, threshold: float
) -> "list[tuple[float, Pdu]]":
    """The PDUs of a replicate with their times (s)."""
    from vyuha import api
    from vyuha.outputs.dis import dis_pdus
    from vyuha.outputs.dis_cast import TooManyEntities, Wiring
    from vyuha.results.files import RunFolderError
    from vyuha.results.folder import RunFolder
    from vyuha.results.summary import EmptyRunError, summarise

    try:
        stored = RunFolder.open(folder)
        chosen = summarise(stored).typical if replicate is None else replicate
        say(f"fighting replicate {chosen} again ...")
        history = api.replay(folder, chosen)
        return dis_pdus(history, stored.roster, stored.laydown, Wiring(*names, heartbeat, threshold))
    except (RunFolderError, TooManyEntities) as error:
        refuse(f"vyuha: {error}")
    except EmptyRunError as error:
        refuse(f"vyuha: {folder}: {error}")

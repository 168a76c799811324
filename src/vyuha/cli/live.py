"""`vyuha live`: a scenario against what another simulator flies."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import FAILED, refuse, say, say_compiling, show
from vyuha.cli.network import MOST_RATE, address, check_rate, clock_bar, quantity

if TYPE_CHECKING:
    from vyuha.live.fight import LiveFight, Rules, Step
    from vyuha.live.pace import Pace
    from vyuha.live.recording import Recording
    from vyuha.live.wire import Address, Inlet, Outlet
    from vyuha.outputs.dis_cast import Wiring
    from vyuha.results.laydown import Laydown


def live(
    scenario: Annotated[Path, typer.Argument(help="Scenario file (YAML).")],
    dis_in: Annotated[
        str | None, typer.Option("--dis-in", metavar="HOST:PORT", help="Where to listen for what others fly.")
    ] = None,
    dis_out: Annotated[
        str | None, typer.Option("--dis-out", metavar="HOST:PORT", help="Where to tell of our sites, rounds, radars.")
    ] = None,
    rate: Annotated[float, typer.Option("--rate", min=0.01, max=MOST_RATE, help="Seconds of the fight in one.")] = 1.0,
    exercise: Annotated[int, typer.Option("--exercise", min=1, max=255, help="Number of the exercise.")] = 1,
    site: Annotated[int, typer.Option("--site", min=1, max=65534, help="Our site in entity ids.")] = 1,
    application: Annotated[int, typer.Option("--application", min=1, max=65534, help="Our application in them.")] = 1,
    raids: Annotated[
        bool, typer.Option("--raids/--no-raids", help="Whether the scenario's own raids fly; radars face them anyway.")
    ] = True,
    visitors: Annotated[int, typer.Option("--visitors", min=1, max=1000, help="Most that others may fly.")] = 64,
    timeout: Annotated[str, typer.Option("--timeout", help="Who is not heard for so long is gone.")] = "30 s",
    duration: Annotated[str | None, typer.Option("--duration", help="The scenario's unless given.")] = None,
    seed: Annotated[int, typer.Option("--seed", "-s", min=0, max=2**63 - 1, help="Seed of the random numbers.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="New folder in which all is kept."),
    ] = None,
) -> None:
    """Fight a scenario live against what another simulator flies (DIS, version 7, over UDP).

    Entities of the opposing force that fly at somebody (aircraft, drones, missiles against the ground, ships or radars)
    become threats: they are detected, tracked and engaged like those of a raid, and go on by dead reckoning between
    what is heard of them. Our sites, rounds, detonations and radars are told at --dis-out. Ctrl-C ends the fight.

    Addresses on this machine (127.0.0.1) reach nobody else. DIS has no passwords: at any other address whoever is on
    the network is believed.

    Example: vyuha live scenarios/one-on-one.yaml --dis-in 127.0.0.1:3001 --dis-out 127.0.0.1:3000 --no-raids -o live/1
    """
    if dis_in is None and dis_out is None:
        refuse("vyuha live: give --dis-in or --dis-out, or both; to fight alone: vyuha run")
    check_rate("live", rate)
    into = address("live", "--dis-in", dis_in) if dis_in else None
    onto = address("live", "--dis-out", dis_out) if dis_out else None
    silence = quantity("live", "--timeout", timeout, "time", "30 s")
    span = quantity("live", "--duration", duration, "time", "10 min") if duration else None
    if out is not None and out.exists():
        refuse(f"vyuha live: {out}: exists; a live fight is kept in a new folder")
    from vyuha.engine.replicate import advance
    from vyuha.live.fight import Rules
    from vyuha.outputs.dis_cast import Wiring

    say_compiling(advance, "the engine", "a minute or two")
    rules = Rules(visitors, silence, raids, span, seed)
    _fight(scenario, (into, onto), rate, (Wiring(exercise, site, application), rules), out)


def _fight(
    scenario: Path,
    ends: "tuple[Address | None, Address | None]",
    rate: float,
    how: "tuple[Wiring, Rules]",
    out: Path | None,
) -> None:
    """Open what is asked for, fight, and say what became of it."""
    from vyuha.live.pace import Pace
    from vyuha.live.recording import Recording
    from vyuha.live.wire import Inlet, Outlet

    into, onto = ends
    with ExitStack() as opened:
        try:
            inlet = opened.enter_context(Inlet(into)) if into else None
        except OSError as error:
            refuse(f"vyuha live: cannot listen at {into}: {(error.strerror or str(error)).lower()}")
        outlet = opened.enter_context(Outlet(onto)) if onto else None
        fight, text, laydown = _ready(scenario, *how)
        kept = opened.enter_context(Recording(out, text)) if out else None
        listens = f", listening at {into}" if into else ""
        tells = f", telling {onto}" if onto else ""
        what = f"live for {fight.duration:.0f} s at {rate:g} times real speed{listens}{tells}; Ctrl-C ends it"
        pace = Pace(rate)
        _run(fight, (inlet, outlet), pace, kept, what)
        _tell(fight, outlet, pace.behind)
        if kept is not None:
            kept.received(fight.time, (), fight.last())
            block, roster = fight.end()
            kept.close(block, roster, laydown, fight.counts)
            say(f"kept: {out}")
    if fight.failure:
        from vyuha.state.mission import FAILURE_TEXT

        refuse(f"vyuha live: the fight ended early: {FAILURE_TEXT[fight.failure]}", FAILED)


def _ready(scenario: Path, wiring: "Wiring", rules: "Rules") -> "tuple[LiveFight, str, Laydown]":
    """The fight at its beginning, the text of its scenario, and the map."""
    from vyuha.catalogue import load
    from vyuha.engine.assemble import AssemblyError
    from vyuha.engine.picture import picture
    from vyuha.engine.run import prepare
    from vyuha.live.fight import LiveFight
    from vyuha.outputs.dis_cast import TooManyEntities
    from vyuha.scenario import InputErrors, read_text

    try:
        text = read_text(scenario)
        ready, catalogue = prepare(text, str(scenario), scenario.parent), load()
        return LiveFight(ready, catalogue, wiring, rules), text, picture(ready, catalogue, rings=False)
    except InputErrors as error:
        refuse(str(error))
    except (AssemblyError, TooManyEntities) as error:
        refuse(f"{scenario}: {error}")


def _run(
    fight: "LiveFight", sockets: "tuple[Inlet | None, Outlet | None]", pace: "Pace", kept: "Recording | None", what: str
) -> None:
    """Say `what` is fought, and fight until the time is up or somebody has had enough."""
    from vyuha.live.fight import fight_live

    try:
        say(what)
        with clock_bar(fight.duration) as progress:

            def each(fight: "LiveFight", step: "Step") -> None:
                came, killed, fired = fight.tally()
                progress(fight.time, f"{came} visitors, {fired} rounds, {killed} killed")
                if kept is not None:
                    kept.received(step.time, step.used, step.heard)
                    kept.sent(fight.time, step.told)

            fight_live(fight, *sockets, pace, each)
    except KeyboardInterrupt:
        say(f"ended at {fight.time:.0f} s")


def _tell(fight: "LiveFight", outlet: "Outlet | None", behind: float) -> None:
    came, killed, fired = fight.tally()
    show(f"{came} visitors, {fired} rounds fired, {killed} threats killed in {fight.time:.0f} s")
    for what, count in sorted(fight.counts.items()):
        show(f"{count:>9,}  {what}")
    if outlet is not None:
        show(f"{outlet.sent:>9,}  PDUs sent")
    if outlet is not None and outlet.failed:
        say(f"warning: {outlet.failed:,} PDUs could not be sent")
    # A piece late is nothing; more says that this machine is too slow for the rate.
    if behind > 2.0:
        say(f"warning: up to {behind:.0f} s behind its clock; take a lower --rate")

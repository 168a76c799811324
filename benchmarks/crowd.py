"""A hundred threats against sixteen battalions beside the demonstration raid: CPU time for each threat-minute flown.

Fights of both take turns in one run. The sixteen are those of `hundred-v-eight` twice, the second set 5 km to the
south, once deciding by urgency and once sharing out rounds by assignment.
"""

import statistics
import time
from collections.abc import Iterator

from benchmarks.measure import SCENARIOS, Line

FIGHTS = 12


def crowd(allocation: str = "") -> str:
    """The text of the scenario; without an `allocation` by the usual doctrine."""
    text = (SCENARIOS / "hundred-v-eight.yaml").read_text(encoding="utf-8")
    units = [line for line in text.splitlines() if "id: unit-" in line]
    again = []
    for line in units:
        north = line.split("north: ")[1].split(" km")[0]
        second = line.replace("id: unit-", "id: second-").replace(f"north: {north} km", f"north: {int(north) - 5} km")
        again.append(second)
    text = text.replace(units[-1], "\n".join([units[-1], *again]))
    if allocation:
        text = text.replace("system: s-400/command-post,", "system: s-400/command-post, doctrine: shared,")
        text = text.replace("run: {", f"doctrines:\n  - {{id: shared, allocation: {allocation}}}\n\nrun: {{")
    return text


def measure() -> Iterator[Line]:
    from vyuha.catalogue import load
    from vyuha.engine.assemble import assemble
    from vyuha.engine.replicates import Engine
    from vyuha.scenario import parse

    texts = {
        "first-raid": (SCENARIOS / "first-raid.yaml").read_text(encoding="utf-8"),
        "100 v 16, urgency": crowd(),
        "100 v 16, assignment": crowd("assignment"),
    }
    engines = {name: Engine(assemble(parse(text, name), load()).setup, 1, 1) for name, text in texts.items()}
    spent: dict[str, list[float]] = {name: [] for name in engines}
    for replicate in range(FIGHTS + 1):
        for name, engine in engines.items():
            start = time.process_time()
            block = engine.fight_block(replicate, 1)
            cpu = time.process_time() - start
            minutes = float((block.threats["resolved_time"] - block.threats["begin"]).sum()) / 60.0
            if replicate:
                spent[name].append(1e6 * cpu / minutes)
    demo = statistics.median(spent["first-raid"])
    for name, values in spent.items():
        middle = statistics.median(values)
        yield Line(name, middle, "CPU us/threat-min", "2 x demo", f"{middle / demo:.2f} x the demonstration")

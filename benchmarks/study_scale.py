"""A study on a thousand cores by simulation: one manager, one scheduler, many workers, event by event.

    python -m benchmarks.study_scale

The manager takes in one part after another (fetches, writes, hands out the next), and so does the scheduler; a worker
that has nothing at hand waits. What each of them takes is measured by `python -m benchmarks study` and given here.
"""

import heapq
import itertools
import random
from dataclasses import dataclass

FIGHT = 7e-3
FIGHTS, CORES = 100_000_000, 1000
# Seconds: of the manager and of the scheduler for a part, and kB that the scheduler holds for one that waits.
MANAGER, SCHEDULER, HELD = 8e-3, 1.5e-3, 15.0
# Parts at each core: one being fought, two that wait.
WINDOW = 3
# Seconds to read and to merge a part, and for each row of it.
READ, ROW = 1.5e-3, 1e-7


@dataclass(frozen=True)
class Outcome:
    """What a study of so many parts came to: time on the clock [s], share of it that cores fought, and the busy shares
    of the manager and the scheduler.
    """

    parts: int
    wall: float
    fighting: float
    manager: float
    scheduler: float


class Server:
    """Does one thing after another, each when it comes."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._free, self.busy = seconds, 0.0, 0.0

    def done(self, now: float, share: float) -> float:
        """When it has done what it is given now, a share of all that it does for a part."""
        self._free = max(now, self._free) + share * self._seconds
        self.busy += share * self._seconds
        return self._free


def simulate(cores: int, part: float, parts: int, manager: float, scheduler: float, seed: int = 1) -> Outcome:
    """All parts through all cores; a part takes `part` [s] give or take a fifth."""
    chance, order = random.Random(seed), itertools.count()
    events: list[tuple[float, int, str]] = []
    boss, desk = Server(manager), Server(scheduler)
    idle, waiting, kept, fought, now = cores, 0, 0, 0.0, 0.0
    left = parts - min(WINDOW * cores, parts)

    def then(when: float, what: str) -> None:
        heapq.heappush(events, (when, next(order), what))

    for _ in range(parts - left):
        then(boss.done(0.0, 0.5), "submitted")
    while kept < parts:
        now, _, what = heapq.heappop(events)
        if what == "submitted":
            then(desk.done(now, 0.5), "waits")
        elif what == "waits":
            waiting += 1
        elif what == "fought":
            idle += 1
            then(desk.done(now, 0.5), "told")
        elif what == "told":
            # The manager fetches it, writes it, and hands out another.
            then(boss.done(now, 1.0 if left else 0.5), "kept")
        else:
            kept += 1
            if left:
                left -= 1
                then(now, "submitted")
        while waiting and idle:
            waiting, idle = waiting - 1, idle - 1
            took = part * chance.lognormvariate(-0.02, 0.2)
            fought += took
            then(now + took, "fought")
    return Outcome(parts, now, fought / cores / now, boss.busy / now, desk.busy / now)


def main() -> None:
    print(
        f"{FIGHTS:,} fights of {FIGHT * 1e3:g} ms on {CORES:,} cores; {WINDOW * CORES:,} parts at the scheduler at most"
    )
    print("part [s]     parts  parts/s  clock [h]  cores fight  manager  scheduler  scheduler holds [MB]  merge [min]")
    for part in (1.0, 4.0, 10.0, 30.0, 120.0):
        parts = round(FIGHTS * FIGHT / part)
        told = simulate(CORES, part, parts, MANAGER, SCHEDULER)
        merge = (parts * READ + FIGHTS * ROW) / 60.0
        held = min(WINDOW * CORES, parts) * HELD / 1e3
        print(
            f"{part:8g} {parts:9,} {parts / told.wall:8.1f} {told.wall / 3600:10.3f} {told.fighting:12.3f} "
            f"{told.manager:8.3f} {told.scheduler:10.3f} {held:21.0f} {merge:12.2f}"
        )


if __name__ == "__main__":
    main()

"""Print what each missile of the catalogue flies beside what is published about it.

    python tools/calibrate_missiles.py                     the table python tools/calibrate_missiles.py --fit 9M96E2
    and the loft, ceiling and thrust that would fit that missile better

Nothing is written: the flight-model figures in missiles.yaml were chosen by hand with this table at hand.
"""

import argparse
import itertools
import math
from typing import Any

from vyuha.catalogue import load
from vyuha.weapons.performance import Performance, missile_row, performance
from vyuha.world.frame import make_frame

# A neutral mid-latitude site: rad, rad.
SITE = (0.55, 1.3)
FIT_THRUST = (0.94, 0.97, 1.0, 1.03, 1.06)
FIT_LOFT = (0.8, 1.0, 1.2)
FIT_CEILING = (0.9, 1.0, 1.1)


def misfit(item: Any, flown: Performance) -> float:
    """Sum of squared deviations from the published maximum and mean speed, each in half-widths of its range; infinite
    if it falls short.
    """
    if math.isnan(flown.time) or math.isnan(flown.time_to_height):
        return math.inf
    total = 0.0
    for figure, value in ((item.maximum_speed, flown.maximum_speed), (item.mean_speed, flown.mean_speed)):
        total += (2.0 * (value - figure.value) / (figure.high - figure.low)) ** 2
    return total


def show(name: str, item: Any, flown: Performance) -> None:
    """One missile, published on the left."""
    print(name)
    for text, figure, value in (
        ("farthest range at 10 km height", item.maximum_range, f"{flown.farthest / 1e3:.0f} km"),
        ("maximum speed", item.maximum_speed, f"{flown.maximum_speed:.0f} m/s"),
        ("mean speed to maximum range", item.mean_speed, f"{flown.mean_speed:.0f} m/s"),
        ("time to maximum height", item.maximum_height, f"{flown.time_to_height:.0f} s over 40 % of the range"),
        ("near target", item.minimum_range, f"{flown.time_to_near:.1f} s to 1 km height"),
    ):
        print(f"  {text:32} {figure.text:34} {figure.grade:10} flown {value}")
    print(f"  at maximum range {flown.time:.0f} s, {flown.arrival_speed:.0f} m/s, {flown.arrival_load:.0f} g to spare")


def fit(item: Any, frame: Any) -> None:
    """The best combination of scaled thrust and flow, loft and ceiling around the catalogue's."""
    best, found = math.inf, (1.0, 1.0, 1.0)
    for thrust, loft, ceiling in itertools.product(FIT_THRUST, FIT_LOFT, FIT_CEILING):
        missile = missile_row(item)[0]
        phases = ("boost_thrust", "boost_flow", "sustain_thrust", "sustain_flow")
        for column, factor in (*((phase, thrust) for phase in phases), ("loft", loft), ("loft_ceiling", ceiling)):
            missile[column] *= factor
        value = misfit(item, performance(missile, frame))
        if value < best:
            best, found = value, (thrust, loft, ceiling)
    print(
        f"  best fit: thrust and flow x {found[0]:g}, loft x {found[1]:g}, ceiling x {found[2]:g} (misfit {best:.2f})"
    )


def main() -> None:
    """Parse the arguments and print."""
    parser = argparse.ArgumentParser(description="What each missile flies beside what is published about it.")
    parser.add_argument("--fit", metavar="ID", default="", help="also search for better figures of this missile")
    wanted = parser.parse_args().fit
    frame = make_frame(*SITE)[0]
    for name, item in load().missiles.items():
        flown = performance(missile_row(item)[0], frame)
        show(name, item, flown)
        print(f"  misfit {misfit(item, flown):.2f}")
        if name == wanted:
            fit(item, frame)


if __name__ == "__main__":
    main()

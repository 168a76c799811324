"""The calibration of the missiles of the catalogue: what each flies beside what is published about it, and a fit.

    python tools/calibrate_missiles.py                     the table; exit code 1 if anything is outside its range
    python tools/calibrate_missiles.py 9M96E2 --fit        and figures that fit better, as lines for missiles.yaml

The measures are those of `vyuha verify interceptors`. The fit goes through thrust (with flow), drag, loft and ceiling
in turn, halving its steps, from the catalogue's figures: no chance in it, so it can be run again. It writes nothing:
what is taken into missiles.yaml is decided by hand, and graded `assumed`.
"""

import argparse
import sys
from typing import Any

from vyuha.catalogue import load
from vyuha.verification.interceptors import MEASURES, allowed, off
from vyuha.weapons.performance import missile_row
from vyuha.world.frame import make_frame

# A neutral mid-latitude site: rad, rad.
SITE = (0.55, 1.3)
KNOBS = {
    "thrust and flow": ("boost_thrust", "boost_flow", "sustain_thrust", "sustain_flow"),
    "drag": ("drag_subsonic", "drag_transonic", "drag_supersonic"),
    "loft": ("loft",),
    "ceiling": ("loft_ceiling",),
}
FIRST_STEP, ROUNDS = 0.06, 4
# A range of no width counts as this share of the figure.
LEAST_WIDTH = 0.01


def flown(missile: Any, frame: Any) -> dict[str, float]:
    return {measure.figure: measure.fly(missile, frame) for measure in MEASURES}


def misfit(item: Any, values: dict[str, float]) -> float:
    """Sum of squared deviations, each in widths of the catalogue's range on its side."""
    total = 0.0
    for measure in MEASURES:
        figure, value = getattr(item, measure.figure), values[measure.figure]
        width = max(allowed(measure.side, figure, value), LEAST_WIDTH * figure.value)
        total += (off(measure.side, figure.value, value) / width) ** 2
    return total


def show(name: str, item: Any, values: dict[str, float]) -> bool:
    """One missile as lines of the table; whether all of it is within its ranges."""
    print(name)
    fine = True
    for measure in MEASURES:
        figure, value = getattr(item, measure.figure), values[measure.figure]
        good = off(measure.side, figure.value, value) <= allowed(measure.side, figure, value)
        fine &= good
        published = f"{figure.grade:10} {measure.side:8} {figure.text:32}"
        said = f"{value / measure.scale:8.4g} {measure.unit:4} {'' if good else 'OUTSIDE'}"
        print(f"  {measure.what:40} {published} flown {said}".rstrip())
    return fine


def scaled(item: Any, factors: dict[str, float]) -> Any:
    missile = missile_row(item)[0]
    for knob, columns in KNOBS.items():
        for column in columns:
            missile[column] *= factors[knob]
    return missile


def fit(item: Any, frame: Any) -> None:
    """Coordinate descent from the catalogue's own figures."""
    factors = dict.fromkeys(KNOBS, 1.0)
    best = misfit(item, flown(scaled(item, factors), frame))
    step = FIRST_STEP
    for _ in range(ROUNDS):
        for knob in KNOBS:
            for way in (1.0 - step, 1.0 + step):
                tried = factors | {knob: factors[knob] * way}
                value = misfit(item, flown(scaled(item, tried), frame))
                if value < best:
                    best, factors = value, tried
        step *= 0.5
    print(f"  fit: misfit {best:.3f} with " + ", ".join(f"{knob} x {factor:.4g}" for knob, factor in factors.items()))
    missile = scaled(item, factors)
    for columns in KNOBS.values():
        for column in columns:
            print(f"    {column}: {missile[column]:.5g} (SI; now {getattr(item, column).text})")


def main() -> None:
    parser = argparse.ArgumentParser(description="What each missile flies beside what is published about it.")
    parser.add_argument("missiles", nargs="*", metavar="ID", help="which missiles; all unless given")
    parser.add_argument("--fit", action="store_true", help="also search for better figures")
    asked = parser.parse_args()
    known = load().missiles
    unknown = [name for name in asked.missiles if name not in known]
    if unknown:
        sys.exit(f"no missile is called {unknown[0]!r}; there are: {', '.join(known)}")
    frame, fine = make_frame(*SITE)[0], True
    for name in asked.missiles or known:
        values = flown(missile_row(known[name])[0], frame)
        fine &= show(name, known[name], values)
        print(f"  misfit {misfit(known[name], values):.3f}")
        if asked.fit:
            fit(known[name], frame)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()

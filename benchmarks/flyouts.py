"""Guided fly-outs of a point mass with three degrees of freedom: launch, midcourse guidance, closest approach.

Peers measured earlier on the same class of machine, each doing something near this, none the same: pymissile 0.0.3
(planar, proportional navigation, steps of 10 ms) 0.48 flights/CPU s; RocketPy 1.13.0 (unguided, six degrees of
freedom) 1.7.
"""

import math
from collections.abc import Iterator

import numpy as np

from benchmarks.measure import Line, median_cpu

FLIGHTS = 400
MISSILES = ("48N6E3", "9M96E2")
STEPS = (0.2, 0.01)


def measure() -> Iterator[Line]:
    from vyuha.catalogue import load
    from vyuha.weapons.envelope import fly_out, point_at
    from vyuha.weapons.performance import missile_row
    from vyuha.world.frame import make_frame

    frame = make_frame(0.55, 1.3)[0]
    for name in MISSILES:
        missile = missile_row(load().missiles[name])[0]
        random = np.random.default_rng(1)
        reach = missile.maximum_range * random.uniform(0.2, 0.8, FLIGHTS)
        height = random.uniform(3e3, 15e3, FLIGHTS)
        aims = [point_at(frame, float(r), float(h)) for r, h in zip(reach, height, strict=True)]
        for dt in STEPS:
            flown = aims[:: 1 if dt > 0.05 else 20]
            times = [fly_out(missile, frame, (0.0, 0.0, 0.0), aim, dt)[0] for aim in flown]
            arrived = sum(1 for t in times if not math.isnan(t))

            def fly(flown=flown, missile=missile, dt=dt) -> None:
                for aim in flown:
                    fly_out(missile, frame, (0.0, 0.0, 0.0), aim, dt)

            cpu = median_cpu(fly)
            mean = float(np.nanmean(times))
            what = f"{name}, steps of {dt:g} s, mean flight {mean:.0f} s, {arrived}/{len(flown)} arrive"
            yield Line(what, len(flown) / cpu, "flights / CPU s")

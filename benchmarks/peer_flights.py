"""Flights of two peers; run by `flyouts` in an environment of its own.

    python -m benchmarks.peer_flights PEER FLIGHTS

Prints JSON: CPU seconds of each flight, and its miss where there is one. pymissile: a planar missile with proportional
navigation at constant speed against a moving target, its own example, history kept as it always does. RocketPy: an
unguided sounding rocket with six degrees of freedom, to apogee.
"""

import contextlib
import io
import json
import sys
import time

import numpy as np


def pymissile_flight() -> float:
    from pymissile.engagement import Engagement2dim
    from pymissile.guidance import PurePNG2dim
    from pymissile.model import PlanarMissile, PlanarMovingTarget
    from pysimenv.core.simulator import Simulator

    missile = PlanarMissile(p_0=[-5000.0, 3000.0], V_0=300.0, gamma_0=np.deg2rad(-15.0), name="missile")
    target = PlanarMovingTarget(p_0=[0.0, 0.0], V_0=20.0, gamma_0=0.0, name="target")
    model = Engagement2dim(missile, target, PurePNG2dim(N=3.0))
    Simulator(model).propagate(dt=0.01, time=30.0, save_history=True)
    return float(model.get_info()["miss_distance"])


def rocketpy_flight() -> float:
    from rocketpy import Environment, Flight, Rocket, SolidMotor

    motor = SolidMotor(
        thrust_source=1500.0,
        burn_time=4.0,
        dry_mass=1.8,
        dry_inertia=(0.125, 0.125, 0.002),
        nozzle_radius=0.033,
        grain_number=5,
        grain_density=1815.0,
        grain_outer_radius=0.033,
        grain_initial_inner_radius=0.015,
        grain_initial_height=0.12,
        grain_separation=0.005,
        grains_center_of_mass_position=0.397,
        center_of_dry_mass_position=0.317,
        throat_radius=0.011,
    )
    rocket = Rocket(
        radius=0.0635,
        mass=14.4,
        inertia=(6.3, 6.3, 0.034),
        power_off_drag=0.5,
        power_on_drag=0.5,
        center_of_mass_without_motor=0.0,
    )
    rocket.add_motor(motor, position=-1.255)
    rocket.add_nose(length=0.558, kind="von karman", position=1.278)
    rocket.add_trapezoidal_fins(n=4, root_chord=0.12, tip_chord=0.06, span=0.11, position=-1.05)
    flight = Flight(rocket, Environment(), rail_length=5.2, inclination=85.0, heading=0.0, terminate_on_apogee=True)
    assert flight.apogee > 500.0
    return float("nan")


def main() -> None:
    fly = {"pymissile": pymissile_flight, "rocketpy": rocketpy_flight}[sys.argv[1]]
    spent, misses = [], []
    with contextlib.redirect_stdout(io.StringIO()):
        fly()
        for _ in range(int(sys.argv[2])):
            start = time.process_time()
            misses.append(fly())
            spent.append(time.process_time() - start)
    print(json.dumps({"spent": spent, "miss": None if np.isnan(misses[0]) else misses[0]}))


if __name__ == "__main__":
    main()

"""Burn-through: the range at which the chain of echo, jamming and noise meets a demand, against closed forms."""

import math
from collections.abc import Callable

from vyuha.sensors.detection import signal_to_noise
from vyuha.sensors.jamming import (
    effective_snr,
    jam_density,
    jam_to_noise,
    noise_density,
    self_screening_range,
    stand_off_range,
)
from vyuha.verification.case import Case

CHAPTER = "jamming"
SOURCE = "NAWCWD TP 8347, chapter 4"
# A radar of 250 kW and 40 dB at 10 GHz with 2 MHz, side lobes 30 dB down; a jammer over 200 MHz; a target of 1 m2.
POWER, GAIN, SIDE_LOBE, WAVELENGTH, BANDWIDTH = 250e3, 1e4, 10.0, 0.03, 2e6
SPREAD, RCS, NOISE_FACTOR = 200e6, 1.0, 2.0
SOMEWHERE = 10e3
DEMANDS = (0.1, 1.0, 10.0, 20.0)
# Jammers by effective power (W); the weakest is felt below the noise, the strongest drowns it.
JAMMERS = (1e-3, 1.0, 1e3, 1e6)
STAND_OFF = 80e3


def closed_self_screening(jammer: float, demand: float) -> float:
    """Range (m) with the jammer (W) on the target, noise neglected."""
    return math.sqrt(POWER * GAIN * RCS * SPREAD / (4.0 * math.pi * jammer * BANDWIDTH * demand))


def closed_stand_off(jammer: float, demand: float) -> float:
    """Range (m) with the jammer (W) at its own range in a side lobe, noise neglected."""
    spread = 4.0 * math.pi * jammer * SIDE_LOBE * BANDWIDTH * demand
    return float((POWER * GAIN**2 * RCS * STAND_OFF**2 * SPREAD / spread) ** 0.25)


def noise() -> float:
    """Noise power of the receiver (W)."""
    return noise_density(NOISE_FACTOR) * BANDWIDTH


def echo(distance: float) -> float:
    """Signal over noise (1) of the target at `distance` (m), by the radar equation from the radar's own figures."""
    there = POWER * GAIN**2 * WAVELENGTH**2 * RCS / ((4.0 * math.pi) ** 3 * SOMEWHERE**4 * noise())
    return signal_to_noise(there, SOMEWHERE, RCS, distance, RCS)


def jam(jammer: float, gain: float, distance: float) -> float:
    """Jamming over noise (1) of a jammer (W) received with `gain` (1) from `distance` (m)."""
    density = jam_density(jammer, SPREAD, BANDWIDTH)
    return jam_to_noise(density, gain, WAVELENGTH, distance, noise_density(NOISE_FACTOR))


def self_screening(jammer: float, demand: float) -> float:
    """Range (m) by the kernels, from what is received somewhere else."""
    return self_screening_range(echo(SOMEWHERE), jam(jammer, GAIN, SOMEWHERE), demand, SOMEWHERE)


def stand_off(jammer: float, demand: float) -> float:
    """Range (m) by the kernels for a jammer that stays away, in a side lobe."""
    return stand_off_range(echo(SOMEWHERE), jam(jammer, SIDE_LOBE, STAND_OFF), demand, SOMEWHERE)


def as_if_away(jammer: float, demand: float) -> float:
    """The control: the jammer on the target taken as one that stays `SOMEWHERE`, so with the fourth root."""
    return stand_off_range(echo(SOMEWHERE), jam(jammer, GAIN, SOMEWHERE), demand, SOMEWHERE)


def as_if_carried(jammer: float, demand: float) -> float:
    """The control: the jammer that stays away taken as one on the target, so with the square root."""
    return self_screening_range(echo(SOMEWHERE), jam(jammer, SIDE_LOBE, STAND_OFF), demand, SOMEWHERE)


def _worst(
    kernel: Callable[[float, float], float], closed: Callable[[float, float], float], jammers: tuple[float, ...]
) -> float:
    return max(abs(kernel(j, demand) / closed(j, demand) - 1.0) for j in jammers for demand in DEMANDS)


def without_noise() -> list[Case]:
    """The handbook's closed forms, with jammers so strong that the receiver's noise adds nothing."""
    strong = (1e9, 1e12)
    rows = (
        (
            "self-screening",
            self_screening,
            closed_self_screening,
            as_if_away,
            "jamming that does not grow on approach (fourth root)",
        ),
        ("stand-off", stand_off, closed_stand_off, as_if_carried, "jamming that grows on approach (square root)"),
    )
    return [
        Case(
            chapter=CHAPTER,
            id=f"jamming-{name}",
            what=f"burn-through range of a {name} jammer over noise that it drowns, relative",
            source=SOURCE,
            error=_worst(kernel, closed, strong),
            tolerance=1e-6,
            unit="1",
            control=words,
            control_error=_worst(control, closed, strong),
        )
        for name, kernel, closed, control, words in rows
    ]


def with_noise() -> list[Case]:
    """At the burn-through range the signal over noise and jamming is the demand, for weak and strong jammers."""

    def left(distance: float, jammed: float, demand: float) -> float:
        return abs(effective_snr(echo(distance), jammed) / demand - 1.0)

    pairs = [(jammer, demand) for jammer in JAMMERS for demand in DEMANDS]
    self_range = {pair: self_screening(*pair) for pair in pairs}
    off_range = {pair: stand_off(*pair) for pair in pairs}
    return [
        Case(
            chapter=CHAPTER,
            id="jamming-self-screening-noise",
            what=f"signal over noise and jamming at the burn-through range, {len(pairs)} jammers and demands, relative",
            source="radar equation, jamming one way",
            error=max(left(r, jam(pair[0], GAIN, r), pair[1]) for pair, r in self_range.items()),
            tolerance=1e-12,
            unit="1",
            control="noise neglected",
            control_error=max(
                left(closed_self_screening(*pair), jam(pair[0], GAIN, closed_self_screening(*pair)), pair[1])
                for pair in pairs
            ),
        ),
        Case(
            chapter=CHAPTER,
            id="jamming-stand-off-noise",
            what=f"the same for a jammer at {STAND_OFF / 1e3:g} km in a side lobe",
            source="radar equation, jamming one way",
            error=max(left(r, jam(pair[0], SIDE_LOBE, STAND_OFF), pair[1]) for pair, r in off_range.items()),
            tolerance=1e-12,
            unit="1",
            control="received in the main lobe",
            control_error=max(left(r, jam(pair[0], GAIN, STAND_OFF), pair[1]) for pair, r in off_range.items()),
        ),
    ]


def chapter() -> list[Case]:
    """Closed forms without noise, then the demand met with it."""
    return [*without_noise(), *with_noise()]

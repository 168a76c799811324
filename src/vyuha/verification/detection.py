"""Detection against closed forms and quadrature; the radar horizon against the geometry of a larger earth."""

import math

from scipy.integrate import quad
from scipy.special import chndtr

from vyuha.sensors.detection import STEADY, SWERLING_1, detection_probability, signal_to_noise
from vyuha.verification.case import Case
from vyuha.world.propagation import MEAN_RADIUS, horizon_range

CHAPTER = "detection"
_SIGNALS = (0.5, 1.0, 3.0, 10.0, 30.0, 100.0)
_ALARMS = (1e-3, 1e-6, 1e-8)
_REFRACTION = 4.0 / 3.0


def _steady(snr: float, false_alarm: float) -> float:
    """Chance that a steady signal passes the threshold: the tail of a non-central chi-square law, by SciPy."""
    return 1.0 - float(chndtr(-2.0 * math.log(false_alarm), 2.0, 2.0 * snr))


def _fading(snr: float, false_alarm: float) -> float:
    """The same when the signal fades from look to look: the mean over an exponential law of its power."""
    # The chance turns from small to one around the threshold; beyond it little is left of the law.
    turn = -math.log(false_alarm)
    edges = (0.0, 0.5 * turn, turn, 2.0 * turn, max(4.0 * turn, 40.0 * snr))
    total = sum(
        quad(lambda s: _steady(s, false_alarm) * math.exp(-s / snr) / snr, low, high, epsabs=1e-12)[0]
        for low, high in zip(edges, edges[1:], strict=False)
    )
    return float(total)


def _worst(swerling: int, expected: dict[tuple[float, float], float]) -> float:
    return max(abs(detection_probability(snr, alarm, swerling) - value) for (snr, alarm), value in expected.items())


def probabilities() -> list[Case]:
    """One look at a fading (Swerling 1) and at a steady target."""
    pairs = [(snr, alarm) for snr in _SIGNALS for alarm in _ALARMS]
    closed = {pair: pair[1] ** (1.0 / (1.0 + pair[0])) for pair in pairs}
    fading = {pair: _fading(*pair) for pair in pairs}
    steady = {pair: _steady(*pair) for pair in pairs}
    law = "SciPy's non-central chi-square"
    rows = [
        ("swerling1", SWERLING_1, closed, "fading target: Pfa^(1/(1+S))", "P. Swerling, RAND RM-1217 (1954)"),
        ("swerling1-mean", SWERLING_1, fading, "fading target: mean of the steady ones", f"quadrature of {law}"),
        ("steady", STEADY, steady, "steady target", law),
    ]
    return [
        Case(
            chapter=CHAPTER,
            id=f"detection-{name}",
            what=f"chance of detection at {len(pairs)} pairs of S and Pfa, {words}",
            source=source,
            error=_worst(kind, expected),
            tolerance=1e-9,
            unit="1",
            control="steady target" if kind == SWERLING_1 else "fading target",
            control_error=_worst(STEADY if kind == SWERLING_1 else SWERLING_1, expected),
        )
        for name, kind, expected, words, source in rows
    ]


def fourth_root() -> Case:
    """Equal signal at ranges that go with the fourth root of the cross-section."""
    sizes = (1e-3, 0.05, 1.0, 10.0)

    def worst(power: float) -> float:
        return max(abs(signal_to_noise(20.0, 100e3, 1.0, 100e3 * rcs**power, rcs) / 20.0 - 1.0) for rcs in sizes)

    return Case(
        chapter=CHAPTER,
        id="detection-fourth-root",
        what="signal at the fourth root of the cross-section, relative",
        source="radar equation",
        error=worst(0.25),
        tolerance=1e-12,
        unit="1",
        control="square root",
        control_error=worst(0.5),
    )


def horizon() -> Case:
    """Ground range to the horizon over an earth of 4/3 the radius: exactly, an arc cosine for each end."""
    heights = [(h, t) for h in (5.0, 40.0) for t in (30.0, 100.0, 1000.0, 10e3)]

    def exact(height: float) -> float:
        radius = _REFRACTION * MEAN_RADIUS
        return radius * math.acos(radius / (radius + height))

    def worst(refraction: float) -> float:
        return max(abs(horizon_range(h, t, refraction) / (exact(h) + exact(t)) - 1.0) for h, t in heights)

    return Case(
        chapter=CHAPTER,
        id="detection-horizon",
        what="ground range to the 4/3-earth horizon, targets at 30 m to 10 km, relative",
        source="geometry of the sphere",
        error=worst(_REFRACTION),
        tolerance=1e-3,
        unit="1",
        control="no refraction",
        control_error=worst(1.0),
    )


def chapter() -> list[Case]:
    """Chance of detection, the radar equation's fourth root, the horizon."""
    return [*probabilities(), fourth_root(), horizon()]

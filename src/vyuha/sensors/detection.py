"""Detection: signal-to-noise ratio by the radar equation and the probability of detection.

Assumes   thermal noise only, one look per scan after whatever integration the reference range already contains; target
          steady (Swerling 0), Rayleigh (1 and 2) or with one dominant scatterer (3 and 4). In one look a draw for each
          pulse is the same as one for each scan.
Holds     in free space without clutter and multipath. `sensors/integration.py` adds pulses, `sensors/jamming.py` noise.
Source    M. I. Skolnik, "Introduction to Radar Systems" (radar equation, fourth power of range); P. Swerling,
          "Probability of detection for fluctuating targets", RAND RM-1217, 1954: Pd = Pfa^(1/(1+S)) and the like for
          four degrees; J. I. Marcum, RAND RM-754, 1947: the Q function for a steady target.
Checked   tests/sensors/test_detection.py: closed forms, SciPy's non-central chi-square, printed 13.183 and 21.144 dB.
"""

import math

from vyuha.base.compile import kernel

STEADY = 0
SWERLING_1 = 1
SWERLING_2 = 2
SWERLING_3 = 3
SWERLING_4 = 4


@kernel
def signal_to_noise(
    reference_snr: float, reference_range: float, reference_rcs: float, distance: float, rcs: float
) -> float:
    """Power ratio [1] of a target of `rcs` [m2] at `distance` [m], when one of `reference_rcs` [m2] at
    `reference_range` [m] gives `reference_snr` [1].
    """
    ratio = reference_range / distance
    return reference_snr * (rcs / reference_rcs) * ratio * ratio * ratio * ratio


@kernel
def detection_probability(snr: float, false_alarm: float, swerling: int) -> float:
    """Single-look probability of detection [1] at mean `snr` [1] and `false_alarm` probability [1]; `swerling` 0 to 4
    [code].
    """
    if swerling == STEADY:
        return marcum_q(snr, -math.log(false_alarm))
    if swerling <= SWERLING_2:
        return math.exp(math.log(false_alarm) / (1.0 + snr))
    half = 0.5 * snr
    level = -math.log(false_alarm) / (1.0 + half)
    return math.exp(-level) * (1.0 + level * half / (1.0 + half))


@kernel
def marcum_q(snr: float, threshold: float) -> float:
    """First-order Marcum Q: chance [1] that a steady signal of `snr` [1] in unit noise power exceeds `threshold` [1]
    (power).

    The sum over j of a Poisson weight (mean snr) times the tail of a gamma law (order j + 1); terms end below 1e-12.
    """
    if snr > 700.0:
        return 1.0 if threshold < 0.5 * snr else 0.0
    weight = math.exp(-snr)
    term = math.exp(-threshold)
    tail, total, mass, j = term, 0.0, 0.0, 0
    while mass < 1.0 - 1e-12 and j < 2000:
        total += weight * tail
        mass += weight
        j += 1
        weight *= snr / j
        term *= threshold / j
        tail += term
    return min(total + max(1.0 - mass, 0.0), 1.0)


def reference_snr(detection: float, false_alarm: float) -> float:
    """Mean SNR [1] at which a Swerling 1 target is seen with probability `detection` at `false_alarm`: the closed form
    solved.
    """
    return math.log(false_alarm) / math.log(detection) - 1.0

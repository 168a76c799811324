"""Detection: signal-to-noise ratio by the radar equation and the probability of detection.

Assumes   thermal noise only, one look per scan after whatever integration the reference range already contains; target
          Swerling 1 (one Rayleigh draw per scan) or Swerling 0 (steady).
Holds     in free space; clutter, jamming and multipath are not modelled yet.
Source    M. I. Skolnik, "Introduction to Radar Systems" (radar equation, fourth power of range); P. Swerling,
          "Probability of detection for fluctuating targets", RAND RM-1217, 1954: Pd = Pfa^(1/(1+S)); J. I. Marcum,
          RAND RM-754, 1947: the Q function for a steady target.
Checked   tests/sensors/test_detection.py: closed forms, SciPy's non-central chi-square, printed 13.183 and 21.144 dB.
"""

import math

from vyuha.base.compile import kernel

STEADY = 0
SWERLING_1 = 1


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
    """Single-look probability of detection [1] at mean `snr` [1] and `false_alarm` probability [1]; `swerling` 0 or 1
    [code].
    """
    if swerling == SWERLING_1:
        return math.exp(math.log(false_alarm) / (1.0 + snr))
    return marcum_q(snr, -math.log(false_alarm))


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

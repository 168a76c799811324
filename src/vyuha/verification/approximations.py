"""Two textbook approximations of the signal that a detection needs, for comparison with the exact one.

Source    W. J. Albersheim, "A closed-form approximation to Robertson's detection characteristics", Proc. IEEE 69,
          1981; D. A. Shnidman, "Determination of required SNR values", IEEE Trans. AES 38, 2002. Stated errors: 0.2 dB
          for Pd 0.1 to 0.9, Pfa 1e-7 to 1e-3 and up to 8096 pulses of a linear detector; 0.5 dB for Pd 0.1 to 0.99,
          Pfa 1e-9 to 1e-3 and up to 100 pulses, except at extreme Pd for Swerling 1 (as quoted by M. A. Richards,
          "Fundamentals of Radar Signal Processing", below equation 6.112).
"""

import math


def albersheim(detection: float, false_alarm: float, pulses: int) -> float:
    """Signal in each of `pulses` (dB) that a steady echo needs for `detection` at `false_alarm`."""
    a, b = math.log(0.62 / false_alarm), math.log(detection / (1.0 - detection))
    slope = 6.2 + 4.54 / math.sqrt(pulses + 0.44)
    return -5.0 * math.log10(pulses) + slope * math.log10(a + 0.12 * a * b + 1.7 * b)


def shnidman(detection: float, false_alarm: float, pulses: int, swerling: int) -> float:
    """Signal in each of `pulses` (dB) that an echo of kind `swerling` needs for `detection` at `false_alarm`."""
    degrees = (math.inf, 1, pulses, 2, 2 * pulses)[swerling]
    far, near = (math.sqrt(-0.8 * math.log(4.0 * p * (1.0 - p))) for p in (false_alarm, detection))
    eta = far + math.copysign(near, detection - 0.5)
    x = eta * (eta + 2.0 * math.sqrt(0.5 * pulses + (0.0 if pulses < 40 else 0.25) - 0.25))
    loss = (((17.7006 * detection - 18.4496) * detection + 14.5339) * detection - 3.525) / degrees
    if detection > 0.872:
        bend = 0.7 * math.log(1e-5 / false_alarm) + (2.0 * pulses - 20.0) / 80.0
        loss += (math.exp(27.31 * detection - 25.14) + (detection - 0.8) * bend) / degrees
    return loss + 10.0 * math.log10(x / pulses)

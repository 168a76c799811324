"""Noise jamming: what reaches the receiver through main or side lobe, the signal that is left, and burn-through.

Assumes   white jamming noise over its whole bandwidth, of the receiver's polarisation, which detection cannot tell from
          thermal noise; so matched filter and integration treat both alike and only their densities count. Antenna: a
          Gaussian main lobe over a level floor of side lobes.
Holds     in free space, for a receiver below saturation; deceptive jamming, blinking and the radar's answers
          (cancelling or blanking side lobes, hopping) are not modelled. Nothing in a fight jams yet.
Source    NAWCWD TP 8347, "Electronic Warfare and Radar Systems Engineering Handbook", chapter 4 (J/S and burn-through,
          self-screening and stand-off); D. K. Barton, "Radar System Analysis and Modeling" (noise densities).
Checked   tests/sensors/test_jamming.py: those closed forms written anew, limits without noise and without jammer.
"""

import math

from vyuha.base.compile import kernel

BOLTZMANN = 1.380649e-23
STANDARD_TEMPERATURE = 290.0


@kernel
def noise_density(noise_factor: float) -> float:
    """Thermal noise [W/Hz] of a receiver of `noise_factor` [1] at the standard temperature."""
    return BOLTZMANN * STANDARD_TEMPERATURE * noise_factor


@kernel
def gain_towards(offset: float, beam_width: float, main_gain: float, side_lobe_gain: float) -> float:
    """Gain [1] at the angle `offset` [rad] from the axis: a Gaussian lobe of `main_gain` [1], half of it at half the
    `beam_width` [rad], and never less than `side_lobe_gain` [1].
    """
    ratio = 2.0 * offset / beam_width
    return max(side_lobe_gain, main_gain * math.exp(-math.log(2.0) * ratio * ratio))


@kernel
def jam_density(power: float, jammer_bandwidth: float, receiver_bandwidth: float) -> float:
    """Density [W/Hz] that the receiver feels of a jammer of `power` [W] (effective, with its antenna): spread over
    `jammer_bandwidth` [Hz], or, if that is narrower, averaged over `receiver_bandwidth` [Hz].
    """
    return power / max(jammer_bandwidth, receiver_bandwidth)


@kernel
def jam_to_noise(density: float, gain: float, wavelength: float, distance: float, noise: float) -> float:
    """Jamming over thermal noise [1] when a jammer of `density` [W/Hz] at `distance` [m] is received with `gain` [1] at
    `wavelength` [m] beside `noise` [W/Hz]. One way, so with the square of the distance.
    """
    spread = wavelength / (4.0 * math.pi * distance)
    return density * gain * spread * spread / noise


@kernel
def effective_snr(snr: float, jam: float) -> float:
    """What is left of `snr` [1] under jamming of `jam` [1] times the noise; those of several jammers add up.

    >>> effective_snr(40.0, 3.0)
    10.0
    """
    return snr / (1.0 + jam)


@kernel
def self_screening_range(snr: float, jam: float, required: float, distance: float) -> float:
    """Range [m] within which a target that carries its jammer gives the `required` [1] signal over noise and jamming;
    at `distance` [m] it gives `snr` [1] over noise alone, and its jammer `jam` [1] over noise.

    S (d/r)^4 = D (1 + J (d/r)^2): a quadratic in r^2. Without receiver noise d sqrt(S/(J D)), without jammer the
    fourth root.
    """
    jammed = required * jam
    return distance * math.sqrt(2.0 * snr / (jammed + math.sqrt(jammed * jammed + 4.0 * required * snr)))


@kernel
def stand_off_range(snr: float, jam: float, required: float, distance: float) -> float:
    """Range [m] within which a target gives the `required` [1] signal while a jammer elsewhere stays where it is and
    gives `jam` [1] over noise; at `distance` [m] the target gives `snr` [1] over noise alone.
    """
    return distance * math.sqrt(math.sqrt(snr / (required * (1.0 + jam))))

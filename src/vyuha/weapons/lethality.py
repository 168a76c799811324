"""Lethality: whether a round that passes at some distance kills.

Assumes   the chance of a kill falls with the squared miss distance (a Gaussian in it, the "diffuse" damage function),
          scaled by one radius at which half of the fighters die; a target's vulnerability stretches that radius; a fuze
          works inside its reach and not beyond. No warhead mass, closing speed or aspect.
Holds     as a shape; every radius in the catalogue is assumed, since no public figure was found.
Source    the diffuse Gaussian form of A. Washburn and M. Kress, "Combat Modeling",
          2009 (shooting without feedback), parametrised here by its half-value radius.
Checked   tests/weapons/test_lethality.py.
"""

import math

from vyuha.base.compile import kernel


@kernel
def kill_probability(
    lethal_radius: float, fuze_radius: float, reliability: float, vulnerability: float, miss: float
) -> float:
    """Probability [1] that a round of `lethal_radius` [m], `fuze_radius` [m] and `reliability` [1] kills a target of
    `vulnerability` [1] that it passes at `miss` [m].

    >>> kill_probability(10.0, 30.0, 0.9, 1.0, 10.0)
    0.45
    """
    if miss > fuze_radius:
        return 0.0
    radius = lethal_radius * vulnerability
    if radius <= 0.0:
        return reliability if miss == 0.0 else 0.0
    ratio = miss / radius
    return reliability * math.exp(-math.log(2.0) * ratio * ratio)

"""Lethality: whether a round that passes at some distance kills.

Assumes   the chance of a kill falls with the squared miss distance (a Gaussian in it, the "diffuse" damage function),
          scaled by one radius at which half of the fighters die; a target's vulnerability stretches that radius; a fuze
          works inside its reach and not beyond, and its timing error puts the burst before or behind the target by
          the closing speed times the error. No warhead mass, no aspect.
Holds     as a shape; every radius in the catalogue is assumed, since no public figure was found.
Source    the diffuse Gaussian form of A. Washburn and M. Kress, "Combat Modeling",
          2009 (shooting without feedback), parametrised here by its half-value radius; the burst along the path is a
          Gaussian cut by the length that has to be struck.
Checked   tests/weapons/test_lethality.py.
"""

import math

from vyuha.base.compile import kernel

# Half of the length of a fighter that fragments have to strike [m], the deviation of the fuze's timing [s], and how far
# the belt of fragments has spread along the path for each metre of miss [1] (some 10 degrees to each side). Assumed.
_STRUCK = 6.0
_TIMING = 0.5e-3
_SPREAD = 0.17


@kernel
def burst_share(closing: float, vulnerability: float, miss: float) -> float:
    """Share [1] of bursts that lie beside a target of `vulnerability` [1] passed at `miss` [m] with the speed `closing`
    [m/s], and not before or behind it. A small target at high closing speed is easily burst past.

    >>> burst_share(0.0, 1.0, 3.0), round(burst_share(1000.0, 1.0, 0.0), 3), round(burst_share(4000.0, 0.3, 0.0), 3)
    (1.0, 1.0, 0.632)
    """
    scatter = closing * _TIMING
    if scatter <= 0.0:
        return 1.0
    return math.erf((_STRUCK * vulnerability + _SPREAD * miss) / (math.sqrt(2.0) * scatter))


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

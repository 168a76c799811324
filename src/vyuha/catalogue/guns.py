"""Guns and vehicles: bursts of shells as rounds, and what of the army is defended on the ground."""

from vyuha.catalogue.figure import (
    Angle,
    Count,
    Length,
    Money,
    PositiveLength,
    PositiveSpeed,
    Probability,
    Ratio,
    Speed,
)
from vyuha.catalogue.items import Item


class Gun(Item):
    """A gun: its round is a burst, which flies straight; what is fired and what it costs count by the burst."""

    maximum_range: PositiveLength
    minimum_range: Length
    maximum_height: PositiveLength
    maximum_target_speed: PositiveSpeed
    muzzle_velocity: PositiveSpeed
    # Speed left at the greatest range.
    arrival_speed: Speed
    burst_rounds: Count
    # One sigma per axis: of a shell around the middle of the burst, and of that middle around the target.
    dispersion: Angle
    aim_error: Angle
    # A shell bursts when it passes its target within this distance (0: only hits count).
    fuze_radius: Length
    # Probability that one hit, or one such burst beside it, kills.
    hit_kill: Probability
    reliability: Probability
    # Kill probability of a burst on which the commander counts.
    expected_kill: Probability
    unit_cost: Money


class Vehicle(Item):
    """A vehicle of a column, as something that is defended."""

    # Of one of them; one hit ends one.
    value: Ratio
    # What comes down within this distance of one hits it.
    radius: PositiveLength
    march_speed: PositiveSpeed
    unit_cost: Money

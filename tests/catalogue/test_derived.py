"""Derived figures recompute from the claims that they name.

Claims: public figures for the 91N6E (390 km at 4 m2, 230 km at 0.4 m2), the 40V6M mast, the Fatah-2, contract prices.
"""

import math

import pytest

from vyuha.catalogue import load

G = 9.80665


def to_one_square_metre(distance: float, rcs: float, power: float = 4.0) -> float:
    return float(distance / rcs ** (1.0 / power))


def test_91n6e_claims_agree_under_the_fourth_power_law() -> None:
    ranges = [to_one_square_metre(390e3, 4.0), to_one_square_metre(230e3, 0.4)]
    assert ranges == pytest.approx([276e3, 289e3], rel=2e-3)
    figure = load().radars["91N6E"].reference_range
    # Given to two digits: within 5 km of the mean, and the stated 20 % covers both claims.
    assert figure.value == pytest.approx(sum(ranges) / 2.0, abs=5e3)
    assert (figure.low, figure.high) == pytest.approx((0.8 * figure.value, 1.2 * figure.value))
    assert all(figure.low <= one <= figure.high for one in ranges)


def test_91n6e_claims_disagree_under_a_square_law() -> None:
    """Negative control: with R ~ sigma^(1/2) the same claims are a factor apart."""
    ranges = [to_one_square_metre(390e3, 4.0, 2.0), to_one_square_metre(230e3, 0.4, 2.0)]
    assert max(ranges) / min(ranges) > 1.5


def test_96l6e_range_follows_from_its_class_range_and_a_fighter() -> None:
    radar = load().radars["96L6E"]
    claim = radar.instrumented_range.value
    expected = [to_one_square_metre(claim, rcs) for rcs in (5.0, 20.0, 1.0)]
    assert [radar.reference_range.value, radar.reference_range.low, radar.reference_range.high] == pytest.approx(
        expected, rel=5e-3
    )
    assert radar.reference_range.value != pytest.approx(to_one_square_metre(claim, 1.0), rel=0.1)


def test_the_mast_sees_what_is_published_for_it() -> None:
    """4/3-earth horizon 4.12 (sqrt h1 + sqrt h2) km: 41 km for a 25 m target, which the taller mast would not give."""

    def horizon(height: float) -> float:
        return 4.12 * (math.sqrt(height) + math.sqrt(25.0))

    masts = load().masts
    assert horizon(masts["40V6M"].antenna_height.value) == pytest.approx(41.0, abs=0.5)
    assert horizon(masts["40V6MD"].antenna_height.value) > 45.0


def test_fatah_2_needs_less_speed_than_a_flat_arc() -> None:
    """Flat-earth arc without drag: v^2 = g R / sin 2a, apogee R tan(a) / 4; what the boost flies is no part of it."""
    threat = load().threats["fatah-2"]
    assert threat.launch_angle is not None
    angle, distance = threat.launch_angle.value, threat.maximum_range.value
    vacuum = math.sqrt(G * distance / math.sin(2.0 * angle))
    assert vacuum == pytest.approx(2043.0, abs=1.0)
    assert 0.9 * vacuum < threat.speed.value < vacuum < threat.speed.high
    apogee = distance * math.tan(angle) / 4.0
    assert apogee == pytest.approx(70e3, rel=0.01)
    assert 0.8 * apogee < threat.height.value < apogee < threat.height.high
    # Negative control: from 45 deg the apogee is 100 km.
    assert 0.8 * distance * math.tan(math.radians(45.0)) / 4.0 > threat.height.value


def test_fatah_2_keeps_mach_2_to_the_ground() -> None:
    """Exponential atmosphere, straight fall: v = v0 exp(-rho0 H / (2 beta sin a)); published: impact above Mach 2."""

    def impact_mach(beta: float) -> float:
        return 2000.0 * math.exp(-1.225 * 8000.0 / (2.0 * beta * math.sin(math.radians(45.0)))) / 340.0

    coefficient = load().threats["fatah-2"].ballistic_coefficient
    assert coefficient is not None
    assert impact_mach(coefficient.low) == pytest.approx(2.0, abs=0.05)
    assert impact_mach(coefficient.value) > 2.0
    assert impact_mach(0.5 * coefficient.low) < 2.0


def test_prices_are_contract_over_number() -> None:
    catalogue = load()
    assert catalogue.systems["s-400/regiment"].unit_cost.value == pytest.approx(5.43e9 / 5.0, rel=0.005)
    assert catalogue.threats["mig-29k"].unit_cost.value == pytest.approx(1.5e9 / 29.0, rel=0.01)


def test_two_battalions_and_a_command_post_cost_about_a_regiment() -> None:
    systems = load().systems
    parts = sum(systems[unit.system].unit_cost.value for unit in systems["s-400/regiment"].layout)
    cost = systems["s-400/regiment"].unit_cost
    assert cost.low * 0.9 <= parts <= cost.high


def test_the_default_load_is_the_published_mix() -> None:
    """Three large missiles and one pack of four on each of the launchers."""
    battalion = load().systems["s-400/battalion"]
    launchers = sum(group.count for group in battalion.launchers)
    small = sum(rounds for id, rounds in battalion.default_load.items() if id.startswith("9M96"))
    large = sum(battalion.default_load.values()) - small
    assert (large, small) == (3 * launchers, 4 * launchers)

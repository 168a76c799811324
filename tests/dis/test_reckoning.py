"""Dead reckoning and orientations.

Expected values: closed forms (uniform, accelerated and circular motion); a rotation matrix of another library (SciPy);
a small step that integrates the same equations.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from tests.dis.builders import HERE, NORTHWARD, state
from vyuha.dis.reckoning import (
    FPB,
    FPW,
    FVB,
    FVW,
    RPB,
    RPW,
    RVB,
    RVW,
    STATIC,
    body_axes,
    extrapolate,
    flying,
    orientation_of,
)

ANGLES = st.tuples(st.floats(-3.1, 3.1), st.floats(-1.5, 1.5), st.floats(-3.1, 3.1))


@given(ANGLES)
def test_axes_are_those_of_intrinsic_turns(angles: tuple[float, float, float]) -> None:
    """Psi about z, then theta about the new y, then phi about the new x (SciPy turns vectors, we turn axes)."""
    assert np.allclose(body_axes(angles), Rotation.from_euler("ZYX", angles).as_matrix().T, atol=1e-12)
    assert np.allclose(orientation_of(*map(tuple, body_axes(angles))), angles, atol=1e-9)


@given(st.floats(-1.57, 1.57), st.floats(-math.pi, math.pi), st.floats(0.0, 2 * math.pi), st.floats(-1.5, 1.5))
def test_what_flies_points_ahead_and_stays_upright(lat: float, lon: float, heading: float, climb: float) -> None:
    up = np.array([math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)])
    east = np.array([-math.sin(lon), math.cos(lon), 0.0])
    ahead = math.cos(climb) * (math.sin(heading) * east + math.cos(heading) * np.cross(up, east)) + math.sin(climb) * up
    axes = body_axes(flying(tuple(6.4e6 * up), tuple(300.0 * ahead)))
    assert np.allclose(axes[0], ahead, atol=1e-6)
    # No bank: the right wing lies in the horizontal plane, and down is down.
    assert abs(axes[1] @ up) < 1e-6 and axes[2] @ up < 0.0


def test_level_at_the_equator() -> None:
    """On the equator at longitude 0, heading east: x of the body is y of the earth, down is -x."""
    assert np.allclose(body_axes(flying((6.378e6, 0.0, 0.0), (0.0, 100.0, 0.0))), [[0, 1, 0], [0, 0, -1], [-1, 0, 0]])


@pytest.mark.parametrize("place", [(0.0, 0.0, 6.357e6), (0.0, 0.0, -6.357e6), (6.378e6, 0.0, 0.0), (0.0, 0.0, 0.0)])
@pytest.mark.parametrize("speed", [(0.0, 0.0, 0.0), (0.0, 0.0, 300.0), (100.0, 0.0, 0.0)])
def test_odd_places_have_an_orientation(place: tuple[float, ...], speed: tuple[float, ...]) -> None:
    axes = body_axes(flying(place, speed))  # type: ignore[arg-type]
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-9)
    if any(speed):
        assert np.allclose(axes[0], np.array(speed) / np.linalg.norm(speed), atol=1e-9)


def test_straight_and_accelerated() -> None:
    pull = (1.0, -2.0, 3.0)
    for algorithm, along in {STATIC: 0.0, FPW: 1.0, RPW: 1.0, RVW: 1.0, FVW: 1.0}.items():
        found, velocity = extrapolate(state(algorithm=algorithm, acceleration=pull), 4.0)
        more = 8.0 if algorithm in (RVW, FVW) else 0.0
        assert np.allclose(
            found, [p + along * 4.0 * v + more * a for p, v, a in zip(HERE, NORTHWARD, pull, strict=True)]
        )
        expected = [along * v + 0.5 * more * a for v, a in zip(NORTHWARD, pull, strict=True)]
        assert np.allclose(velocity, expected)
    # One that nobody knows stands still.
    assert extrapolate(state(algorithm=77), 4.0)[0] == HERE


@pytest.mark.parametrize("seconds", [3.0, -2.0])
def test_a_turn_is_a_circle(seconds: float) -> None:
    """A body at 200 m/s that yaws by 0.1 rad/s flies a circle of 2 km."""
    angles = (0.4, -0.2, 0.7)
    turning = state(algorithm=RPB, velocity=(200.0, 0.0, 0.0), orientation=angles, angular_velocity=(0.0, 0.0, 0.1))
    found, velocity = extrapolate(turning, seconds)
    arc = 0.1 * seconds
    ahead, right, _ = body_axes(angles)
    assert np.allclose(found, HERE + 2000.0 * (math.sin(arc) * ahead + (1.0 - math.cos(arc)) * right), atol=1e-4)
    assert np.allclose(velocity, 200.0 * (math.cos(arc) * ahead + math.sin(arc) * right), atol=1e-9)


@pytest.mark.parametrize("algorithm", [FPB, FVB, RVB])
def test_body_axes_by_small_steps(algorithm: int) -> None:
    pull = np.array([2.0, 1.0, -1.0]) if algorithm in (FVB, RVB) else np.zeros(3)
    spin = np.array([0.3, -0.1, 0.2]) if algorithm == RVB else np.zeros(3)
    angles = (0.4, -0.2, 0.7)
    told = state(algorithm=algorithm, velocity=(200.0, 5.0, 1.0), orientation=angles, acceleration=(2.0, 1.0, -1.0),
                 angular_velocity=(0.3, -0.1, 0.2))  # fmt: skip
    steps, span = 4_000, 4.0
    turned, place = np.eye(3), np.zeros(3)
    for n in range(steps):
        t = (n + 0.5) * span / steps
        half = turned @ Rotation.from_rotvec(spin * 0.5 * span / steps).as_matrix()
        place += half @ (np.array([200.0, 5.0, 1.0]) + pull * t) * span / steps
        turned = turned @ Rotation.from_rotvec(spin * span / steps).as_matrix()
    expected = np.array(HERE) + body_axes(angles).T @ place
    assert np.allclose(extrapolate(told, span)[0], expected, atol=1e-3)

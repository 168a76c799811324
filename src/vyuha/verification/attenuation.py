"""Attenuation against the validation examples of ITU-R Study Group 3, and its sum over a path against quadrature."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scipy.integrate import quad

from vyuha.verification.case import Case
from vyuha.verification.reference import read_columns
from vyuha.world.atmosphere import standard_air
from vyuha.world.attenuation import gas_loss, gas_profile
from vyuha.world.gas import (
    STANDARD_VAPOUR,
    gas_attenuation,
    oxygen_attenuation,
    vapour_attenuation,
    vapour_density,
)
from vyuha.world.propagation import MEAN_RADIUS
from vyuha.world.rain import MILLIMETRE_PER_HOUR, rain_attenuation, rain_coefficients

CHAPTER = "attenuation"
GAS, RAIN = "itu/P676-13_specific_attenuation.csv", "itu/P838-3_rain.csv"
_SOURCE = "ITU-R Study Group 3, CG-3M3J-13-ValEx"
# Antenna and target height and slant range [m]: along the ground, to a high flyer, steeply up, down from a mountain.
_PATHS = ((10.0, 100.0, 30e3), (30.0, 10e3, 400e3), (10.0, 30e3, 30.1e3), (3e3, 50.0, 100e3))
_REFRACTION = 4.0 / 3.0


def gases(folder: Path) -> list[Case]:
    """Oxygen, water vapour and both at 350 frequencies."""
    names = ("frequency_GHz", "dry_pressure_hPa", "temperature_K", "vapour_g_m3")
    parts: dict[str, Callable[[float, float, float, float], float]] = {
        "oxygen": oxygen_attenuation,
        "vapour": vapour_attenuation,
        "total": gas_attenuation,
    }
    table = read_columns(folder / GAS, (*names, *(f"{part}_dB_km" for part in parts)))

    def worst(part: str, moist: float) -> float:
        column = len(names) + list(parts).index(part)
        return max(abs(_in_decibels(parts[part], row, moist) / float(row[column]) - 1.0) for row in table)

    return [
        Case(
            chapter=CHAPTER,
            id=f"attenuation-{part}",
            what=f"{part} at {len(table)} frequencies, 1 to 350 GHz, relative",
            source=f"{_SOURCE}, P.676",
            error=worst(part, 0.0),
            tolerance=1e-12,
            unit="1",
            control="pressure taken for that of moist air",
            control_error=worst(part, 1.0),
        )
        for part in parts
    ]


def _in_decibels(law: Callable[[float, float, float, float], float], row: Any, moist: float) -> float:
    """What `law` says for a row of the table, in dB/km; with `moist` 1 its pressure is that of air and vapour."""
    frequency, pressure, temperature, vapour = (float(value) for value in row[:4])
    own = vapour * temperature / 216.7
    return 1e3 * law(1e9 * frequency, 1e2 * (pressure - moist * own), temperature, 1e-3 * vapour)


def rain(folder: Path) -> list[Case]:
    """Coefficients and attenuation in 64 rains, with horizontal and with vertical polarisation."""
    given = ("frequency_GHz", "elevation_deg", "tilt_deg", "rain_mm_h")
    table = read_columns(folder / RAIN, (*given, "k", "alpha", "attenuation_dB_km"))

    def ours(row: Any, turn: float) -> tuple[float, float, float]:
        frequency, elevation, tilt, rate = (float(value) for value in row[:4])
        rays = 1e9 * frequency, math.radians(elevation), math.radians(tilt + turn)
        return *rain_coefficients(*rays), 1e3 * rain_attenuation(rate * MILLIMETRE_PER_HOUR, *rays)

    def worst(part: int, turn: float) -> float:
        return max(abs(ours(row, turn)[part] - float(row[len(given) + part])) for row in table)

    return [
        Case(
            chapter=CHAPTER,
            id=f"attenuation-rain-{name}",
            what=f"{words} in {len(table)} rains, printed with 8 decimals",
            source=f"{_SOURCE}, P.838-3",
            error=worst(part, 0.0),
            tolerance=5e-9,
            unit=unit,
            control="polarisation turned by 90 degrees",
            control_error=worst(part, 90.0),
        )
        for part, (name, words, unit) in enumerate(
            (("k", "coefficient k", "1"), ("alpha", "exponent alpha", "1"), ("loss", "attenuation", "dB/km"))
        )
    ]


def by_quadrature(frequency: float, path: tuple[float, float, float]) -> float:
    """Attenuation by gases (dB, one way) at `frequency` (Hz) along `path` (heights of both ends and slant range, m),
    with the place on the straight line found from both its ends.
    """
    near, far, slant = path
    radius = _REFRACTION * MEAN_RADIUS

    def specific(along: float) -> float:
        share = along / slant
        # Stewart's theorem: the distance of a point of one side of a triangle from the corner opposite.
        square = (1.0 - share) * (radius + near) ** 2 + share * (radius + far) ** 2 - share * (1.0 - share) * slant**2
        height = max(math.sqrt(square) - radius, 0.0)
        temperature, pressure, _, _ = standard_air(height)
        return gas_attenuation(frequency, pressure, temperature, vapour_density(STANDARD_VAPOUR, height))

    return float(quad(specific, 0.0, slant, epsrel=1e-9, limit=400)[0])


def paths() -> Case:
    """Gases summed over paths low and high, at five frequencies."""
    frequencies = (1.3e9, 3e9, 10e9, 22e9, 35e9)
    exact = {(f, path): by_quadrature(f, path) for f in frequencies for path in _PATHS}

    def worst(refraction: float) -> float:
        profiles = {f: gas_profile(f, STANDARD_VAPOUR) for f in frequencies}
        return max(abs(gas_loss(profiles[f], *path, refraction) / loss - 1.0) for (f, path), loss in exact.items())

    return Case(
        chapter=CHAPTER,
        id="attenuation-path",
        what=f"gases along {len(_PATHS)} paths at {len(frequencies)} frequencies, 1.3 to 35 GHz, relative",
        source="adaptive quadrature along the straight line",
        error=worst(_REFRACTION),
        tolerance=1e-3,
        unit="1",
        control="earth of the true radius",
        control_error=worst(1.0),
    )


def chapter(folder: Path) -> list[Case]:
    """Specific attenuation by gases and by rain, and gases along a path."""
    return [*gases(folder), *rain(folder), paths()]

"""The standard atmosphere against printed tables and against the air columns of NASA's check cases.

Printed values have five to six digits, and their heights are rounded to a metre or ten, which is 1e-4 of the density.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vyuha.verification.case import Case
from vyuha.verification.check_cases import FOOT, SLUG
from vyuha.verification.reference import read_columns
from vyuha.world.atmosphere import standard_air

CHAPTER = "atmosphere"
ICAO, US1976 = "icao_doc7488_1993_table_points.csv", "us1976_layer_base_values.csv"
# Geopotential radius of the standard.
_RADIUS = 6356766.0
# The rows of the US 1976 file up to 86 km; the air above is no model of the standard.
_LAYERS = 8

Air = Callable[[float], tuple[float, float, float, float]]


def exponential(height: float) -> tuple[float, float, float, float]:
    """The control: one temperature and one scale height at every `height` (m); K, Pa, kg/m3, m/s."""
    share = math.exp(-height / 8434.5)
    return 288.15, 101325.0 * share, 1.225 * share, 340.294


def _geometric(geopotential: float) -> float:
    return _RADIUS * geopotential / (_RADIUS - geopotential)


def _heights(table: Any) -> list[float]:
    """Geometric heights (m) of ICAO rows, each from the column that it was tabulated in, which is the rounder one."""
    return [_geometric(h) if h % 500.0 == 0.0 else z for z, h in table]


def _worst(air: Air, heights: list[float], expected: Any, part: int) -> float:
    """Largest relative difference of one `part` of the air from the expected values."""
    return max(abs(air(h)[part] / float(value) - 1.0) for h, value in zip(heights, expected, strict=True))


def _compared(name: str, source: str, heights: list[float], columns: dict[str, tuple[Any, int, float]]) -> list[Case]:
    span = f"{min(heights) / 1e3:.0f} to {max(heights) / 1e3:.0f}"
    return [
        Case(
            chapter=CHAPTER,
            id=f"atmosphere-{name}-{quantity.replace(' ', '-')}",
            what=f"{quantity} at {len(heights)} heights, {span} km, relative",
            source=source,
            error=_worst(standard_air, heights, expected, part),
            tolerance=tolerance,
            unit="1",
            control="exponential air",
            control_error=_worst(exponential, heights, expected, part),
        )
        for quantity, (expected, part, tolerance) in columns.items()
    ]


def icao(folder: Path) -> list[Case]:
    """21 heights of the ICAO standard atmosphere."""
    names = ("geometric_height_m", "geopotential_height_m", "temperature", "pressure", "density", "speed_of_sound")
    table = read_columns(folder / "atmosphere" / ICAO, names)
    columns = {
        "temperature": (table[:, 2], 0, 1e-5),
        "pressure": (table[:, 3], 1, 1e-4),
        "density": (table[:, 4], 2, 1e-4),
        "speed of sound": (table[:, 5], 3, 1e-5),
    }
    return _compared("icao", "ICAO Doc 7488/3 (1993)", _heights(table[:, :2]), columns)


def us1976(folder: Path) -> list[Case]:
    """Bases of the layers of the US Standard Atmosphere 1976 up to 86 km."""
    table = read_columns(folder / "atmosphere" / US1976, ("geopotential_km", "p_mbar", "rho_kg_m3"))[:_LAYERS]
    heights = [_geometric(1e3 * float(h)) for h in table[:, 0]]
    columns = {"pressure": (100.0 * table[:, 1], 1, 1e-4), "density": (table[:, 2], 2, 1e-4)}
    return _compared("us1976", "US Standard Atmosphere 1976, NASA-TM-X-74335", heights, columns)


def nasa(folder: Path) -> list[Case]:
    """Density and sound along the fall of check case 6, as SIM 04 computed them."""
    names = ("altitudeMsl_ft", "airDensity_slug_ft3", "speedOfSound_ft_s")
    table = read_columns(folder / "nesc" / "Atmos_06_sim_04.csv", names)
    heights = [FOOT * float(h) for h in table[:, 0]]
    columns = {
        "density": (table[:, 1] * SLUG / FOOT**3, 2, 1e-5),
        "speed of sound": (table[:, 2] * FOOT, 3, 1e-5),
    }
    return _compared("nasa", "NASA/TM-2015-218675, case 6, SIM 04", heights, columns)


def chapter(folder: Path) -> list[Case]:
    """Printed tables of two standards, and the air of a check case."""
    return [*icao(folder), *us1976(folder), *nasa(folder)]

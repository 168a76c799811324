"""What a laydown is like: weak and strong sides, who backs whom, what hangs on one unit, how far it stands off."""

import math
from dataclasses import dataclass

import numpy as np

from vyuha.studies.siting.choices import Choice, Field
from vyuha.studies.siting.found import Found


@dataclass(frozen=True)
class Profile:
    """Figures to argue with. `spread` is between the means of the worst and the best axis, `crippled` what the worst
    axis costs by the model without the unit `key`; `nearest` and `farthest` [m] are distances of units to the asset
    next to each; `backed` are axes that two units or more reach, `blind` those that none does; from `shortest` a threat
    is `seen` [s] for the shortest time; `moved` units leave their places.
    """

    units: int
    weakest: str
    strongest: str
    spread: float
    key: str
    crippled: float
    nearest: float
    farthest: float
    backed: tuple[str, ...]
    blind: tuple[str, ...]
    shortest: str
    seen: float
    moved: int


def profile(field: Field, found: Found, number: int) -> Profile:
    """The figures of a laydown by its number."""
    choice, means, axes = field.choices[number], found.means[number], [axis.id for axis in field.axes]
    known = means[~np.isnan(means)]
    crippled = [field.without(choice, row) for row in choice.rows]
    away = [_away(field, row) for row in choice.rows]
    reached = [_reached(field, choice, axis) for axis in axes]
    seen = [_seen(field, choice, axis) for axis in axes]
    last = int(np.argmax(crippled))
    return Profile(
        units=len(choice.rows),
        weakest=axes[int(np.nanargmax(means))],
        strongest=axes[int(np.nanargmin(means))],
        spread=float(np.ptp(known)),
        key=choice.defences[last],
        crippled=crippled[last],
        nearest=min(away),
        farthest=max(away),
        backed=tuple(axis for axis, count in zip(axes, reached, strict=True) if count > 1),
        blind=tuple(axis for axis, count in zip(axes, reached, strict=True) if count == 0),
        shortest=axes[int(np.argmin(seen))],
        seen=min(seen),
        moved=sum(field.covered.options[row].candidate is not None for row in choice.rows),
    )


def _away(field: Field, row: int) -> float:
    """Distance [m] from an option to the asset next to it."""
    east, north = field.at(field.covered.options[row])
    return min(math.hypot(east - e, north - n) for e, n in field.assets.values())


def _columns(field: Field, axis: str) -> list[int]:
    return [d for d, aim in enumerate(field.covered.aims) if aim.axis == axis]


def _reached(field: Field, choice: Choice, axis: str) -> int:
    """How many units can engage something on an axis."""
    columns = _columns(field, axis)
    return sum(bool(field.covered.single[row, columns].any()) for row in choice.rows)


def _seen(field: Field, choice: Choice, axis: str) -> float:
    """For how long [s] the raid that is seen for the shortest time on an axis is seen by anyone."""
    columns = _columns(field, axis)
    return float(field.covered.seen[np.ix_(choice.rows, columns)].max(axis=0).min())

"""What a problem must be: shapes and ranges of its arrays, told by name where they are not met."""

from typing import Any

import numpy as np

from vyuha.assignment.instances import Floats, Instance, Integers

# More than this fits no search; a value above it is a slip.
MOST_ROUNDS = 20_000


def checked(values: Any, kill_probability: Any, rounds: Any) -> Instance:
    """The problem as arrays of the types that the search takes.

    `values` (targets,), finite and at least 0; `kill_probability` (weapons, targets), 0 to 1; `rounds` (weapons,),
    whole and at least 0. Raises `ValueError`, which names the array and the first place that is wrong.
    """
    value = numbers("values", values, 1)
    kill = numbers("kill_probability", kill_probability, 2)
    if kill.shape[1] != len(value):
        raise ValueError(
            f"kill_probability: shape {kill.shape} does not fit {len(value)} values: give (weapons, targets)"
        )
    within("values", value, np.inf)
    within("kill_probability", kill, 1.0)
    stock = whole("rounds", rounds)
    if len(stock) != len(kill):
        raise ValueError(f"rounds: {len(stock)} of them do not fit {len(kill)} weapons: give one number for each")
    if stock.sum() > MOST_ROUNDS:
        raise ValueError(f"rounds: {stock.sum():,} in all; the most is {MOST_ROUNDS:,}")
    return Instance(value, np.ascontiguousarray(kill), stock)


def numbers(name: str, given: Any, dimensions: int) -> Floats:
    """An array of floats with so many dimensions; raises `ValueError` for anything else."""
    try:
        array = np.array(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: not an array of numbers") from error
    if array.ndim != dimensions:
        raise ValueError(
            f"{name}: shape {array.shape}; {'one dimension is' if dimensions == 1 else 'two dimensions are'} needed"
        )
    return array


def within(name: str, array: Floats, most: float) -> None:
    """Refuse numbers that are no numbers, below 0 or above `most`, naming the first."""
    wrong = np.argwhere(~(np.isfinite(array) & (array >= 0.0) & (array <= most)))
    if len(wrong):
        place = tuple(int(n) for n in wrong[0])
        allowed = "a finite number of at least 0" if most == np.inf else f"0 to {most:g}"
        where = ", ".join(map(str, place))
        raise ValueError(f"{name}[{where}]: {array[place]:g}: must be {allowed}")


def whole(name: str, given: Any) -> Integers:
    """Whole numbers of at least 0; raises `ValueError` for anything else."""
    array = numbers(name, given, 1)
    within(name, array, np.inf)
    wrong = np.flatnonzero(array != np.floor(array))
    if len(wrong):
        raise ValueError(f"{name}[{wrong[0]}]: {array[wrong[0]]:g}: must be a whole number")
    return array.astype(np.int64)

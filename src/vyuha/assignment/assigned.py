"""The verb `assign`: a problem in, an assignment out, with what is known of how good it is."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from vyuha.assignment.assets import Assets, save
from vyuha.assignment.exact import Limits, prove
from vyuha.assignment.exact import cost_of as true_cost
from vyuha.assignment.instances import Floats, Instance, Integers
from vyuha.assignment.lookahead import Salvo, best_salvo
from vyuha.assignment.looks import Later, look_prices
from vyuha.assignment.methods import METHODS, Method, searched
from vyuha.assignment.problem import checked, numbers, within


@dataclass(frozen=True)
class Assignment:
    """Who shoots at what, and how good that is.

    `counts` (weapons, targets) rounds; `survives` what is left: of the targets' value (the less the better) or, with
    `assets`, of the assets' (the more the better). `bound` is what no assignment can better, None where none is known;
    `proved` says that none betters this one by more than 1e-7 of what survives, as far as the solver of the last step
    is right. `reserve` (weapons) is the price below which a round was held back; with several looks other salvos than
    the one at the prices are weighed too. `prices` are those of the bound. `seconds` is CPU time. `open` says why a
    proof that was asked for did not end.
    """

    counts: Integers
    survives: float
    bound: float | None
    proved: bool
    method: str
    seconds: float
    reserve: Floats
    prices: Floats | None = None
    open: str = ""

    @property
    def gap(self) -> float | None:
        """How far the bound is from what survives, as a part of what survives."""
        if self.proved:
            return 0.0
        if self.bound is None:
            return None
        return abs(self.survives - self.bound) / self.survives if self.survives > 0.0 else 0.0

    @property
    def used(self) -> Integers:
        """Rounds used by each weapon."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.int64)


def assign(  # noqa: PLR0913 (everything but the problem has a default)
    values: Any,
    kill_probability: Any,
    rounds: Any,
    method: Method = "planner",
    *,
    reserve: Any = None,
    assets: Assets | None = None,
    looks: int = 1,
    later: Later | None = None,
    seconds: float = 60.0,
    seed: int = 0,
) -> Assignment:
    """Aim rounds at targets so that least value survives: min sum_j V_j prod_i (1 - p_ij)^n_ij with sum_j n_ij <= m_i.

    `values` (targets,) at least 0; `kill_probability` (weapons, targets) 0 to 1 for a single round; `rounds` (weapons,)
    whole. Methods: "return" (maximum marginal return), "engine" (about a millisecond), "planner" (better, up to some
    seconds for hundreds of targets), "exact" (the proved optimum, or the best found in `seconds` on the clock and why
    the proof is open). The first three give the same answer for the same `seed` and input.

    `reserve` (weapons,): a round is held back unless it gains more than this. `looks` above 1: so many salvos may be
    fired, each after seeing what the last one left; the answer is the first of them, and `bound` holds for all looks
    together. `later`: threats that are yet to come. With `assets` the threats have no value of their own (`values` is
    None) and the most value of assets is to survive.

    Source: Manne, Operations Research 6 (1958) 346; docs/assignment.md names the source of each method. Raises
    `ValueError` for arrays that do not fit or hold what makes no sense.

    >>> made = assign([10.0, 5.0], [[0.9, 0.5], [0.5, 0.8]], [1, 1], "exact")
    >>> made.counts.tolist(), round(made.survives, 3), made.proved
    ([[1, 0], [0, 1]], 2.0, True)
    """
    began = time.process_time()
    if method not in METHODS:
        raise ValueError(f"method {method!r}: must be one of {', '.join(METHODS)}")
    if assets is not None:
        return _for_assets(values, kill_probability, rounds, assets, (reserve, looks, later), seed)
    instance = checked(values, kill_probability, rounds)
    if looks < 1 or looks != int(looks):
        raise ValueError(f"looks: {looks}: must be a whole number of at least 1")
    if not seconds > 0.0:
        raise ValueError(f"seconds: {seconds}: must be above 0")
    price = np.zeros(len(instance.rounds)) if reserve is None else numbers("reserve", reserve, 1)
    if len(price) != len(instance.rounds):
        raise ValueError(f"reserve: {len(price)} prices do not fit {len(instance.rounds)} weapons")
    within("reserve", price, np.inf)
    if looks > 1 or later is not None:
        return _first_look(instance, price, int(looks), later, seed, began)
    return _solved(instance, price, method, seconds, seed, began)


def _solved(instance: Instance, reserve: Floats, method: str, seconds: float, seed: int, began: float) -> Assignment:
    counts, prices = searched(instance, reserve, method, seed)
    if method != "exact":
        return _told(instance, counts, reserve, method, began)
    proof = prove(instance, reserve, counts, prices, Limits(seconds))
    bound = None if proof.bound == -np.inf else min(proof.bound, proof.cost)
    if proof.proved:
        bound = proof.cost
    survives = _survives(instance, proof.counts)
    spent = time.process_time() - began
    if bound is not None:
        # What is bounded is the cost with the reserve prices of the rounds used.
        bound -= float(reserve @ proof.counts.sum(axis=1))
    return Assignment(proof.counts, survives, bound, proof.proved, method, spent, reserve, proof.prices, proof.open)


def _survives(instance: Instance, counts: Integers) -> float:
    return true_cost(instance, np.zeros(len(instance.rounds)), counts)


def _told(
    instance: Instance, counts: Integers, reserve: Floats, method: str, began: float, bound: float | None = None
) -> Assignment:
    spent = time.process_time() - began
    return Assignment(counts, _survives(instance, counts), bound, False, method, spent, reserve)


def _first_look(
    instance: Instance, reserve: Floats, looks: int, later: Later | None, seed: int, began: float
) -> Assignment:
    """The first salvo of several, at the prices that the rounds have for the looks and threats to come."""
    all_now, _ = searched(instance, reserve, "engine", seed)
    ahead = look_prices(instance, reserve, looks, later, true_cost(instance, reserve, all_now))
    if later is None:
        salvo = best_salvo(instance, reserve, ahead, looks, seed)
    else:
        # What is kept for threats to come shows in no fight against those that are here.
        now = instance._replace(values=ahead.values)
        salvo = Salvo(searched(now, reserve + ahead.prices, "planner", seed)[0], reserve + ahead.prices)
    return _told(instance, salvo.counts, salvo.price, f"first of {looks} looks", began, ahead.bound)


def _for_assets(
    values: Any, kill_probability: Any, rounds: Any, assets: Assets, others: tuple[Any, int, Any], seed: int
) -> Assignment:
    began = time.process_time()
    if values is not None:
        raise ValueError("values: must be None with assets, which have values of their own")
    if others[0] is not None or others[1] != 1 or others[2] is not None:
        raise ValueError("assets: reserve, looks and later are for targets with values of their own")
    instance = checked(np.ones(len(assets.aims_at)), kill_probability, rounds)
    made = save(assets, instance, seed)
    spent = time.process_time() - began
    return Assignment(made.counts, made.saved, made.bound, made.proved, "assets", spent, np.zeros(len(instance.rounds)))

"""The table of `docs/closed-forms.md`: what theory says and what fights say, with the intervals.

    python -m tests.engine.closed_form_table

Each row fights the stripped-down case of the test that it names, with more replicates where that is cheap.
"""

import math
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.engine import (
    test_closed_forms,
    test_doctrine,
    test_network,
    test_preferential,
    test_radar_hunt,
    test_salvo,
    test_unit_life,
)
from tests.engine.builders import Case, build, certain_sight, fight, leak_and_rounds, leaked, raid

Values = npt.NDArray[np.float64]
Row = tuple[str, str, str, str, str]


def mean(values: Values, digits: int = 4) -> str:
    """Mean and 95 % interval."""
    half = 1.96 * float(values.std(ddof=1)) / math.sqrt(len(values))
    return f"{values.mean():.{digits}f} +- {half:.{digits}f}"


def row(model: str, law: str, expected: str, found: str, test: str) -> Row:
    return model, law, expected, found, test


def salvos() -> Iterator[Row]:
    setup = build(
        Case(raid(count=20) + test_closed_forms.LATE, doctrine=f"salvo: 2, most_rounds: 2, {test_closed_forms.PERFECT}")
    ).setup
    certain_sight(setup)
    setup.magazine[0].rounds = 40
    through = leaked(fight(setup, 400))[:, :20].sum(axis=1).astype(float)
    law, test = "binomial, q = (1 - p)^n; N = 20, p = .7, n = 2", "test_closed_forms"
    yield row("leakage of a salvo", law, "1.8 leakers", mean(through), test)
    yield row("", "nobody: (1 - q)^N", "0.15164", mean((through == 0).astype(float)), test)
    law = armstrong_law()
    good = np.random.default_rng(1).binomial(test_salvo.SHOTS, test_salvo.ACCURATE, 2000)
    hits = np.concatenate([test_salvo.hits_of(k, int((good == k).sum())) for k in np.unique(good)]).astype(float)
    yield row("salvo between ships", law, "2.2565 hits", mean(hits), "test_salvo")
    yield row("", "none", "0.1401", mean((hits == 0).astype(float)), "test_salvo")
    exchange = test_salvo.lost(2, 12, 2, 2), test_salvo.lost(3, 8, 2, 2)
    law = "Hughes: (alpha A - b3 B) / b1, A = 3, B = 2, alpha = 4, b3 = b1 = 2"
    yield row("", law, "B loses 2, A loses 1", f"B loses {exchange[0]}, A loses {exchange[1]}", "test_salvo")


def armstrong_law() -> str:
    return "Armstrong: max(Bin(8, .8) - Bin(6, .7), 0)"


def looks() -> Iterator[Row]:
    test = "test_closed_forms"
    for salvo, most, rounds, through in ((1, 2, "1.30", "0.09"), (2, 2, "2.00", "0.09")):
        block = test_closed_forms.duel(f"salvo: {salvo}, most_rounds: {most}, {test_closed_forms.PERFECT}")
        leak, used = leak_and_rounds(block, test_closed_forms.THREATS)
        name = "shoot-look-shoot, perfect looks" if salvo == 1 else "two at once"
        yield row(name, "rounds of one target, p = .7", rounds, mean(used), test)
        yield row("", "leakage", through, mean(leak), test)
    block = test_doctrine.duel("salvo: 1, then: [1, 2], most_rounds: 4")
    leak, used = leak_and_rounds(block, test_doctrine.THREATS)
    yield row("one, one, two", "rounds of one target, p = .7", "1.48", mean(used), "test_doctrine")
    yield row("", "leakage", "0.0081", mean(leak), "test_doctrine")
    block = test_closed_forms.duel("salvo: 1, most_rounds: 2, false_alive: 0.1, false_dead: 0.05")
    leak, used = leak_and_rounds(block, test_closed_forms.THREATS)
    yield row("looks that err", "1 + (1-p)(1-g) + p f; f = .1, g = .05", "1.355", mean(used), test)
    yield row("", "(1-p) (g + (1-g)(1-p))", "0.1005", mean(leak), test)


def queue() -> Iterator[Row]:
    shots = fight(test_closed_forms.loss_system(6), 10).shots
    holding = float(np.nanmean(shots["release_time"] - shots["order_time"]))
    block = fight(test_closed_forms.loss_system(6, gap=holding / 4.0), 120)
    least = 0.11716 * (1.0 - 6.0 * (test_closed_forms.ZONE / 200.0) / holding)
    law = "Erlang B, a = 4, c = 6; less what finds a channel while it crosses the zone"
    found = mean(test_closed_forms.blocked_share(block))
    yield row("channels that are taken", law, f"0.11716, {least:.4f} at least", found, "test_closed_forms")


def stages() -> Iterator[Row]:
    one = f"  - {{id: all, salvo: 8, zone: {{from: 10 km, to: 100 km}}, {test_doctrine.PERFECT}}}\n"
    cases = (
        ("1 stage", "0.6400", (test_doctrine.unit("a", 8, "all"), one)),
        ("2 stages", "0.307855", test_doctrine.TWO_STAGES),
        ("a stage for each round", "0.232653", test_doctrine.MANY_STAGES),
    )
    for n, (name, expected, units) in enumerate(cases):
        left = test_doctrine.stages(*units, 4000)
        model = "rounds shared out over stages" if n == 0 else ""
        yield row(model, f"4 targets, 8 rounds at .6, {name}", expected, mean(left), "test_doctrine")
    with tempfile.TemporaryDirectory() as folder:
        half = test_preferential.saved(Path(folder), test_preferential.ONLY_THE_FIRST)
        none = test_preferential.saved(Path(folder), test_preferential.FIRST_COME)
    law = "10 assets, 2 attackers each, 10 rounds at .8: five assets in full"
    yield row("preferential defence", law, "3.20 saved", mean(half, 2), "test_preferential")
    yield row("", "a round for each asset", "0 saved", f"{none.mean():.2f}", "test_preferential")


def network() -> Iterator[Row]:
    later = test_network.first_launch(8.0, True) - test_network.first_launch(0.0, True)
    yield row("a link of 8 s", "orders: the first round leaves later by", "8 s", f"{later:.6f} s", "test_network")
    later = test_network.first_launch(8.0, False) - test_network.first_launch(0.0, False)
    yield row("", "plots and orders", "16 s", f"{later:.6f} s", "test_network")
    both = test_network.doubles(fight(test_network.two_posts(0.4, common=False), 1000)).astype(float)
    law = "two posts, one target: both orders arrive, (1 - .4)^2"
    yield row("a link that loses 0.4", law, "0.36", mean(both), "test_network")


def silence() -> Iterator[Row]:
    block, always = test_radar_hunt.looks(test_radar_hunt.BLINK).threats, test_radar_hunt.looks("").threats
    share = block["detections"][:, 0] / always["detections"][:, 0]
    on = np.mean([test_radar_hunt.time_on(one["begin"], one["end"]) for one in block[:, 0]])
    law = "share of the looks; on for half of the time, for this share of these flights"
    yield row("a radar that is on and off", law, f"{on:.4f}", mean(share), "test_radar_hunt")
    setup, state = test_radar_hunt.hunted(aim_error=20.0)
    now, end = state.conduct[0], test_radar_hunt.END
    for n, before in enumerate((10.0, 30.0)):
        now.shut_from, now.shut_until = end - before, end + 60.0
        sigma = math.hypot(
            test_radar_hunt.MEMORY * test_radar_hunt.SPEED * before, test_radar_hunt.DRIFT * before, 20.0
        )
        within = (test_radar_hunt.falls(setup, state)[1] < sigma).astype(float)
        law = f"off {before:g} s before the end: within one sigma ({sigma:.0f} m), 1 - exp(-1/2)"
        yield row(
            "shutdown before a missile that homes" if n == 0 else "", law, "0.3935", mean(within), "test_radar_hunt"
        )


def reload() -> Iterator[Row]:
    plenty = ", reload: {rounds: {48N6E3: 500}, time: 5 min}"
    made = test_unit_life.prepared(test_unit_life.made(plenty, test_unit_life.WAITING))
    rates = []
    for seed in range(1, 11):
        times = np.sort(fight(made, 1, seed=seed).shots["launch_time"])
        rates.append(3600.0 * np.mean((times > times[0] + 600.0) & (times <= times[0] + 2400.0)) * len(times) / 1800.0)
    law = "8 launchers of 2 rounds, 5 min each: L c / T, rounds in an hour"
    yield row("reload", law, "192", f"{min(rates):.0f} to {max(rates):.0f}", "test_unit_life")
    times = test_unit_life.fire_all(*test_unit_life.stocked(), until=20 * test_unit_life.TIME)
    late = len(times) - test_unit_life.LAUNCHERS * test_unit_life.BATCH
    law = "a unit that fires at once, 4 launchers of 3 rounds, 10 min: rounds after the first load in 200 min"
    yield row("", law, "240", str(late), "test_unit_life")


PARTS = (salvos, looks, queue, stages, network, silence, reload)


def main() -> None:
    sys.stdout.write("| model | law and case | expected | fights | test |\n|---|---|---|---|---|\n")
    for part in PARTS:
        for cells in part():
            sys.stdout.write("| " + " | ".join((*cells[:4], f"`{cells[4]}`")) + " |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

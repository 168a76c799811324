"""A made-up outcome of a plan, seeded: no schedules, no fights, only plausible tables in the agreed shapes."""

import datetime
import math
from typing import Any

import numpy as np
import polars as pl

from vyuha.base.calendar import parse_date
from vyuha.programme.load import parse
from vyuha.programme.model import Programme
from vyuha.programme.outcome import MEASURES, TABLES, Answer, PlanOutcome, Value
from vyuha.programme.plan import Alternative, Force, Late, Plan, Stop
from vyuha.scenario import Scenario
from vyuha.scenario import parse as parse_scenario

NASTY = '<img src=x onerror="alert(1)">'
DAYS_PER_YEAR = 365.25
SLIP = {"p05": -60.0, "p25": 60.0, "p50": 240.0, "p75": 700.0, "p95": 1900.0}
TRANCHES = (
    ("squadron-1", "2020-10", "2021-12"),
    ("squadron-2", "2021-05", "2022-07"),
    ("squadron-3", "2021-12", "2023-02"),
    ("squadron-4", "2022-08", "2026-06"),
    ("squadron-5", "2023-04", None),
)
PROGRAMME = f"""
vyuha-programme: 1
id: s400-india
title: 'S-400 for the Indian Air Force {NASTY}'
supplier: Russia
buyer: India
kind: direct-purchase
unit: squadron
as_of: {{date: 2026-11-22, grade: assumed, note: "when this file was last brought up to date"}}
summary: Five squadrons, of which four have come.
sources:
  press: 'A newspaper {NASTY}, 5 October 2018'
  official: "Reply of a minister, 2 January 2019"
contracts:
  - id: main
    name: Five squadrons
    signed: {{date: 2018-10-05, source: press, grade: published}}
    quantity: {{value: 5, source: press, grade: published}}
    price: {{usd: {{value: 5.43 BUSD, source: press, grade: published}}}}
    tranches:
{{tranches}}
options:
  - id: five-more
    name: Five more squadrons
    units: {{value: 5, source: press, grade: published}}
    first: {{value: 36 months, source: press, grade: derived}}
    interval: {{value: 7 months, source: press, grade: derived}}
    stages:
      - id: cabinet
        name: Cabinet
        probability: {{value: 60 %, low: 30 %, high: 80 %, grade: assumed, note: "half of such approvals pass"}}
        takes: {{value: 18 months, low: 12 months, high: 30 months, grade: assumed, note: "as the first time"}}
training: {{value: 2.5 months, low: 1.5 months, high: 4 months, source: press, grade: derived}}
claims:
  - text: A fighter was shot down at 300 km.
    by: Air force
    denied_by: The other air force
    counter: No aircraft was lost.
    source: press
"""

THEATRE = f"""
vyuha: 1
title: 'A raid {NASTY}'
duration: 10 min
origin: {{lat: 30.0 deg, lon: 74.5 deg}}
assets:
  - {{id: town, name: 'Town {NASTY}', east: -3 km, north: 0 km, value: 300}}
  - {{id: base, east: 0 km, north: -4 km, value: 100}}
defences:
{{sites}}
raids:
  - {{id: one, type: babur, count: 4, target: [town, base], from: {{bearing: 270 deg, range: 36 km}}}}
  - {{id: two, type: babur, count: 2, target: base, from: {{bearing: 280 deg, range: 50 km}}, height: 80 m}}
  - {{id: false, type: gerbera, count: 4, target: town, from: {{bearing: 270 deg, range: 90 km}}}}
"""


def programme() -> Programme:
    """Four of five squadrons delivered, one outstanding; five more proposed; its title and a source carry markup."""
    lines = []
    for id, planned, came in TRANCHES:
        lines += [f"      - id: {id}", "        units: 1"]
        lines.append(f"        planned: {{date: {planned}, source: official, grade: published}}")
        if came:
            lines.append(f"        delivered: {{date: {came}, source: press, grade: recalled}}")
    return parse(PROGRAMME.replace("{tranches}", "\n".join(lines)))


def plan() -> Plan:
    alternatives = (
        Alternative(id="contracted", name="As contracted", deliveries="planned"),
        Alternative(id="delivered", name="As delivered, then as forecast"),
        Alternative(
            id="later", name="Fifth squadron one more year late", late=(Late(tranche="squadron-5", by="1 years"),)
        ),
        Alternative(id="more", name="Five more squadrons ordered", options=("five-more",)),
        Alternative(id="stop", name=f"Supplier stops {NASTY}", stops=(Stop(**{"supplier": "Russia", "from": "2027"}),)),
    )
    return Plan(
        **{"vyuha-plan": 1, "from": "2018", "to": "2035"},
        title=f"Five squadrons, late: what the delay cost {NASTY}",
        notice="Notional sites and a notional raid.",
        programmes=("s400-india",),
        as_of="2026-11-22",
        force=Force(
            scenario="india-raid.yaml", programme="s400-india", positions=tuple(f"site-{n}" for n in range(1, 11))
        ),
        alternatives=alternatives,
        dates=("2025-05-07", "2027-06", "2030-01", "2035-01"),
    )


def theatre() -> Scenario:
    """Six armed threats and four decoys on two assets; ten sites, nothing else."""
    sites = [f"  - {{id: site-{n}, system: s-400/regiment, east: {n} km, north: 0 km}}" for n in range(1, 11)]
    return parse_scenario(THEATRE.replace("{sites}", "\n".join(sites)), "raid.yaml")


def outcome() -> PlanOutcome:
    """Five alternatives from 2018 to 2035, with a surface, checks, a campaign, vintages and answers."""
    made = {"version": "0.2.0", "seed": "1", "command": "vyuha programme outcome <plan>.yaml", "fights": "6,200"}
    tables = {name: frame(name, rows) for name, rows in _tables().items()}
    return PlanOutcome(plan(), (programme(),), tables, _answers(), made, theatre())


def bare(**tables: list[dict[str, Any]]) -> PlanOutcome:
    """One alternative, no answers, and only these rows in the tables."""
    whole = plan().model_copy(update={"alternatives": plan().alternatives[1:2], "notice": None, "dates": ()})
    return PlanOutcome(whole, (programme(),), {name: frame(name, tables.get(name, [])) for name in TABLES}, (), {})


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TABLES[name], orient="row")


def interval(mean: float, spread: float = 0.06) -> dict[str, float]:
    return {"mean": mean, "low": mean - spread * abs(mean), "high": mean + spread * abs(mean)}


def quantiles(mean: float, spread: float) -> dict[str, float]:
    steps = {"p05": -1.0, "p25": -0.4, "p50": 0.0, "p75": 0.4, "p95": 1.0}
    return {key: max(0.0, mean + step * spread) for key, step in steps.items()}


def day(text: str) -> datetime.date:
    return datetime.date.fromordinal(int(parse_date(text).middle))


def _tables() -> dict[str, list[dict[str, Any]]]:
    return {
        "arrivals": arrivals(),
        "vintages": _vintages(),
        **_over_time(),
        **_fought(),
    }


def arrivals() -> list[dict[str, Any]]:
    rows = []
    tranches = [t for contract in programme().contracts for t in contract.tranches]
    for alternative in plan().alternatives:
        extra = 365.0 if alternative.id == "later" else 0.0
        for tranche in tranches:
            assert tranche.planned is not None and tranche.planned.date is not None
            planned = datetime.date.fromordinal(int(tranche.planned.date.deadline) - 1)
            row = {"alternative": alternative.id, "programme": "s400-india", "tranche": tranche.id, "units": 1.0}
            row |= {"planned": planned, "reset": None, "delivered": None, "never": 0.0}
            if tranche.id == "squadron-1":
                row["reset"] = day("2021-12")
            if alternative.deliveries == "planned":
                row |= dict.fromkeys(SLIP, planned)
            elif tranche.delivered is not None:
                row["delivered"] = datetime.date.fromordinal(int(tranche.delivered.day))
            elif alternative.id == "stop":
                row |= {"never": 0.93, "p05": day("2026-12")}
            else:
                row |= {key: day("2027-01") + datetime.timedelta(slip + extra) for key, slip in SLIP.items()}
            rows.append(row)
        if alternative.id == "more":
            for n in range(5):
                start = datetime.date(2030, 6, 1) + datetime.timedelta(200 * n)
                dates = {
                    key: start + datetime.timedelta(slip) for key, slip in SLIP.items() if key not in ("p75", "p95")
                }
                rows.append(
                    {"alternative": "more", "programme": "s400-india", "tranche": f"five-more/{n + 1}", "units": 1.0}
                    | {"planned": None, "reset": None, "delivered": None, "never": 0.4, **dates}
                )
    return rows


def _vintages() -> list[dict[str, Any]]:
    said = (
        ("2016-05-15", "A minister", "squadron-1", "2017", "2021-12"),
        ("2018-09-15", "A newspaper", "squadron-1", "2020-10", "2021-12"),
        ("2019-01-02", f"Parliament {NASTY}", "squadron-1", "2020-10", "2021-12"),
        ("2024-04-23", "An agency", "squadron-4", "2025", "2026-06"),
        ("2025-06-26", "A newspaper", "squadron-4", "2026", "2026-06"),
        ("2026-01-15", "The supplier", "squadron-4", "2026-05", "2026-06"),
        ("2026-02-15", "The defence secretary", "squadron-4", "2026-06", "2026-06"),
        ("2016-05-15", "A minister", "squadron-5", "2022", None),
        ("2019-01-02", "Parliament", "squadron-5", "2023-04", None),
        ("2019-11-18", "The supplier", "squadron-5", "2025", None),
        ("2024-04-23", "An agency", "squadron-5", "2025", None),
        ("2025-06-26", "A newspaper", "squadron-5", "2027", None),
        ("2026-02-15", "The defence secretary", "squadron-5", "2026-11", None),
    )
    rows = []
    for on, by, tranche, when, came in said:
        span = parse_date(when)
        first, last = (datetime.date.fromordinal(int(d)) for d in (span.start, span.end - 1.0))
        row = {"programme": "s400-india", "tranche": tranche, "said": day(on), "by": by, "first": first, "last": last}
        rows.append(row | {"delivered": day(came) if came else None, "source": "A newspaper", "grade": "published"})
    return rows


def ready(alternative: str, year: float) -> float:
    """Units ready on average, by alternative: made up so that curves differ."""
    contracted = sum(1.0 for n in range(5) if year > 2020.9 + 0.63 * n)
    if alternative == "contracted":
        return contracted
    fact = sum(1.0 for came in (2022.1, 2022.7, 2023.3, 2026.6) if year > came)
    fifth = {"later": 2028.7, "stop": 2099.0}.get(alternative, 2027.7)
    fact += 1.0 / (1.0 + math.exp(-(year - fifth) / 0.45)) if year > 2026.9 else 0.0
    if alternative == "more":
        fact += 0.6 * sum(1.0 / (1.0 + math.exp(-(year - 2031.0 - 0.6 * n) / 0.5)) for n in range(5))
    return fact


def effect(measure: str, units: float, fill: float = 1.0) -> float:
    """What a raid does to so many units: made up, falling and levelling out."""
    stopped = 46.0 * (1.0 - math.exp(-0.42 * units * fill**0.6))
    rounds = min(31.0 * units * fill, 105.0)
    return {
        "leakers": 60.0 - stopped,
        "leak_share": (60.0 - stopped) / 60.0,
        "value_protected": 0.31 + 0.62 * stopped / 60.0,
        "rounds": rounds,
        "rounds_cost": 3.1e6 * rounds,
        "raid_cost_lost": 1.9e6 * stopped,
    }[measure]


def _over_time() -> dict[str, list[dict[str, Any]]]:
    capability, outcomes, differences = [], [], []
    days = [datetime.date(year, number, 1) for year in range(2018, 2036) for number in range(1, 13)]
    days = sorted({*days, *(datetime.date.fromordinal(int(span.middle)) for span in plan().dates)})
    for alternative in plan().alternatives:
        for date in days:
            year = date.year + (date.month - 0.5) / 12.0
            units, against = ready(alternative.id, year), ready("contracted", year)
            spread = 0.9 if year > 2026.9 and alternative.id != "contracted" else 0.0
            where = {"alternative": alternative.id, "date": date}
            for quantity, each in {"units": 1.0, "launchers": 16.0, "rounds": 190.0, "radars": 4.0}.items():
                row = where | {"programme": "s400-india", "quantity": quantity} | interval(units * each, 0.02 * spread)
                capability.append(row | quantiles(units * each, spread * each))
            for measure in MEASURES:
                here, there = effect(measure, units), effect(measure, against)
                wide = abs(effect(measure, units + 0.7) - here) * (spread > 0.0)
                outcomes.append(where | {"measure": measure} | interval(here) | quantiles(here, wide))
                row = where | {"against": "contracted", "measure": measure} | interval(here - there, 0.3)
                same = alternative.id == "contracted"
                differences.append(row | {"better": 0.0 if same else 0.22, "same": 1.0 if same else 0.13})
    return {"capability": capability, "outcomes": outcomes, "differences": differences}


def _fought() -> dict[str, list[dict[str, Any]]]:
    stream = np.random.default_rng(11)
    surface, links, marginal, campaign, checks = [], [], [], [], []
    for units in range(11):
        for fill in (0.25, 0.5, 1.0):
            for measure in MEASURES:
                row = {"units": units, "fill": fill, "measure": measure, "replicates": 200}
                surface.append(row | interval(effect(measure, units, fill) + 0.001, 0.02))
            names = ("below the horizon", "no track in time", "out of rounds", "no free channel", "missed")
            left = effect("leakers", units, fill)
            shares = (0.24, 0.06, 0.4 * math.exp(-units / 3.0), 0.3 * math.exp(-units / 5.0))
            for name, share in zip(names, (*shares, 1.0 - sum(shares)), strict=True):
                links.append({"units": units, "fill": fill, "link": name} | interval(share * left))
    for units in range(1, 11):
        for measure in MEASURES:
            gain = effect(measure, units) - effect(measure, units - 1)
            marginal.append(
                {"units": units, "measure": measure} | {"mean": gain, "low": gain - 1.1, "high": gain + 1.1}
            )
            if measure in ("leak_share", "value_protected"):
                marginal[-1] |= {"low": gain - 0.02, "high": gain + 0.02}
    for units, stock in ((3, 570.0), (5, 950.0), (5, 1238.0), (10, 1900.0)):
        left = stock
        for raid in range(1, 21):
            fill = min(1.0, left / (units * 31.0))
            left = max(0.0, left - effect("rounds", units, fill))
            for measure in ("leakers", "rounds"):
                row = {"units": units, "stock": stock, "raid": raid, "measure": measure}
                campaign.append(row | {"mean": effect(measure, units, fill), "stock_left": left})
    for units, fill in ((1, 0.7), (2, 0.35), (3, 0.9), (5, 0.6), (8, 0.8)):
        for measure in ("leakers", "value_protected"):
            true = effect(measure, units, fill)
            direct, error = true * (1.0 + 0.01 * stream.standard_normal()), 0.03 * true
            row = {"units": units, "fill": fill, "measure": measure, "surface": true, "error": error, "direct": direct}
            row |= {"direct_low": 0.97 * direct, "direct_high": 1.03 * direct}
            checks.append(row | {"allowed": 3.0 * error, "inside": abs(direct - true) < 3.0 * error})
    return {"surface": surface, "links": links, "marginal": marginal, "campaign": campaign, "checks": checks}


def _answers() -> tuple[Answer, ...]:
    basis = "10,000 futures, the same for every alternative, on a surface made from 6,200 fights"
    return (
        Answer(
            "delay",
            "What did the delay cost?",
            f"By 22 November 2026 the delay had cost 10.9 squadron-years; on 7 May 2025 it let 9.8 (6.9 to "
            f"12.7) more armed threats through per raid {NASTY}.",
            ("On 2025-05-07 the contract promised five squadrons; three were there.", "The raid is notional."),
            (
                Value("squadron-years lost by November 2026", 10.9, None, None, "years"),
                Value("more armed threats through on 7 May 2025", 9.8, 6.9, 12.7, "1"),
            ),
            basis,
        ),
        Answer(
            "year",
            "One more year on the fifth squadron?",
            "One more year on the fifth squadron makes no difference that these fights can show from 2030 on.",
            ("In June 2027 it lets 1.2 (0.4 to 2.1) more through.",),
            (Value("more armed threats through in June 2027", 1.2, 0.4, 2.1, "1"),),
            basis,
        ),
        Answer(
            "more",
            "Five more squadrons ordered now?",
            "Five more squadrons come in 60 % of the futures, the first of them in the middle of 2031.",
            (),
            (
                Value("share of futures with a contract (by assumed chances)", 0.6, None, None, "1"),
                Value("fewer armed threats through in 2035", -5.1, -6.4, -3.9, "1"),
            ),
            basis,
        ),
        Answer(
            "money",
            "Missiles or squadrons for the same money?",
            "288 missiles protect more than 0.9 squadron after the third raid, and less before it.",
            ("Prices are those of the sources.",),
            (
                Value("price of 288 missiles", 1.1e9, 9.0e8, 1.3e9, "USD"),
                Value("days of stock", 34.0, 21.0, 49.0, "days"),
            ),
            basis,
        ),
    )

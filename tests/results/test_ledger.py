"""The ledger: one hand-made leaker per rule, then a plain-Python reading of the rules against random threats."""

import math
from typing import Any

import polars as pl
import pytest

from tests.results import synthetic
from vyuha.results import ledger as books
from vyuha.results.tables import frames

RESPONSE = synthetic.RESPONSE
GOOD = {
    "outcome": "hit",
    "class": "one-way-drone",
    "resolved_time": 500.0,
    "coverage_time": 100.0,
    "horizon_time": 110.0,
    "detection_time": 120.0,
    "track_time": 130.0,
    "feasible_time": 140.0,
    "order_time": 150.0,
    "launch_time": 160.0,
    "shots": 0,
    "identified_time": 135.0,
    "cycles_identity": 0,
    "cycles_rule": 0,
    "silent_time": None,
} | dict.fromkeys(synthetic.CYCLES, 0)
CASES = [
    ({"coverage_time": None}, "never in coverage"),
    ({"coverage_time": None, "shots": 1}, "missed"),
    ({"horizon_time": None}, "below the horizon"),
    ({"horizon_time": 480.1}, "below the horizon"),
    ({"horizon_time": 480.0, "detection_time": 480.0, "track_time": 480.0}, "decided too late"),
    ({"detection_time": None}, "not detected in time"),
    ({"detection_time": 481.0}, "not detected in time"),
    ({"detection_time": None, "silent_time": 480.0}, "radar silent"),
    ({"coverage_time": None, "horizon_time": None, "detection_time": None, "silent_time": 90.0}, "radar silent"),
    ({"detection_time": None, "silent_time": 480.1}, "not detected in time"),
    ({"silent_time": 90.0, "launch_time": None}, "decided too late"),  # another radar saw it in time
    ({"order_time": None, "cycles_silent": 3, "cycles_no_rounds": 2}, "radar silent"),
    ({"order_time": None, "cycles_silent": 2, "cycles_no_rounds": 3}, "out of rounds"),
    ({"track_time": None}, "no track in time"),
    ({"track_time": 481.0}, "no track in time"),
    ({"identified_time": None, "cycles_identity": 4}, "not identified in time"),
    ({"identified_time": 481.0, "cycles_identity": 4, "cycles_no_command": 9}, "not identified in time"),
    ({"identified_time": None, "cycles_identity": 0, "order_time": None}, "no free channel"),  # nobody asked
    ({"feasible_time": None, "order_time": None, "cycles_rule": 9, "cycles_sector": 8}, "held by the rules"),
    ({"feasible_time": None, "order_time": None, "cycles_rule": 7, "cycles_sector": 8}, "outside the sector"),
    ({"order_time": None, "cycles_rule": 3, "cycles_no_command": 3}, "held by the rules"),
    ({"feasible_time": None}, "decided too late"),
    ({"feasible_time": None, "order_time": None, "cycles_no_command": 9, "cycles_sector": 8}, "command post lost"),
    ({"cycles_no_unit": 1, "cycles_sector": 8}, "fire unit lost"),
    ({"order_time": None, "cycles_no_unit": 3, "cycles_no_channel": 3}, "fire unit lost"),
    ({"feasible_time": None, "order_time": None, "cycles_no_command": 7, "cycles_sector": 8}, "outside the sector"),
    ({"feasible_time": None, "cycles_sector": 2, "cycles_envelope": 2, "cycles_too_late": 2}, "outside the sector"),
    ({"feasible_time": None, "cycles_sector": 1, "cycles_envelope": 2, "cycles_too_late": 2}, "outside the envelope"),
    ({"feasible_time": None, "cycles_envelope": 2, "cycles_too_late": 3}, "decided too late"),
    ({"order_time": None, "cycles_no_rounds": 3, "cycles_no_channel": 2}, "out of rounds"),
    ({"order_time": None, "cycles_no_rounds": 2, "cycles_no_channel": 2}, "out of rounds"),
    ({"order_time": None}, "no free channel"),
    ({"launch_time": None}, "decided too late"),
    ({"launch_time": None, "cycles_no_channel": 9, "cycles_no_unit": 1}, "no free channel"),
    ({"shots": 2}, "missed"),
    ({"outcome": "stray", "shots": 2}, "missed"),
    ({"outcome": "killed", "coverage_time": None}, None),
    ({"outcome": "in flight", "coverage_time": None}, None),
]


def _frame(*changes: dict[str, Any]) -> pl.LazyFrame:
    return pl.DataFrame([GOOD | change for change in changes], infer_schema_length=None).lazy()


def _rules(row: dict[str, Any], response: float) -> str | None:
    """The rules once more, in the order in which a person would ask."""
    if row["outcome"] not in ("hit", "stray"):
        return None
    if row["shots"] > 0:
        return "missed"
    unseen = row["detection_time"] is None or row["resolved_time"] - row["detection_time"] < response
    hidden = row["silent_time"] is None or row["resolved_time"] - row["silent_time"] < response
    if unseen and not hidden:
        return "radar silent"
    if row["coverage_time"] is None:
        return "never in coverage"
    for time, link in (
        ("horizon_time", "below the horizon"),
        ("detection_time", "not detected in time"),
        ("track_time", "no track in time"),
    ):
        if row[time] is None or row["resolved_time"] - row[time] < response:
            return link
    late = row["identified_time"] is None or row["resolved_time"] - row["identified_time"] < response
    if row["cycles_identity"] > 0 and late:
        return "not identified in time"
    cycles = {"held by the rules": row["cycles_rule"], "command post lost": row["cycles_no_command"]}
    cycles |= {"fire unit lost": row["cycles_no_unit"]}
    otherwise = "decided too late"
    if row["feasible_time"] is None:
        cycles |= {"outside the sector": row["cycles_sector"], "outside the envelope": row["cycles_envelope"]}
        cycles |= {"decided too late": row["cycles_too_late"]}
    else:
        cycles |= {"radar silent": row["cycles_silent"]}
        cycles |= {"out of rounds": row["cycles_no_rounds"], "no free channel": row["cycles_no_channel"]}
        otherwise = "no free channel" if row["order_time"] is None else otherwise
    return max(cycles, key=lambda link: cycles[link]) if any(cycles.values()) else otherwise


@pytest.mark.parametrize(("change", "link"), CASES)
def test_each_rule(change: dict[str, Any], link: str | None) -> None:
    assert books.with_links(_frame(change), RESPONSE).collect()["link"].to_list() == [link]


def test_every_link_has_a_case() -> None:
    assert {link for _, link in CASES if link} == {link.name for link in books.LINKS}


def _random_threats() -> pl.DataFrame:
    return frames(synthetic.block(0, 200), synthetic.roster(), synthetic.laydown())["threats"]


@pytest.mark.parametrize("response", [0.0, RESPONSE, 60.0, math.inf])
def test_random_threats_against_the_rules_in_plain_python(response: float) -> None:
    threats = _random_threats()
    found = books.with_links(threats.lazy(), response).collect()["link"].to_list()
    if math.isinf(response):  # without a defence no link can be too late, only absent
        response = -math.inf
    assert found == [_rules(row, response) for row in threats.to_dicts()]


def test_control_another_response_time_breaks_other_links() -> None:
    threats = _random_threats().lazy()
    assert not books.ledger(threats, 0.0).equals(books.ledger(threats, 60.0))


def test_ledger_and_waterfall_add_up() -> None:
    threats = _random_threats()
    rows = books.ledger(threats.lazy(), RESPONSE)
    steps = dict(books.waterfall(threats.lazy(), RESPONSE).iter_rows())
    assert rows["count"].sum() == threats["outcome"].is_in(["hit", "stray"]).sum()
    assert list(steps) == ["all threats", *(link.name for link in books.LINKS), "in flight", "killed"]
    assert steps.pop("all threats") == sum(steps.values()) == threats.height
    by_link = dict(rows.group_by("link").agg(pl.col("count").sum()).iter_rows())
    assert {step: n for step, n in steps.items() if n and step not in ("in flight", "killed")} == by_link
    assert steps["killed"] == (threats["outcome"] == "killed").sum()


def test_rounds_at_leakers() -> None:
    tables = frames(synthetic.block(0, 200), synthetic.roster(), synthetic.laydown())
    leaked = {
        (row["replicate"], row["threat"]) for row in tables["threats"].to_dicts() if row["outcome"] in ("hit", "stray")
    }
    expected: dict[tuple[str, str], int] = {}
    for row in tables["shots"].to_dicts():
        if (row["replicate"], row["threat"]) in leaked:
            key = (row["missile"], row["result"])
            expected[key] = expected.get(key, 0) + 1
    found = books.rounds_at_leakers(tables["threats"].lazy(), tables["shots"].lazy())
    assert {(m, r): n for m, r, n in found.iter_rows()} == expected
    assert not any(result == "kill" for _, result in expected)


def test_no_threats_at_all() -> None:
    assert books.ledger(_random_threats().clear().lazy(), RESPONSE).height == 0
    assert books.waterfall(_random_threats().clear().lazy(), RESPONSE)["count"].sum() == 0

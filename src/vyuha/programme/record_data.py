"""The record card for other programs: as plain dictionaries (JSON) and as rows of a table (CSV)."""

from collections.abc import Iterable
from typing import Any

from vyuha.base.calendar import show_day
from vyuha.programme.card import ContractCard, Delay, Delivery, Fact, Record, Stated
from vyuha.programme.record_text import figure_text
from vyuha.programme.slippage import HOW_DELAYS_COUNT

COLUMNS = (
    "programme",
    "on",
    "id",
    "label",
    "value",
    "low",
    "high",
    "unit",
    "text",
    "formula",
    "note",
    "grade",
    "sources",
)


def as_rows(record: Record) -> list[tuple[str | float, ...]]:
    """One row for each figure of the card; see `COLUMNS`. Bounds that are not known are empty, dates are ISO dates."""
    rows: list[tuple[str | float, ...]] = []
    for figure in record.figures:
        low, high = ("" if bound is None else bound for bound in (figure.low, figure.high))
        numbers = (figure.value, low, high, figure.unit, figure_text(figure))
        made = (figure.formula, figure.note, figure.grade, "; ".join(figure.sources))
        rows.append((record.id, show_day(record.on), figure.id, figure.label, *numbers, *made))
    return rows


def as_dict(record: Record) -> dict[str, Any]:
    """The whole card; days are ISO dates, figures keep their formula, facts, sources and grade."""
    plain = ("id", "title", "buyer", "supplier", "kind", "unit", "summary")
    return {
        **{key: getattr(record, key) for key in plain},
        "as_of": show_day(record.as_of),
        "on": show_day(record.on),
        "headline": list(record.headline),
        "totals": _figures(record.totals),
        "contracts": [_contract(contract) for contract in record.contracts],
        "delays": {
            "number": len(record.delays),
            "how": HOW_DELAYS_COUNT,
            "list": [_delay(delay) for delay in record.delays],
        },
        "from_approval_to_contract": _figures(record.waits),
        "options": [
            {
                "id": option.id,
                "name": option.name,
                "status": option.status,
                "note": option.note,
                "figures": _figures(option.figures),
                "facts": _facts(option.facts),
            }
            for option in record.options
        ],
        "meanwhile": [_said(step) for step in record.meanwhile],
        "penalty": None if record.penalty is None else _said(record.penalty),
        "trials": None if record.trials is None else record.trials.model_dump(),
        "claims_of_one_side": [claim.model_dump(exclude_none=True) for claim in record.claims],
        "remarks": list(record.remarks),
    }


def _contract(contract: ContractCard) -> dict[str, Any]:
    return {
        "id": contract.id,
        "name": contract.name,
        "signed": show_day(contract.signed),
        "due": None if contract.due is None else show_day(contract.due),
        "quantity": contract.quantity,
        "note": contract.note,
        "facts": _facts(contract.facts),
        "schedule": _figures(contract.schedule),
        "cost": _figures(contract.cost),
        "balance": _figures(contract.balance),
        "deliveries": [_delivery(row) for row in contract.deliveries],
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    dates = {key: getattr(row, key) for key in ("planned", "reset", "delivered", "operational", "expected")}
    return {
        "id": row.id,
        "name": row.name,
        "units": row.units,
        **{key: None if day is None else show_day(day) for key, day in dates.items()},
        "when": row.when,
        "months_late": row.late,
        "months_late_against_reset": row.late_reset,
        "facts": _facts(row.facts),
    }


def _delay(delay: Delay) -> dict[str, Any]:
    moved = [{"delivery": name, "from": before, "to": after} for name, before, after in delay.moved]
    return {"said": delay.said_text, "kind": delay.kind, "by": delay.by, "moved": moved, "facts": _facts(delay.facts)}


def _figures(figures: Iterable[Stated]) -> list[dict[str, Any]]:
    parts = ("id", "label", "value", "low", "high", "unit", "formula", "note", "grade")
    return [
        {
            **{part: getattr(figure, part) for part in parts},
            "text": figure_text(figure),
            "sources": list(figure.sources),
            "facts": _facts(figure.facts),
        }
        for figure in figures
    ]


def _facts(facts: Iterable[Fact]) -> list[dict[str, str]]:
    parts = ("what", "text", "source", "grade", "note")
    return [{part: getattr(one, part) for part in parts} for one in facts]


def _said(step: Any) -> dict[str, Any]:
    when = None if step.on is None else step.on.text
    return {"on": when, "text": step.text, "source": step.source, "grade": step.grade, "note": step.note}

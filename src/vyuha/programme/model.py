"""A programme as data: who buys what from whom, what was promised, what came when, and who says so.

Every date and every number carries its source and grade. Choices of the modeller (names, ids, how many units a tranche
has) are plain.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from vyuha.catalogue.figure import GRADES, Count, Figure, Money, Probability, Ratio, figure, read_source
from vyuha.programme.dated import DatedField, DueField
from vyuha.reading.fields import Text, Whole

FORMAT = 1
MOST_TRANCHES = 100
MOST_FACTS = 500

Name = Annotated[str, Text(40, "[a-z0-9][a-z0-9_-]{0,39}", "small letters, digits, _ or -, at most 40 in all")]
Label = Annotated[str, Text(200)]
Prose = Annotated[str, Text(2000)]
Units = Annotated[int, Whole(1, 10_000_000)]
Period = Annotated[Figure, figure("period")]
Rupees = Annotated[Figure, figure("rupees")]
Rate = Annotated[Figure, figure("count")]

KINDS = {
    "direct-purchase": "bought whole from the supplier",
    "licensed-production": "made by the buyer under licence, from kits at first",
    "second-hand-transfer": "used equipment, refitted before it is handed over",
    "joint-development": "developed by supplier and buyer together",
    "joint-venture-production": "made by a company that both own",
    "national-production": "developed and made by the buyer; a control case",
    "upgrade": "units that the buyer has already are refitted; none are added",
}

Kind = Literal[
    "direct-purchase",
    "licensed-production",
    "second-hand-transfer",
    "joint-development",
    "joint-venture-production",
    "national-production",
    "upgrade",
]


class Part(BaseModel):
    """Common to all: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Sourced(Part):
    """A statement with its source and grade."""

    source: str = ""
    grade: Literal["published", "recalled", "community", "derived", "assumed"]
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, raw: Any, info: ValidationInfo) -> Any:
        if not isinstance(raw, dict) or info.context is None:
            return raw
        source, grade, note = (str(raw.get(key, "")) for key in ("source", "grade", "note"))
        if grade not in GRADES:
            raise ValueError(f'grade "{grade}": allowed: {", ".join(GRADES)}')
        return raw | {"source": read_source(source, grade, note, info.context["sources"])}


class Price(Part):
    """What was asked or paid, in dollars or in rupees of its day, and when that was said."""

    usd: Money | None = None
    inr: Rupees | None = None
    said: DatedField | None = None

    @model_validator(mode="after")
    def _one(self) -> "Price":
        if self.usd is None and self.inr is None:
            raise ValueError('give a price: "usd", "inr" or both')
        return self


class Reset(Part):
    """A later promise that took the place of an earlier one, without the contract being broken on paper."""

    announced: DatedField
    due: DueField


class Tranche(Part):
    """Units that are handed over together, or evenly between `begun` and `delivered` where that takes long.

    `planned` is the original promise of the last unit; `planned_first` of the first one, where the tranche is spread.
    """

    id: Name
    name: Label | None = None
    units: Units
    planned: DueField | None = None
    planned_first: DueField | None = None
    reset: tuple[Reset, ...] = ()
    begun: DatedField | None = None
    delivered: DatedField | None = None
    operational: DatedField | None = None
    note: Annotated[str, Text(1000)] | None = None


class Tally(Part):
    """How many units had been handed over in all by a date."""

    by: DatedField
    total: Count


class Line(Part):
    """A production line: it starts slowly and approaches its capacity [units per year]."""

    started: DatedField
    capacity: Rate
    # Time in which the rate closes two thirds of the distance to capacity (logistic: reaches half of it).
    ramp: Period
    shape: Literal["exponential", "logistic"] = "exponential"
    # Each doubling of the number made brings the work on one down to this share.
    learning: Probability | None = None
    # Units in all that have been ordered (indented) so far.
    indent: Count | None = None


class Contract(Part):
    """A signed contract and what came of it.

    `due` is the promise for the whole where it is not split into tranches, or where it is not known what came of it:
    a tranche without `delivered` has not come, a contract without tranches says nothing of that.
    """

    id: Name
    name: Label
    # Where it differs from the programme's.
    kind: Kind | None = None
    signed: DatedField
    due: DueField | None = None
    # How many were ordered; tranches add up to it.
    quantity: Count
    price: Price | None = None
    # Later prices for the same thing.
    repriced: tuple[Price, ...] = ()
    tranches: Annotated[tuple[Tranche, ...], Field(max_length=MOST_TRANCHES)] = ()
    tallies: Annotated[tuple[Tally, ...], Field(max_length=MOST_FACTS)] = ()
    line: Line | None = None
    ended: DatedField | None = None
    note: Annotated[str, Text(1000)] | None = None


class Stage(Part):
    """A step on the way to a contract: passed on a date, or still open with a probability and a time that it takes."""

    id: Name
    name: Label
    passed: DatedField | None = None
    probability: Probability | None = None
    takes: Period | None = None
    refused: DatedField | None = None

    @model_validator(mode="after")
    def _passed_or_open(self) -> "Stage":
        closed = self.passed is not None or self.refused is not None
        if closed and (self.probability is not None or self.takes is not None):
            raise ValueError("a stage that is passed or refused has no probability and takes no more time")
        if not closed and (self.probability is None or self.takes is None):
            raise ValueError(
                'an open stage needs "probability" and "takes"; a passed one "passed", a dead one "refused"'
            )
        return self


class Option(Part):
    """What has been asked for and not been ordered: further units, or rounds for those that are there."""

    id: Name
    name: Label
    # Units of the programme that it adds, or rounds for the stock.
    units: Count | None = None
    rounds: Count | None = None
    price: Price | None = None
    stages: Annotated[tuple[Stage, ...], Field(max_length=20)] = ()
    # From contract to the first delivery, and from each delivery to the next, as a contract would promise.
    first: Period | None = None
    interval: Period | None = None
    note: Annotated[str, Text(1000)] | None = None


class Approval(Part):
    """A step that has been taken; `contract` is the contract that it led to, `price` what was reckoned with then."""

    id: Name
    name: Label
    on: DatedField
    contract: Name | None = None
    price: Price | None = None


class Forecast(Part):
    """What somebody expected, when: `when` is the delivery expected of `tranche` at the date `said`."""

    said: DatedField
    by: Label
    tranche: Name
    when: DatedField
    official: Literal["official", "press"] = "official"


class Measure(Sourced):
    """What was done in the meantime."""

    on: DatedField | None = None
    text: Prose


class Claim(Part):
    """A statement of an interested party, kept with what the other side says; never used as truth."""

    text: Prose
    by: Label
    denied_by: Label | None = None
    counter: Prose | None = None
    source: str

    @field_validator("source", mode="before")
    @classmethod
    def _in_full(cls, raw: Any, info: ValidationInfo) -> Any:
        return read_source(str(raw), "published", "", (info.context or {}).get("sources", {}))


class Trials(Sourced):
    """Rounds fired in tests, and how many of them failed."""

    fired: Annotated[int, Whole(1, 1_000_000)]
    failed: Annotated[int, Whole(0, 1_000_000)]


class Programme(Part):
    """All that is known of a programme at a date."""

    vyuha_programme: Annotated[int, Whole(FORMAT, FORMAT)] = Field(alias="vyuha-programme")
    id: Name
    title: Label
    supplier: Label
    buyer: Label
    kind: Kind
    # What is counted, in the singular.
    unit: Label
    as_of: DatedField
    summary: Prose
    sources: dict[str, str] = Field(default_factory=dict)
    approvals: Annotated[tuple[Approval, ...], Field(max_length=MOST_FACTS)] = ()
    contracts: Annotated[tuple[Contract, ...], Field(max_length=MOST_TRANCHES)] = ()
    options: Annotated[tuple[Option, ...], Field(max_length=MOST_TRANCHES)] = ()
    # What one unit brings: launchers, ready rounds, rounds in all, radars ...
    brings: dict[Name, Count] = Field(default_factory=dict)
    # From delivery to ready.
    training: Period | None = None
    # Share of units lost for good, or out of order, in a year; and the share ready at any time.
    attrition: Ratio | None = None
    availability: Probability | None = None
    # Rounds used up in a year without war.
    stock_use: Rate | None = None
    forecasts: Annotated[tuple[Forecast, ...], Field(max_length=MOST_FACTS)] = ()
    meanwhile: Annotated[tuple[Measure, ...], Field(max_length=MOST_FACTS)] = ()
    penalty: Measure | None = None
    trials: Trials | None = None
    claims: Annotated[tuple[Claim, ...], Field(max_length=MOST_FACTS)] = ()

"""Field types of the schema: each reads text into an SI value, says what is allowed, and describes itself to editors.

Numbers given from Python (not text) pass as SI values, within the same bounds.
"""

import math
import re
from dataclasses import dataclass
from typing import Any

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from vyuha.base.units import NUMBER, UNITS, UnitError, parse_number, parse_quantity

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_YES = {"true": True, "yes": True, "false": False, "no": False}


class Reader:
    """Base of the field types: `read` turns what is given into a value or raises `ValueError` with what is allowed."""

    def read(self, given: Any) -> Any:
        """The value of what stands in the scenario."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the text."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.schema()


def is_number(given: Any) -> bool:
    """A finite number from Python, not a truth value."""
    return isinstance(given, (int, float)) and not isinstance(given, bool) and math.isfinite(given)


@dataclass(frozen=True)
class Quantity(Reader):
    """A number with a unit, between `low` and `high` (both text with units); `above` excludes `low` itself."""

    dimension: str
    low: str
    high: str
    example: str
    above: bool = False
    reason: str = ""

    def read(self, given: Any) -> float:
        if isinstance(given, str):
            value = parse_quantity(given, self.dimension, self.example)
        elif is_number(given):
            value = float(given)
        else:
            raise UnitError(f'give a number and a unit of {self.dimension}, for example "{self.example}"')
        low, high = parse_quantity(self.low, self.dimension), parse_quantity(self.high, self.dimension)
        if value < low or value > high or (self.above and value == low):
            bounds = f"more than {self.low} and at most" if self.above else f"between {self.low} and"
            raise UnitError(f"must be {bounds} {self.high}" + (f" ({self.reason})" if self.reason else ""))
        return value

    def schema(self) -> dict[str, Any]:
        units = "|".join(re.escape(unit) for unit in UNITS[self.dimension])
        bounds = f"more than {self.low}, at most {self.high}" if self.above else f"{self.low} to {self.high}"
        return {
            "type": "string",
            "pattern": rf"^\s*({NUMBER.pattern})\s*({units})\s*$",
            "description": f"{self.dimension.capitalize()} with its unit ({bounds}).",
            "examples": [self.example],
        }


@dataclass(frozen=True)
class Number(Reader):
    """A plain number between `low` and `high`; `above` excludes `low` itself."""

    low: float
    high: float
    above: bool = False

    def read(self, given: Any) -> float:
        if not isinstance(given, str) and not is_number(given):
            raise UnitError("give a plain number")
        value = parse_number(given) if isinstance(given, str) else float(given)
        if value < self.low or value > self.high or (self.above and value == self.low):
            bounds = f"more than {self.low:g} and at most" if self.above else f"between {self.low:g} and"
            raise UnitError(f"must be {bounds} {self.high:g}")
        return value

    def schema(self) -> dict[str, Any]:
        low = {"exclusiveMinimum": self.low} if self.above else {"minimum": self.low}
        return {"type": "number", **low, "maximum": self.high}


@dataclass(frozen=True)
class Whole(Reader):
    """A whole number between `low` and `high`."""

    low: int
    high: int

    @property
    def bounds(self) -> str:
        """What is allowed, in words."""
        return f"between {self.low} and {self.high}" if self.low < self.high else f"equal to {self.low}"

    def read(self, given: Any) -> int:
        if isinstance(given, str) and _WHOLE.fullmatch(given.strip()):
            value = int(given)
        elif isinstance(given, int) and not isinstance(given, bool):
            value = given
        else:
            raise ValueError(f"give a whole number {self.bounds}")
        if not self.low <= value <= self.high:
            raise ValueError(f"must be {self.bounds}")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Text(Reader):
    """Text of at most `longest` characters; `pattern` (ASCII) narrows it and `allowed` says so in words."""

    longest: int
    pattern: str = ""
    allowed: str = ""

    def read(self, given: Any) -> str:
        if not isinstance(given, str) or not given.strip():
            raise ValueError("give a text")
        if len(given) > self.longest:
            raise ValueError(f"must be at most {self.longest} characters long")
        if self.pattern and not re.fullmatch(self.pattern, given, re.ASCII):
            raise ValueError(f"must be {self.allowed}")
        return given

    def schema(self) -> dict[str, Any]:
        narrowed = {"pattern": f"^{self.pattern}$"} if self.pattern else {}
        return {"type": "string", "minLength": 1, "maxLength": self.longest, **narrowed}


@dataclass(frozen=True)
class YesNo(Reader):
    """true or false (or yes or no)."""

    def read(self, given: Any) -> bool:
        if isinstance(given, bool):
            return given
        if not isinstance(given, str) or given not in _YES:
            raise ValueError(f"must be one of: {', '.join(_YES)}")
        return _YES[given]

    def schema(self) -> dict[str, Any]:
        return {"enum": [True, False, "yes", "no"]}


def usually(default: Any, description: str | None = None, alias: str | None = None, examples: Any = None) -> Any:
    """A field with a default, which stands as a user would write it: quantities as text with their unit."""
    return Field(default, description=description, alias=alias, examples=examples)

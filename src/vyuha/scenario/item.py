"""What all parts of a scenario are made of."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def usually(default: Any, description: str | None = None, alias: str | None = None, examples: Any = None) -> Any:
    """A field with a default, which stands as a user would write it: quantities as text with their unit."""
    return Field(default, description=description, alias=alias, examples=examples)


class Item(BaseModel):
    """What all parts of a scenario share."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

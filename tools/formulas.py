"""Formulas of the manual: LaTeX in a ```math block becomes MathML, which browsers draw without any script."""

from typing import Any

from latex2mathml.converter import convert


def fence(source: str, language: str, css_class: str, options: dict[str, Any], md: Any, **_: Any) -> str:
    """A block of formulas, one a line (the signature is that of a custom fence of pymdownx.superfences)."""
    lines = [line for line in source.splitlines() if line.strip()]
    return "".join(f'<div class="{css_class}">{convert(line, display="block")}</div>' for line in lines)

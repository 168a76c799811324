"""What all pictures share: colours, sizes, and the way from a figure to SVG that takes the page's own colours.

Text stays text (it can be selected and read aloud), and four colours are placeholders that become CSS variables.
Matplotlib is imported inside the functions, because a report is the only thing that needs it.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Placeholders: replaced by the page's own colours.
INK, MUTED, GRID, PAPER = "#0b0c0d", "#6a6b6c", "#d4d5d6", "#fafbfc"

# Okabe and Ito's palette, which people with colour-blindness tell apart.
ORANGE, SKY, GREEN, YELLOW = "#e69f00", "#56b4e9", "#009e73", "#f0e442"
BLUE, VERMILLION, PURPLE, GREY = "#0072b2", "#d55e00", "#cc79a7", "#8a8d91"
OUTCOME_COLOURS = {"killed": BLUE, "hit": VERMILLION, "stray": ORANGE, "in flight": GREY, "left": GREEN}
SIDE_COLOURS = {"hostile": VERMILLION, "neutral": GREEN, "own": BLUE}

_VARIABLES = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    GRID: "var(--grid)",
    PAPER: "var(--paper)",
    BLUE: "var(--blue)",
}

# Widths in CSS pixels: one picture for the desk, one for the phone.
WIDE, NARROW = 920, 350
_PIXELS_PER_INCH = 96.0

_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "vyuha",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.0,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": GRID,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": GRID,
    "ytick.color": GRID,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": INK,
    "figure.facecolor": "none",
    "legend.frameon": False,
    "legend.fontsize": 8.5,
}


@contextmanager
def drawing() -> Iterator[None]:
    """The settings in which every picture is made."""
    import matplotlib

    settings: Any = _SETTINGS
    with matplotlib.rc_context(settings):
        yield


def new_figure(width: int, height: float) -> Any:
    """An empty figure of this size in CSS pixels."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / _PIXELS_PER_INCH, height / _PIXELS_PER_INCH), layout="constrained")


def to_svg(figure: Any, name: str, alt: str) -> str:
    """The figure as an inline SVG element with alternative text; `name` keeps its ids apart from others'."""
    buffer = io.StringIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(buffer, format="svg", metadata=nothing)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", text, flags=re.DOTALL)
    text = _private_ids(text, name)
    for placeholder, variable in _VARIABLES.items():
        text = text.replace(placeholder, variable)
    text = re.sub(r">\s+<", "><", text)
    box = re.search(r'viewBox="([^"]+)"', text)
    opening = f'<svg viewBox="{box.group(1) if box else "0 0 1 1"}" role="img" aria-label="{attribute(alt)}">'
    return re.sub(r"<svg[^>]*>", lambda _: opening, text, count=1).strip()


def attribute(text: str) -> str:
    """Text made safe inside a quoted attribute."""
    import html

    return html.escape(" ".join(text.split()), quote=True)


def _private_ids(text: str, name: str) -> str:
    """Only ids that something refers to stay, with the picture's name before them."""
    used = set(re.findall(r'url\(#([^)"]+)\)|xlink:href="#([^"]+)"', text))
    wanted = {first or second for first, second in used}

    def keep(match: re.Match[str]) -> str:
        return f' id="{name}-{match.group(1)}"' if match.group(1) in wanted else ""

    text = re.sub(r'\sid="([^"]*)"', keep, text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    return re.sub(r'xlink:href="#([^"]+)"', rf'href="#{name}-\1"', text)


def wrap(text: str, width: int) -> str:
    """Text broken into lines of at most `width` characters, so that long labels fit."""
    import textwrap

    return "\n".join(textwrap.wrap(text, width, break_long_words=True)) or text

"""Confusion matrices: what each side and class was taken for, as squares whose shade is a share of the row."""

from typing import Any

from vyuha.outputs.pictures import BLUE, INK, NARROW, PAPER, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.outputs.wording import percent
from vyuha.results.summary import Recognised

# A share above this is written on a dark square.
_DARK = 0.55
_ROW, _HEAD = 34.0, 80.0

Rows = list[tuple[str, list[float]]]


def side_rows(known: Recognised) -> tuple[list[str], Rows]:
    """What sides are declared to be, and the shares of each side."""
    names = list(known.sides[0].declared)
    rows = [(f"{side.side}  ({side.aircraft})", [side.declared[name].mean for name in names]) for side in known.sides]
    return names, rows


def class_rows(known: Recognised) -> tuple[list[str], Rows]:
    """What classes are taken for, and the shares of each class; true classes first, in their order."""
    true = [row.name for row in known.classes]
    others = [name for row in known.classes for name in row.declared]
    names = list(dict.fromkeys([*true, *others]))
    return names, [
        (f"{row.name}  ({row.aircraft})", [row.declared.get(name, 0.0) for name in names]) for row in known.classes
    ]


def confusion_svg(known: Recognised, narrow: bool, alt: str) -> str:
    """Both matrices, of sides and of classes."""
    parts = (side_rows(known), class_rows(known))
    with drawing():
        height = sum(_HEAD + _ROW * len(rows) for _, rows in parts) + (40 if narrow else 0)
        figure = new_figure(NARROW if narrow else WIDE, height)
        ratios = [len(rows) + _HEAD / _ROW for _, rows in parts]
        axes = figure.subplots(2, 1, gridspec_kw={"height_ratios": ratios})
        for axis, (names, rows), title in zip(axes, parts, ("Declared to be", "Taken for"), strict=True):
            _matrix(axis, names, rows, narrow)
            axis.set_title(title, fontsize=9.5)
        return to_svg(figure, f"confusion-{'narrow' if narrow else 'wide'}", alt)


def _matrix(axis: Any, names: list[str], rows: Rows, narrow: bool) -> None:
    from matplotlib.patches import Rectangle

    for y, (_, shares) in enumerate(rows):
        for x, share in enumerate(shares):
            shade = 0.08 + 0.92 * share if share > 0.0 else 0.03
            square: dict[str, Any] = {"facecolor": BLUE, "edgecolor": "none", "alpha": shade}
            axis.add_patch(Rectangle((x - 0.47, y - 0.44), 0.94, 0.88, **square))
            if share > 0.0:
                colour = PAPER if share > _DARK else INK
                label = f"{100.0 * share:.0f}" if narrow else percent(share)
                axis.text(x, y, label, ha="center", va="center", fontsize=7 if narrow else 8.5, color=colour)
    axis.set_xlim(-0.5, len(names) - 0.5)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    labels = [wrap(name, 8 if narrow else 14) for name in names]
    axis.set_xticks(range(len(names)), labels, fontsize=6 if narrow else 8, rotation=90 if narrow else 0)
    axis.set_yticks(range(len(rows)), [wrap(name, 15) if narrow else name for name, _ in rows], fontsize=8)
    axis.tick_params(length=0, top=False, bottom=False)
    for spine in axis.spines.values():
        spine.set_visible(False)

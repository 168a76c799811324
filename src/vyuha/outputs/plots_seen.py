"""Picture of the ranges at which radars first detected the threats of each raid."""

from vyuha.outputs.axes import categories
from vyuha.outputs.pictures import BLUE, INK, MUTED, NARROW, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.outputs.wording import percent
from vyuha.results.seen import RaidSeen


def ranges_svg(raids: tuple[RaidSeen, ...], narrow: bool, alt: str) -> str:
    """A bar for each raid from the range that a tenth falls short of to that which a tenth exceeds; all have one."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 70 + (40 if narrow else 32) * len(raids))
        axes = figure.subplots()
        widest = max((raid.far or 0.0) / 1e3 for raid in raids)
        for row, raid in enumerate(raids):
            near, median, far = ((value or 0.0) / 1e3 for value in (raid.near, raid.median, raid.far))
            # A bar of no width would not be seen.
            width = max(far - near, 0.012 * widest)
            axes.barh(row, width, 0.56, left=near, color=BLUE)
            axes.plot([median, median], [row - 0.38, row + 0.38], color=INK, linewidth=1.4)
            note = f"{median:.0f} km"
            if raid.unseen.mean > 0.0:
                note += f", {percent(raid.unseen.mean)} never"
            axes.text(near + width + 0.012 * widest, row, note, va="center", fontsize=9)
        axes.set_xlim(0.0, (1.7 if narrow else 1.25) * widest)
        axes.set_xlabel("range of first detection, km")
        axes.grid(axis="x")
        axes.tick_params(axis="x", labelcolor=MUTED)
        categories(axes, [f"{wrap(raid.raid, 13) if narrow else raid.raid}  ({raid.threats})" for raid in raids])
        return to_svg(figure, f"ranges-{'narrow' if narrow else 'wide'}", alt)

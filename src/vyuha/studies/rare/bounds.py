"""How much there is of what an event counts: no more threats come through than a raid has."""

from vyuha.reading.problems import InputErrors
from vyuha.results.outcomes import THREATS
from vyuha.studies.point import Point
from vyuha.studies.rare.event import Event
from vyuha.studies.settings import SettingError, with_settings
from vyuha.studies.study import Study


def impossible(event: Event, study: Study, point: Point) -> str:
    """Why an event never comes about at a point; nothing if it may, or if the scenario there cannot be read."""
    try:
        most, what = _most(event.column, study, point)
    except (InputErrors, SettingError):
        return ""
    if event.limit < most or (event.limit == most and not event.strict):
        return ""
    return f"never comes about: the scenario has {what}; give at most {event.column} >= {most:.10g}"


def _most(column: str, study: Study, point: Point) -> tuple[float, str]:
    """The most that an outcome can be, and in words what there is."""
    from vyuha.engine.run import prepare
    from vyuha.results.tables import ASSET, armed

    text = with_settings(study.text_of(point), point.settings)
    assembled = prepare(text, point.scenario or study.scenario_name, study.home)
    roster = assembled.roster
    if column == "armed_leakers":
        return _counted(int(armed(roster).sum()), "armed threat")
    if column in THREATS:
        return _counted(sum(row.of_raid for row in roster.threats), "threat")
    if column == "value_lost":
        worth = float(sum(asset.value * asset.count for asset in assembled.scenario.assets))
        return worth, f"assets that are worth {worth:,.10g} together"
    assets = sum(row.kind == ASSET for row in roster.sites)
    return _counted(assets, "asset") if column == "assets_lost" else _counted(len(roster.sites) - assets, "unit")


def _counted(count: int, noun: str) -> tuple[float, str]:
    return float(count), f"{count:,} {noun}{'' if count == 1 else 's'}"

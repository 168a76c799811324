"""Which of the figures that are varied enter no fight: those of items that nothing in the scenario is or has."""

from collections.abc import Sequence

from vyuha.catalogue import load
from vyuha.studies.designs import AS_IT_IS
from vyuha.studies.matters.varied import Varied
from vyuha.studies.phrases import listed
from vyuha.studies.point import Point
from vyuha.studies.settings import is_figure, with_settings
from vyuha.studies.study import Alternative, Study


def idle_words(study: Study, factors: Sequence[Varied], alternatives: Sequence[Alternative]) -> str:
    """A sentence about figures that do not enter the fights of the scenario, or of any of these alternatives; nothing
    if all do.
    """
    paths = [factor.factor.path for factor in factors if is_figure(factor.factor.path)]
    if not paths:
        return ""
    used = set[str]()
    for point in [one.point() for one in alternatives] or [Point(AS_IT_IS)]:
        used |= _used(study, point)
    names = [path.partition(".")[2] for path in paths]
    idle = [name for name in names if name.rpartition(".")[0] not in used]
    if not idle:
        return ""
    items = list(dict.fromkeys(name.rpartition(".")[0] for name in idle))
    where = "no alternative has any" if alternatives else "the scenario as it is has no"
    return f"Varied, but not in the fights: {listed(idle)}; {where} {listed(items)}."


def _used(study: Study, point: Point) -> set[str]:
    """Items of the catalogue that the fights of a point read."""
    from vyuha.engine.assumed import in_use
    from vyuha.engine.run import prepare

    text = with_settings(study.text_of(point), point.settings)
    return set(in_use(prepare(text, point.scenario or study.scenario_name, study.home), load()))

"""A study from beginning to end: what the questions want is fought, round after round, until all have their answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

import polars as pl

from vyuha.results.answers import Answer, Findings
from vyuha.studies.crews.crew import Crew
from vyuha.studies.fights import Fights
from vyuha.studies.folder import Folder
from vyuha.studies.manager import Manager, Progress, merged
from vyuha.studies.parts import Parts
from vyuha.studies.places import Places
from vyuha.studies.question import Question, Want
from vyuha.studies.seen import Seen
from vyuha.studies.store import keep, keep_points

if TYPE_CHECKING:
    from vyuha.studies.file import Read

# Points that are looked at to guess what a study costs.
_LOOKED_AT = 50
# Points of which the scenario is written out.
_SHOWN = 100


@dataclass(frozen=True)
class Cost:
    """What a study takes at most: points, whole fights' worth of work, and seconds of one core (a rough guess)."""

    points: int
    fights: float
    seconds: float


def cost(read: "Read") -> Cost:
    """What all questions together may want, before anything is fought. Raises `SettingError`."""
    wants = [want for question in questions_of(read) for want in question.at_most()]
    if read.study.common:
        # The same settings under two names are one place, and fought once.
        wants = [replace(want, point=replace(want.point, name="")) for want in wants]
    wants = merged(wants)
    places = Places(read.study, "")
    points = list({repr(want.point): want.point for want in wants}.values())
    looked = points[:: max(len(points) // _LOOKED_AT, 1)]
    mean = sum(places.seconds(point) for point in looked) / max(len(looked), 1)
    fights = sum(want.count * want.work.fights for want in wants)
    return Cost(len(points), fights, fights * mean)


def questions_of(read: "Read") -> list[Question]:
    """What is asked, ready to be answered."""
    return [ask.question(read.study) for ask in read.asks]


def conduct(
    read: "Read",
    folder: Folder,
    crew: Crew,
    physics: str,
    tell: Callable[[Progress], None] = lambda progress: None,
    command: str = "",
) -> Findings:
    """Fight and answer into a folder that is the study's (`store.claim`). Raises what `Manager.fight` raises."""
    study = read.study
    places = Places(study, physics)
    parts = Parts(folder, places)
    manager, questions, seen = Manager(parts, crew, tell), questions_of(read), Seen(parts)
    while wants := merged(want for question in questions for want in question.wants(seen)):
        manager.fight(wants)
        if not seen.show(wants):
            raise AssertionError("a question goes on wanting what is there")
    answers = tuple(question.answer(seen) for question in questions)
    made = {
        "vyuha": version("vyuha"),
        "scenario": study.scenario_name,
        "seed": str(study.seed),
        "random numbers": "the same at every point" if study.common else "of its own at each point",
        "fights": _fights(seen.wants),
        "command": command,
    }
    found = Findings(study.title, study.notice, answers, _tables(answers, parts, seen.wants), made)
    shown = {parts.digest(want.point): want.point for want in seen.wants}
    keep_points(folder, (places.of(point) for point in list(shown.values())[:_SHOWN]))
    keep(folder, study, physics, found)
    return found


def _fights(wants: Sequence[Want]) -> str:
    """How many fights it took; work of another kind counts as what it costs."""
    total = sum(want.work.fights * want.count for want in wants)
    whole = all(isinstance(want.work, Fights) for want in wants)
    return f"{total:,.0f}" if whole else f"about {total:,.0f}, by what they cost"


def _tables(answers: Sequence[Answer], parts: Parts, wants: Sequence[Want]) -> dict[str, pl.DataFrame]:
    """All tables: of the answers, and what was fought where."""
    rows = []
    for want in wants:
        point = want.point
        settings = json.dumps({setting.path: setting.value for setting in point.settings}, ensure_ascii=False)
        rows.append((point.name, point.scenario, settings, want.work.name, want.count, parts.digest(point)))
    schema = {"point": str, "scenario": str, "settings": str, "work": str, "trials": int, "parts": str}
    named = {f"{answer.name}-{name}": table for answer in answers for name, table in answer.tables.items()}
    return {"points": pl.DataFrame(rows, schema=schema, orient="row"), **named}

"""The chapters of the verification, and running them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vyuha.verification import (
    atmosphere,
    attenuation,
    detection,
    entry,
    flights,
    geodesics,
    homing,
    integration,
    interceptors,
    jamming,
    low_altitude,
    motion,
    nesc,
    random_words,
    surface,
    swerling,
)
from vyuha.verification.case import Case


@dataclass(frozen=True)
class Chapter:
    """A group of cases.

    `needs` names the files and folders of the reference data that it reads; none for closed forms. `cases` gets the
    folder of the reference data, which is None only for a chapter that needs nothing.
    """

    title: str
    cases: Callable[[Path | None], list[Case]]
    needs: tuple[str, ...] = ()


def _from_files(chapter: Callable[[Path], list[Case]]) -> Callable[[Path | None], list[Case]]:
    def cases(folder: Path | None) -> list[Case]:
        if folder is None:
            raise ValueError("this chapter reads reference data")
        return chapter(folder)

    return cases


CHAPTERS = {
    "nesc": Chapter("NASA's atmospheric check cases", _from_files(nesc.chapter), ("nesc",)),
    "motion": Chapter("Motion without air, order of the step", lambda folder: motion.chapter()),
    "entry": Chapter("Ballistic entry", lambda folder: entry.chapter()),
    "homing": Chapter("Proportional navigation behind a lag", lambda folder: homing.chapter()),
    "interceptors": Chapter(
        "Missiles of the catalogue against what is published", lambda folder: interceptors.chapter()
    ),
    "flights": Chapter("Threats of the catalogue as flown", lambda folder: flights.chapter()),
    "detection": Chapter("Detection and horizon", lambda folder: detection.chapter()),
    "low-altitude": Chapter("Published ranges against low targets", lambda folder: low_altitude.chapter()),
    "surface": Chapter("Antenna, reflections and clutter", lambda folder: surface.chapter()),
    "integration": Chapter("Detection over several pulses", lambda folder: integration.chapter()),
    "swerling": Chapter("Printed chances of detection", _from_files(swerling.chapter), (swerling.FOLDER,)),
    "jamming": Chapter("Noise jamming and burn-through", lambda folder: jamming.chapter()),
    "atmosphere": Chapter("Standard atmosphere", _from_files(atmosphere.chapter), ("atmosphere", "nesc")),
    "attenuation": Chapter(
        "Attenuation by gases and rain", _from_files(attenuation.chapter), (attenuation.GAS, attenuation.RAIN)
    ),
    "geodesics": Chapter("Geodesic lines", _from_files(geodesics.chapter), (geodesics.FILE,)),
    "random": Chapter("Random numbers", _from_files(random_words.chapter), (random_words.FILE,)),
}


def missing(name: str, folder: Path | None) -> tuple[str, ...]:
    """What the chapter `name` needs and the folder of the reference data does not have."""
    return tuple(need for need in CHAPTERS[name].needs if folder is None or not (folder / need).exists())


def run(names: Sequence[str], folder: Path | None) -> list[Case]:
    """The cases of the chapters `names`, in that order, with the reference data in `folder`.

    Raises `KeyError` for a chapter that does not exist, `ValueError` or `OSError` for data that is missing or damaged.
    """
    return [case for name in names for case in CHAPTERS[name].cases(folder)]

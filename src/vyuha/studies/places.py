"""From a point of a study to the place where it is fought: the text with everything set, and a digest of all of it."""

import hashlib

from vyuha.catalogue import load as load_catalogue
from vyuha.scenario import estimate
from vyuha.studies.files import files_digest
from vyuha.studies.point import Point
from vyuha.studies.settings import SettingError, is_figure, parsed, with_figures, with_settings
from vyuha.studies.study import Study
from vyuha.studies.task import Place, own_seed

_DIGITS = 16
# Texts take room; of a hundred thousand points only so many are held, those of late.
_HELD = 1024
_LEAST_SECONDS = 1e-6


class Places:
    """The places of a study's points; `physics` is the hash of the code and the catalogue that fight there."""

    def __init__(self, study: Study, physics: str) -> None:
        self.study, self.physics = study, physics
        self._held: dict[str, Place] = {}
        self._brief: dict[str, tuple[str, float]] = {}

    def of(self, point: Point) -> Place:
        """Where a point is fought. Raises `SettingError`, which names the point, for what cannot be set."""
        key = repr(point)
        if key not in self._held:
            if len(self._held) >= _HELD:
                self._held.pop(next(iter(self._held)))
            place = self._held[key] = self._made(point)
            self._brief[key] = place.digest, place.seconds
        return self._held[key]

    def digest(self, point: Point) -> str:
        """What tells a point's place from any other."""
        return self._in_brief(point)[0]

    def seconds(self, point: Point) -> float:
        """What a fight at a point takes one core, as a guess [s]."""
        return self._in_brief(point)[1]

    def seed(self, point: Point) -> int:
        """The seed of a point: that of the study where random numbers are common."""
        return self.study.seed if self.study.common else own_seed(self.study.seed, point.name)

    def _in_brief(self, point: Point) -> tuple[str, float]:
        key = repr(point)
        if key not in self._brief:
            self.of(point)
        return self._brief[key]

    def _made(self, point: Point) -> Place:
        study, catalogue = self.study, load_catalogue()
        base = study.text_of(point)
        figures = tuple(setting for setting in point.settings if is_figure(setting.path))
        try:
            text = with_settings(base, point.settings)
            scenario = parsed(text, figures, catalogue)
            files = files_digest(scenario, study.home)
        except ValueError as error:
            raise SettingError(f"point {point.name}: {error}") from error
        decides = (self.physics, str(self.seed(point)), text, repr(figures), files)
        digest = hashlib.sha256("\0".join(decides).encode()).hexdigest()[:_DIGITS]
        seconds = max(estimate(scenario, 1, with_figures(catalogue, figures)).seconds, _LEAST_SECONDS)
        name, home = point.scenario or study.scenario_name, str(study.home.resolve())
        return Place(text, name, home, figures, files, digest, seconds)

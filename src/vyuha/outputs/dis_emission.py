"""What radars emit, for the Electromagnetic Emission PDU: one emitter for each radar of a site, one beam for each that
is on the air.

Frequency, power, pulses and widths are the catalogue's; what it does not have is nought, which is "not told". Where a
sector points is not told either: a beam sweeps as wide as its sector, about the middle that its entity faces.
"""

import math
from collections import defaultdict
from collections.abc import Iterator

from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Radar
from vyuha.dis.pdus import CHANGED, HEARTBEAT, Beam, Emission, Emitter
from vyuha.outputs.dis_cast import Cast

# Functions of emitters, and of beams.
_SURVEILLANCE, _FIRE_CONTROL = 2, 4
_SEARCH, _ACQUISITION_AND_TRACKING = 1, 5
EYES = "visible"


class Emitters:
    """The emitters of every site, by the rows of its radars."""

    def __init__(self, cast: Cast, catalogue: Catalogue) -> None:
        self._cast = cast
        self.radars: dict[int, list[int]] = defaultdict(list)
        self._emitters: dict[int, Emitter] = {}
        self._told: dict[int, tuple[float, tuple[int, ...]]] = {}
        for r, named in enumerate(cast.roster.radars):
            item, site = catalogue.radars.get(named.kind), cast.roster.site_of_radar(r)
            if item is None or item.band == EYES or site < 0:
                continue
            own = self.radars[site]
            own.append(r)
            self._emitters[r] = _emitter(item, len(own))

    def tell(self, time: float, site: int, on: tuple[int, ...], heartbeat: float) -> Iterator[Emission]:
        """What to tell at `time` (s) of a site whose radars `on` (rows) emit: something when that has changed or the
        heartbeat (s) is due. Silence is told once.
        """
        when, before = self._told.get(site, (-math.inf, ()))
        if on == before and (not on or time - when < heartbeat):
            return
        self._told[site] = time, on
        emitters = []
        for r in self.radars[site]:
            emitter = self._emitters[r]
            beams = emitter.beams if r in on else ()
            emitters.append(Emitter(emitter.name, emitter.function, emitter.number, emitter.location, beams))
        cast, update = self._cast, HEARTBEAT if on == before else CHANGED
        yield Emission(cast.header(time), cast.site(site), cast.event(), update, tuple(emitters))


def _emitter(item: Radar, number: int) -> Emitter:
    search = item.role == "search"
    width, height = item.azimuth_width.value, item.elevation_width.value
    # The gain of a beam of these widths that holds all the power.
    gain = 4.0 * math.pi / (width * height) if width * height > 0.0 else 0.0
    power = item.peak_power.value * gain if item.peak_power else 0.0
    beam = Beam(
        number=1,
        frequency=item.frequency.value,
        frequency_range=item.bandwidth.value,
        power=10.0 * math.log10(power * 1e3) if power > 0.0 else 0.0,
        pulse_rate=item.repetition.value,
        pulse_width=item.pulse_length.value * 1e6 if item.pulse_length else 0.0,
        azimuth_sweep=0.5 * item.sector_width.value,
        elevation_centre=0.5 * (item.minimum_elevation.value + item.maximum_elevation.value),
        elevation_sweep=0.5 * (item.maximum_elevation.value - item.minimum_elevation.value),
        function=_SEARCH if search else _ACQUISITION_AND_TRACKING,
    )
    mast = (0.0, 0.0, -item.antenna_height.value)
    return Emitter(0, _SURVEILLANCE if search else _FIRE_CONTROL, number, mast, (beam,))

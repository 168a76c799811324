"""What antenna and surface do to an echo, against closed forms, ray tubes and printed figures."""

import math

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ive

from vyuha.sensors.antenna import Pattern, beam_gain, cosecant_squared_gain, main_lobe
from vyuha.sensors.clutter import (
    blind_speed,
    cell_area,
    doppler_response,
    doppler_spread,
    grazing_sine,
    mti_improvement,
    staggered_response,
)
from vyuha.sensors.multipath import (
    HORIZONTAL,
    Surface,
    ament_reduction,
    miller_brown_reduction,
    propagation_factor,
    two_rays,
)
from vyuha.verification.case import Case
from vyuha.world.propagation import MEAN_RADIUS

CHAPTER = "surface"
_REFRACTION, _FLAT = 4.0 / 3.0, 1e9
_MIRROR = Surface(permittivity=1.0, conductivity=1e12, roughness=0.0)
_LIGHT = 299792458.0
# Antenna and target height and ground range [m], all well inside the horizon.
_SIGHTS = ((10.0, 100.0, 15e3), (30.0, 1e3, 60e3), (20.0, 50.0, 25e3), (200.0, 3e3, 150e3), (25.0, 10e3, 250e3))


def lobes() -> Case:
    """The first eight nulls and peaks over a flat mirror: heights in steps of a quarter of wavelength times range over
    antenna height.
    """
    antenna, distance, wavelength = 50.0, 10e3, 0.1
    heights = [0.25 * n * wavelength * distance / antenna for n in range(1, 9)]

    def worst(refraction: float) -> float:
        factors = [
            propagation_factor(two_rays(antenna, h, distance, refraction), wavelength, _MIRROR, HORIZONTAL, 1.0)
            for h in heights
        ]
        return max(abs(factor - 2.0 * (n % 2)) for n, factor in enumerate(factors, 1))

    return Case(
        chapter=CHAPTER,
        id="surface-lobes",
        what="field in the first eight peaks (2) and nulls (0) over a flat mirror",
        source="2 |sin(2 pi h1 h2 / (wavelength d))|",
        error=worst(_FLAT),
        tolerance=1e-3,
        unit="1",
        control="round earth",
        control_error=worst(_REFRACTION),
    )


def mirrored(antenna: float, target: float, ground_range: float) -> tuple[float, float, float]:
    """Path difference (m), sine of the grazing angle and divergence, found by looking for the ray: equal angles by root
    finding, the divergence from the width of a thin tube of rays where it meets the target.
    """
    radius = _REFRACTION * MEAN_RADIUS

    def leg(height: float, arc: float) -> tuple[float, float]:
        across = (radius + height) * math.sin(arc)
        up = (radius + height) * math.cos(arc) - radius
        return math.hypot(across, up), math.atan2(up, across)

    def unequal(near: float) -> float:
        return leg(antenna, near / radius)[1] - leg(target, (ground_range - near) / radius)[1]

    near = float(brentq(unequal, 1e-6 * ground_range, (1.0 - 1e-6) * ground_range, xtol=1e-9, rtol=1e-14))
    first, grazing = leg(antenna, near / radius)
    second, _ = leg(target, (ground_range - near) / radius)
    arc = ground_range / radius
    a, b = radius + antenna, radius + target
    direct = math.hypot(b * math.sin(arc), b * math.cos(arc) - a)

    def at_target(angle: float) -> float:
        """Arc at which the ray that meets the sphere under `angle` comes to the height of the target."""
        from_antenna = math.acos(radius * math.cos(angle) / a) - angle
        return from_antenna + math.acos(radius * math.cos(angle) / b) - angle

    step = 1e-4 * grazing
    spread = abs(at_target(grazing + step) - at_target(grazing - step)) / (2.0 * step)
    # Widths of the tube for each radian that it opens in elevation and in azimuth at the antenna, where the ray's
    # steepness has a cosine of radius / a times that at the surface.
    steepness = math.acos(radius * math.cos(grazing) / a)
    opening = radius * math.sin(grazing) / (a * math.sin(steepness))
    arrival = math.acos(radius * math.cos(grazing) / b)
    width = b * spread * math.sin(arrival) / opening
    depth = b * math.sin(arc) / math.cos(steepness)
    return first + second - direct, math.sin(grazing), (first + second) / math.sqrt(width * depth)


def sphere() -> list[Case]:
    """Reflection over the 4/3 earth, from the ground to 10 km and out to 250 km."""
    exact = {sight: mirrored(*sight) for sight in _SIGHTS}

    def worst(part: int, refraction: float) -> float:
        return max(abs(two_rays(*sight, refraction)[part] / value[part] - 1.0) for sight, value in exact.items())

    rows = (
        ("difference", "path difference", "law of equal angles, by root finding", 1e-5),
        ("grazing", "sine of the grazing angle", "law of equal angles, by root finding", 5e-3),
        ("divergence", "divergence", "width of a thin tube of rays", 1e-3),
    )
    return [
        Case(
            chapter=CHAPTER,
            id=f"surface-{name}",
            what=f"{words} over the 4/3 earth, {len(_SIGHTS)} geometries, relative",
            source=source,
            error=worst(part, _REFRACTION),
            tolerance=tolerance,
            unit="1",
            control="earth of the true radius",
            control_error=worst(part, 1.0),
        )
        for part, (name, words, source, tolerance) in enumerate(rows)
    ]


def roughness() -> Case:
    """What a rough sea leaves of the specular ray."""
    phases = [0.01 * n for n in range(1, 200)]
    exact = {x: float(ive(0, 2.0 * (2.0 * math.pi * x) ** 2)) for x in phases}
    return Case(
        chapter=CHAPTER,
        id="surface-roughness",
        what="rough surface, heights times sine up to 2 wavelengths, relative",
        source="Miller, Brown and Vegh (1984), SciPy's Bessel function",
        error=max(abs(miller_brown_reduction(x, 1.0, 1.0) / value - 1.0) for x, value in exact.items()),
        tolerance=1e-12,
        unit="1",
        control="Ament's law",
        control_error=max(abs(ament_reduction(x, 1.0, 1.0) / value - 1.0) for x, value in exact.items()),
    )


def printed() -> list[Case]:
    """Figures printed in the documentation of MATLAB's Radar Toolbox, with the digits that are printed."""
    source = "MATLAB Radar Toolbox, documentation of"
    degree = math.radians(1.0)
    steep = math.sin(10.0 * degree)
    spread = doppler_spread(2.0, _LIGHT / 300e6, math.inf)

    def grazing(refraction: float) -> float:
        return abs(math.asin(grazing_sine(300.0, 1e3, refraction)) / degree - 17.4544)

    def area(cut: float) -> float:
        return abs(cell_area(1e3, degree, 3.0 * degree, cut * 0.5 * _LIGHT * 10e-6, steep) - 5262.7)

    def improvement(pulses: int) -> float:
        return abs(10.0 * math.log10(mti_improvement(pulses, spread, 200.0)) - 55.3986)

    return [
        Case(
            CHAPTER,
            "surface-clutter-angle",
            "grazing angle from 300 m height in 1 km range: 17.4544",
            f"{source} grazingang",
            grazing(_REFRACTION),
            5e-5,
            "deg",
            "flat earth",
            grazing(_FLAT),
        ),
        Case(
            CHAPTER,
            "surface-clutter-cell",
            "cell of a 1 by 3 degree beam in 1 km range at 10 degrees: 5262.7",
            f"{source} surfclutterrcs",
            area(1.0),
            0.05,
            "m2",
            "a tenth of the pulse",
            area(0.1),
        ),
        Case(
            CHAPTER,
            "surface-clutter-mti",
            "improvement by four pulses at 300 MHz and 200 Hz, clutter of 2 m/s: 55.3986",
            f"{source} mtifactor",
            improvement(4),
            5e-5,
            "dB",
            "three pulses",
            improvement(3),
        ),
    ]


def filtered() -> list[Case]:
    """The improvement factor from the canceller's own response, and the first blind speed of staggered pulses."""
    repetition = 1000.0

    def left(pulses: int, spread: float) -> float:
        def density(f: float) -> float:
            law = math.exp(-0.5 * (f / spread) ** 2) / (spread * math.sqrt(2.0 * math.pi))
            return law * doppler_response(pulses, f, repetition)

        return float(quad(density, -9.0 * spread, 9.0 * spread, epsrel=1e-10, limit=400)[0])

    pairs = [(pulses, spread) for pulses in (2, 3, 4) for spread in (10.0, 50.0, 200.0)]
    exact = {pair: 1.0 / left(*pair) for pair in pairs}
    # Intervals of 7 to 8 to 9: blind together where each is blind in a whole order, seven, eight and nine of them.
    rates = np.array([7000.0, 8000.0, 9000.0])

    def seen(order: float) -> float:
        return staggered_response(3, 2.0 * blind_speed(1, 0.1, 1000.0 * order) / 0.1, rates)

    return [
        Case(
            CHAPTER,
            "surface-mti-spectrum",
            f"improvement at {len(pairs)} numbers of pulses and spreads, relative",
            "quadrature of the spectrum times the response",
            max(abs(mti_improvement(*pair, repetition) / value - 1.0) for pair, value in exact.items()),
            1e-8,
            "1",
            "one pulse more",
            min(abs(mti_improvement(n + 1, s, repetition) / value - 1.0) for (n, s), value in exact.items()),
        ),
        Case(
            CHAPTER,
            "surface-blind",
            "response at the first blind speed that repetition frequencies of 7, 8 and 9 kHz share, 504 kHz",
            "least common multiple",
            seen(504.0),
            1e-12,
            "1",
            "blind speed of one of them alone",
            seen(8.0),
        ),
    ]


def antenna() -> list[Case]:
    """Side lobes of a uniform aperture, and the echo from constant height in a cosecant-squared beam."""
    beam = math.radians(1.0)
    uniform = Pattern(beam, beam, 10.0**-1.326, 0.0, 0.0)
    # Half-power width of a uniform aperture in wavelengths over length; its lobes peak where tan x = x.
    width = 2.0 * float(brentq(lambda x: math.sin(x) / x - math.sqrt(0.5), 1.0, 2.0)) / math.pi
    peaks = [float(brentq(lambda x: math.tan(x) - x, (n + 0.4) * math.pi, (n + 0.4999) * math.pi)) for n in range(1, 9)]

    def lobe(x: float) -> float:
        return 20.0 * math.log10(abs(math.sin(x) / x))

    def worst(share: float) -> float:
        gains = [beam_gain(uniform, share * beam * x / (math.pi * width), 0.0) for x in peaks]
        return max(abs(10.0 * math.log10(gain) - lobe(x)) for gain, x in zip(gains, peaks, strict=True))

    elevations = [math.radians(value) for value in (4.0, 6.0, 10.0, 20.0, 30.0, 40.0)]

    def uneven(shaped: bool) -> float:
        beam = math.radians(3.0)
        gains = [
            cosecant_squared_gain(e, 0.5 * beam, beam, 0.8, 1e-9) if shaped else main_lobe(e - 0.5 * beam, beam)
            for e in elevations
        ]
        echoes = [
            20.0 * math.log10(max(g, 1e-9)) + 40.0 * math.log10(math.sin(e))
            for g, e in zip(gains, elevations, strict=True)
        ]
        return max(echoes) - min(echoes)

    return [
        Case(
            CHAPTER,
            "surface-side-lobes",
            "envelope at the first eight side lobes of a uniform aperture",
            "Fourier integral sin(x) / x",
            worst(1.0),
            0.3,
            "dB",
            "at half the angle",
            worst(0.5),
        ),
        Case(
            CHAPTER,
            "surface-cosecant",
            "spread of the echo at constant height, elevations of 4 to 40 degrees",
            "squared cosecant: equal echo",
            uneven(True),
            1e-9,
            "dB",
            "pencil beam",
            uneven(False),
        ),
    ]


def chapter() -> list[Case]:
    """Reflection, clutter and its suppression, antenna."""
    return [lobes(), *sphere(), roughness(), *printed(), *filtered(), *antenna()]

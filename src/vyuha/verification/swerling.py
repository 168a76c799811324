"""Detection of Swerling's targets against values that others printed."""

from pathlib import Path

from vyuha.sensors.integration import detection_chance, detection_threshold, required_snr
from vyuha.verification.case import Case
from vyuha.verification.integration import KINDS, MISTAKEN, decibels
from vyuha.verification.reference import read_columns

CHAPTER = "swerling"
FOLDER = "swerling"
# Rows of a table, as read.
Rows = list[list[float]]
LIBRARY = "tests of the library radarsimpy"


def _chance_off(rows: Rows, kind: int) -> float:
    return max(
        abs(detection_chance(10.0 ** (0.1 * db), detection_threshold(alarm, int(n)), int(n), kind) - printed)
        for _, n, alarm, db, printed in rows
    )


def _signal_off(rows: Rows, kind: int) -> float:
    return max(abs(decibels(required_snr(printed, alarm, int(n), kind)) - db) for _, n, alarm, db, printed in rows)


def chances(folder: Path) -> list[Case]:
    """For each kind of echo the printed chances, and the same rows read backwards as the signal that a chance needs."""
    table = read_columns(folder / FOLDER / "chance.csv", ("swerling", "pulses", "false_alarm", "snr_db", "detection"))
    cases = []
    for kind in KINDS:
        rows: Rows = table[table[:, 0] == kind].tolist()
        # Four printed digits of the chance are at most 0.005 dB of the signal in these rows.
        measures = (
            ("chance", "chance of detection", _chance_off, 1e-4, "1"),
            ("signal", "signal needed", _signal_off, 0.01, "dB"),
        )
        cases += [
            Case(
                chapter=CHAPTER,
                id=f"swerling{kind}-{name}",
                what=f"{words}, Swerling {kind}, {len(rows)} printed rows, 1 and 256 pulses",
                source=LIBRARY,
                error=off(rows, kind),
                tolerance=tolerance,
                unit=unit,
                control=f"Swerling {MISTAKEN[kind]}",
                control_error=off(rows, MISTAKEN[kind]),
            )
            for name, words, off, tolerance, unit in measures
        ]
    return cases


def thresholds(folder: Path) -> Case:
    """Printed thresholds, to two digits."""
    rows: Rows = read_columns(folder / FOLDER / "threshold.csv", ("pulses", "false_alarm", "threshold")).tolist()

    def worst(less: int) -> float:
        return max(abs(detection_threshold(alarm, int(n) - less) - printed) for n, alarm, printed in rows if n > less)

    return Case(
        chapter=CHAPTER,
        id="swerling-threshold",
        what="threshold for 1 to 40 pulses at Pfa 1e-4, in noise powers of one pulse",
        source=LIBRARY,
        error=worst(0),
        tolerance=0.005,
        unit="1",
        control="one pulse fewer",
        control_error=worst(1),
    )


def textbook(folder: Path) -> list[Case]:
    """Signals that a steady echo needs, each within the rounding of its print."""
    names = ("pulses", "false_alarm", "detection", "snr_db", "rounding_db")
    rows: Rows = read_columns(folder / FOLDER / "steady.csv", names).tolist()

    def worst(exact: bool, kind: int) -> float:
        return max(
            abs(decibels(required_snr(chance, alarm, int(n), kind)) - db)
            for n, alarm, chance, db, rounding in rows
            if (rounding < 1e-3) == exact
        )

    return [
        Case(
            chapter=CHAPTER,
            id=f"swerling-{name}",
            what=f"signal needed by a steady echo, Pd 0.9, {words}",
            source=source,
            error=worst(exact, 0),
            tolerance=tolerance,
            unit="dB",
            control="Swerling 2",
            control_error=worst(exact, 2),
        )
        for name, words, source, exact, tolerance in (
            (
                "textbook",
                "1 and 10 pulses, Pfa 1e-8",
                "M. A. Richards, Fundamentals of Radar Signal Processing",
                False,
                0.05,
            ),
            ("library", "one pulse, Pfa 1e-6", "documentation of the library sdr", True, 1e-9),
        )
    ]


def chapter(folder: Path) -> list[Case]:
    """Printed chances, signals and thresholds."""
    return [*chances(folder), thresholds(folder), *textbook(folder)]

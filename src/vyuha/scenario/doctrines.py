"""Doctrines that a scenario may name without defining them."""

from vyuha.scenario.doctrine import Doctrine

BUILT_IN: dict[str, Doctrine] = {
    "shoot-look-shoot": Doctrine(id="shoot-look-shoot", salvo=1),
    "salvo": Doctrine(id="salvo", salvo=2),
    "shoot-once": Doctrine(id="shoot-once", salvo=1, most_rounds=1),
    "shoot-shoot-look": Doctrine(id="shoot-shoot-look", salvo=2, then=(1,)),
    # Assumed: three rounds, each some steps of the one before, so that a verdict can still stop the third.
    "ripple": Doctrine(id="ripple", salvo=3, interval=20.0),
    # For guns: some bursts, then a short look at what they did.
    "bursts": Doctrine.model_validate({"id": "bursts", "salvo": 4, "assessment_delay": "1 s"}),
}

# Figures of the doctrines that no source gives: what, the default, and why that value. The report lists them.
DOCTRINE_ASSUMPTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "assessment_delay",
        "5 s",
        "a few looks of an engagement radar that updates about every 2 s, enough to see a track end or break up",
    ),
    (
        "false_alive",
        "0.05",
        "debris can pass for a live target; one in twenty keeps the waste of rounds visible without ruling the result",
    ),
    (
        "false_dead",
        "0.05",
        "a damaged or manoeuvring target can pass for a dead one; one in twenty, as for the opposite mistake",
    ),
    (
        "reopen_time",
        "15 s",
        "two turns of an acquisition radar that go on seeing the target are taken to refute the verdict",
    ),
)

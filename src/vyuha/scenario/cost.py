"""What a scenario will cost to fight: a rough count, so that a person can decide before the machine is busy."""

from dataclasses import dataclass

from vyuha.catalogue import Catalogue, load
from vyuha.scenario.composition import radars, shooters
from vyuha.scenario.model import Defence, Scenario

# Seconds of one core: for a replicate at all, for one radar looking once at one threat, and for flying one round.
SECONDS_PER_REPLICATE = 2e-4
SECONDS_PER_LOOK = 2e-7
SECONDS_PER_ROUND = 5e-4
# Bytes that the stored tables take: for each threat and each round fired in a replicate, and for the run at all.
BYTES_PER_THREAT = 60.0
BYTES_PER_ROUND = 50.0
BYTES_PER_RUN = 2e6
# Rounds that are fired at one threat, as a guess.
ROUNDS_PER_THREAT = 1.5
# Share of the scenario that one threat is in the air, as a guess.
SHARE_IN_FLIGHT = 0.5


@dataclass(frozen=True)
class Estimate:
    """Counts, and the cost on one core: seconds of computing and megabytes of results."""

    threats: int
    fire_units: int
    rounds: int
    seconds: float
    megabytes: float


def loads(defence: Defence, catalogue: Catalogue) -> list[dict[str, int]]:
    """The load of each fire unit of a defence: as the scenario gives it, or the system's own."""
    units = shooters(defence.system, catalogue)
    return [dict(catalogue.systems[unit].default_load if defence.load is None else defence.load) for unit in units]


def estimate(scenario: Scenario, replicates: int | None = None, catalogue: Catalogue | None = None) -> Estimate:
    """Roughly what fighting a scenario costs; `replicates` (default: as the scenario says) only scales it."""
    catalogue = catalogue or load()
    count = scenario.run.replicates if replicates is None else replicates
    threats = sum(raid.threats for raid in scenario.raids)
    magazines = [rounds for defence in scenario.defences for rounds in loads(defence, catalogue)]
    rounds = sum(sum(magazine.values()) for magazine in magazines)
    fired = min(rounds, ROUNDS_PER_THREAT * threats)
    flights = sum(flight.count for flight in scenario.traffic)
    seen = (threats + flights) * SHARE_IN_FLIGHT * _looks(scenario, catalogue)
    seconds = SECONDS_PER_REPLICATE + SECONDS_PER_LOOK * seen + SECONDS_PER_ROUND * fired
    stored = BYTES_PER_THREAT * (threats + flights) + BYTES_PER_ROUND * fired
    megabytes = (BYTES_PER_RUN + stored * count) / 1e6
    return Estimate(threats, len(magazines), rounds, seconds * count, megabytes)


def _looks(scenario: Scenario, catalogue: Catalogue) -> float:
    """Looks of all radars in the scenario."""
    looks = 0.0
    for defence in scenario.defences:
        for radar in radars(defence.system, catalogue):
            looks += scenario.duration / radar.period.value
    return looks

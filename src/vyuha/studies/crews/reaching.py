"""Reaching the workers of a Dask cluster: a client, who works there, which version they have, and compiling once."""

import importlib
import logging
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from vyuha.studies.crews.crew import CrewError

# Seconds: to reach a scheduler, and for an answer of one that is reached.
REACH, ANSWER = 5.0, 30.0
_OURS = "the same version everywhere"


def check_versions(client: Any, where: str, physics: str) -> None:
    """Raises `CrewError` unless all workers have this version of vyuha, its catalogue and its code."""
    try:
        told = client.run(own_physics, on_error="return")
    except Exception as error:
        raise CrewError(f"the workers {where} cannot be asked for their version: {one_line(error)}") from error
    for worker, answer in sorted(told.items()):
        if isinstance(answer, BaseException):
            raise CrewError(f"the worker {worker} has no vyuha that can study ({one_line(answer)}); install {_OURS}")
        number, hashed = answer
        if hashed != physics:
            raise CrewError(
                f"the worker {worker} has another version of vyuha, of its catalogue or its code ({number}, "
                f"{hashed[:12]}, not {version('vyuha')}, {physics[:12]}); install {_OURS}"
            )


def own_physics() -> tuple[str, str]:
    """What this process would fight with: the version, and the hash of the catalogue and the code."""
    from vyuha.engine.run import physics_hash

    return version("vyuha"), physics_hash()


def warm(client: Any, where: str) -> None:
    """Have the engine compiled once on each machine, before all its workers would do so at the same time."""
    first = {address.rpartition(":")[0]: address for address in sorted(workers_of(client, where), reverse=True)}
    futures = [
        client.submit(compiled, workers=[address], pure=False, key=("vyuha-warm", f"{client.id}-{address}"))
        for address in first.values()
    ]
    try:
        client.gather(futures)
    except Exception as error:
        raise CrewError(f"a worker {where} cannot compile the engine: {one_line(error)}") from error


def compiled() -> None:
    """Compile the engine, on a worker."""
    from vyuha.engine.compiling import compile_engine

    compile_engine()


def client_of(target: Any, where: str) -> Any:
    """A client of a scheduler, by its address or a cluster that was started here."""
    distributed = imported("distributed")
    loud = hushed()
    try:
        return distributed.Client(target, timeout=REACH, set_as_default=False)
    except (OSError, ValueError, TypeError, ImportError, RuntimeError, AssertionError) as error:
        # Dask asserts that its own thread has begun within ten seconds, which a busy machine may not grant.
        raise CrewError(f"no scheduler of Dask can be reached at {where} ({one_line(error)})") from error
    finally:
        loud()


def hushed() -> Callable[[], None]:
    """What Dask says of lost connections, in many lines, is said here in one. The call that is given undoes it."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)

    def loud() -> None:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)

    return loud


def has_worker(client: Any, where: str, wait: float) -> bool:
    """Whether there is a worker, or comes to be one within `wait` [s]."""
    end = time.monotonic() + wait
    while not workers_of(client, where):
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def workers_of(client: Any, where: str) -> dict[str, int]:
    """The threads of each worker, by its address."""
    try:
        found: dict[str, int] = client.sync(client.scheduler.ncores, callback_timeout=ANSWER)
    except Exception as error:
        raise CrewError(f"the scheduler {where} is gone; what was fought is kept, call again to go on") from error
    return found


def imported(name: str) -> Any:
    """A package that comes with vyuha[cluster]. Raises `CrewError` where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise CrewError(f'a cluster needs {name}: pip install "vyuha[cluster]"') from error


def one_line(error: BaseException) -> str:
    """What an error says, in one line."""
    return " ".join(str(error).split()) or type(error).__name__

"""Time: a fight's seconds by the clock on the wall, as they are or so many times faster."""

import time
from collections.abc import Callable


class Pace:
    """Seconds of a fight since it began, `rate` to a real one."""

    def __init__(
        self, rate: float, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.rate, self._now, self._sleep = rate, now, sleep
        self._start = now()
        # How far (s of the fight) it was behind at the worst.
        self.behind = 0.0

    def wait(self, until: float) -> None:
        """Wait for the moment `until` (s of the fight); no time is made up for what comes too late."""
        left = until / self.rate - (self._now() - self._start)
        if left > 0.0:
            self._sleep(left)
        else:
            self.behind = max(self.behind, -left * self.rate)

"""The clock of who sends: what the stamps of his datagrams say about how long these were on their way."""

from dataclasses import dataclass

from vyuha.dis.timestamp import nearest

# A datagram may have been on its way for so long (s); what says more is a clock that was set anew.
_OLDEST = 5.0
# The quickest datagram of so many seconds, and of as many before, is taken to have been on its way for no time.
_SPAN = 5.0
# A clock that gains or loses more (s) from one span to the next runs at another rate than ours and says nothing. One
# that stays just below makes ages wrong by at most twice that.
_STEADY = 0.25


@dataclass
class SenderClock:
    """How far (s) our clock is ahead of a sender's, by the quickest of the present span, which began at `begun` (s),
    and of the one before (None: there was none).
    """

    begun: float
    ahead: float
    earlier: float | None = None
    steady: bool = True

    @classmethod
    def heard(cls, stamp: int, time: float) -> "SenderClock":
        """That of a sender whose first datagram, with the DIS time `stamp`, came at `time` (s)."""
        return cls(time, time - nearest(stamp, time))

    def age(self, stamp: int, time: float) -> float:
        """For how long (s) a datagram with this `stamp` that came at `time` (s) was on its way; 0 where the clock does
        not tell.
        """
        ahead = time - nearest(stamp, time - self.ahead)
        if abs(ahead - self._quickest()) > _OLDEST:
            self.begun, self.ahead, self.earlier, self.steady = time, ahead, None, True
            return 0.0
        if time - self.begun >= _SPAN:
            self.steady = self.earlier is None or abs(self.ahead - self.earlier) <= _STEADY
            self.begun, self.ahead, self.earlier = time, ahead, self.ahead
        self.ahead = min(self.ahead, ahead)
        return ahead - self._quickest() if self.steady else 0.0

    def _quickest(self) -> float:
        return self.ahead if self.earlier is None else min(self.ahead, self.earlier)

"""One line of the verification: how far a model is off, and what the same check says of a wrong model."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A check with its negative control.

    `error` and `control_error` are the same measure in `unit`: once of the model as it is, once with the piece of
    physics that `control` names switched off or perturbed. A control that stays inside the tolerance shows that the
    check sees nothing.

    `known_miss` says, where a model is known to miss a published figure, why it does. Such a case must go on missing:
    once it is met, the explanation is out of date.
    """

    chapter: str
    id: str
    what: str
    source: str
    error: float
    tolerance: float
    unit: str
    control: str
    control_error: float
    known_miss: str = ""

    @property
    def met(self) -> bool:
        """Whether the model is within the tolerance; not a number is not."""
        return self.error <= self.tolerance

    @property
    def control_fails(self) -> bool:
        """Whether the control leaves the tolerance, as it must; not a number does not."""
        return self.control_error > self.tolerance

    @property
    def fine(self) -> bool:
        """Whether the case can fail, and is met or missed as it says."""
        return self.control_fails and self.met != bool(self.known_miss)

    @property
    def explained(self) -> bool:
        """Whether the case is missed, and says why."""
        return self.fine and not self.met

    @property
    def verdict(self) -> str:
        """What to say about it in a word or two.

        >>> Case("a", "b", "c", "d", 1.0, 2.0, "m", "no air", 1.5).verdict
        'control passes'
        """
        if not self.met:
            return "missed, explained" if self.fine else "missed"
        if not self.control_fails:
            return "control passes"
        return "met, though explained as missed" if self.known_miss else "met"

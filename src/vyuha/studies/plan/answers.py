"""The users' questions, each answered from a joined plan; what a plan lacks for an answer is said instead of it.

Claims of one side are never used here: nothing in this room reads them.
"""

from vyuha.programme.outcome import Answer
from vyuha.studies.plan.answers_courses import delay, later, more, stop
from vyuha.studies.plan.answers_stock import missiles_or_units, stock
from vyuha.studies.plan.answers_surface import exchange, halve
from vyuha.studies.plan.join import Joined


def answers(joined: Joined) -> tuple[Answer, ...]:
    """All answers, in the order in which people ask."""
    asked = (delay, later, more, halve, missiles_or_units, stock, stop, exchange)
    return tuple(answer(joined) for answer in asked)

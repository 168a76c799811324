"""The question where to put units: the model proposes laydowns, paired fights choose among them."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from vyuha.results.answers import Answer
from vyuha.studies.question import Fought, Want
from vyuha.studies.siting.choices import Asked, Field
from vyuha.studies.siting.found import Found
from vyuha.studies.siting.tables import tables
from vyuha.studies.siting.words import notes, sentences


class SitingQuestion:
    """Every laydown on every axis is fought as often. `find` finds what is known before a fight, when it is needed."""

    def __init__(self, asked: Asked, find: Callable[[], Field]) -> None:
        self._asked, self._find = asked, find

    @cached_property
    def field(self) -> Field:
        """What is known before a fight."""
        return self._find()

    def at_most(self) -> Sequence[Want]:
        """All fights; nothing is decided on the way."""
        field, asked = self.field, self._asked
        return [
            Want(field.point(choice, axis), asked.fights, asked.work) for choice in field.choices for axis in field.axes
        ]

    def wants(self, fought: Fought) -> Sequence[Want]:
        """What is not there yet."""
        return [want for want in self.at_most() if fought.count(want.point, want.work) < want.count]

    def answer(self, fought: Fought) -> Answer:
        """The best laydown, the second best, and how far the model and the fights agree."""
        field, asked = self.field, self._asked
        found = Found(
            values=tuple(
                tuple(
                    fought.values(field.point(choice, axis), asked.outcome, asked.work)[: asked.fights]
                    for axis in field.axes
                )
                for choice in field.choices
            ),
            model=np.array([field.replies(choice) for choice in field.choices]),
            outcome=asked.outcome,
            mean_weight=field.covered.mean_weight,
        )
        told = tuple(sentences(field, found))
        return Answer("site", asked.name, asked.title, told, tables(field, found), tuple(notes(field, found)))

"""Figures of what units do beside shooting, and of what hunts their radars: fields that join items of the catalogue."""

from typing import Self

from pydantic import BaseModel, model_validator

from vyuha.catalogue.figure import Angle, PositiveLength, PositiveSpeed, PositiveTime, Ratio, Speed, Time


class Movable(BaseModel):
    """Of a system that can move, or that sends what a radar would."""

    # To close down and to open up, and the speed between.
    stow_time: PositiveTime | None = None
    emplacement_time: PositiveTime | None = None
    march_speed: PositiveSpeed | None = None
    # Power of its decoy emitter, a radar's being 1.
    decoy_power: Ratio | None = None

    @model_validator(mode="after")
    def _decoy(self) -> Self:
        decoy = getattr(self, "kind", "") == "decoy-emitter"
        if decoy != (self.decoy_power is not None) or (decoy and getattr(self, "radars", ())):
            raise ValueError("a decoy emitter has decoy_power and no radars, nothing else has decoy_power")
        return self


class Homing(BaseModel):
    """Of a missile that homes on radars; what an emitter that falls silent costs it."""

    # How far from where it was sent it can still come down, and how long before its end it settles on an emitter.
    divert: PositiveLength | None = None
    lock_time: Time | None = None
    # One-sigma error of its memory: an angle of the distance at which it lost the emitter, and a drift since.
    memory_angle: Angle | None = None
    memory_drift: Speed | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        homes = getattr(self, "threat_class", "") == "anti-radiation-missile"
        own = (self.divert, self.lock_time, self.memory_angle, self.memory_drift)
        if any(homes != (figure is not None) for figure in own):
            raise ValueError(
                "an anti-radiation missile has divert, lock_time, memory_angle and memory_drift, nothing else has"
            )
        return self

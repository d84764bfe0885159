"""Clocks: what started one, who holds it, what stops it, how much is left. Pure; law packs are data."""

from medcord.core.clocks.engine import clocks, first_due, left_out, step_reached
from medcord.core.clocks.packs import PACKS
from medcord.core.clocks.rule import Context, Length, On, Pack, Rule, Unit, by_kind
from medcord.core.clocks.value import Clock, Force, Happened, Known, LeftOut, Standing, Step, Tone

__all__ = [
    "PACKS",
    "Clock",
    "Context",
    "Force",
    "Happened",
    "Known",
    "LeftOut",
    "Length",
    "On",
    "Pack",
    "Rule",
    "Standing",
    "Step",
    "Tone",
    "Unit",
    "by_kind",
    "clocks",
    "first_due",
    "left_out",
    "step_reached",
]

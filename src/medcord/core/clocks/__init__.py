"""Clocks: what started one, who holds it, what stops it, how much is left."""

from medcord.core.clocks.value import Clock, Tone

__all__ = ["Clock", "Tone"]

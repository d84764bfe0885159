"""Verbs of signals and sightings."""

from medcord.signals.actions.reading import Reading, compare_again, read
from medcord.signals.actions.setting_aside import set_aside
from medcord.signals.actions.sightings import SightingWords, answered, sight, turn_down

__all__ = ["Reading", "SightingWords", "answered", "compare_again", "read", "set_aside", "sight", "turn_down"]

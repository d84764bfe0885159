"""Verbs of signals and sightings."""

from medcord.signals.actions.fetching import add_address, change_address, fetch
from medcord.signals.actions.reading import Reading, compare_again, read
from medcord.signals.actions.setting_aside import set_aside
from medcord.signals.actions.sightings import SightingWords, answered, sight, turn_down

__all__ = [
    "Reading", "SightingWords", "add_address", "answered", "change_address", "compare_again", "fetch", "read",
    "set_aside", "sight", "turn_down",
]  # fmt: skip

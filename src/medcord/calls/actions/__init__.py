"""Verbs of calls."""

from medcord.calls.actions.coming import name_members, want
from medcord.calls.actions.convening import CallWords, Tabled, cancel, convene, convene_emergency, move, table
from medcord.calls.actions.holding import agree, decide, destroy, finish, hold, join

__all__ = [
    "CallWords",
    "Tabled",
    "agree",
    "cancel",
    "convene",
    "convene_emergency",
    "decide",
    "destroy",
    "finish",
    "hold",
    "join",
    "move",
    "name_members",
    "table",
    "want",
]

"""Verbs of harm opinions and of disputes, by object."""

from medcord.opinions.actions.disputes import (
    DissentWords,
    PositionWords,
    Seat,
    Vote,
    VoteWords,
    ask_panel,
    assess,
    dissent,
    note_votes,
    open_positions,
    state_position,
)
from medcord.opinions.actions.opinions import LONGEST_SENTENCE, Certainty, OpinionWords, release_sentence, sign

__all__ = [
    "LONGEST_SENTENCE",
    "Certainty",
    "DissentWords",
    "OpinionWords",
    "PositionWords",
    "Seat",
    "Vote",
    "VoteWords",
    "ask_panel",
    "assess",
    "dissent",
    "note_votes",
    "open_positions",
    "release_sentence",
    "sign",
    "state_position",
]

"""Verbs of records for the public, by object."""

from medcord.records.actions.releasing import propose_release, release
from medcord.records.actions.requests import (
    Passage,
    RequestWords,
    decide,
    note_request,
    redact,
    release_plain,
    set_retention,
    take_back,
)

__all__ = [
    "Passage",
    "RequestWords",
    "decide",
    "note_request",
    "propose_release",
    "redact",
    "release",
    "release_plain",
    "set_retention",
    "take_back",
]

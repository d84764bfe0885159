"""Readers of harm opinions and of disputes."""

from medcord.opinions.queries.disputes import (
    Column,
    DisputeSeen,
    assessment_to_vote_on,
    dispute_for,
    disputes,
    item_of,
    may_state,
    next_position,
    open_dispute,
    parties_in,
    seats_of,
    to_open_to,
    voted_on,
    waiting,
)
from medcord.opinions.queries.evidence import Cited, Source, SourceKind, citable, cited, existing
from medcord.opinions.queries.opinions import newest_of, next_number, of_case, opinion_for, released

__all__ = [
    "Cited",
    "Column",
    "DisputeSeen",
    "Source",
    "SourceKind",
    "assessment_to_vote_on",
    "citable",
    "cited",
    "dispute_for",
    "disputes",
    "existing",
    "item_of",
    "may_state",
    "newest_of",
    "next_number",
    "next_position",
    "of_case",
    "open_dispute",
    "opinion_for",
    "parties_in",
    "released",
    "seats_of",
    "to_open_to",
    "voted_on",
    "waiting",
]

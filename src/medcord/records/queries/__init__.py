"""Readers of records for the public: for the owner of the case, and nobody else."""

from medcord.records.queries.items import Record, records_of
from medcord.records.queries.requests import (
    decisions_of,
    redaction_of,
    redactions_of,
    request_for,
    requests_of,
    waiting,
)
from medcord.records.queries.retention import Kept, due, kept, retention_of
from medcord.records.queries.standing import Standing, Suspect, digest_of, finders, leaks, seen, standing_of, suggested

__all__ = [
    "Kept",
    "Record",
    "Standing",
    "Suspect",
    "decisions_of",
    "digest_of",
    "due",
    "finders",
    "kept",
    "leaks",
    "records_of",
    "redaction_of",
    "redactions_of",
    "request_for",
    "requests_of",
    "retention_of",
    "seen",
    "standing_of",
    "suggested",
    "waiting",
]

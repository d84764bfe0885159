"""Quotations as a page shows them, and the limit that protected words carry wherever they stand (C7)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.cases import queries as cases
from medcord.cases.models import Message, Quotation
from medcord.core.confidentiality import rule_of
from medcord.core.vocabulary import ConfidentialityClass


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of one message in another text."""

    key: UUID
    code: str
    text: str
    party: str
    klass: str
    tlp: str


def quoted_of(row: Quotation) -> Quoted:
    """A quotation that is there."""
    return _quoted(row.source, row.text)


def to_quote(rows: list[Message]) -> list[Quoted]:
    """Messages that are about to be quoted."""
    return [_quoted(row, row.body) for row in rows]


def _quoted(source: Message, text: str) -> Quoted:
    party = source.party.short_name if source.party else ""
    return Quoted(source.pk, cases.code_of(source.pk), text, party, source.confidentiality, source.tlp)


def limit_of(row: Message) -> str:
    """The purpose that words under this class are limited to, what they quote included; empty for none."""
    return rule_of(ConfidentialityClass(row.confidentiality)).limit

"""Verbs of emerging signals, warnings and recalls. Nothing here is computed for a person: a named one decides (X8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core import access
from medcord.core.access import Permission, Viewer
from medcord.core.facts import (
    Code,
    EmergingSignalRaised,
    Fact,
    PublicNoticeDecided,
    RecallLinked,
    WarningAsked,
    WarningIssued,
)
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.signals import Entry, Source
from medcord.core.signals.factors import DECIDE_WITHIN, WARN_WITHIN, Weighed, as_kept
from medcord.core.vocabulary import Role
from medcord.emerging import policy, queries
from medcord.emerging.models import EmergingSignal, PublicWarning, Recall
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case

MOST_RECALLS = 50


@ledger.action
def raise_signal(
    reference: str, *, information: str, factors: tuple[Weighed, ...] = (), actor: Viewer
) -> EmergingSignal:
    """Record information that raises an emerging signal, or substantive news of one: 30 days to decide whether to tell
    the public start now (FDA4, CLK-7). One that waits for its decision comes first."""
    case = cases.case_for(actor, reference, lock=True)
    access.require(actor, Permission.EMERGING_WRITE, cases.item(case), "case")
    text = policy.said(information, "information", "Say what is known now, and from where.")
    waiting = EmergingSignal.objects.filter(case=case, decided_at=None).first()
    if waiting is not None:
        raise RuleRefusal(
            f"Number {waiting.number} still waits for its decision. Decide on it, with this in its reasons; news after "
            "that starts the 30 days again.",
            code="undecided",
        )
    member, party, name = policy.signer(actor)
    now, salt, kept = clock.now(), ledger.new_salt(), as_kept(factors)
    row = EmergingSignal(
        case=case,
        party_id=party,
        number=queries.next_number(case),
        information=text,
        factors=kept,
        raised_by=member,
        raised_name=name,
        raised_at=now,
        due_at=now + DECIDE_WITHIN,
        salt=salt,
    )
    words = [f"{key}={one['known']}:{one['words']}" for key, one in sorted(kept.items())]
    fact = EmergingSignalRaised(case.id, row.id, row.number, ledger.seal(salt, text, *words))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def decide_notice(reference: str, number: int, *, notify: bool, reason: str, actor: Viewer) -> EmergingSignal:
    """A named person of the regulator decides whether to tell the public, with reasons (FDA4)."""
    case = cases.case_for(actor, reference, lock=True)
    access.require(actor, Permission.EMERGING_WRITE, cases.item(case), "case")
    row = next((row for row in queries.of_case(actor, case) if row.number == number), None)
    if row is None:
        raise NotFound("emerging signal")
    if row.decided_at is not None:
        raise RuleRefusal("This has been decided already. News since then is a number of its own.", code="decided")
    row.reason = policy.said(reason, "reason", "Give the reasons; they stay, whichever way you decide.")
    row.decided_by, _, row.decided_name = policy.signer(actor)
    row.notify, row.decided_at = notify, clock.now()
    fact = PublicNoticeDecided(case.id, row.id, row.number, notify, ledger.seal(row.salt, "decided", row.reason))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def ask_warning(reference: str, party: UUID, *, text: str, actor: Viewer) -> PublicWarning:
    """Tell a firm of the case that a public warning is appropriate: it has 24 hours (FDA8, CLK-8)."""
    case = cases.case_for(actor, reference, lock=True)
    access.require(actor, Permission.EMERGING_WRITE, cases.item(case), "case")
    firms = {row.party_id for row in cases.participants(actor, case) if row.role == Role.MANUFACTURER.value}
    if party not in firms:
        raise InputRefusal(
            "Choose a manufacturer that takes part in this case.", code="not-in-case", fields={"field": "party"}
        )
    words = policy.said(text, "text", "Say why a public warning is appropriate, and what it should say.")
    if PublicWarning.objects.filter(case=case, party=party, answered_at=None).exists():
        raise RuleRefusal("This firm was asked and has not answered yet. Its 24 hours run.", code="undecided")
    member, _, name = policy.signer(actor)
    now, salt = clock.now(), ledger.new_salt()
    row = PublicWarning(
        case=case,
        party_id=party,
        text=words,
        asked_by=member,
        asked_name=name,
        asked_at=now,
        due_at=now + WARN_WITHIN,
        salt=salt,
    )
    fact = WarningAsked(case.id, row.id, party, ledger.seal(salt, words))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@dataclass(frozen=True, slots=True)
class WarningAnswer:
    """What the firm did: the warning's text with a link to it, or why it issues none."""

    issued: bool
    words: str
    link: str = ""


@ledger.action
def answer_warning(reference: str, warning: UUID, answer: WarningAnswer, *, actor: Viewer) -> PublicWarning:
    """The firm says that the warning is out, or why not."""
    case = cases.case_for(actor, reference, lock=True)
    row = queries.warning_for(actor, case, warning)
    access.require(actor, Permission.WARNING_ANSWER, queries.warning_item(row, case), "warning")
    if row.answered_at is not None:
        raise RuleRefusal("This is answered already.", code="answered")
    lack = "Type the text of the warning as it was issued." if answer.issued else "Say why no warning is issued."
    row.answer, row.link = policy.said(answer.words, "words", lack), answer.link.strip()
    if row.link and (urlsplit(row.link).scheme not in ("http", "https") or len(row.link) > 500):
        raise InputRefusal("Give a web address that begins with https://.", code="link", fields={"field": "link"})
    if answer.issued and not row.link:
        raise InputRefusal("Say where the public finds it.", code="missing-field", fields={"field": "link"})
    row.answered_by, _, row.answered_name = policy.signer(actor)
    row.issued, row.answered_at = answer.issued, clock.now()
    sealed = ledger.seal(row.salt, "answered", row.answer, row.link)
    fact = WarningIssued(case.id, row.id, row.party_id, answer.issued, sealed)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def attach_recalls(reference: str, records: Sequence[Entry], *, actor: Viewer) -> list[Recall]:
    """Attach recalls as openFDA has them to a case (FDA7). One that is there already is brought up to what it says now.
    Raises RuleRefusal when all of them are there and say nothing new."""
    case = cases.case_for(actor, reference, lock=True)
    access.require(actor, Permission.RECALL_LINK, cases.item(case), "case")
    if not 0 < len(records) <= MOST_RECALLS:
        raise InputRefusal(
            f"The file has {len(records)} records; from 1 to {MOST_RECALLS} are attached at once. Ask openFDA for the "
            "numbers that belong to this case.",
            code="too-many",
            fields={"field": "file"},
        )
    member, _, name = policy.signer(actor)
    return _attach(case, records, member, name, actor)


@ledger.action
def link_recall(case: Case, entry: Entry, *, actor: Viewer) -> list[Recall]:
    """A signal that is a recall was linked to the case: it stands among its recalls too."""
    return _attach(case, [entry], None, "", actor)


def _attach(case: Case, records: Sequence[Entry], member: UUID | None, name: str, actor: Viewer) -> list[Recall]:
    known = {(row.kind, row.number): row for row in Recall.objects.filter(case=case)}
    rows: list[Recall] = []
    for entry in records:
        if entry.source not in (Source.RECALL, Source.ENFORCEMENT):
            continue
        row = known.get((entry.source.value, entry.key)) or Recall(
            case=case, kind=entry.source.value, number=entry.key, linked_by=member, linked_name=name, at=clock.now()
        )
        before = [getattr(row, column) for column in _COLUMNS] if not row._state.adding else []
        _fill(row, entry)
        if before != [getattr(row, column) for column in _COLUMNS]:
            rows.append(row)
    if not rows:
        raise RuleRefusal("These recalls are attached already, and say nothing new.", code="linked")
    first: dict[str, UUID] = {}
    for row in (*sorted(known.values(), key=lambda each: each.at), *rows):
        first.setdefault(row.number, row.id)
    facts: list[Fact] = [_linked(row, first[row.number]) for row in rows]
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return rows


def _linked(row: Recall, first: UUID) -> RecallLinked:
    return RecallLinked(
        row.case_id,
        row.id,
        Code(row.recall_class),
        _midnight(row.initiated),
        _midnight(row.classified),
        _midnight(row.posted),
        _midnight(row.terminated),
        first,
        is_open=not row.times.says_terminated,
    )


_COLUMNS = ("event", "firm", "product", "reason", "recall_class", "status", "initiated", "classified", "posted",
            "terminated")  # fmt: skip


def _fill(row: Recall, entry: Entry) -> None:
    named = entry.named[0] if entry.named else None
    row.event, row.reason, row.status = entry.number, entry.text or row.reason, entry.status or row.status
    row.firm, row.product = (named.maker, named.product) if named else (row.firm, row.product or entry.title)
    row.recall_class = entry.recall_class or row.recall_class
    row.initiated = entry.initiated or row.initiated
    row.classified = entry.classified or row.classified
    row.posted = entry.posted or row.posted
    row.terminated = entry.terminated or row.terminated


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None

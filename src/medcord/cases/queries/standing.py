"""How far each party is with each product: who was asked, who has it, who answered, who is silent, what is next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from medcord.cases.models import Case, Contact, InvitationLink, Participant, Question, Statement
from medcord.cases.queries.cases import item
from medcord.cases.queries.statements import statements
from medcord.core.access import Permission, Viewer, require
from medcord.core.cvd.answers import Stand, Trail, stand_of
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.report import ReportState
from medcord.core.cvd.silence import Offer, Rung, Silence, next_rung, silence_of
from medcord.core.device.picking import left_over, picked
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ProductStatus, Role
from medcord.gateways import clock
from medcord.ledger import queries as ledger

if TYPE_CHECKING:
    from medcord.products.models import Product


@dataclass(frozen=True, slots=True)
class Line:
    """One product and versions of one party. ``product`` is None while no product has been named."""

    product: Product | None
    versions: str
    stand: Stand
    asked_at: datetime | None
    statement: Statement | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One party: its lines, its silence by the rule, the next step that is offered, and how it was tried before."""

    row: Participant
    lines: tuple[Line, ...]
    silence: Silence | None
    offer: Offer | None
    contacts: tuple[Contact, ...]
    last_word: datetime | None
    delivered_at: datetime | None = None


def standing_of(viewer: Viewer, case: Case, delivered: Mapping[UUID, datetime] | None = None) -> list[Standing]:
    """Every manufacturer of a case the viewer coordinates; the silent first. Raises NotFound, NotAllowed.

    ``delivered``: when a letter to each party was accepted by its mail server, as far as that is known.
    """
    require(viewer, Permission.CASE_STANDING_READ, item(case), "case")
    makers = [row for row in case.participants.all() if row.role == Role.MANUFACTURER.value and row.removed_at is None]
    said = _by_party(statements(viewer, case))
    asked = _by_party(Question.objects.filter(case=case).select_related("product__maker"))
    tried = _by_party(Contact.objects.filter(case=case))
    words = ledger.last_words(f"case:{case.pk}")
    found = []
    for row in makers:
        at = (delivered or {}).get(row.party_id)
        contacts, last = tried.get(row.party_id, []), words.get(row.party_id)
        lines = _lines(row, said.get(row.party_id, []), asked.get(row.party_id, []), at)
        quiet = _silence(case, row, lines, contacts, last)
        offer = next_rung(quiet, _taken(contacts, quiet))
        found.append(Standing(row, lines, quiet, offer, tuple(contacts), last, at))
    return sorted(found, key=lambda one: (-(one.silence.days if one.silence else -1), one.row.party.name))


_OfParty = TypeVar("_OfParty", Statement, Question, Contact)


def _by_party(rows: Iterable[_OfParty]) -> dict[UUID, list[_OfParty]]:
    grouped: dict[UUID, list[_OfParty]] = {}
    for row in rows:
        grouped.setdefault(row.party_id, []).append(row)
    return grouped


def _lines(
    row: Participant, said: Sequence[Statement], asked: Sequence[Question], delivered: datetime | None
) -> tuple[Line, ...]:
    left = list(said)
    lines = []
    for question in asked:
        if question.product_id is None:
            continue
        fits = [one for one in left if _fits(question, one)]
        left = [one for one in left if one not in fits]
        lines += [_line(row, question.product, one.versions, question.asked_at, one, delivered) for one in fits]
        lines += [
            _line(row, question.product, versions, question.asked_at, None, delivered)
            for versions in _open(question, fits)
        ]
    first = min([row.invited_at, *(one.asked_at for one in asked)])
    lines += [_line(row, one.product, one.versions, first, one, delivered) for one in left]
    return tuple(lines or [_line(row, None, "", first, None, delivered)])


def _open(question: Question, fits: Sequence[Statement]) -> list[str]:
    """Versions of a question that no statement means: all of them, or of a question about every version the rest."""
    if not fits:
        return [question.versions]
    if question.versions or question.product is None:
        return []
    names = question.product.versions
    rest = left_over(names, [one.versions for one in fits])
    return [picked(names, rest)] if rest else []


def _fits(question: Question, statement: Statement) -> bool:
    return statement.product_id == question.product_id and question.versions in ("", statement.versions)


def _line(
    row: Participant,
    product: Product | None,
    versions: str,
    asked: datetime | None,
    statement: Statement | None,
    delivered: datetime | None,
) -> Line:
    trail = Trail(
        asked=asked,
        delivered=delivered,
        opened=row.opened_at or row.signed_at,
        acknowledged=row.acknowledged_at,
        report=ReportState(row.report_state),
        stated=ProductStatus(statement.status) if statement else None,
    )
    return Line(product, versions, stand_of(trail), asked, statement)


def _silence(
    case: Case, row: Participant, lines: Sequence[Line], contacts: Sequence[Contact], last: datetime | None
) -> Silence | None:
    """None for a party that declined, or that has answered about everything it was asked about."""
    if row.consent == Consent.DECLINED.value or all(line.stand.answered for line in lines):
        return None
    reached = [one.at for one in contacts if one.reached]
    words = [at for at in (last, *reached) if at is not None]
    asked = [row.invited_at, *(one.at for one in contacts), *(line.asked_at for line in lines if line.asked_at)]
    return silence_of(contacts=asked, last_word=max(words, default=None), agreed=case.embargo_until, now=clock.now())


def _taken(contacts: Sequence[Contact], quiet: Silence | None) -> list[Rung]:
    return [Rung(one.rung) for one in contacts if one.rung and quiet is not None and one.at >= quiet.since]


def links_of(viewer: Viewer, case: Case) -> list[InvitationLink]:
    """Invitations by link of a case the viewer coordinates, newest first."""
    require(viewer, Permission.CASE_STANDING_READ, item(case), "case")
    return list(InvitationLink.objects.filter(case=case).select_related("party").order_by("-made_at"))


def digest_of(secret: str) -> str:
    """What is kept of a link's secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_for(secret: str, *, lock: bool = False) -> InvitationLink:
    """A link that can still be accepted. Raises NotFound for unknown, used, withdrawn and old ones alike."""
    found = InvitationLink.objects.filter(digest=digest_of(secret))
    if lock:
        found.select_for_update().values_list("pk", flat=True).first()
    row = found.select_related("party", "case__owner").first()
    if row is None or row.accepted_at or row.withdrawn_at or row.expires_at <= clock.now():
        raise NotFound("page")
    return row

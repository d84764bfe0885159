"""How a text is saved: its words, its choices, and the version that stays readable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CharField

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.crossing.comparison import Comparison
from medcord.core.facts import Code, CommentAsked, CommunicationSaved, DraftSaved, Fact, ItemDerived, TextsCompared
from medcord.core.refusals import InputRefusal
from medcord.drafting import queries
from medcord.drafting.checking import check_flaws
from medcord.drafting.due import due
from medcord.drafting.flaws import FLAW_PARTS, Flaw, column_of, flaws_of, part_name, put_flaws
from medcord.drafting.models import (
    Asking,
    CommunicationAsking,
    CommunicationVersion,
    Draft,
    DraftAsking,
    DraftVersion,
    Text,
    Version,
)
from medcord.drafting.texts import PARTS, Plan, What, label, parts_of, put, what_of, words_of
from medcord.gateways import clock
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case, Nearness


FIELDS = tuple(PARTS[What.ADVISORY])


def saved(
    text: Text,
    words: Mapping[str, str],
    plan: Plan | None = None,
    *,
    flaws: Sequence[Flaw] | None = None,
    actor: Viewer,
) -> tuple[list[Any], list[Fact]]:
    """Put the words into the text and make its next version. Rows and facts to commit, the text first. ``flaws`` are
    all vulnerabilities of a draft in their order; None leaves them as they are."""
    if isinstance(text, Draft) and flaws is not None:
        put_flaws(text, flaws)
        words = {name: said for one in flaws_of(text) for name, said in _words_in(one)} | dict(words)
    for field in parts_of(text):
        if field in words:
            put(text, field, _fitting(text, field, words[field].strip()))
    if plan is not None:
        text.planned_at = plan.planned_at
        text.actions = [action.value for action in sorted(set(plan.actions))]
    if isinstance(text, Draft):
        check_flaws(text)
    text.number += 1
    text.saved_at, text.saved_by = clock.now(), actor.member_id
    text.salt = text.salt or ledger.new_salt()
    kept = words_of(text)
    digest = ledger.seal(text.salt, *kept.values())
    row = version_of(text, kept, name=name_of(actor))
    if isinstance(text, Draft):
        return [text, row], [DraftSaved(text.case_id, text.id, text.number, digest)]
    return [text, row], [CommunicationSaved(text.case_id, text.id, text.number, digest)]


def _words_in(one: Flaw) -> list[tuple[str, str]]:
    return [(part_name(one.key, part), getattr(one, part)) for part in FLAW_PARTS]


def version_of(text: Text, words: Mapping[str, str], *, name: str) -> Version:
    """The version of this save."""
    said: dict[str, Any] = {"number": text.number, "words": dict(words), "at": text.saved_at, "member": text.saved_by}
    if isinstance(text, Draft):
        return DraftVersion(text=text, name=name, **said)
    return CommunicationVersion(text=text, name=name, **said)


def name_of(actor: Viewer) -> str:
    """The name of the member who acts; empty for the node."""
    return parties.member_names([actor.member_id]).get(actor.member_id, "") if actor.member_id else ""


def _fitting(text: Text, field: str, words: str) -> str:
    column = type(text)._meta.get_field(column_of(field))
    most = column.max_length if isinstance(column, CharField) else None
    if most is not None and len(words) > most:
        name = label(what_of(text), field)
        raise InputRefusal(f"“{name}” holds {len(words)} characters; {most} fit. Shorten it.", fields={"field": field})
    return words


def asked(text: Text, party: UUID, *, emergency: bool) -> tuple[list[Asking], list[Fact]]:
    """The row and the fact of asking a party about the newest version. One that was asked about this version and has
    not answered is not asked twice."""
    waiting = [row for row in queries.waiting_on(text, party) if row.number == text.number and not row.overdue_at]
    if waiting:
        return [], []
    now = clock.now()
    by = due(now, emergency=emergency, zone=parties.work_zone(party))
    said: dict[str, Any] = {"party_id": party, "number": text.number, "asked_at": now, "due_at": by}
    said["emergency"] = emergency
    row: Asking
    row = DraftAsking(text=text, **said) if isinstance(text, Draft) else CommunicationAsking(text=text, **said)
    return [row], [CommentAsked(text.case_id, text.id, Code(what_of(text).value), party, text.number, by)]


def compared(actor: Viewer, case: Case, found: Comparison | None) -> list[Fact]:
    """The fact of a comparison, when there was one."""
    draft, communication = queries.draft_for(actor, case), queries.communication_for(actor, case)
    if found is None or draft is None or communication is None:
        return []
    return [TextsCompared(case.id, draft.id, communication.id, draft.number, communication.number, found.count)]


def close_facts(case: Case, draft: Draft, close: Sequence[Nearness]) -> list[Fact]:
    """That the draft inherits what binds the items it is close to, for those that were found now."""
    near = [one for one in close if one.gone_at is None]
    return [ItemDerived(case.id, draft.id, one.source_id, Code("close")) for one in near]

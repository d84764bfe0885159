"""Quoting a message in another: what it inherits, and who would read the quotation and not its source (47)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from medcord.cases.items import message_item
from medcord.cases.models import Case, Message, Participant, Quotation
from medcord.cases.passing import Records, own_class, root_of, settle
from medcord.cases.queries.cases import item
from medcord.cases.queries.messages import code_of
from medcord.cases.queries.parties import party_may_read
from medcord.cases.queries.passing import records_of
from medcord.core.access import CaseItem, Permission, Root, Viewer, may
from medcord.core.confidentiality import (
    Needs,
    Run,
    ancestors,
    first_bar_to_publishing,
    for_publishing,
    longest_runs,
    rule_of,
    strictest_tlp,
)
from medcord.core.refusals import NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp


def quotable(viewer: Viewer, case: Case, wanted: Sequence[UUID]) -> list[Message]:
    """The messages that are to be quoted, in this order. Raises NotFound for one that does not exist for the viewer,
    and RuleRefusal for one whose words were destroyed."""
    if not wanted:
        return []
    of_case = item(case)
    found = Message.objects.filter(case=case, pk__in=list(wanted)).select_related("party", "room__product")
    rows = {
        row.pk: row for row in found if may(viewer, Permission.CASE_MESSAGE_READ, message_item(row, of_case)).allowed
    }
    if any(pk not in rows for pk in wanted):
        raise NotFound("message")
    chosen = [rows[pk] for pk in dict.fromkeys(wanted)]
    if any(row.purged_at is not None for row in chosen):
        raise RuleRefusal("The words of this message were destroyed; there is nothing to quote.", code="purged")
    return chosen


def inherit(row: Message, sources: Sequence[Message], records: Records) -> None:
    """Give a message that is being written what binds the messages it quotes: marking, class and roots."""
    if not sources:
        return
    records.sources[row.pk] = [one.pk for one in sources]
    wanted = {key for one in sources for key in ancestors(one.pk, records.sources)}
    rows = {one.pk: one for one in Message.objects.filter(pk__in=wanted).select_related("party")}
    row.tlp = strictest_tlp([Tlp(row.tlp), *(Tlp(one.tlp) for one in sources)]).value
    settle(row, records, rows | {one.pk: one for one in sources})


def drafted(row: Message, viewer: Viewer, case: Case, quotes: Sequence[UUID]) -> Message:
    """A message as it would be sent with these quotations."""
    if quotes:
        inherit(row, quotable(viewer, case, quotes), records_of(case))
    return row


def blind(
    present: Collection[Participant], of_case: CaseItem, what: Message, sources: Sequence[Message], viewer: Viewer
) -> list[tuple[Participant, Message]]:
    """Parties that would read a message and may not read what it quotes of others."""
    others = [one for one in sources if one.party_id is None or one.party_id != viewer.party_id]
    reading = [row for row in present if party_may_read(row, message_item(what, of_case))] if others else []
    return [
        (row, one)
        for one in others
        for row in reading
        if one.party_id != row.party_id and not party_may_read(row, message_item(one, of_case))
    ]


def quotations_of(rows: Collection[Message]) -> dict[UUID, list[Quotation]]:
    """What these messages quote. The caller was allowed to read them, and so what they quote."""
    found: dict[UUID, list[Quotation]] = {}
    wanted = [row.pk for row in rows if row.quotes]
    kept = Quotation.objects.filter(message__in=wanted).select_related("source__party") if wanted else ()
    for one in kept:
        found.setdefault(one.message_id, []).append(one)
    return found


def copied(viewer: Viewer, case: Case, text: str, *, quoted: Collection[UUID] = ()) -> Run[Message] | None:
    """The longest run of words of another party's item under a rule that stands in a text without being quoted. Only
    what the viewer reads is looked at: a refusal must not tell of what it does not."""
    runs = longest_runs(text, [(row, row.body) for row in under_rule(viewer, case, quoted)])
    return max(runs, key=lambda one: one.length, default=None)


def under_rule(viewer: Viewer, case: Case, without: Collection[UUID] = ()) -> list[Message]:
    """Items under a rule that the viewer reads; for a manufacturer those of others. What an agency wrote down under a
    rule is its supplier's, so it is compared with what that agency writes too."""
    asking = [klass.value for klass in ConfidentialityClass if rule_of(klass).needs is not Needs.NOTHING]
    found = Message.objects.filter(case=case, confidentiality__in=asking, purged_at=None)
    if viewer.role is Role.MANUFACTURER:
        found = found.exclude(party=viewer.party_id)
    rows = found.exclude(pk__in=list(without)).select_related("party", "room")
    of_case = item(case)
    return [
        row
        for row in rows
        if rule_of(own_class(row)).needs is not Needs.NOTHING
        and may(viewer, Permission.CASE_MESSAGE_READ, message_item(row, of_case)).allowed
    ]


def say_copied(run: Run[Message]) -> str:
    """The refusal in words."""
    row = run.key
    whose = f" of {row.party.short_name}" if row.party else ""
    words = rule_of(ConfidentialityClass(row.confidentiality)).words
    return (
        f"This holds {run.length} words in a row of message #{code_of(row.pk)}{whose}, which is {words}: "
        f"“{run.words} …”. "
        "Quote that message instead, so that what binds it goes along; or say it in your own words."
    )


# --- what later stages make from messages ---------------------------------------------------------------------------


def roots_for(case: Case, sources: Collection[UUID]) -> frozenset[Root]:
    """What binds something made from these messages: they and all they were made from."""
    if not sources:
        return frozenset()
    records = records_of(case)
    wanted = {*sources, *(key for one in sources for key in ancestors(one, records.sources))}
    rows = Message.objects.filter(pk__in=wanted).select_related("party")
    return frozenset(root_of(row, records) for row in rows if own_class(row) is not ConfidentialityClass.NONE)


def party_reads(row: Participant, message: Message, case: Case) -> bool:
    """Whether a party as such may read a message."""
    return party_may_read(row, message_item(message, item(case)))


def bar_to_publishing(case: Case, source: Message) -> tuple[UUID, str] | None:
    """The first of a message and what it was made from that must not be published, and the rule; None for none."""
    records = records_of(case)
    keys = [source.pk, *ancestors(source.pk, records.sources)]
    rows = {row.pk: row for row in Message.objects.filter(pk__in=keys).select_related("party")}
    found = first_bar_to_publishing((key, records.handling(rows[key])) for key in keys)
    return (found[0], found[1].because) if found else None


def not_to_be_published(viewer: Viewer, case: Case) -> list[Message]:
    """Messages with a class that must not be published as things stand, as far as the viewer reads them."""
    records, of_case = records_of(case), item(case)
    found = Message.objects.filter(case=case, purged_at=None).exclude(
        confidentiality=ConfidentialityClass.NONE.value, marked=""
    )
    rows = found.select_related("party", "room")
    return [
        row
        for row in rows
        if own_class(row) is not ConfidentialityClass.NONE
        and not for_publishing(records.handling(row)).met
        and may(viewer, Permission.CASE_MESSAGE_READ, message_item(row, of_case)).allowed
    ]


def runs_in(text: str, rows: Iterable[Message]) -> list[Run[Message]]:
    """Long runs of the words of these messages that stand in a text."""
    return longest_runs(text, [(row, row.body) for row in rows])

"""Messages: say something in a case, change one's words, pin them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.actions.attaching import take
from medcord.cases.actions.protecting import claimed
from medcord.cases.items import room_item
from medcord.cases.models import Case, Message, MessageVersion, Nearness, Quotation, Room
from medcord.cases.passing import own_class
from medcord.cases.queries import Marking
from medcord.core import access
from medcord.core.access import Permission, Viewer
from medcord.core.confidentiality import rule_of
from medcord.core.facts import Code, Fact, ItemDerived, MessageEdited, MessagePinned, MessageSent, ProtectionChanged
from medcord.core.refusals import EditedMeanwhile, InputRefusal, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.ledger.rows import Row

LONGEST_MESSAGE = 20_000


@ledger.action
def send_message(
    reference: str,
    body: str,
    *,
    tlp: Tlp,
    confidentiality: ConfidentialityClass,
    room: UUID | None = None,
    quotes: Sequence[UUID] = (),
    shown: str = "",
    files: Sequence[UUID] = (),
    patient_data_seen: bool = False,
    actor: Viewer,
) -> Message:
    """Say something in the case room, with its marking and class. Who reads it is ``queries.reach``'s answer.

    ``shown`` is the digest of the readers that stood above the button: when others read it now, nothing is sent.
    ``files`` were put down by ``attach``; whoever reads the message reads them. ``quotes`` are messages whose words go
    along: marking and class become as strict as theirs, and what binds them binds this one too.
    """
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MESSAGE_SEND, case)
    where = room_to_speak_in(case, room, actor)
    text = checked_text(body, seen=patient_data_seen)
    marking = _marked(Marking(tlp.value, confidentiality.value, where, tuple(quotes)), case, shown, actor)
    _require_quoted(actor, case, text, quotes)
    mentions = _mentions(actor, case, text, marking)
    case.said += 1
    message = queries.as_sent(actor, case, marking)
    message.number, message.author, message.salt = case.said, actor.member_id, ledger.new_salt()
    message.body, message.mentions = text, mentions
    quoted = _quoted(actor, case, message, quotes)
    close = _close(actor, case, message, set(quotes))
    taken = take(message, files, actor=actor)
    rows: list[Row] = [case, message, *_contact(case, message, actor), *quoted.rows, *close, *taken.rows]
    digest = ledger.seal(message.salt, text, *(one.text for one in quoted.quotations))
    fact = MessageSent(case.id, message.id, Code(message.tlp), Code(message.confidentiality), digest)
    ledger.commit(
        rows=rows,
        gone=taken.gone,
        facts=[fact, *quoted.facts, *_derived(case, message, close), *taken.facts],
        actor=actor,
    )
    return message


@dataclass(frozen=True, slots=True)
class _Quoted:
    """What goes along with a message that quotes others, or that claims protection."""

    quotations: list[Quotation]
    claim: list[Row]
    facts: list[Fact]

    @property
    def rows(self) -> list[Row]:
        return [*self.quotations, *self.claim]


def _quoted(actor: Viewer, case: Case, message: Message, quotes: Sequence[UUID]) -> _Quoted:
    sources = queries.quotable(actor, case, quotes)
    _require_seen_by_all(actor, case, message, sources)
    message.quotes = len(sources)
    rows = [Quotation(message=message, source=one, text=one.body, salt=ledger.new_salt()) for one in sources]
    facts: list[Fact] = [ItemDerived(case.id, message.id, one.id, Code("quotation")) for one in sources]
    if own_class(message) is not ConfidentialityClass.PCII:
        return _Quoted(rows, [], facts)
    facts.append(ProtectionChanged(case.id, message.id, actor.party_id, Code(""), Code("claimed")))
    return _Quoted(rows, [claimed(message, actor)], facts)


def _require_seen_by_all(actor: Viewer, case: Case, message: Message, sources: Sequence[Message]) -> None:
    """Refuse a quotation for parties that may not read its source, with the rule that keeps it from them."""
    present = queries.participants(actor, case)
    found = queries.blind(present, queries.item(case), message, sources, actor)
    if not found:
        return
    names = ", ".join(dict.fromkeys(row.party.short_name for row, _source in found))
    source = found[0][1]
    words = rule_of(ConfidentialityClass(source.confidentiality)).words
    raise RuleRefusal(
        f"{names} would read this and may not read what it quotes: #{queries.code_of(source.pk)} is TLP:{source.tlp}, "
        f"{words}, and not addressed to them. Send it in a room of those who read both.",
        code="quote-not-for-readers",
        fields={"field": "room"},
    )


def _require_quoted(actor: Viewer, case: Case, text: str, quotes: Sequence[UUID]) -> None:
    """Refuse a long run of the words of an item under a rule that is not quoted (47)."""
    run = queries.copied(actor, case, text, quoted=quotes)
    if run is not None:
        raise InputRefusal(queries.say_copied(run), code="copied", fields={"field": "body"})


def _close(actor: Viewer, case: Case, message: Message, quoted: Collection[UUID]) -> list[Row]:
    """What of a message is close to an item under a rule. It counts as a quotation until a person decides (80): the
    message, and what was made from it, is bound by the item's rule from now on."""
    found = queries.near_rows(actor, case, message.body, without=quoted)
    kept = queries.kept_near(
        case, message.pk, {"body": found}, where="message", party=actor.party_id, salt=ledger.new_salt()
    )
    if not kept:
        return []
    records = queries.records_of(case)
    gone = {row.pk for row in kept if row.gone_at is not None}
    bound = [row.source_id for row in queries.binding(message.pk) if row.pk not in gone]
    bound += [row.source_id for row in kept if row.gone_at is None]
    records.sources[message.pk] = list(dict.fromkeys([*quoted, *bound]))
    return [*kept, *queries.settled(case, [message], records)[1:]]


def _derived(case: Case, message: Message, close: Sequence[Row]) -> list[Fact]:
    near = [one for one in close if isinstance(one, Nearness) and one.gone_at is None]
    return [ItemDerived(case.id, message.id, one.source_id, Code("close")) for one in near]


def _marked(marking: Marking, case: Case, shown: str, actor: Viewer) -> Marking:
    """The marking, if the actor may make it and it is read by those who were shown."""
    queries.require_markable(actor, marking.confidentiality)
    if shown and shown != queries.reach(actor, case, marking).digest:
        raise RuleRefusal(
            "Who reads this has changed since the page was shown. Nothing was sent and your text is kept: "
            "look at the new list of readers, then send again.",
            code="readers-changed",
        )
    return marking


def room_to_speak_in(case: Case, room: UUID | None, actor: Viewer) -> Room | None:
    """The room something is to be said in; None is the case-wide thread. Raises NotFound for a room of others."""
    if room is None:
        return None
    view = queries.sight(actor, case)
    row = view.room(room)
    access.require(actor, Permission.CASE_ROOM_SPEAK, room_item(row, view.item) if row is not None else None, "room")
    return row


def checked_text(body: str, *, seen: bool) -> str:
    """The words of a message. Raises InputRefusal for none, too many, and what looks like patient data unseen."""
    text = body.strip()
    if not text:
        raise InputRefusal("There is nothing to send yet. Type a message.", fields={"field": "body"})
    if len(text) > LONGEST_MESSAGE:
        raise InputRefusal(
            f"The message has {len(text):,} characters; {LONGEST_MESSAGE:,} fit. Send the rest as a file.",
            code="text-too-long",
            fields={"field": "body"},
        )
    patient_data.require_seen(patient_data.in_text(text, "Message"), seen=seen)
    return text


def _mentions(actor: Viewer, case: Case, text: str, marking: Marking) -> list[str]:
    """Whom the text names. A party or person that would not read it is not called to it."""
    found, blind = queries.named_in(actor, case, text, marking)
    if blind:
        raise InputRefusal(
            f"{', '.join(blind)} would not read this. Take the “@” away, or send it where they read it.",
            code="would-not-read",
            fields={"field": "body"},
        )
    return [str(one) for one in found]


def _contact(case: Case, message: Message, actor: Viewer) -> list[Row]:
    mine = queries.participant_of(actor, case)
    if mine is None:
        return []
    mine.last_contact_at = message.at
    return [mine]


@ledger.action
def edit_message(
    reference: str,
    message: UUID,
    body: str,
    *,
    expected_version: int | None = None,
    patient_data_seen: bool = False,
    actor: Viewer,
) -> Message:
    """Change the words of one's own message. Marking, class, room and readers stay; the words before are kept."""
    case = queries.case_for(actor, reference, lock=True)
    row = queries.message_to_change(actor, case, message, Permission.CASE_MESSAGE_EDIT)
    if row.purged_at is not None:
        raise RuleRefusal("The words of this message were destroyed; they are not written anew.", code="purged")
    if expected_version not in (None, row.version):
        raise EditedMeanwhile("message")
    text = checked_text(body, seen=patient_data_seen)
    _require_not_put_to_its_supplier(case, row)
    quoted = [one.source_id for one in queries.quotations_of([row]).get(row.pk, ())]
    _require_quoted(actor, case, text, quoted)
    if text == row.body:
        raise InputRefusal("Nothing is changed yet. Change the words, then save.", fields={"field": "body"})
    row.mentions = _mentions(actor, case, text, Marking(row.tlp, row.confidentiality, row.room))
    before = MessageVersion(message=row, body=row.body, by=row.author, at=row.edited_at or row.at, salt=row.salt)
    row.body, row.salt, row.edited_at = text, ledger.new_salt(), clock.now()
    number = len(queries.versions(actor, case, row)) + 2
    fact = MessageEdited(case.id, row.id, number, ledger.seal(row.salt, text))
    close = _close(actor, case, row, quoted)
    rows: list[Row] = [row, before, *close]
    facts: list[Fact] = [fact, *_derived(case, row, close)]
    ledger.commit(rows=rows, facts=facts, actor=actor, expected_version=expected_version)
    return row


def _require_not_put_to_its_supplier(case: Case, row: Message) -> None:
    """What another party was asked about stays as that party saw it."""
    asked = queries.records_of(case).asked.get(row.pk, ())
    if any(one.party_id != row.party_id for one in asked):
        raise RuleRefusal(
            "Its supplier was asked about this message as it stands. Write another one.", code="asked-as-it-stands"
        )


@ledger.action
def pin_message(reference: str, message: UUID, *, pinned: bool, actor: Viewer) -> Message:
    """Pin a message for all who read it, or take the pin out."""
    case = queries.case_for(actor, reference, lock=True)
    row = queries.message_to_change(actor, case, message, Permission.CASE_MESSAGE_PIN)
    row.pinned_at, row.pinned_by = (clock.now(), actor.member_id) if pinned else (None, None)
    ledger.commit(rows=[row], facts=[MessagePinned(case.id, row.id, pinned)], actor=actor)
    return row

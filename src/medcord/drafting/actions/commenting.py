"""Comments on passages, and what the writer of the text decides about them (C8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.crossing import passages
from medcord.core.facts import CommentDecided, CommentMade
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.drafting import queries, quoting
from medcord.drafting.models import Comment, CommunicationComment, Draft, DraftComment, Text
from medcord.drafting.policy import require_comment, require_unreleased, require_write
from medcord.drafting.saving import close_facts, name_of, saved
from medcord.drafting.texts import What, part, said
from medcord.gateways import clock


@dataclass(frozen=True, slots=True)
class CommentWords:
    """A comment on the words ``quote`` of a part, in version ``number`` of the text. ``proposal``: words for their
    place; None proposes none, "" proposes to strike them out."""

    field: str
    quote: str
    body: str
    number: int
    proposal: str | None = None
    start: int | None = None


@ledger.action
def comment(reference: str, what: What, words: CommentWords, *, actor: Viewer) -> Comment:
    """Comment on a passage. It is kept as it was read, whatever becomes of the text."""
    case = cases.case_for(actor, reference, lock=True)
    text = queries.text_for(actor, case, what)
    require_comment(actor, text)
    require_unreleased(text)
    if not words.body.strip() and words.proposal is None:
        raise InputRefusal("Say what is wrong with the passage, or propose other words.", fields={"field": "body"})
    read = next((row for row in queries.versions_of(actor, text) if row.number == words.number), None)
    if read is None:
        raise NotFound("version")
    passage = passages.quoted(read.words.get(part(text, words.field), ""), words.quote, words.start)
    if actor.party_id is None:
        raise NotAllowed("A comment is made by a member of a party.")
    row = _comment_on(
        text,
        party_id=actor.party_id,
        member=actor.member_id,
        name=name_of(actor),
        at=clock.now(),
        number=read.number,
        field=words.field,
        quote=passage.quote,
        start=passage.start,
        body=words.body.strip(),
        proposal=(words.proposal or "").strip(),
        proposes=words.proposal is not None,
        salt=ledger.new_salt(),
    )
    digest = ledger.seal(row.salt, row.field, row.quote, row.body, row.proposal)
    fact = CommentMade(case.id, row.id, text.id, actor.party_id, row.number, digest)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


def _comment_on(text: Text, **said: Any) -> Comment:
    return DraftComment(text=text, **said) if isinstance(text, Draft) else CommunicationComment(text=text, **said)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the writer decides of a comment. ``put_in``: the proposed words go into the text by the same act, if it
    still is at ``expected_version``."""

    accepted: bool
    reason: str
    put_in: bool = False
    expected_version: int | None = None


@ledger.action
def decide_comment(reference: str, what: What, comment: UUID, decided: Decided, *, actor: Viewer) -> Comment:
    """Accept or reject a comment, with a reason that stays."""
    case = cases.case_for(actor, reference, lock=True)
    text = queries.text_for(actor, case, what)
    row = next((each for each in queries.comments_of(actor, text) if each.pk == comment), None)
    if row is None:
        raise NotFound("comment")
    require_write(actor, text)
    if row.decided_at is not None:
        raise RuleRefusal("This comment is decided already.", code="comment-decided")
    if not decided.reason.strip():
        raise InputRefusal("Say why. The one who commented reads the reason.", fields={"field": "reason"})
    rows, facts = _with_its_words(row, text, decided, actor) if decided.put_in else ([], [])
    row.accepted, row.put_in, row.reason = decided.accepted, decided.put_in, decided.reason.strip()
    row.decided_at, row.decided_by, row.decided_name = clock.now(), actor.member_id, name_of(actor)
    reason = ledger.seal(row.salt, row.reason)
    facts.append(CommentDecided(case.id, row.id, text.id, row.party_id, decided.accepted, reason))
    ledger.commit(
        rows=[*rows, row], facts=facts, actor=actor, expected_version=decided.expected_version if rows else None
    )
    return row


def _with_its_words(row: Comment, text: Any, decided: Decided, actor: Viewer) -> tuple[list[Any], list[Any]]:
    require_unreleased(text)
    if not decided.accepted or not row.proposes:
        raise InputRefusal(
            "Only an accepted comment that proposes words can have them put in.", fields={"field": "put_in"}
        )
    if decided.expected_version != text.version:
        raise EditedMeanwhile("text")
    now = said(text, row.field)
    found = queries.stand_of(row, queries.words_by_number(text), now)
    made = saved(
        text,
        {row.field: passages.put_in(now, passages.Passage(row.quote, row.start), found, row.proposal)},
        actor=actor,
    )
    if isinstance(text, Draft):
        quoting.require_not_copied(text.case, actor, text, queries.readers(actor, text.case, text))
        close = quoting.close_rows(text.case, actor, text, queries.passages_of(text))
        return [*made[0], *close], [*made[1], *close_facts(text.case, text, close)]
    return made

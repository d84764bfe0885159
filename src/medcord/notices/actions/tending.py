"""Tending the node's work: what is dead is tried again or given up, and a mail that came back is written down."""

from __future__ import annotations

import re

from medcord import ledger
from medcord.core.access import NodeItem, Permission, Viewer, require
from medcord.core.facts import Code, LetterBounced, WorkDropped, WorkRetried
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.gateways import clock
from medcord.ledger import letters
from medcord.ledger import queries as facts
from medcord.ledger.models import Delivery, OutgoingLetter
from medcord.notices import queries
from medcord.notices.models import Call
from medcord.parties import queries as parties

STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def _node() -> NodeItem:
    own = parties.the_coordinator()
    return NodeItem(own.pk if own else None)


@ledger.action
def retry_work(kind: str, pk: str, *, actor: Viewer) -> Delivery | OutgoingLetter | Call:
    """Try one piece of work again now, with all attempts before it."""
    row = queries.piece_for(actor, kind, pk)
    require(actor, Permission.NODE_TEND, _node(), "work")
    if row.state not in ("dead", "failed", "waiting"):
        raise RuleRefusal(f"This is “{row.state}”: only what waits, is dead or came back is tried again.")
    if isinstance(row, OutgoingLetter) and row.body == letters.TAKEN_OUT:
        raise RuleRefusal(
            "The link in this letter was taken out when it was handed over. Take the invitation back and send another.",
            code="link-over",
        )
    row.state, row.attempts, row.due, row.error = "waiting", 0, clock.now(), ""
    ledger.commit(rows=[row], facts=[WorkRetried(Code(kind), Code(str(row.pk)))], actor=actor)
    return row


@ledger.action
def drop_work(kind: str, pk: str, *, reason: str, actor: Viewer) -> Delivery | OutgoingLetter | Call:
    """Give one piece of work up, for a reason that stays as a digest."""
    row = queries.piece_for(actor, kind, pk)
    require(actor, Permission.NODE_TEND, _node(), "work")
    if not reason.strip():
        raise InputRefusal("Say why it is dropped; the ledger keeps a digest of it.", fields={"field": "reason"})
    if row.state not in ("dead", "failed", "waiting"):
        raise RuleRefusal(f"This is “{row.state}” already. There is nothing left to drop.")
    row.state = "dropped"
    if isinstance(row, OutgoingLetter) and row.link is not None:
        row.body = letters.TAKEN_OUT
    digest = ledger.seal(ledger.new_salt(), reason)
    ledger.commit(rows=[row], facts=[WorkDropped(Code(kind), Code(str(row.pk)), digest)], actor=actor)
    return row


@ledger.action
def record_bounce(message_id: str, *, status: str = "", actor: Viewer) -> OutgoingLetter:
    """Write down that a mail came back. ``status`` is its enhanced status code, such as 5.1.1 (RFC 3463)."""
    require(actor, Permission.NODE_TEND, _node())
    status = status.strip()
    if status and not STATUS.fullmatch(status):
        raise InputRefusal(
            f"“{status[:20]}” is no status code of a mail that came back. It looks like 5.1.1; leave it out if the "
            "notification has none.",
            fields={"field": "status"},
        )
    row = facts.letter_by_message_id(message_id)
    if row is None or row.party is None:
        raise NotFound("letter")
    if row.state not in (OutgoingLetter.State.SENT, OutgoingLetter.State.FAILED):
        raise RuleRefusal(f"This letter is “{row.state}”: it has not been handed over, so it cannot have come back.")
    row.state, row.failed_at = OutgoingLetter.State.FAILED, clock.now()
    row.error = f"came-back-{status}" if status else "came-back"
    ledger.commit(rows=[row], facts=[LetterBounced(row.party, row.id, Code(status or "unknown"))], actor=actor)
    return row

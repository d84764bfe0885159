"""Erasing who a member was. What they did stays, done by nobody in particular."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db.models import CASCADE

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import IdentityErased
from medcord.core.refusals import RuleRefusal
from medcord.gateways import clock
from medcord.ledger import destroying, forgetting
from medcord.ledger.rows import writing
from medcord.parties.actions.access import spare_administrator
from medcord.parties.models import ERASED, Member
from medcord.parties.queries import running as queries

LACK = "Say why the person is erased. The words are kept sealed, for the administrators of the party."


@ledger.action
def erase_member(member: UUID, *, reason: str, typed: str, actor: Viewer) -> Member:
    """Destroy a member's name, title and address everywhere, and every way to sign in: sessions, tokens, password,
    keys, addresses to recover by. The people who run the node do it, or an administrator of the member's party.

    ``typed`` is the mail address, typed again. A legal hold on a case in which the member acted forbids it. Mails that
    wait are not sent, and letters kept as files go along. Texts in which the name was typed are content: find them on
    the spill page of each case. Cannot be undone.
    """
    row = queries.member_for(actor, member, lock=True)
    queries.locked(row.organisation_id)
    if row.is_erased:
        raise RuleRefusal("This member was erased already. There is nothing left to erase.", code="erased")
    if actor.member_id == row.pk:
        raise RuleRefusal("You cannot erase yourself. Ask another administrator of your party, or who runs the node.")
    if actor.kind is not ViewerKind.SYSTEM:
        spare_administrator(row)
    destroying.require_typed_again(row.email, typed, called="mail address")
    destroying.require_acts_not_held(row.pk)
    why = destroying.why(reason, LACK)
    forgetting.forget_name(row.pk, row.name)
    letters = forgetting.forget_address(row.email)
    _shut_out(row)
    old = row.email
    _empty(row)
    entry, _ = destroying.noted("member", row.pk, stream=f"organisation:{row.organisation_id}", reason=why, actor=actor)
    fact = IdentityErased(row.organisation_id, row.pk, letters, why.digest)
    ledger.commit(rows=[row, entry], facts=[fact], actor=actor)
    forgetting.forget_mails(old)
    return row


def _empty(row: Member) -> None:
    row.left_at = row.left_at if row.left_at and not row.is_active else clock.now()
    row.name, row.title, row.is_active = forgetting.NOBODY, "", False
    row.email = f"{secrets.token_hex(8)}{ERASED}"
    row.every_case, row.cases = False, []
    row.set_unusable_password()


def _shut_out(row: Member) -> None:
    """End every way in. What goes along with a member by a relation is one (sessions, tokens, keys, links back, second
    factors); rows that say what a member did name them by id alone, and stay."""
    with writing():
        for relation in Member._meta.related_objects:
            if relation.on_delete is CASCADE:
                relation.related_model._base_manager.filter(**{relation.field.name: row}).delete()

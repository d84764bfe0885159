"""Erasing who a member was. What they did stays, done by nobody in particular."""

from __future__ import annotations

import secrets

from django.db.models import CASCADE

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import IdentityErased
from medcord.core.refusals import NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.ledger import destroying, forgetting
from medcord.ledger.rows import writing
from medcord.parties.models import Member


@ledger.action
def erase_member(email: str, *, reason: str, actor: Viewer) -> Member:
    """Destroy a member's name, title and address everywhere, and every way to sign in: sessions, tokens, password,
    keys, addresses to recover by. The people who run the node do it, or an administrator of the member's party.

    Mails that wait are not sent; letters kept as files go right after, by the reaction to the fact. Texts in which the
    name was typed are content: find them on the spill page of each case. Cannot be undone.
    """
    row = (
        Member.objects.select_related("organisation")
        .select_for_update(of=("self",))
        .filter(email__iexact=email)
        .first()
    )
    if row is None or (actor.kind is not ViewerKind.SYSTEM and actor.party_id != row.organisation_id):
        raise NotFound("member")
    if actor.kind is not ViewerKind.SYSTEM and actor.level is not MemberRole.ADMINISTRATOR:
        raise NotAllowed("An administrator of the party erases its members.")
    if actor.member_id == row.pk:
        raise RuleRefusal("You cannot erase yourself. Ask another administrator of your party, or who runs the node.")
    lack = "Say why the person is erased; the words are kept sealed, the chain keeps a digest."
    why = destroying.why(reason, lack)
    forgetting.forget_name(row.pk, row.name)
    letters = forgetting.forget_address(row.email)
    _shut_out(row)
    old, row.name, row.title, row.is_active = row.email, forgetting.NOBODY, "", False
    row.email = f"{secrets.token_hex(8)}@erased.invalid"
    row.set_unusable_password()
    entry, _ = destroying.noted("member", row.pk, stream=f"organisation:{row.organisation_id}", reason=why, actor=actor)
    fact = IdentityErased(row.organisation_id, row.pk, letters, why.digest)
    ledger.commit(rows=[row, entry], facts=[fact], actor=actor)
    forgetting.forget_mails(old)
    return row


def _shut_out(row: Member) -> None:
    """End every way in. What goes along with a member by a relation is one (sessions, tokens, keys, links back, second
    factors); rows that say what a member did name them by id alone, and stay."""
    with writing():
        for relation in Member._meta.related_objects:
            if relation.on_delete is CASCADE:
                relation.related_model._base_manager.filter(**{relation.field.name: row}).delete()

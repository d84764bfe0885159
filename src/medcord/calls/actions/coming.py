"""Who comes: each party names its own members; the convening one says of others only which role it would like."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from medcord import ledger
from medcord.calls import queries
from medcord.calls.models import Asked, Call
from medcord.core import calls as rules
from medcord.core.access import Permission, Viewer, may, require
from medcord.core.calls import CallState, CallStep
from medcord.core.facts import CallMemberNamed, CallMemberReleased, Fact, RoleWanted
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.ledger.rows import Row
from medcord.parties import queries as parties

LONGEST_ROLE = 160


@ledger.action
def name_members(reference: str, members: Collection[UUID], *, shared: bool, actor: Viewer) -> Call:
    """Say which members of the actor's own party come; nobody named: all of it is meant. ``shared``: the other parties
    read the names too. Who is named now gets the invitation, who is no longer, its end (64)."""
    call = queries.call_for(actor, reference, lock=True)
    item = queries.item(call)
    require(actor, Permission.CALL_JOIN, item, "call")
    rules.follow(CallState(call.state), CallStep.JOIN)
    party = actor.party_id
    if actor.member_id is None or party is None:
        raise NotAllowed("A named member says who of its party comes.")
    own = {one.pk: one for one in parties.members_of(actor, party) if one.is_active}
    wanted = set(members)
    if not wanted <= own.keys():
        raise InputRefusal(
            "Name members of your own party only; other parties send whom they choose.", fields={"field": "members"}
        )
    if not all(may(own[one].viewer, Permission.CALL_READ, item).allowed for one in wanted):
        raise InputRefusal(
            "One of these acts in named cases only, and reads none of this agenda. Take that member out, or give "
            "access to a case first.",
            fields={"field": "members"},
        )
    before = {row.member: row for row in call.asked.all() if row.party_id == party and row.member}
    if wanted == before.keys() and all(row.shared == shared for row in before.values()):
        raise InputRefusal("This is how it stands already.", fields={"field": "members"})
    _commit(call, party, wanted, before, shared=shared, actor=actor)
    return call


def _commit(
    call: Call, party: UUID, wanted: set[UUID], before: dict[UUID, Asked], *, shared: bool, actor: Viewer
) -> None:
    """One line stands for the party as a whole: it holds which role is wanted, and that the party is asked."""
    rows: list[Row] = [call]
    if not any(row.party_id == party and row.member is None for row in call.asked.all()):
        rows.append(Asked(call=call, party_id=party))
    for row in (before[one] for one in sorted(wanted & before.keys())):
        row.shared = shared
        rows.append(row)
    added, gone = sorted(wanted - before.keys()), sorted(before.keys() - wanted)
    rows += [Asked(call=call, party_id=party, member=one, shared=shared) for one in added]
    facts: list[Fact] = [CallMemberNamed(party, call.pk, one, shared) for one in added]
    facts += [CallMemberReleased(party, call.pk, one) for one in gone]
    facts += [] if facts else [CallMemberNamed(party, call.pk, one, shared) for one in sorted(wanted)]
    left = [Asked.objects.filter(pk__in=[before[one].pk for one in gone])] if gone else []
    ledger.commit(rows=rows, gone=left, facts=facts, actor=actor)


@ledger.action
def want(reference: str, party: UUID, role: str, *, actor: Viewer) -> Call:
    """Say which role of another party should come, such as “product security, on call”. Never a name: whom it sends is
    that party's to choose."""
    call = queries.call_for(actor, reference, lock=True)
    require(actor, Permission.CALL_RUN, queries.item(call), "call")
    rules.follow(CallState(call.state), CallStep.MOVE)
    found = next((row for row in call.asked.all() if row.party_id == party and row.member is None), None)
    if found is None or party == call.party_id:
        raise NotFound("party")
    found.wanted = role_of(role)
    sealed = ledger.seal(call.salt, found.wanted)
    ledger.commit(rows=[call, found], facts=[RoleWanted(call.party_id, call.pk, party, sealed)], actor=actor)
    return call


def role_of(text: str) -> str:
    """The role as it is kept. Raises InputRefusal for one that is too long."""
    role = " ".join(text.split())
    if len(role) > LONGEST_ROLE:
        raise InputRefusal(
            f"“{role[:40]}…” is {len(role):,} characters long. A role holds {LONGEST_ROLE}. Shorten it.",
            fields={"field": "wanted"},
        )
    return role

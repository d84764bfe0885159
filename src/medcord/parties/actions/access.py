"""What a member may do for the party, and which of its cases it sees."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import (
    CaseGranted,
    CaseWithdrawn,
    Code,
    DefaultAccessChanged,
    Fact,
    MemberLimited,
    MemberRoleChanged,
)
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.parties.models import Member, Organisation
from medcord.parties.queries import running as queries

ALL, NAMED = Code("all"), Code("named")
REACHES = (ALL, NAMED)
MOST_CASES = 1000


def spare_administrator(member: Member) -> None:
    """Raise RuleRefusal when the party would be left without anybody who runs its members. Call under its lock."""
    if member.level == MemberRole.ADMINISTRATOR.value and member.is_active and not queries.other_administrators(member):
        raise RuleRefusal(
            f"{member.name} is the last administrator of {member.organisation.name}; without one nobody could let "
            "members in or out. Make another member an administrator first.",
            code="last-administrator",
        )


def _active(member: Member) -> None:
    if not member.is_active:
        raise RuleRefusal(
            f"{member.name} has left. Reactivate the member first, then change what it may do.", code="has-left"
        )


@ledger.action
def change_role(member: UUID, level: MemberRole, *, actor: Viewer) -> Member:
    """Make a member an administrator, a member or a reader. An administrator sees every case of the party."""
    row = queries.member_for(actor, member, lock=True)
    queries.locked(row.organisation_id)
    _active(row)
    if row.level == level.value:
        raise RuleRefusal(f"{row.name} is that already: {level.value}. There is nothing to change.", code="no-change")
    if level is not MemberRole.ADMINISTRATOR:
        spare_administrator(row)
    facts: list[Fact] = [MemberRoleChanged(row.organisation_id, row.pk, Code(row.level), Code(level.value))]
    row.level = level.value
    if level is MemberRole.ADMINISTRATOR and not row.every_case:
        row.every_case, row.cases = True, []
        facts.append(MemberLimited(row.organisation_id, row.pk, ALL))
    ledger.commit(rows=[row], facts=facts, actor=actor)
    return row


# The three below change the row and say the facts; the verbs of cases commit them, because only cases know which cases
# the actor sees.


def reached(member: UUID, cases: Collection[UUID] | None, *, actor: Viewer) -> tuple[Member, list[Fact]]:
    """A member who sees all cases of the party (None), or only these."""
    row = queries.member_for(actor, member, lock=True)
    _active(row)
    facts = _reach(row, cases)
    if not facts:
        raise RuleRefusal(f"{row.name} sees exactly that already. There is nothing to change.", code="no-change")
    return row, facts


def granted(member: UUID, case: UUID, *, actor: Viewer) -> tuple[Member, list[Fact]]:
    """A member who is limited to named cases and sees one more."""
    row = queries.member_for(actor, member, lock=True)
    _active(row)
    if row.every_case or str(case) in row.cases:
        raise RuleRefusal(f"{row.name} sees this case already. There is nothing to change.", code="no-change")
    return row, _reach(row, [*(UUID(one) for one in row.cases), case])


def withdrawn(member: UUID, case: UUID, *, actor: Viewer) -> tuple[Member, list[Fact]]:
    """A member who sees a case no longer. Raises RuleRefusal for one who sees every case."""
    row = queries.member_for(actor, member, lock=True)
    if row.every_case:
        raise RuleRefusal(
            f"{row.name} sees all cases of the party. Limit it to named cases on its own page first.", code="sees-all"
        )
    if str(case) not in row.cases:
        raise RuleRefusal(f"{row.name} does not see this case. There is nothing to withdraw.", code="no-change")
    return row, _reach(row, [UUID(one) for one in row.cases if one != str(case)])


def _reach(row: Member, cases: Collection[UUID] | None) -> list[Fact]:
    before, after = {UUID(one) for one in row.cases}, set(cases or ())
    if cases is not None and row.level == MemberRole.ADMINISTRATOR.value:
        raise RuleRefusal(
            f"{row.name} administers the party, and an administrator sees every case of it. Make it a member or a "
            "reader first.",
            code="administrator-sees-all",
        )
    if len(after) > MOST_CASES:
        raise RuleRefusal(f"At most {MOST_CASES} cases can be named. Let this member see all cases.", code="many-cases")
    facts: list[Fact] = []
    if row.every_case is not (cases is None):
        facts.append(MemberLimited(row.organisation_id, row.pk, ALL if cases is None else NAMED))
    if cases is not None:
        facts += [CaseGranted(row.organisation_id, row.pk, one) for one in sorted(after - before)]
        facts += [CaseWithdrawn(row.organisation_id, row.pk, one) for one in sorted(before - after)]
    row.every_case, row.cases = cases is None, sorted(str(one) for one in after)
    return facts


@ledger.action
def set_default_access(reach: str, *, actor: Viewer) -> Organisation:
    """Say what a new member sees: all cases of the party, or none until some are granted."""
    party = queries.locked(queries.administered(actor))
    if reach not in REACHES or party.default_access == reach:
        raise RuleRefusal("New members see exactly that already. There is nothing to change.", code="no-change")
    party.default_access = reach
    ledger.commit(rows=[party], facts=[DefaultAccessChanged(party.pk, Code(reach))], actor=actor)
    return party

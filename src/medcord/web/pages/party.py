"""What an administrator sees of a party: its members, one of them, and what happened, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.ledger.models import FactRow
from medcord.parties import queries as parties
from medcord.parties.queries import running
from medcord.web.forms.party import InviteForm, ReachForm, ReasonForm, RoleForm

# {who} did it, {member} is the member the fact names, {x} its own words, {case} the case it names.
SENTENCES = {
    "OrganisationRegistered": ("account_balance", "The party was registered."),
    "MemberInvited": ("mail_outline", "{who} asked somebody in as {x}."),
    "MemberInvitationAccepted": ("group_add", "{member} accepted the link."),
    "MemberInvitationWithdrawn": ("cancel", "{who} took a link back."),
    "MemberJoined": ("person", "{member} became a member."),
    "MemberRoleChanged": ("edit", "{who} made {member} {x}."),
    "AdministratorNamed": ("edit", "{who} made {member} {x}."),
    "MemberLimited": ("visibility", "{who} let {member} see {x}."),
    "CaseGranted": ("visibility", "{who} showed {case} to {member}."),
    "CaseWithdrawn": ("visibility_off", "{who} hid {case} from {member}."),
    "MemberDeactivated": ("cancel", "{who} deactivated {member}, with a reason."),
    "MemberReactivated": ("autorenew", "{who} let {member} in again, with a reason."),
    "IdentityErased": ("delete", "{who} erased who {member} was."),
    "PartyProfileChanged": ("edit", "{who} changed the profile of the party."),
    "DefaultAccessChanged": ("edit", "{who} let new members see {x}."),
    "TokenIssued": ("lock_open", "{member} made a token."),
    "TokenRevoked": ("lock", "{who} revoked a token of {member}."),
    "FacilityEventDeclared": ("report", "{who} signed that your party is aware of an event of harm."),
    "FacilityEventReported": ("send", "{who} signed that a report of an event of harm went out."),
    "RiskMatrixSigned": ("edit", "{who} signed a version of the party's risk matrix."),
}
WORDS = {
    "administrator": "an administrator",
    "member": "a member",
    "reader": "a reader",
    "all": "all cases of the party",
    "named": "named cases only",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the party's log; only of an erasing are the words of the reason kept."""

    at: datetime
    icon: str
    sentence: str
    reason: str = ""


def members(viewer: Viewer, form: InviteForm | None = None) -> dict[str, Any]:
    """Who acts for the party, who was asked to, and the form to ask."""
    colleagues = running.colleagues(viewer)
    return {
        "party": parties.own_organisation(viewer),
        "colleagues": colleagues,
        "active": sum(1 for one in colleagues if one.member.is_active),
        "invitations": running.invitations(viewer),
        "form": form or InviteForm(),
        "tab": "members",
    }


def case_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Cases of the party; of one it is only invited to the title is not open yet."""
    open_ones = {case.pk for case in cases.visible(viewer)}
    return [
        (case.reference, f"{case.reference} {case.title}" if case.pk in open_ones else f"{case.reference}, invited")
        for case in cases.of_party(viewer)
    ]


def member(
    viewer: Viewer,
    key: UUID,
    *,
    role: RoleForm | None = None,
    reach: ReachForm | None = None,
    leave: ReasonForm | None = None,
    back: ReasonForm | None = None,
) -> dict[str, Any]:
    """One member: what it may do, what it sees, and what waits for somebody else when it leaves."""
    row = running.member_for(viewer, key)
    granted = [case.reference for case in cases.seen_by(viewer, row)]
    now = {"reach": "all" if row.every_case else "named", "cases": granted}
    return {
        "party": row.organisation,
        "one": row,
        "granted": granted,
        "role_form": role or RoleForm(initial={"level": row.level}),
        "reach_form": reach or ReachForm(initial=now, cases=case_choices(viewer)),
        "leave_form": leave or ReasonForm(),
        "back_form": back or ReasonForm(),
        "led": cases.led_by(viewer, row),
        "tokens": running.live_tokens(row),
        "last": row.is_active and row.level == "administrator" and not running.other_administrators(row),
        "tab": "members",
    }


def people(viewer: Viewer, reference: str) -> dict[str, Any]:
    """Who of the viewer's own party sees a case, and who does not."""
    case, found = cases.our_people(viewer, reference)
    return {
        "case": case,
        "party": parties.own_organisation(viewer),
        "see": [one for one, sees in found if sees],
        "not_yet": [one for one, sees in found if not sees],
        "reads": case.pk in cases.by_ids(viewer, [case.pk]),
    }


def log(viewer: Viewer) -> dict[str, Any]:
    """What was done about members, tokens and the profile of the party, newest first."""
    facts, reasons = running.log(viewer), running.reasons_of_erasing(viewer)
    named = {UUID(fact.data["member"]) for fact in facts if "member" in fact.data}
    names = parties.member_names(named | {fact.actor for fact in facts if fact.actor})
    known = {str(case.pk): case.reference for case in cases.of_party(viewer)}
    return {
        "party": parties.own_organisation(viewer),
        "lines": [_line(fact, names, known, reasons) for fact in facts],
        "tab": "log",
    }


def _line(fact: FactRow, names: dict[UUID, str], known: dict[str, str], reasons: dict[UUID, str]) -> Line:
    icon, sentence = SENTENCES[fact.kind]
    said = fact.data.get("after") or fact.data.get("level") or fact.data.get("reach") or ""
    if "administers" in fact.data:
        said = "administrator" if fact.data["administers"] else "member"
    words = sentence.format(
        who=names.get(fact.actor, "Whoever runs the node") if fact.actor else "Whoever runs the node",
        member=names.get(UUID(fact.data["member"]), "a member") if "member" in fact.data else "",
        case=known.get(str(fact.data.get("granted")), "a case"),
        x=WORDS.get(str(said), str(said)),
    )
    erased = fact.kind == "IdentityErased"
    return Line(fact.at, icon, words, reasons.get(UUID(fact.data["member"]), "") if erased else "")

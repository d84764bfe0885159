"""Readers of calls. A case on an agenda, and what was decided about it, exists for those who read that case only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from medcord.calls.models import AgendaItem, AgreedAction, Asked, Attendance, Call, Decision
from medcord.cases import queries as cases
from medcord.core.access import CallItem, Permission, Viewer, ViewerKind, may
from medcord.core.calls import CallState, CallWay
from medcord.core.exercise import marked
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.formats import icalendar
from medcord.gateways import clock
from medcord.ledger import letters
from medcord.ledger import queries as ledger
from medcord.ledger.queries import ShortFact
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.parties.models import Organisation

AGENCIES = (Role.COORDINATOR, Role.REGULATOR)
PARTIES = (*AGENCIES, Role.MANUFACTURER)
STILL_NEWS = timedelta(hours=24)
"""An emergency call that nobody closed stands on top of the pages for so long."""


def item(call: Call, owner: UUID | None = None) -> CallItem:
    """What the policy needs to know of a call, from its prefetched rows."""
    return CallItem(
        convener=call.party_id,
        asked=frozenset(row.party_id for row in call.asked.all()),
        cases=frozenset(row.case_id for row in call.agenda.all()),
        owner=owner,
    )


def _whole(query: QuerySet[Call]) -> list[Call]:
    return list(query.select_related("party", "series").prefetch_related("asked__party", "agenda"))


def _of_party(viewer: Viewer) -> QuerySet[Call]:
    """Calls of the viewer's party and those it is asked to. What is left out here costs the same queries as what is
    absent (34)."""
    if viewer.role not in PARTIES or viewer.party_id is None:
        return Call.objects.none()
    asked = Asked.objects.filter(party=viewer.party_id).values("call")
    found = Call.objects.filter(Q(party=viewer.party_id) | Q(pk__in=asked))
    if viewer.cases is None:
        return found
    about, ours = AgendaItem.objects.all(), AgendaItem.objects.filter(case__in=viewer.cases)
    return found.filter(~Q(pk__in=about.values("call")) | Q(pk__in=ours.values("call")))  # 35


def visible(viewer: Viewer) -> list[Call]:
    """Calls of the viewer's party and those it is asked to, by their start."""
    return [call for call in _whole(_of_party(viewer).order_by("starts")) if _reads(viewer, call)]


def facts_of(viewer: Viewer, kinds: Collection[str]) -> list[tuple[Call, ShortFact]]:
    """Facts of these kinds about the calls that the viewer reads, each with its call, oldest first."""
    known = {str(call.pk): call for call in visible(viewer)}
    chains = {f"organisation:{call.party_id}" for call in known.values()}
    found = ledger.short_facts_in(chains, kinds) if chains else []
    return [(known[fact.data["call"]], fact) for _chain, fact in found if fact.data.get("call") in known]


def call_for(viewer: Viewer, reference: str, *, lock: bool = False) -> Call:
    """One call. Raises NotFound for hidden and absent alike."""
    found = _of_party(viewer).filter(reference=reference)
    if lock:
        found.select_for_update().values_list("pk", flat=True).first()
    call = next(iter(_whole(found)), None)
    if call is None or not _reads(viewer, call):
        raise NotFound("call")
    return call


def action_for(viewer: Viewer, call: Call, action: UUID) -> AgreedAction:
    """One action agreed in a call the viewer reads. Raises NotFound."""
    found = next((row for row in seen(viewer, call).actions if row.pk == action), None)
    if found is None:
        raise NotFound("action")
    return found


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a call exists for one viewer. ``cases`` are the cases of its items, by id; ``carried`` are open actions
    of earlier calls of the same party."""

    agenda: list[AgendaItem]
    cases: dict[UUID, Case]
    decisions: list[Decision]
    actions: list[AgreedAction]
    attendance: list[Attendance]
    carried: list[AgreedAction] = field(default_factory=list)


def seen(viewer: Viewer, call: Call) -> Seen:
    """Agenda, decisions, actions and attendance as far as the viewer may know them. No gap shows what is left out."""
    rows = list(call.agenda.all())
    decisions = list(Decision.objects.filter(call=call).select_related("item", "party").order_by("at"))
    actions = list(AgreedAction.objects.filter(call=call).select_related("item", "party", "call").order_by("due"))
    carried = _carried(call)
    about = [row.item.case_id for row in [*actions, *carried] if row.item]
    known = cases.by_ids(viewer, {*(row.case_id for row in rows), *about})
    return Seen(
        agenda=[row for row in rows if row.case_id in known],
        cases=known,
        decisions=[row for row in decisions if row.item is None or row.item.case_id in known],
        actions=_known(actions, known),
        attendance=list(Attendance.objects.filter(call=call).select_related("party").order_by("at")),
        carried=[row for row in _known(carried, known) if _reads(viewer, row.call)],
    )


def _known(rows: Iterable[AgreedAction], known: dict[UUID, Case]) -> list[AgreedAction]:
    return [row for row in rows if row.item is None or row.item.case_id in known]


def _reads(viewer: Viewer, call: Call) -> bool:
    return may(viewer, Permission.CALL_READ, item(call)).allowed


def _open_actions() -> QuerySet[AgreedAction]:
    found = AgreedAction.objects.filter(done_at=None).select_related("item", "party", "call__party")
    return found.prefetch_related("call__asked", "call__agenda").order_by("due")


def _carried(call: Call) -> list[AgreedAction]:
    """What is still to do after earlier calls of the same party, by those who are asked to this one."""
    if call.state != CallState.PLANNED:
        return []
    taking_part = {call.party_id, *(row.party_id for row in call.asked.all())}
    earlier = _open_actions().filter(call__party=call.party_id, call__starts__lt=call.starts, party__in=taking_part)
    return list(earlier.exclude(call=call))


def open_actions(viewer: Viewer) -> list[AgreedAction]:
    """What is to do after calls the viewer reads, by its day."""
    found = [row for row in _open_actions().filter(call__in=_of_party(viewer)) if _reads(viewer, row.call)]
    return _known(found, cases.by_ids(viewer, [row.item.case_id for row in found if row.item]))


def emergencies(viewer: Viewer) -> list[Call]:
    """Emergency calls that are on now, or begin within the hour, for the top of the viewer's pages."""
    since = clock.now() - STILL_NEWS
    found = _of_party(viewer).filter(way=CallWay.EMERGENCY, state=CallState.PLANNED, convened_at__gte=since)
    return [call for call in _whole(found) if _reads(viewer, call)]


def has_joined(viewer: Viewer, call: Call) -> bool:
    """Whether this member said that it has joined."""
    return viewer.member_id is not None and Attendance.objects.filter(call=call, member=viewer.member_id).exists()


def last_dial(viewer: Viewer) -> str:
    """How one dialled in to the newest call that the viewer's party convened: mostly it is the same again."""
    mine = _of_party(viewer).filter(party=viewer.party_id).exclude(dial="").order_by("-convened_at")
    return str(mine.values_list("dial", flat=True).first() or "")


def joined_parties(call: Call) -> set[UUID]:
    """Parties of whom somebody joined a call that the caller may read."""
    return set(Attendance.objects.filter(call=call).values_list("party", flat=True))


def askable(viewer: Viewer, about: Iterable[Case]) -> list[Organisation]:
    """Parties that may be asked to a call about these cases: agencies, and who reads the content of one of them."""
    readers = {row.party_id for case in about for row in cases.content_readers(viewer, case)}
    return [row for row in parties.directory(viewer) if Role(row.role) in AGENCIES or row.pk in readers]


def people(call: CallItem) -> dict[UUID, int]:
    """How many active members of each party would be reached by such a call."""
    _, members = parties.post_of({call.convener, *call.asked})
    found: dict[UUID, int] = {}
    for one in members:
        if may(one.viewer, Permission.CALL_READ, call).allowed:
            found[one.organisation_id] = found.get(one.organisation_id, 0) + 1
    return found


def for_reaction(call: UUID) -> Call:
    """A call named by a fact, for the worker."""
    return _whole(Call.objects.filter(pk=call))[0]


def may_know(viewer: Viewer, call: Call) -> bool:
    """Whether somebody the node is about to tell may know of a call."""
    return _reads(viewer, call)


def reads_as_node(viewer: Viewer, call: Call) -> bool:
    """Whether a member that the node is about to tell may know of the call, and was meant by the invitation."""
    if not _reads(viewer, call) or viewer.kind is not ViewerKind.MEMBER:
        return False
    named = named_for(call, viewer.party_id)
    return not named or viewer.member_id in named


def named_for(call: Call, party: UUID | None) -> set[UUID]:
    """The members of a party who are invited in person; none where all of it is."""
    return {row.member for row in call.asked.all() if row.party_id == party and row.member}


@dataclass(frozen=True, slots=True)
class Coming:
    """Who of a party comes, as far as the viewer may know: names of others only where that party shares them; what role
    is wanted is read by that party and the convening one."""

    party: Organisation
    wanted: str
    members: dict[UUID, str]
    shared: bool


def coming(viewer: Viewer, call: Call) -> list[Coming]:
    """By party, the convening one first. Whom a party sends is its own to tell: nothing shows that it named anybody."""
    rows = list(call.asked.all())
    known = [row for row in rows if row.member and (row.shared or row.party_id == viewer.party_id)]
    names = parties.member_names({row.member for row in known if row.member})
    found = []
    for party in parties_of(call):
        own = [row for row in known if row.party_id == party.pk]
        members = {row.member: names.get(row.member, "a former member") for row in own if row.member}
        reads = viewer.party_id in (party.pk, call.party_id)
        wanted = next((row.wanted for row in rows if reads and row.party_id == party.pk and row.wanted), "")
        found.append(Coming(party, wanted, members, any(row.shared for row in own)))
    return found


def parties_of(call: Call) -> list[Organisation]:
    """The parties that are asked, the convening one first."""
    found = {row.party_id: row.party for row in call.asked.all()}
    return sorted(found.values(), key=lambda one: (one.pk != call.party_id, one.name))


def path_of(call: Call) -> str:
    """The page of a call."""
    return f"/calls/{call.reference}"


def _title(call: Call) -> str:
    return "Emergency call (medcord)" if call.way == CallWay.EMERGENCY else f"Call {call.reference} (medcord)"


def invitation(call: Call, attendee: str = "", *, series: bool = False, over: bool = False) -> str:
    """An invitation to a call that the caller may read, for calendars: when, and where to look; nothing of its purpose,
    of how to dial in, of who comes, or of a case. ``series`` invites to all calls of its series at once, ``over`` takes
    it out of the calendar of one who is not needed any more."""
    domain = settings.MEDCORD_MAIL_FROM.rpartition("@")[2] or "localhost"
    rule = None
    if series and call.series:
        rule = icalendar.Rule(call.series.first, call.zone, call.series.every_days, call.series.times)
    return icalendar.write(
        icalendar.Invitation(
            uid=f"{call.series_id or call.pk}@{domain}",
            sequence=0 if rule else call.sequence,
            made_at=call.convened_at,
            starts=rule.first if rule else call.starts,
            minutes=call.length,
            title=marked(_title(call), settings.MEDCORD_DRILL),
            url=letters.link(path_of(call)),
            organizer=settings.MEDCORD_MAIL_FROM,
            attendee=attendee,
            method=icalendar.Method.CANCEL if over or call.state == CallState.CANCELLED else icalendar.Method.REQUEST,
            rule=rule,
            instance=(call.planned, call.zone) if call.series and not rule else None,
        )
    )


def tabled(call: Call) -> list[Case]:
    """The cases on the agenda of a call, for comparing what is written with what is said in them."""
    return [row.case for row in AgendaItem.objects.filter(call=call).select_related("case")]


def readers_of(call: Call) -> frozenset[UUID]:
    """The parties that read a call: those that are asked, and the one that convened it."""
    return frozenset({call.party_id, *Asked.objects.filter(call=call).values_list("party", flat=True)})

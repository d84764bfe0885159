"""Note a request, decide of each item, withhold passages, and say how long a case is kept. A named person does each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, may, require
from medcord.core.facts import Code, ItemsDecided, PassageRedacted, RecordsRequested, RetentionSet
from medcord.core.records.exemptions import LAWS, TO_CHOOSE
from medcord.core.records.redaction import Suggestion, passages
from medcord.core.records.schedule import BY_CODE, until
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.records import queries
from medcord.records.models import ItemDecision, RecordsRequest, Redaction, Retention
from medcord.records.queries import Standing

if TYPE_CHECKING:
    from medcord.cases.models import Case

MOST_CUTS = 500


@dataclass(frozen=True, slots=True)
class RequestWords:
    """What is asked for. ``requester`` is a reference, not a name. Without ``since`` and ``till``: the whole case."""

    requester: str
    law: str
    due_on: date
    since: datetime | None = None
    till: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage by its words: how it begins and, if it is long, how it ends."""

    begins: str
    exemption: str
    ends: str = ""


@ledger.action
def note_request(reference: str, words: RequestWords, *, actor: Viewer) -> RecordsRequest:
    """Note that somebody asks for the records of a case."""
    case = _case(reference, actor)
    member, name = signer(actor)
    requester = words.requester.strip()
    if not requester:
        raise InputRefusal("Give the reference of the request.", fields={"field": "requester"})
    if words.law not in {one.code for one in LAWS}:
        raise InputRefusal("Choose the law under which it is asked.", fields={"field": "law"})
    if words.since is not None and words.till is not None and words.since > words.till:
        raise InputRefusal("The range ends before it begins.", fields={"field": "till"})
    salt = ledger.new_salt()
    row = RecordsRequest(
        case=case, requester=requester, law=words.law, due_on=words.due_on, since=words.since, till=words.till,
        noted_at=clock.now(), noted_by=member, noted_name=name, salt=salt,
    )  # fmt: skip
    fact = RecordsRequested(case.pk, row.pk, ledger.seal(salt, requester, words.law))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def decide(
    reference: str, request: UUID, item: str, *, withheld: bool, exemption: str = "", because: str = "", actor: Viewer
) -> ItemDecision:
    """Decide of one item whether it leaves. To release what a class proposes to withhold, or what still looks like a
    serial number or a finder's name, needs a reason. PCII is not decided: it never leaves (F1.7)."""
    case, row, standing = opened(reference, request, actor)
    one = _one(standing, item)
    reason = because.strip()
    _may_be_decided(one, withheld=withheld, exemption=exemption)
    if not withheld and not reason:
        _reason_not_needed(one, queries.suggested(one, queries.finders(standing)))
    decision = _decision(row, one, actor, withheld=withheld, exemption=exemption, because=reason)
    fact = ItemsDecided(case.pk, row.pk, 1, withheld, Code(exemption if withheld else ""))
    ledger.commit(rows=[*reopened(row), decision], facts=[fact], actor=actor)
    return decision


@ledger.action
def release_plain(reference: str, request: UUID, *, actor: Viewer) -> int:
    """Decide to release every item that is still open, for which its class proposes nothing and in which nothing looks
    like something to withhold; how many. The rest is looked at one by one."""
    case, row, standing = opened(reference, request, actor)
    names = queries.finders(standing)
    plain = [one for one in standing if one.withheld is None and not one.record.exemption and not one.redactions]
    plain = [one for one in plain if one.record.blob is None and one.record.tlp != Tlp.RED.value]
    plain = [one for one in plain if not queries.suggested(one, names)]
    if not plain:
        raise RuleRefusal("Nothing is left that can be released without a look at it.", code="none-plain")
    decisions = [_decision(row, one, actor, withheld=False, exemption="", because="") for one in plain]
    fact = ItemsDecided(case.pk, row.pk, len(decisions), withheld=False, exemption=Code(""))
    ledger.commit(rows=[*reopened(row), *decisions], facts=[fact], actor=actor)
    return len(decisions)


@ledger.action
def redact(reference: str, request: UUID, item: str, passage: Passage, *, actor: Viewer) -> list[Redaction]:
    """Withhold a passage of an item, wherever it stands there, under one exemption."""
    case, row, standing = opened(reference, request, actor)
    one = _one(standing, item)
    _require_choosable(passage.exemption)
    if one.record.fixed:
        raise RuleRefusal("This item is kept whole by statute. No passage of it leaves.", code="kept-by-statute")
    cut = {(each.start, each.end) for each in one.redactions}
    places = [span for span in passages(one.record.text, passage.begins, passage.ends) if span not in cut]
    if not places:
        raise InputRefusal(
            "These words do not stand in the item, or are withheld already. Copy them from the text as it stands.",
            fields={"field": "begins"},
        )
    if len(places) > MOST_CUTS:
        raise InputRefusal(
            f"These words stand {len(places)} times here. Mark more of them.", fields={"field": "begins"}
        )
    member, name = signer(actor)
    seen = queries.seen(row, one.record.text)
    rows = [
        Redaction(
            request=row, kind=one.record.kind, item=one.record.id, start=start, end=end, exemption=passage.exemption,
            seen=seen, made_by=member, made_name=name, made_at=clock.now(),
        )
        for start, end in places
    ]  # fmt: skip
    facts = [PassageRedacted(case.pk, row.pk, each.pk, Code(passage.exemption), withheld=True) for each in rows]
    ledger.commit(rows=[*reopened(row), *rows], facts=facts, actor=actor)
    return rows


@ledger.action
def take_back(reference: str, request: UUID, redaction: UUID, *, actor: Viewer) -> Redaction:
    """No longer withhold a passage; possible until the records are released."""
    case, row, _standing = opened(reference, request, actor)
    found = queries.redaction_of(row, redaction)
    found.taken_back_at = clock.now()
    fact = PassageRedacted(case.pk, row.pk, found.pk, Code(found.exemption), withheld=False)
    ledger.commit(rows=[*reopened(row), found], facts=[fact], actor=actor)
    return found


@ledger.action
def set_retention(reference: str, rule: str, *, because: str = "", actor: Viewer) -> Retention:
    """Say by which rule of the schedule a case is kept. Nothing is destroyed by it."""
    case = _case(reference, actor)
    member, name = signer(actor)
    chosen = BY_CODE.get(rule)
    if chosen is None or not chosen.settable:
        raise InputRefusal("Choose a rule of the schedule that is the coordinator's.", fields={"field": "rule"})
    row = queries.retention_of(case) or Retention(case=case)
    row.rule, row.because = rule, because.strip()
    row.set_by, row.set_name, row.set_at = member, name, clock.now()
    fact = RetentionSet(case.pk, Code(rule), until(chosen, case.closed_at))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


def _case(reference: str, actor: Viewer) -> Case:
    case = cases.case_for(actor, reference, lock=True)
    if not may(actor, Permission.RECORDS_READ, cases.item(case)).allowed:
        raise NotFound("page")  # to other parties nothing says that somebody could have asked
    require(actor, Permission.RECORDS_KEEP, cases.item(case), "page")
    return case


def opened(reference: str, request: UUID, actor: Viewer) -> tuple[Case, RecordsRequest, list[Standing]]:
    """A request that is still being worked on, with how far each item is."""
    case = _case(reference, actor)
    row = queries.request_for(actor, case, request)
    if row.released_at is not None:
        raise RuleRefusal("These records were released. What left cannot be called back; note a new request.",
                          code="records-released")  # fmt: skip
    return case, row, queries.standing_of(actor, case, row)


def reopened(row: RecordsRequest) -> list[RecordsRequest]:
    """The request, when a change takes the first signature off it: the second one signs what it sees."""
    if row.ready_at is None:
        return []
    row.ready_at, row.ready_by, row.ready_name = None, None, ""
    return [row]


def signer(actor: Viewer) -> tuple[UUID, str]:
    """Who decides."""
    if actor.member_id is None:
        raise NotAllowed("A named member of the coordinator decides this.")
    return actor.member_id, parties.member_name(actor.member_id)


def _one(standing: list[Standing], item: str) -> Standing:
    found = next((one for one in standing if one.record.key == item), None)
    if found is None:
        raise NotFound("item")
    return found


def _may_be_decided(one: Standing, *, withheld: bool, exemption: str) -> None:
    if one.record.fixed:
        raise RuleRefusal("This is protected by statute: it never leaves, whatever anybody decides.",
                          code="kept-by-statute")  # fmt: skip
    if withheld:
        _require_choosable(exemption)
    elif one.record.waits:
        raise RuleRefusal(
            "Its supplier has not been consulted. Ask it first; until then this is withheld.", code="supplier-not-asked"
        )


def _require_choosable(exemption: str) -> None:
    if exemption not in {one.code for one in TO_CHOOSE}:
        raise InputRefusal("Cite the exemption under which it is withheld.", fields={"field": "exemption"})


def _reason_not_needed(one: Standing, suggested: list[Suggestion]) -> None:
    if one.record.exemption:
        raise InputRefusal(
            f"Its class ({one.record.klass.value}) proposes to withhold it. Say why it leaves all the same.",
            fields={"field": "because"},
        )
    if suggested:
        raise InputRefusal(
            f"“{suggested[0].passage}” looks like something to withhold. Withhold it, or say why it leaves.",
            fields={"field": "because"},
        )


def _decision(
    row: RecordsRequest, one: Standing, actor: Viewer, *, withheld: bool, exemption: str, because: str
) -> ItemDecision:
    member, name = signer(actor)
    decision = one.decision or ItemDecision(request=row, kind=one.record.kind, item=one.record.id)
    decision.withheld, decision.exemption, decision.because = withheld, exemption if withheld else "", because
    decision.seen = queries.seen(row, one.record.text)
    decision.decided_by, decision.decided_name, decision.decided_at = member, name, clock.now()
    return decision

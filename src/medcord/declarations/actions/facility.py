"""What a hospital signs of an event of harm: that it is aware of it, and that its reports went out. None is filed."""

from __future__ import annotations

from medcord import ledger
from medcord.core.access import InventoryItem, Permission, Viewer, require
from medcord.core.declarations.facility import (
    Addressee,
    Annual,
    Event,
    Report,
    check,
    check_annual,
    check_time,
    year_of,
)
from medcord.core.facts import Code, FacilityEventDeclared, FacilityEventReported, FacilityYearReported
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.declarations import policy, queries
from medcord.declarations.models import FacilityEvent, FacilityReport, FacilityYear
from medcord.formats.evidence import patient_data
from medcord.gateways import clock


@ledger.action
def sign_event(event: Event, *, patient_data_seen: bool = False, actor: Viewer) -> FacilityEvent:
    """Sign that the own hospital became aware of a death or serious injury: ten work days run from then."""
    require(actor, Permission.EVENT_SIGN, InventoryItem(actor.party_id) if actor.party_id else None)
    member, name, party = policy.signer(actor)
    now = clock.now()
    check(event, now)
    said = ((event.text, "What happened"), (event.device, "Device"), (event.maker, "Manufacturer"))
    hints = [hint for words, where in said for hint in patient_data.in_text(words, where)]
    patient_data.require_seen(hints, seen=patient_data_seen)
    salt = ledger.new_salt()
    row = FacilityEvent(
        party_id=party, death=event.death, aware=event.aware, device=event.device.strip(), maker=event.maker.strip(),
        text=event.text.strip(), signed_by=member, signed_name=name, signed_at=now, salt=salt,
    )  # fmt: skip
    to = queries.route_of(row)
    fact = FacilityEventDeclared(
        organisation=party,
        event=row.pk,
        aware=row.aware,
        death=row.death,
        to_regulator=Addressee.REGULATOR in to,
        to_maker=Addressee.MANUFACTURER in to,
        year=year_of(row.aware, queries.zone_of_party(actor)),
        digest=ledger.seal(salt, row.device, row.maker, row.text),
    )
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def sign_year(annual: Annual, *, patient_data_seen: bool = False, actor: Viewer) -> FacilityYear:
    """Sign that the annual report of a year with events went out, by the road that the law names."""
    require(actor, Permission.EVENT_SIGN, InventoryItem(actor.party_id) if actor.party_id else None)
    member, name, party = policy.signer(actor)
    now, zone = clock.now(), queries.zone_of_party(actor)
    check_annual(annual, queries.years_with_events(actor), now, zone)
    if any(one.year == annual.year for one in queries.years_reported(actor)):
        raise RuleRefusal("That this report went out is signed already.", code="declared-already")
    patient_data.require_seen(patient_data.in_text(annual.text, "What was filed"), seen=patient_data_seen)
    salt = ledger.new_salt()
    row = FacilityYear(
        party_id=party, year=annual.year, reported=annual.reported, text=annual.text.strip(), signed_by=member,
        signed_name=name, signed_at=now, salt=salt,
    )  # fmt: skip
    fact = FacilityYearReported(party, row.pk, row.year, row.reported, ledger.seal(salt, row.text))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def sign_event_report(report: Report, *, patient_data_seen: bool = False, actor: Viewer) -> FacilityReport:
    """Sign that the report of an event went to one of those whom the law names, by the road that the law names."""
    row = queries.event_for(actor, report.event)
    require(actor, Permission.EVENT_SIGN, InventoryItem(row.party_id), "event")
    member, name, party = policy.signer(actor)
    if report.to not in queries.route_of(row):
        raise RuleRefusal("The law routes this event elsewhere.")
    if any(one.to == report.to.value for one in row.reports.all()):
        raise RuleRefusal("That this report went out is signed already.", code="declared-already")
    if not report.text.strip():
        raise InputRefusal("Say what was filed: its number and date.", fields={"field": "text"})
    now = clock.now()
    check_time(report.reported, now, "reported", row.aware)
    patient_data.require_seen(patient_data.in_text(report.text, "What was filed"), seen=patient_data_seen)
    salt = ledger.new_salt()
    sent = FacilityReport(
        event=row, to=report.to.value, reported=report.reported, text=report.text.strip(), signed_by=member,
        signed_name=name, signed_at=now, salt=salt,
    )  # fmt: skip
    fact = FacilityEventReported(party, row.pk, Code(sent.to), sent.reported, ledger.seal(salt, sent.text))
    ledger.commit(rows=[sent], facts=[fact], actor=actor)
    return sent

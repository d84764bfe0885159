"""Asking for an independent test, taking it on, and its specimens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core import lab as rules
from medcord.core.access import Permission, Viewer, require
from medcord.core.facts import Code, LabTestAnswered, LabTestRequested, SpecimenMoved
from medcord.core.lab import Custody, CustodyMove, SpecimenKind
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.gateways import clock
from medcord.lab import queries
from medcord.lab.actions.running import open_one, run, signer
from medcord.lab.models import HandOver, LabTest, Specimen
from medcord.parties import queries as parties


@dataclass(frozen=True, slots=True)
class RequestWords:
    """What a test is asked for. ``supplier`` is the party that gives device and firmware; None while that is open."""

    scope: str
    question: str
    wanted: str
    confidentiality: str = ""
    supplier: UUID | None = None


@dataclass(frozen=True, slots=True)
class HandWords:
    """A hand-over as it is signed."""

    giver: str
    taker: str
    at: datetime
    seal: str = ""
    new_seal: str = ""
    condition: str = ""


@ledger.action
def request(case_reference: str, words: RequestWords, *, actor: Viewer) -> LabTest:
    """Ask the coordinator of the case for an independent test."""
    case = cases.case_for(actor, case_reference, lock=True)
    require(actor, Permission.LAB_REQUEST, cases.item(case), "test")
    texts = {name: getattr(words, name).strip() for name in ("scope", "question", "wanted", "confidentiality")}
    for name, lack in _LACKS.items():
        if not texts[name]:
            raise InputRefusal(lack, fields={"field": name})
    if words.supplier and words.supplier not in {row.pk for row in queries.suppliers(actor, case)}:
        raise InputRefusal("Choose a party that reads the case.", fields={"field": "supplier"})
    by = signer(actor)
    row = LabTest(
        reference=ledger.new_reference("LT"), case=case, party_id=by.party, supplier_id=words.supplier,
        asked_at=clock.now(), asked_by=by.member, asked_name=by.name, salt=ledger.new_salt(), **texts,
    )  # fmt: skip
    fact = LabTestRequested(case.id, row.id, row.party_id, ledger.seal(row.salt, *texts.values()))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


_LACKS = {
    "scope": "Say what is to be tested, and what is not.",
    "question": "Ask the question that the test is to answer.",
    "wanted": "Say which device and firmware are needed.",
}


@ledger.action
def answer(
    case_reference: str,
    test: str,
    *,
    accept: bool,
    words: str = "",
    laboratory: str = "",
    laboratory_party: UUID | None = None,
    actor: Viewer,
) -> LabTest:
    """Take a request on and name the laboratory, or turn it down with a reason."""
    case, row = run(case_reference, test, actor)
    if row.accepted is not None:
        raise RuleRefusal("This request is answered already.", code="answered")
    if not accept and not words.strip():
        raise InputRefusal("Say why the request is turned down.", fields={"field": "words"})
    if laboratory_party is not None:
        laboratory = parties.organisation_for(actor, laboratory_party).name
    if accept and not laboratory.strip():
        raise InputRefusal("Name the laboratory.", fields={"field": "laboratory"})
    _party, row.answered_by, row.answered_name = signer(actor)
    row.accepted, row.answer, row.answered_at = accept, words.strip(), clock.now()
    if accept:
        row.laboratory, row.laboratory_party_id = laboratory.strip(), laboratory_party
    digest = ledger.seal(row.salt, row.answer, row.laboratory)
    fact = LabTestAnswered(case.id, row.id, row.party_id, accept, digest)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def add_specimen(
    case_reference: str,
    test: str,
    *,
    kind: SpecimenKind,
    model: str,
    serial: str = "",
    sha256: str = "",
    actor: Viewer,
) -> Specimen:
    """Write down a device (model and serial number) or firmware (with its SHA-256) that is to be tested."""
    case, row = open_one(case_reference, test, actor)
    if not model.strip():
        raise InputRefusal("Name the model, or the firmware and its version.", fields={"field": "model"})
    if kind is SpecimenKind.DEVICE and not serial.strip():
        raise InputRefusal("A device is known by its serial number.", fields={"field": "serial"})
    digest = rules.sha256(sha256, field="sha256") if sha256.strip() or kind is SpecimenKind.FIRMWARE else ""
    specimen = Specimen(
        test=row, kind=kind.value, model=model.strip(), serial=serial.strip(), sha256=digest,
        state=Custody.EXPECTED.value, salt=ledger.new_salt(),
    )  # fmt: skip
    sealed = ledger.seal(specimen.salt, specimen.model, specimen.serial, digest)
    state = Code(specimen.state)
    fact = SpecimenMoved(case.id, row.id, specimen.id, Code("none"), state, sealed)
    ledger.commit(rows=[specimen], facts=[fact], actor=actor)
    return specimen


@ledger.action
def hand_over(
    case_reference: str, test: str, specimen: UUID, move: CustodyMove, words: HandWords, *, actor: Viewer
) -> HandOver:
    """Sign a hand-over. What does not fit to the one before is shown as a gap; nothing is mended afterwards."""
    case, row = open_one(case_reference, test, actor)
    found = queries.specimen_for(actor, row, specimen)
    for name, lack in (("giver", "Say who gave it."), ("taker", "Say who took it.")):
        if not getattr(words, name).strip():
            raise InputRefusal(lack, fields={"field": name})
    if words.at > clock.now():
        raise InputRefusal("A hand-over is written down when it has happened.", fields={"field": "at"})
    if words.at < row.asked_at.replace(second=0, microsecond=0):
        raise InputRefusal(
            f"The test was asked for on {row.asked_at:%-d %B %Y, %H:%M} UTC. What changed hands before belongs to no "
            "test: look at the date again.",
            fields={"field": "at"},
        )
    before = Custody(found.state)
    after = rules.follow(before, move)
    by = signer(actor)
    texts = {one: getattr(words, one).strip() for one in ("giver", "taker", "seal", "new_seal", "condition")}
    salt = ledger.new_salt()
    link = HandOver(
        specimen=found, number=queries.next_number(found), before=before.value, after=after.value, at=words.at,
        party_id=by.party, signed_by=by.member, signed_name=by.name, noted_at=clock.now(), salt=salt, **texts,
    )  # fmt: skip
    found.state = after.value
    sealed = ledger.seal(salt, *texts.values(), words.at.isoformat(), str(by.member))
    before_code, after_code = Code(before.value), Code(after.value)
    fact = SpecimenMoved(case.id, row.id, found.id, before_code, after_code, sealed)
    ledger.commit(rows=[found, link], facts=[fact], actor=actor)
    return link

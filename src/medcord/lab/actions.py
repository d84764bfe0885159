"""Verbs of independent tests (C12; F1.1: an independent third party for technical analysis and testing)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core import lab as rules
from medcord.core.access import Permission, Viewer, require
from medcord.core.facts import (
    Code,
    LabTestAnswered,
    LabTestReleased,
    LabTestReported,
    LabTestRequested,
    SpecimenMoved,
)
from medcord.core.lab import Custody, CustodyMove, LabAudience, LabOutcome, SpecimenKind
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.gateways import clock
from medcord.lab import queries
from medcord.lab.models import HandOver, LabTest, Specimen
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case

LONGEST_SENTENCE = 600


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
    by = _signer(actor)
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
    case, row = _run(case_reference, test, actor)
    if row.accepted is not None:
        raise RuleRefusal("This request is answered already.", code="answered")
    if not accept and not words.strip():
        raise InputRefusal("Say why the request is turned down.", fields={"field": "words"})
    if laboratory_party is not None:
        laboratory = parties.organisation_for(actor, laboratory_party).name
    if accept and not laboratory.strip():
        raise InputRefusal("Name the laboratory.", fields={"field": "laboratory"})
    _party, row.answered_by, row.answered_name = _signer(actor)
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
    case, row = _open(case_reference, test, actor)
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
    case, row = _open(case_reference, test, actor)
    found = queries.specimen_for(actor, row, specimen)
    for name, lack in (("giver", "Say who gave it."), ("taker", "Say who took it.")):
        if not getattr(words, name).strip():
            raise InputRefusal(lack, fields={"field": name})
    if words.at > clock.now():
        raise InputRefusal("A hand-over is written down when it has happened.", fields={"field": "at"})
    before = Custody(found.state)
    after = rules.follow(before, move)
    by = _signer(actor)
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


@ledger.action
def report(
    case_reference: str,
    test: str,
    *,
    outcome: LabOutcome,
    words: str,
    document: str = "",
    document_sha256: str = "",
    actor: Viewer,
) -> LabTest:
    """Write the laboratory's result down; from now on it is evidence of the case, for the agencies first."""
    case, row = _run(case_reference, test, actor)
    _require_accepted(row)
    if row.outcome:
        raise RuleRefusal("The result is in already. A further one is a further test.", code="reported")
    if not words.strip():
        raise InputRefusal("Write what the laboratory found.", fields={"field": "words"})
    if bool(document.strip()) != bool(document_sha256.strip()):
        raise InputRefusal(
            "A document of the laboratory is named with its SHA-256, so that it cannot be exchanged.",
            fields={"field": "document_sha256" if document.strip() else "document"},
        )
    row.outcome, row.result, row.document = outcome.value, words.strip(), document.strip()
    row.document_sha256 = rules.sha256(document_sha256, field="document_sha256") if row.document else ""
    _party, row.reported_by, row.reported_name = _signer(actor)
    row.reported_at = clock.now()
    sealed = ledger.seal(row.salt, row.outcome, row.result, row.document, row.document_sha256)
    ledger.commit(rows=[row], facts=[LabTestReported(case.id, row.id, Code(row.outcome), sealed)], actor=actor)
    return row


@ledger.action
def release(
    case_reference: str, test: str, *, audience: LabAudience, because: str, sentence: str = "", actor: Viewer
) -> LabTest:
    """Decide who may see the result, with a reason. It may be opened further later, never closed again."""
    case, row = _run(case_reference, test, actor)
    if not row.outcome:
        raise RuleRefusal("There is no result yet.", code="no-result")
    if not because.strip():
        raise InputRefusal("Say why.", fields={"field": "because"})
    if row.audience and list(LabAudience).index(audience) <= list(LabAudience).index(LabAudience(row.audience)):
        raise RuleRefusal(
            "The result is open to these already. What was shown cannot be taken back; it may be opened further.",
            code="released",
        )
    if audience is LabAudience.MAKER and row.supplier_id is None:
        raise InputRefusal("No party supplied the specimen. Choose another circle.", fields={"field": "audience"})
    text = " ".join(sentence.split())
    if (audience is LabAudience.PUBLIC) != bool(text) or len(text) > LONGEST_SENTENCE:
        raise InputRefusal(
            f"For the public write one sentence of at most {LONGEST_SENTENCE} characters; for others none.",
            fields={"field": "sentence"},
        )
    _party, row.released_by, row.released_name = _signer(actor)
    row.audience, row.release_because, row.public_sentence = audience.value, because.strip(), text
    row.released_at = clock.now()
    named = row.supplier_id if audience is LabAudience.MAKER else None
    sealed = ledger.seal(row.salt, row.release_because, text)
    fact = LabTestReleased(case.id, row.id, named, Code(row.audience), sealed)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


class _Signer(NamedTuple):
    party: UUID
    member: UUID
    name: str


def _signer(actor: Viewer) -> _Signer:
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A named person signs this.")
    return _Signer(actor.party_id, actor.member_id, parties.member_name(actor.member_id))


def _run(case_reference: str, test: str, actor: Viewer) -> tuple[Case, LabTest]:
    """A test whose coordinator the actor is. Raises NotFound, NotAllowed."""
    case = cases.case_for(actor, case_reference, lock=True)
    row = queries.test_for(actor, case, test)
    require(actor, Permission.LAB_RUN, queries.item(row, cases.item(case)), "test")
    return case, row


def _open(case_reference: str, test: str, actor: Viewer) -> tuple[Case, LabTest]:
    """A test that was taken on and whose specimens the actor may write down. Raises NotFound, NotAllowed."""
    case = cases.case_for(actor, case_reference, lock=True)
    row = queries.test_for(actor, case, test)
    require(actor, Permission.LAB_HAND, queries.item(row, cases.item(case)), "test")
    _require_accepted(row)
    return case, row


def _require_accepted(row: LabTest) -> None:
    if not row.accepted:
        raise RuleRefusal("The coordinator has not taken this request on.", code="not-taken-on")

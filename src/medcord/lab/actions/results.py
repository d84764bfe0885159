"""The result of an independent test, the laboratory's document, and who may see both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core import lab as rules
from medcord.core.access import Permission, Viewer, require
from medcord.core.facts import Code, Fact, LabDocumentKept, LabTestReleased, LabTestReported
from medcord.core.lab import LabAudience, LabOutcome
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass
from medcord.formats import evidence
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.lab import queries
from medcord.lab.actions.running import require_accepted, run, signer
from medcord.lab.models import LabDocument, LabTest
from medcord.ledger import files
from medcord.ledger.rows import Row

if TYPE_CHECKING:
    from medcord.cases.models import Case

LONGEST_SENTENCE = 600
LONGEST_DOCUMENT = 300
KEPT_HERE = "the file kept with this result"
"""What a document is called that came as a file. Not by the file's name: that goes with the file after a spill."""
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Result:
    """What the laboratory found, and its document by name and SHA-256."""

    outcome: LabOutcome
    words: str
    document: str
    sha256: str
    klass: ConfidentialityClass = ConfidentialityClass.NONE


def report(
    case_reference: str,
    test: str,
    *,
    outcome: LabOutcome,
    words: str,
    document: str = "",
    document_sha256: str = "",
    confidentiality: ConfidentialityClass = ConfidentialityClass.NONE,
    file: files.Given | None = None,
    patient_data_seen: bool = False,
    actor: Viewer,
) -> LabTest:
    """Write the laboratory's result down; from now on it is evidence of the case, for the agencies first. With ``file``
    its document is kept in the case, read by whoever may read the result (66); its digest may be left out then, it is
    the file's. Without, a document that stays in the laboratory is named with its SHA-256. With ``confidentiality``
    document, name and digest exist only for whom the rules of that class let an item exist (21 to 23, 47, 48)."""
    if file is None:
        given = _Result(outcome, words.strip(), document.strip(), document_sha256.strip(), confidentiality)
        return _report(case_reference, test, given, None, actor=actor)
    _require_runs(case_reference, test, actor)
    with _sealed(file, told=document_sha256, seen=patient_data_seen) as kept:
        given = _Result(outcome, words.strip(), document.strip() or KEPT_HERE, kept.sha256, confidentiality)
        return _report(case_reference, test, given, kept, actor=actor)


def keep_document(
    case_reference: str,
    test: str,
    file: files.Given,
    *,
    confidentiality: ConfidentialityClass = ConfidentialityClass.NONE,
    patient_data_seen: bool = False,
    actor: Viewer,
) -> LabDocument:
    """Keep the laboratory's document afterwards. It must be the one that the result names: its SHA-256 is compared. Its
    class is the one that it got with the result, or is given now."""
    row = _require_runs(case_reference, test, actor)
    if not row.document_sha256:
        raise RuleRefusal(
            "The result names no document, so that none can be told to be its. A further result is a further test; "
            "other papers go with a message.",
            code="no-document",
        )
    with _sealed(file, told=row.document_sha256, seen=patient_data_seen) as kept:
        return _keep(case_reference, test, kept, confidentiality, actor=actor)


@ledger.action
def _report(case_reference: str, test: str, given: _Result, kept: _Kept | None, *, actor: Viewer) -> LabTest:
    case, row = run(case_reference, test, actor)
    require_accepted(row)
    if row.outcome:
        raise RuleRefusal("The result is in already. A further one is a further test.", code="reported")
    if not given.words:
        raise InputRefusal("Write what the laboratory found.", fields={"field": "words"})
    if bool(given.document) != bool(given.sha256):
        raise InputRefusal(
            "A document of the laboratory is named with its SHA-256, so that it cannot be exchanged.",
            fields={"field": "document_sha256" if given.document else "document"},
        )
    row.outcome, row.result, row.document = given.outcome.value, given.words, given.document[:LONGEST_DOCUMENT]
    row.document_sha256 = rules.sha256(given.sha256, field="document_sha256") if row.document else ""
    _party, row.reported_by, row.reported_name = signer(actor)
    row.reported_at = clock.now()
    sealed = ledger.seal(row.salt, row.outcome, row.result, row.document, row.document_sha256)
    item = _classed(case, row, given.klass, actor)
    document = _document(row, kept, actor) if kept else _NOTHING
    facts = [LabTestReported(case.id, row.id, Code(row.outcome), sealed), *item.facts, *document.facts]
    ledger.commit(rows=[*item.rows, row, *document.rows], facts=facts, actor=actor)
    return row


@dataclass(frozen=True, slots=True)
class _Written:
    rows: list[Row]
    facts: list[Fact]


_NOTHING = _Written([], [])


def _classed(case: Case, row: LabTest, klass: ConfidentialityClass, actor: Viewer) -> _Written:
    """The item whose class the document has from now on: what is asked and answered about it counts for the document,
    as for every item of the case (21, 47, 48)."""
    if klass is ConfidentialityClass.NONE:
        return _NOTHING
    if not row.document:
        raise InputRefusal(
            "A class is the class of the laboratory's document, and none is given. Name or attach the document, or "
            "choose no class.",
            fields={"field": "confidentiality"},
        )
    row.item, fact = cases.as_item(actor, case, f"The laboratory's document to {row.reference}.", klass)
    return _Written([case, row.item], [fact])


@ledger.action
def _keep(case_reference: str, test: str, kept: _Kept, klass: ConfidentialityClass, *, actor: Viewer) -> LabDocument:
    case, row = run(case_reference, test, actor)
    if queries.document_of(row) is not None:
        raise RuleRefusal("The document of this result is kept already.", code="kept-already")
    _require_told(kept.sha256, row.document_sha256)  # nothing changed since it was asked
    if row.item is not None and klass not in (
        ConfidentialityClass.NONE,
        ConfidentialityClass(row.item.confidentiality),
    ):
        raise InputRefusal(
            "The document got its class with the result. How that class stands is decided on the page of its item.",
            fields={"field": "confidentiality"},
        )
    item = _NOTHING if row.item else _classed(case, row, klass, actor)
    document = _document(row, kept, actor)
    ledger.commit(rows=[*item.rows, row, *document.rows], facts=[*item.facts, *document.facts], actor=actor)
    found = queries.document_of(row)
    assert found is not None
    return found


def _document(row: LabTest, kept: _Kept, actor: Viewer) -> _Written:
    by, file = signer(actor), kept.file
    document = LabDocument(
        test=row, name=file.name, kind=file.kind, size=file.size, blob=file.blob, hints=file.hints, sha256=kept.sha256,
        kept_by=by.member, kept_name=by.name, kept_at=clock.now(), salt=ledger.new_salt(),
    )  # fmt: skip
    digest = ledger.seal(document.salt, file.name, str(file.size), file.kind, kept.sha256)
    return _Written([document], [LabDocumentKept(row.case_id, row.id, document.id, file.size, digest, row.item_id)])


@dataclass(frozen=True, slots=True)
class _Kept:
    file: files.Kept
    sha256: str


@contextmanager
def _sealed(given: files.Given, *, told: str, seen: bool) -> Iterator[_Kept]:
    """Look at a document and seal it as it is: whoever may read the result gets the very bytes that the digest names.
    Raises InputRefusal for another document than the one told, and for what looks like patient data."""
    evidence.check_size(given[0], files.size_of(given))
    looked_at = files.look([given])
    sha256 = _digest_of(looked_at[0])
    _require_told(sha256, told)
    patient_data.require_seen(looked_at[0].found.hints, seen=seen)
    with files.sealed_as_it_is(looked_at) as kept:
        yield _Kept(kept[0], sha256)


def _digest_of(one: files.LookedAt) -> str:
    digest = hashlib.sha256()
    one.file.seek(0)
    for chunk in iter(lambda: one.file.read(_CHUNK), b""):
        digest.update(chunk)
    return digest.hexdigest()


def _require_told(found: str, told: str) -> None:
    if told.strip() and found != rules.sha256(told, field="document_sha256"):
        raise InputRefusal(
            f"This is another document: its SHA-256 is {found}, and {told.strip()} was told. Nothing was kept. "
            "Choose the file that the laboratory sent, or ask it which one is right.",
            code="other-document",
            fields={"field": "file"},
        )


def _require_runs(case_reference: str, test: str, actor: Viewer) -> LabTest:
    case = cases.case_for(actor, case_reference)
    row = queries.test_for(actor, case, test)
    require(actor, Permission.LAB_RUN, queries.item(row, cases.item(case)), "test")
    return row


@ledger.action
def release(
    case_reference: str, test: str, *, audience: LabAudience, because: str, sentence: str = "", actor: Viewer
) -> LabTest:
    """Decide who may see the result, with a reason. It may be opened further later, never closed again."""
    case, row = run(case_reference, test, actor)
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
    _party, row.released_by, row.released_name = signer(actor)
    row.audience, row.release_because, row.public_sentence = audience.value, because.strip(), text
    row.released_at = clock.now()
    named = row.supplier_id if audience is LabAudience.MAKER else None
    sealed = ledger.seal(row.salt, row.release_because, text)
    fact = LabTestReleased(case.id, row.id, named, Code(row.audience), sealed)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row

"""Content can be destroyed; that it was there, and that the chain holds, stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.intake import actions as intake
from medcord.intake import queries as reports
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from tests.cast import STRANGER, Cast
from tests.files.store import kept_files

pytestmark = pytest.mark.django_db

SECRET = "The mute port is 5011 and asks for nothing."
PICTURE_WORDS = b"port 5011, photographed"
WORDS = intake.ReportWords(
    device_maker="Karst Respiratory",
    device_model="Breva V2",
    device_version="4.1.0-kestrel",
    how_tested=f"In a lab. {SECRET}",
    patient_impact=f"Nobody hears. {SECRET}",
    description=f"Alarms. {SECRET}",
    identity=intake.FinderIdentity.PSEUDONYMOUS,
    finder_name="kestrel-nine",
)


def everything_stored() -> Iterator[str]:
    """Each value of each table, as text."""
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in apps.get_models()}):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (str(value) for value in row)


def tables_holding(words: str) -> bool:
    return any(words in value for value in everything_stored())


def files_holding(home: Path, words: bytes) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and words in path.read_bytes()]


def purges() -> list[tuple[str, str, str]]:
    """What the chain says was destroyed: what, which, and in whose chain it is spoken of."""
    found = ledger.facts_of_kinds(["ContentPurged"])
    return [(row.data["what"], row.data["item"], row.data["where"]) for row in found]


def a_report(cast: Cast) -> str:
    report, _code = intake.submit(WORDS, [("notes.txt", PICTURE_WORDS)], actor=STRANGER)
    intake.write_to(report.reference, f"We saw it too. {SECRET}", actor=cast.coordinator.viewer)
    return str(report.reference)


def a_case(cast: Cast) -> str:
    reference = a_report(cast)
    intake.triage(
        reference,
        medical_device=intake.MedicalDevice.YES,
        outcome=intake.Outcome.ACCEPT,
        actor=cast.coordinator.viewer,
    )
    case = cases.open_case(reference, title="Breva V2", actor=cast.coordinator.viewer)
    return str(case.reference)


def test_a_purged_report_is_gone_from_rows_and_files_and_the_chain_holds(cast: Cast, settings: Any) -> None:
    reference = a_report(cast)
    report = reports.report_for(cast.coordinator.viewer, reference)
    facts = ledger.facts_of([f"report:{report.pk}"])
    assert tables_holding(SECRET)
    assert len(kept_files(settings.MEDCORD_HOME)) == 4  # original and clean copy, and a key for each
    intake.purge_report(reference, typed=reference, reason="The finder asked.", actor=cast.coordinator.viewer)
    worker.drain()
    for words in (SECRET, "kestrel-nine", "4.1.0-kestrel", "notes.txt"):
        assert not tables_holding(words)
    assert files_holding(settings.MEDCORD_HOME, PICTURE_WORDS) == []
    assert len(kept_files(settings.MEDCORD_HOME)) == 2  # the words of the reason, sealed, and their key
    assert ledger.facts_of([f"report:{report.pk}"])[: len(facts)] == facts
    assert sorted((what, where) for what, _item, where in purges()) == [
        ("report", f"report:{report.pk}"),
        ("report-file", f"report:{report.pk}"),
        ("report-message", f"report:{report.pk}"),
    ]
    assert ledger.breaks() == []


def test_the_reason_of_a_purge_is_asked_for_and_does_not_repeat_itself_in_the_chain(cast: Cast) -> None:
    reference = a_report(cast)
    with pytest.raises(InputRefusal, match="Say why"):
        intake.purge_report(reference, typed=reference, reason="  ", actor=cast.coordinator.viewer)
    intake.purge_report(
        reference, typed=reference, reason="A patient's name stood in it.", actor=cast.coordinator.viewer
    )
    assert not tables_holding("A patient's name")


def test_the_files_of_a_purged_report_cannot_be_fetched(cast: Cast) -> None:
    reference = a_report(cast)
    report = reports.report_for(cast.coordinator.viewer, reference)
    file = reports.files_of(cast.coordinator.viewer, report)[0]
    intake.purge_report(reference, typed=reference, reason="The finder asked.", actor=cast.coordinator.viewer)
    with pytest.raises(NotFound):
        reports.file_for(cast.coordinator.viewer, report, file.pk)


@pytest.mark.parametrize("person", ["regulator", "manufacturer", "eve", "hospital", "isao"])
def test_only_the_coordinator_that_received_a_report_may_purge_it(cast: Cast, person: str) -> None:
    reference = a_report(cast)
    with pytest.raises(NotFound):
        intake.purge_report(reference, typed=reference, reason="Mine.", actor=getattr(cast, person).viewer)
    assert tables_holding(SECRET)


def test_a_purged_message_is_gone_and_the_chain_of_its_case_holds(cast: Cast) -> None:
    reference = a_case(cast)
    says = "A spill: bed 12, Mr Marl."
    message = cases.send_message(
        reference,
        says,
        tlp=Tlp.AMBER,
        confidentiality=ConfidentialityClass.NONE,
        patient_data_seen=True,
        actor=cast.coordinator.viewer,
    )
    worker.drain()
    assert tables_holding(says)
    cases.purge_message(reference, message.pk, reason="A patient's name.", actor=cast.coordinator.viewer)
    worker.drain()
    assert not tables_holding(says)
    case = case_queries.case_for(cast.coordinator.viewer, reference)
    assert purges() == [("message", str(message.pk), f"case:{case.pk}")]
    assert ledger.breaks() == []


def test_eve_and_a_party_that_did_not_write_it_cannot_purge_a_message(cast: Cast) -> None:
    reference = a_case(cast)
    cases.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    cases.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    message = cases.send_message(
        reference, "Stays.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, actor=cast.coordinator.viewer
    )
    with pytest.raises(NotFound):
        cases.purge_message(reference, message.pk, reason="Mine.", actor=cast.eve.viewer)
    with pytest.raises(NotAllowed):
        cases.purge_message(reference, message.pk, reason="Mine.", actor=cast.manufacturer.viewer)
    assert tables_holding("Stays.")


def test_the_digest_of_destroyed_words_cannot_be_found_again_by_guessing_them(cast: Cast) -> None:
    """The salt is destroyed with the words: somebody who guesses the words cannot prove them by the chain."""
    reference = a_case(cast)
    message = cases.send_message(
        reference, "Yes.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, actor=cast.coordinator.viewer
    )
    salt = message.salt
    gone = cases.purge_message(reference, message.pk, reason="Spill.", actor=cast.coordinator.viewer)
    assert gone.salt == ""
    assert not tables_holding(salt)

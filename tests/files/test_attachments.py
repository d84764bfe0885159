"""A file of a message is read by whoever reads the message: the object itself is asked, at every download."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from medcord.cases import actions as cases
from medcord.cases import queries
from medcord.cases.models import CaseFile, StagedFile
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.gateways import clock
from medcord.ledger import blobs, ticks, worker
from medcord.ledger import queries as ledger
from tests.cast import Cast
from tests.files.rooms import PROOF, a_room, say, seen_by, stand
from tests.files.store import kept_files

pytestmark = pytest.mark.django_db


def get(viewer: Viewer, reference: str, file: Any) -> bytes | None:
    """What this viewer gets of a file."""
    seen = queries.file_for(viewer, seen_by(viewer, reference), file)
    return blobs.store().get(seen.blob) if seen.blob else None


def hidden(viewer: Viewer, reference: str, file: Any) -> bool:
    try:
        get(viewer, reference, file)
    except NotFound:
        return True
    return False


def the_file() -> CaseFile:
    return CaseFile.objects.select_related("message").get()


def test_who_reads_the_message_reads_its_file_and_eve_reads_neither(cast: Cast) -> None:
    reference = a_room(cast)
    say(reference, cast.manufacturer.viewer, "See the file.", PROOF)
    file = the_file()
    for person in (cast.coordinator, cast.regulator, cast.manufacturer):
        assert get(person.viewer, reference, file.pk) == PROOF[1]
    for outsider in (cast.eve, cast.hospital, cast.isao):
        assert hidden(outsider.viewer, reference, file.pk)


@pytest.mark.parametrize(
    ("marking", "readers"),
    [
        ({"tlp": Tlp.RED}, "coordinator"),
        ({"confidentiality": ConfidentialityClass.TRADE_SECRET}, "coordinator"),
        ({"confidentiality": ConfidentialityClass.DELIBERATIVE}, "coordinator regulator"),
        ({}, "coordinator regulator"),
    ],
)
def test_class_and_marking_of_the_message_bind_its_file(cast: Cast, marking: Any, readers: str) -> None:
    reference = a_room(cast)
    say(reference, cast.manufacturer.viewer, "See the file.", PROOF, **marking)
    file = the_file()
    found = [
        name
        for name in ("coordinator", "regulator", "eve", "hospital")
        if not hidden(getattr(cast, name).viewer, reference, file.pk)
    ]
    assert " ".join(found) == readers


def test_what_came_after_a_lapse_or_before_a_late_join_is_not_there(cast: Cast) -> None:
    reference = a_room(cast)
    say(reference, cast.coordinator.viewer, "See the file.", PROOF)
    file = the_file()
    stand(cast, sees_from=file.message.at + timedelta(seconds=1))
    assert hidden(cast.manufacturer.viewer, reference, file.pk)
    stand(cast, sees_from=None, consent="lapsed", lapsed_at=file.message.at - timedelta(seconds=1))
    assert hidden(cast.manufacturer.viewer, reference, file.pk)
    stand(cast, lapsed_at=file.message.at + timedelta(seconds=1))
    assert get(cast.manufacturer.viewer, reference, file.pk) == PROOF[1]
    stand(cast, removed_at=clock.now())
    assert hidden(cast.manufacturer.viewer, reference, file.pk)


def test_a_files_id_opens_nothing_under_another_case(cast: Cast) -> None:
    """The gap that CVE-2026-18749 was: an object fetched by its id, checked against another's rights."""
    reference, other = a_room(cast), a_room(cast)
    say(reference, cast.coordinator.viewer, "See the file.", PROOF)
    with pytest.raises(NotFound):
        queries.file_for(cast.coordinator.viewer, seen_by(cast.coordinator.viewer, other), the_file().pk)
    assert hidden(cast.coordinator.viewer, reference, uuid4())


def test_others_get_the_clean_copy_and_the_author_what_was_sent(cast: Cast) -> None:
    from tests.formats.evidence.test_evidence import png_with_author

    reference = a_room(cast)
    say(reference, cast.manufacturer.viewer, "See the picture.", ("screen.png", png_with_author()))
    file = the_file()
    assert b"Ilse" in (get(cast.manufacturer.viewer, reference, file.pk) or b"")
    assert b"Ilse" in (get(cast.coordinator.viewer, reference, file.pk) or b"")
    assert b"Ilse" not in (get(cast.regulator.viewer, reference, file.pk) or b"Ilse")


@pytest.mark.parametrize("as_it_is", [False, True])
def test_what_cannot_be_cleaned_is_passed_on_only_when_its_author_says_so(cast: Cast, as_it_is: bool) -> None:
    capture = ("run.pcap", b"\xd4\xc3\xb2\xa1" + bytes(200))
    reference = a_room(cast)
    message = say(reference, cast.manufacturer.viewer, "The capture.", capture, as_it_is=as_it_is)
    regulator, file = cast.regulator.viewer, the_file()
    assert get(regulator, reference, file.pk) == (capture[1] if as_it_is else None)
    shown = queries.files_of(regulator, seen_by(regulator, reference), [message])[message.pk]
    assert [(one.row.name, one.whole) for one in shown] == [("run.pcap", as_it_is)]


def test_a_put_down_file_is_its_authors_alone_until_it_is_sent(cast: Cast) -> None:
    reference = a_room(cast)
    staged = cases.attach(reference, PROOF, actor=cast.manufacturer.viewer)
    assert queries.staged(cast.coordinator.viewer, seen_by(cast.coordinator.viewer, reference)) == []
    with pytest.raises(InputRefusal, match="not there any more"):
        say_files(reference, cast.coordinator.viewer, staged.pk)
    with pytest.raises(NotFound):
        cases.drop_upload(reference, staged.pk, actor=cast.coordinator.viewer)
    told = ledger.facts_of_kinds(["FileUploaded"])
    assert len(told) == 1
    kinds = {
        fact.kind for fact in queries.timeline(cast.coordinator.viewer, seen_by(cast.coordinator.viewer, reference))
    }
    assert "FileUploaded" not in kinds


def say_files(reference: str, viewer: Viewer, *files: Any) -> None:
    cases.send_message(
        reference, "Here.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, files=files, actor=viewer
    )


def test_a_file_is_sent_once(cast: Cast) -> None:
    reference = a_room(cast)
    staged = cases.attach(reference, PROOF, actor=cast.coordinator.viewer)
    say_files(reference, cast.coordinator.viewer, staged.pk)
    assert StagedFile.objects.count() == 0
    with pytest.raises(InputRefusal, match="Choose it again"):
        say_files(reference, cast.coordinator.viewer, staged.pk)
    assert CaseFile.objects.count() == 1


def test_a_file_taken_away_or_forgotten_for_a_day_leaves_no_bytes(cast: Cast, settings: Any) -> None:
    reference = a_room(cast)
    before = kept_files(settings.MEDCORD_HOME)
    taken = cases.attach(reference, PROOF, actor=cast.coordinator.viewer)
    cases.attach(reference, PROOF, actor=cast.coordinator.viewer)
    cases.drop_upload(reference, taken.pk, actor=cast.coordinator.viewer)
    worker.drain()
    assert StagedFile.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=True):
        ticks.run_all()
        worker.drain()
    assert StagedFile.objects.count() == 0
    assert kept_files(settings.MEDCORD_HOME) == before


def test_who_may_not_speak_puts_nothing_down(cast: Cast, settings: Any) -> None:
    reference = a_room(cast)
    before = kept_files(settings.MEDCORD_HOME)
    stand(cast, consent="lapsed", lapsed_at=clock.now())
    with pytest.raises(NotAllowed):
        cases.attach(reference, PROOF, actor=cast.manufacturer.viewer)
    for outsider in (cast.eve, cast.hospital):
        with pytest.raises(NotFound):
            cases.attach(reference, PROOF, actor=outsider.viewer)
    assert kept_files(settings.MEDCORD_HOME) == before


def test_patient_data_in_a_message_or_file_is_pointed_at_first(cast: Cast) -> None:
    reference = a_room(cast)
    with pytest.raises(InputRefusal, match="looks like patient data") as refused:
        say(reference, cast.coordinator.viewer, "The log says MRN: 00482915.")
    assert refused.value.code == "patient-data"
    assert "00482915" not in refused.value.sentence
    scan = ("adt.hl7", b"PID|1||48291^^^ELO^MR||MARROW^ILSE||19621103|F\r")
    with pytest.raises(InputRefusal, match="HL7 message of a patient"):
        cases.attach(reference, scan, actor=cast.coordinator.viewer)
    staged = cases.attach(reference, scan, patient_data_seen=True, actor=cast.coordinator.viewer)
    assert staged.hints == [{"sign": "hl7-patient", "where": "line 1"}]


def test_eleven_files_and_a_file_too_large_are_refused(cast: Cast) -> None:
    reference = a_room(cast)
    for _ in range(10):
        cases.attach(reference, PROOF, actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="takes 10 files"):
        cases.attach(reference, PROOF, actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="larger than 20 MB"):
        cases.attach(reference, ("big.bin", bytes((20 << 20) + 1)), actor=cast.manufacturer.viewer)

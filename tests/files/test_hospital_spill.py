"""A patient's name in a record, a device's row or a file: the hospital destroys it, and everything else stays."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import pytest

from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.inventory import actions as inventory
from medcord.inventory import queries as devices
from medcord.inventory.models import Device, ImportBatch
from medcord.ledger import blobs, worker
from medcord.ledger import queries as ledger
from medcord.matching.models import Verdict
from medcord.remediation import actions, queries
from medcord.remediation.models import RemediationAct
from tests.api.programs import program_of
from tests.cast import Cast, browser_of
from tests.inventory.ward import ROWS, advisory_id, bulletin, device_of, imported, table, taken_in
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db

NUMBER = "ICSMA-17-017-02"
NAMED = ("SE-009", "BD", "Alaris 8015 PCU of Mrs Quillfeather", "pump", "9.33", "bed of Quillfeather", "Main", "S9")


@pytest.fixture
def ward(cast: Cast) -> Cast:
    taken_in(bulletin())
    imported(cast.hospital, table(*ROWS, NAMED))
    return cast


def work_on(ward: Cast, tag: str, note: str, proof: str = "") -> RemediationAct:
    viewer = ward.hospital.viewer
    device = device_of(ward.hospital, tag)
    return actions.close(advisory_id(ward.hospital), [device], outcome="patched", note=note, proof=proof, actor=viewer)


def kept_bytes(ward: Cast) -> list[bytes]:
    """Files of the hospital's imports that can still be opened."""
    found = []
    for batch in ImportBatch.objects.filter(organisation=ward.hospital.organisation).exclude(blob=None):
        with suppress(KeyError):
            found.append(blobs.store().get(batch.blob))
    return found


def purged() -> list[tuple[str, str]]:
    worker.drain()
    return sorted((fact.data["what"], fact.data["item"]) for fact in ledger.facts_of_kinds(["ContentPurged"]))


def test_note_and_proof_of_a_record_go_and_what_was_done_stays(ward: Cast) -> None:
    act = work_on(ward, "SE-001", "Done beside Mrs Quillfeather's bed", "photo of Quillfeather")
    other = work_on(ward, "SE-002", "Software 12.1.2 installed")
    address, browser = f"/worklist/acts/{act.pk}/destroy", browser_of(ward.hospital)
    assert address in browser.get(f"/worklist/{act.advisory_id}").content.decode()
    wrong = browser.post(address, {"typed": "ICSMA-1", "reason": "A patient is named."})
    assert (wrong.status_code, "Nothing was destroyed" in wrong.content.decode()) == (422, True)
    for stranger in (ward.eve, ward.other_hospital, ward.coordinator):
        with pytest.raises(NotFound):
            actions.destroy_words(act.pk, reason="Mine.", typed=NUMBER, actor=stranger.viewer)
    done = browser.post(address, {"typed": NUMBER, "reason": "A patient is named."}, follow=True).content.decode()
    assert ("The note and proof of a record" in done, "A patient is named." in done, "T. Brindle" in done) == (
        True,
    ) * 3
    act.refresh_from_db()
    assert (act.note, act.proof, act.salt, act.outcome, act.devices) == ("destroyed", "", "", "patched", 1)
    assert purged() == [("work", str(act.pk))]
    assert tables_holding("Done beside") is False
    line = queries.history_of(ward.hospital.viewer, device_of(ward.hospital, "SE-001"))[0]
    assert (line.closed, line.act.note) == (True, "destroyed")
    assert RemediationAct.objects.get(pk=other.pk).note == "Software 12.1.2 installed"
    with pytest.raises(InputRefusal, match="already"):
        actions.destroy_words(act.pk, reason="Again.", typed=NUMBER, actor=ward.hospital.viewer)
    assert ledger.breaks() == []


def test_the_row_of_a_device_goes_in_every_import_with_the_file_it_came_by(ward: Cast) -> None:
    named = device_of(ward.hospital, "SE-009")
    work_on(ward, "SE-009", "Patched")
    imported(ward.hospital, table(*ROWS, (*NAMED[:5], "Ward 3, Quillfeather", *NAMED[6:])))
    worker.drain()
    assert len(kept_bytes(ward)) == 2
    said = Verdict.objects.filter(identity__maker="BD").count()
    assert tables_holding("Quillfeather")
    assert Verdict.objects.filter(identity__model__contains="Quillfeather").exists()
    viewer = ward.hospital.viewer
    with pytest.raises(NotFound):
        inventory.destroy_device(named, reason="Mine.", typed="SE-009", actor=ward.other_hospital.viewer)
    inventory.destroy_device(named, reason="A patient is named.", typed="se-009 ", actor=viewer)
    kinds = [what for what, _item in purged()]
    assert kinds == ["device", "device-row", "device-row", "identity", "import-file", "import-file"]
    assert tables_holding("Quillfeather") is False
    assert kept_bytes(ward) == []
    unit = devices.unit_for(viewer, named)
    assert (unit.in_use, unit.entry.serial, unit.entry.identity.label) == (True, "", "model not recorded")
    assert unit.device.asset_tag == unit.entry.asset_tag
    assert unit.device.asset_tag.startswith("destroyed ")
    # The work on it is still there, no advisory speaks of it any more, and of the other pumps all is as it was.
    assert [line.act.note for line in queries.history_of(viewer, named)] == ["Patched"]
    assert Verdict.objects.filter(identity__maker="BD").count() == said - 1
    assert browser_of(ward.hospital).get(f"/inventory/devices/{named}").status_code == 200
    with pytest.raises(InputRefusal, match="already"):
        inventory.destroy_device(named, reason="Again.", typed=unit.device.asset_tag, actor=viewer)
    assert ledger.breaks() == []


def test_what_other_devices_share_stays_and_a_file_that_is_being_read_comes_first(ward: Cast) -> None:
    viewer, one = ward.hospital.viewer, device_of(ward.hospital, "SE-001")
    waiting = inventory.receive(table(*ROWS), name="next.csv", actor=viewer)
    inventory.choose_columns(waiting.pk, waiting.proposed, actor=viewer)
    worker.drain()
    with pytest.raises(RuleRefusal, match="Give that import up first"):
        inventory.destroy_device(one, reason="A patient is named.", typed="SE-001", actor=viewer)
    with pytest.raises(RuleRefusal, match="Give the import up first"):
        inventory.destroy_file(waiting.pk, reason="A patient is named.", typed="next.csv", actor=viewer)
    inventory.drop(waiting.pk, actor=viewer)
    worker.drain()
    inventory.destroy_device(one, reason="A patient is named.", typed="SE-001", actor=viewer)
    assert devices.unit_for(viewer, one).entry.identity.model == "Alaris 8015 PCU"  # SE-002 is the same


def test_what_is_kept_of_a_file_goes_and_its_devices_stay(ward: Cast) -> None:
    batch = ImportBatch.objects.get(organisation=ward.hospital.organisation)
    address = f"/inventory/import/{batch.pk}"
    browser, program = browser_of(ward.hospital), program_of(ward.hospital)
    assert f"{address}/destroy" in browser.get(address).content.decode()
    given = {"typed": "cmms.csv", "reason": "Its name is a patient's."}
    assert program_of(ward.eve).send("POST", f"/inventory/imports/{batch.pk}/purge", given).status_code in (403, 404)
    other = program_of(ward.other_hospital)
    assert other.send("POST", f"/inventory/imports/{batch.pk}/purge", given).status_code == 404
    assert program.post(f"/inventory/imports/{batch.pk}/purge", given)["name"] == "destroyed file"
    assert purged() == [("import-file", str(batch.pk))]
    assert kept_bytes(ward) == []
    assert Device.objects.filter(asset_tag="SE-001").exists()
    assert browser.get(address).status_code == 200
    book = program.get("/inventory/destroyed")["items"]
    assert [(one["what"], one["by"], one["reason"]) for one in book] == [
        ("import-file", "T. Brindle", "Its name is a patient's.")
    ]
    assert other.get("/inventory/destroyed")["items"] == []


def test_the_same_by_programs(ward: Cast) -> None:
    act, device = work_on(ward, "SE-001", "Beside Quillfeather"), device_of(ward.hospital, "SE-009")
    program = program_of(ward.hospital)
    done = program.post(f"/worklist/records/{act.pk}/purge", {"typed": NUMBER, "reason": "A patient is named."})
    assert UUID(done["id"]) == act.pk
    program.post(f"/devices/{device}/purge", {"typed": "SE-009", "reason": "A patient is named."})
    program.post(f"/devices/{device}/purge", {"typed": "SE-009", "reason": " "}, status=422)
    worker.drain()
    assert tables_holding("Quillfeather") is False
    assert [one["what"] for one in program.get("/inventory/destroyed")["items"]] == ["import-file", "device", "work"]

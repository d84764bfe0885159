"""The engineer's road in the browser: import, worklist, device, close; and a stranger who sees nothing of it."""

from __future__ import annotations

import csv
import io
import re
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from medcord.inventory import queries as inventory
from medcord.ledger import worker
from medcord.matching.queries import Cut
from medcord.parties import actions as parties
from medcord.remediation import queries
from tests.cast import SYSTEM, Cast, browser_of
from tests.inventory.ward import ROWS, advisory_id, bulletin, device_of, imported, many, table, taken_in

pytestmark = pytest.mark.django_db

DONE = {"outcome": "patched", "note": "Software 12.1.2 installed by night team", "proof": "WO 4711"}


def shown(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return words(b"".join(response.streaming_content) if response.streaming else response.content)  # type: ignore[attr-defined]


def words(content: bytes) -> str:
    """What a person reads: no tags, single spaces."""
    text = content.decode().replace("&quot;", '"').replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">")
    return " ".join(re.sub(r"<(?!=)[^>]*>", " ", text).split())


def upload(client: Client, data: bytes, name: str = "cmms.csv") -> str:
    """Put a file down; the address of its import."""
    response = client.post("/inventory/import", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, words(response.content)
    return str(response["Location"])


def test_an_engineer_imports_reads_and_closes(cast: Cast) -> None:
    client = browser_of(cast.hospital)
    taken_in(bulletin())
    assert "Import your inventory" in shown(client, "/worklist")
    assert "Import your inventory" in shown(client, "/inventory")

    address = upload(client, table(*ROWS))
    page = shown(client, address)
    assert "Which column holds what?" in page
    assert "8 recognised" in page
    chosen = inventory.batches(cast.hospital.viewer)[0].proposed
    assert client.post(f"{address}/columns", chosen)["Location"] == address
    assert "Read so far: 0 %" in shown(client, address)

    worker.drain()
    assert client.get(f"{address}/progress").headers["HX-Refresh"] == "true"
    assert "Use this file: 5 added, 0 changed" in shown(client, address)
    assert "Import your inventory" in shown(client, "/worklist"), "nothing is in use before the engineer says so"
    client.post(f"{address}/use")
    assert "Matching: " in shown(client, "/worklist")
    worker.drain()

    page = shown(client, "/worklist")
    assert "1 advisory touches 4 of our 5 devices" in page
    assert "“Update to version 12.1.2.”" in page
    assert "outside the stated range; the manufacturer has not said this version is safe" in page

    device = device_of(cast.hospital, "SE-001")
    page = shown(client, f"/inventory/devices/{device}")
    assert "Record what was done for 1 advisory" in page
    assert 'in "<= 9.33"' in page
    form = {"advisory": str(advisory_id(cast.hospital)), "seen": "0", **DONE}
    assert client.post(f"/inventory/devices/{device}/close", form).status_code == 302
    page = shown(client, f"/inventory/devices/{device}")
    assert "Closed with proof" in page
    assert "Software 12.1.2 installed by night team" in page
    assert "T. Brindle" in page
    assert "1 affected" in shown(client, "/worklist")

    client.post(f"/inventory/devices/{device}/reopen", {"advisory": form["advisory"], "reason": "It failed"})
    assert "2 affected" in shown(client, "/worklist")


def test_a_published_advisory_is_on_the_worklist_after_the_worker_looked(cast: Cast) -> None:
    imported(cast.hospital)
    client = browser_of(cast.hospital)
    assert "No advisory on this node touches your devices" in shown(client, "/worklist")
    taken_in(bulletin())
    assert "1 advisory touches 4 of our 5 devices" in shown(client, "/worklist")


def test_many_devices_are_closed_after_the_effect_was_shown(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital, many(120))
    client, base = browser_of(cast.hospital), f"/worklist/{advisory_id(cast.hospital)}"
    identity = inventory.devices(cast.hospital.viewer, inventory.DeviceFilter()).rows[0].identity_id
    chosen = {"identities": str(identity), "seen": "0", **DONE}
    page = words(client.post(base, chosen).content)
    assert "120 devices will leave the open worklist" in page
    assert queries.worklist(cast.hospital.viewer, Cut()).total("affected") == 120
    assert client.post(base, chosen | {"sure": "1"})["Location"] == base
    assert queries.worklist(cast.hospital.viewer, Cut(), state="all").total("closed") == 120
    act = queries.acts_under(cast.hospital.viewer, advisory_id(cast.hospital))[0]
    client.post(f"/worklist/acts/{act.id}/undo", {"reason": "Wrong advisory"})
    assert queries.worklist(cast.hospital.viewer, Cut()).total("affected") == 120


def test_closing_without_a_choice_or_words_keeps_what_was_typed(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    client, base = browser_of(cast.hospital), f"/worklist/{advisory_id(cast.hospital)}"
    response = client.post(base, {"seen": "0", **DONE, "sure": "1"})
    assert response.status_code == 422
    assert "Choose at least one device" in words(response.content)
    assert "Software 12.1.2 installed by night team" in response.content.decode()
    device = device_of(cast.hospital, "SE-001")
    response = client.post(base, {"seen": "0", "devices": str(device), "outcome": "patched", "note": "", "sure": "1"})
    assert response.status_code == 422
    assert "Say in a few words what was done" in words(response.content)
    assert queries.worklist(cast.hospital.viewer, Cut()).total("affected") == 2


def test_the_second_engineer_is_told_and_keeps_what_was_typed(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    reyes = parties.add_member(
        cast.hospital.organisation, email="m@elowen.example", name="M. Reyes", password=None, actor=SYSTEM
    )
    address = f"/inventory/devices/{device_of(cast.hospital, 'SE-001')}/close"
    form = {"advisory": str(advisory_id(cast.hospital)), "seen": "0"}
    first, second = browser_of(reyes), browser_of(cast.hospital)
    assert first.post(address, form | {"outcome": "replaced", "note": "Swapped with a spare"}).status_code == 302
    response = second.post(address, form | DONE)
    assert response.status_code == 422
    page = words(response.content)
    assert "M. Reyes recorded “Replaced” for this device after you opened this page." in page
    assert "Swapped with a spare" in page
    assert DONE["note"] in response.content.decode(), "what was typed is kept"


def test_after_being_told_the_second_engineer_may_record_the_rest(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    client, base = browser_of(cast.hospital), f"/worklist/{advisory_id(cast.hospital)}"
    units = [str(device_of(cast.hospital, tag)) for tag in ("SE-001", "SE-002")]
    form = {"seen": "0", "sure": "1", **DONE}
    assert client.post(base, form | {"devices": units[0]}).status_code == 302
    response = client.post(base, form | {"devices": units})
    assert response.status_code == 422
    assert 'name="seen" value="1"' in response.content.decode()
    assert client.post(base, form | {"devices": units, "seen": "1"}).status_code == 302
    assert queries.worklist(cast.hospital.viewer, Cut()).total("affected") == 0


def test_bad_files_get_a_sentence_beside_the_field(cast: Cast) -> None:
    imported(cast.hospital)
    client = browser_of(cast.hospital)
    cases = (
        (b"", "This file is empty"),
        (b"%PDF-1.7 " + b"x" * 500, "cmms.csv: it is a PDF document."),
        (b"BME-1,Philips,MX450,monitor,L.01\nBME-2,Philips,MX500,monitor,L.01\n", "the file has no header"),
    )
    for data, sentence in cases:
        response = client.post("/inventory/import", {"file": SimpleUploadedFile("cmms.csv", data)})
        assert response.status_code == 422
        assert sentence in words(response.content)
    response = client.post("/inventory/import", {})
    assert "Choose the file to import first." in words(response.content)
    assert "5 of 5 devices" in shown(client, "/inventory")
    assert len(inventory.batches(cast.hospital.viewer)) == 1, "a refused file leaves nothing behind"


def test_a_wrong_mapping_is_told_at_the_mapping_step(cast: Cast) -> None:
    client = browser_of(cast.hospital)
    address = upload(client, table(*ROWS))
    response = client.post(f"{address}/columns", {"asset_tag": "Asset Tag", "manufacturer": "", "model": ""})
    assert response.status_code == 422
    assert "Say which column it is" in words(response.content)
    response = client.post(f"{address}/columns", {"manufacturer": "Model", "model": "Model", "serial": "Model"})
    assert "Choose it once" in words(response.content)


def test_remarks_on_rows_are_listed_and_can_be_taken_away(cast: Cast) -> None:
    client = browser_of(cast.hospital)
    batch = imported(cast.hospital, table(ROWS[0], ROWS[0], ("", "BD", "Pyxis", "", "", "", "", "")))
    assert "stands in row 2 already" in shown(client, f"/inventory/import/{batch.id}")
    rows = list(csv.reader(io.StringIO(shown(client, f"/inventory/import/{batch.id}/problems.csv"))))
    assert "stands in row 2 already" in str(rows)


def test_an_exported_worklist_runs_no_formula_and_quotes_the_verdict(cast: Cast) -> None:
    taken_in(bulletin())
    evil = ("=1+1", "BD", "Alaris 8015 PCU", "infusion pump", "9.33", "@SUM(A1)", "Main", "S1")
    imported(cast.hospital, table(evil, ROWS[3]))
    client = browser_of(cast.hospital)
    response = client.get("/worklist/export.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["asset_tag"] for row in rows] == ["'=1+1", "SE-004"]
    assert rows[0]["department"] == "'@SUM(A1)"
    assert (rows[0]["verdict"], rows[0]["basis"], rows[0]["actions"]) == (
        "affected",
        "in_range",
        "vendor_fix: Update to version 12.1.2.",
    )
    assert rows[1]["basis"] == "outside the stated range; the manufacturer has not said this version is safe"


def test_an_undone_import_is_gone_from_the_pages(cast: Cast) -> None:
    client = browser_of(cast.hospital)
    imported(cast.hospital)
    second = imported(cast.hospital, table(ROWS[0]))
    assert "1 of 1 device" in shown(client, "/inventory")
    client.post(f"/inventory/import/{second.id}/undo")
    assert "5 of 5 devices" in shown(client, "/inventory")


def addresses(cast: Cast) -> list[str]:
    """Every address of the hospital that names something of its own."""
    batch = inventory.batches(cast.hospital.viewer)[0].id
    device, head = device_of(cast.hospital, "SE-001"), advisory_id(cast.hospital)
    return [
        f"/worklist/{head}",
        "/worklist/ICSMA-17-017-02",
        f"/inventory/import/{batch}",
        f"/inventory/import/{batch}/progress",
        f"/inventory/import/{batch}/problems.csv",
        f"/inventory/devices/{device}",
    ]


LISTS = ("/worklist", "/worklist/export.csv", "/worklist/print", "/worklist/matching", "/inventory")


def test_another_hospital_gets_for_ours_what_it_gets_for_nothing(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    other = browser_of(cast.other_hospital)
    absent = other.get(f"/inventory/devices/{uuid4()}")
    assert absent.status_code == 404
    for address in addresses(cast):
        answer = other.get(address)
        assert (answer.status_code, answer.content) == (404, absent.content), address
    for address in LISTS:
        page = shown(other, address)
        assert "SE-001" not in page, address
        assert "Alaris" not in page, address


def test_members_of_other_parties_have_no_hospital_pages(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    for member in (cast.eve, cast.manufacturer, cast.coordinator, cast.regulator, cast.isao):
        client = browser_of(member)
        for address in [*addresses(cast), *LISTS, "/inventory/import", "/inventory/export.csv"]:
            assert client.get(address).status_code == 404, address


def test_a_stranger_is_sent_to_sign_in_and_learns_nothing(cast: Cast) -> None:
    taken_in(bulletin())
    imported(cast.hospital)
    stranger = browser_of(None)
    for address in [*addresses(cast), *LISTS]:
        assert stranger.get(address)["Location"].startswith("/sign-in"), address


def test_nobody_else_can_act_on_ours(cast: Cast) -> None:
    taken_in(bulletin())
    batch = imported(cast.hospital)
    device, head = device_of(cast.hospital, "SE-001"), advisory_id(cast.hospital)
    form = {"advisory": str(head), "devices": str(device), "seen": "0", "sure": "1", **DONE}
    for member in (cast.other_hospital, cast.eve):
        client = browser_of(member)
        posts = (f"/worklist/{head}", f"/inventory/devices/{device}/close", f"/inventory/devices/{device}/reopen")
        for address in (*posts, *(f"/inventory/import/{batch.id}/{step}" for step in ("use", "drop", "undo", "again"))):
            assert client.post(address, form).status_code == 404, address
    assert queries.worklist(cast.hospital.viewer, Cut()).total("affected") == 2


def test_ids_that_are_none_are_a_404_and_not_a_failure(cast: Cast) -> None:
    imported(cast.hospital)
    client = browser_of(cast.hospital)
    for address in ("/worklist/nothing", "/inventory?identity=x", f"/inventory/devices/{UUID(int=0)}"):
        assert client.get(address).status_code == 404, address
    assert client.get("/worklist?page=minus&kind=odd&state=odd").status_code == 200


def test_pages_ask_the_database_a_bounded_number_of_times(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    taken_in(bulletin(), *(bulletin(f"ICSMA-18-{n:03}-01") for n in range(30)))
    imported(cast.hospital)
    client = browser_of(cast.hospital)
    addresses = ("/worklist", f"/worklist/{advisory_id(cast.hospital)}", "/inventory")
    for address in (*addresses, f"/inventory/devices/{device_of(cast.hospital, 'SE-001')}"):
        with django_assert_max_num_queries(32):  # type: ignore[operator]
            client.get(address)


def test_the_gold_inventory_meets_all_advisories(cast: Cast, shared: object) -> None:
    from pathlib import Path

    from medcord.advisories import actions as advisories

    folder = Path(str(shared)) / "data"
    files = sorted((folder / "icsma").rglob("*.json"))
    done = advisories.take_in([(file.name, file.read_bytes()) for file in files], actor=SYSTEM)
    assert (done.taken, len(done.refused)) == (104, 0)
    imported(cast.hospital, (folder / "gold" / "inventory.csv").read_bytes())
    found = queries.worklist(cast.hospital.viewer, Cut())
    assert found.devices == 327
    assert len(found.groups) >= 95
    assert found.total("affected") >= 150
    assert "Worklist" in shown(browser_of(cast.hospital), "/worklist")

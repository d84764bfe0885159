"""An inventory comes in: what changes, what is told, and what a bad file leaves untouched."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest

from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotFound, Refusal, RuleRefusal
from medcord.inventory import actions, queries
from medcord.inventory.actions import run, stage
from medcord.inventory.models import Entry, ImportBatch
from medcord.ledger import queries as facts
from medcord.ledger import worker
from tests.cast import Cast
from tests.inventory.ward import HEADER, ROWS, imported, many, table, tags

pytestmark = pytest.mark.django_db


def kinds(cast: Cast) -> list[str]:
    stream = f"organisation:{cast.hospital.organisation_id}"
    return [row.kind for row in facts.facts_of([stream]) if row.kind.startswith(("Import", "Inventory"))]


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return batch.added, batch.changed, batch.unchanged, batch.retired


def test_a_first_import_adds_every_row(cast: Cast) -> None:
    batch = imported(cast.hospital)
    assert counts(batch) == (5, 0, 0, 0)
    assert tags(cast.hospital) == ["SE-001", "SE-002", "SE-003", "SE-004", "SE-005"]
    assert kinds(cast) == ["ImportReceived", "ImportStarted", "ImportPartStaged", "ImportStaged", "InventoryImported"]


def test_the_same_file_again_changes_nothing_and_says_so(cast: Cast) -> None:
    imported(cast.hospital)
    again = imported(cast.hospital)
    assert counts(again) == (0, 0, 5, 0)
    told = facts.facts_of([f"organisation:{cast.hospital.organisation_id}"], kinds=["InventoryImported"])[-1].data
    assert (told["added"], told["changed"], told["unchanged"], told["retired"]) == (0, 0, 5, 0)


def test_a_device_keeps_its_id_from_import_to_import(cast: Cast) -> None:
    imported(cast.hospital)
    before = {e.asset_tag: e.device_id for e in queries.devices(cast.hospital.viewer, queries.DeviceFilter()).rows}
    updated = [(*row[:4], "12.1.2", *row[5:]) for row in ROWS]
    assert counts(imported(cast.hospital, table(*updated))) == (0, 5, 0, 0)
    after = {e.asset_tag: e.device_id for e in queries.devices(cast.hospital.viewer, queries.DeviceFilter()).rows}
    assert after == before


def test_devices_not_in_the_file_are_retired_or_kept_as_asked(cast: Cast) -> None:
    imported(cast.hospital)
    kept = imported(
        cast.hospital, table(ROWS[0], ("SE-009", "BD", "Pyxis", "", "1", "ED", "Main", "")), keep_absent=True
    )
    assert (kept.added, kept.unchanged, kept.retired, kept.kept) == (1, 1, 0, 4)
    assert tags(cast.hospital) == ["SE-001", "SE-002", "SE-003", "SE-004", "SE-005", "SE-009"]
    gone = imported(cast.hospital, table(ROWS[0]))
    assert counts(gone) == (0, 0, 1, 5)
    assert tags(cast.hospital) == ["SE-001"]


def test_two_rows_with_one_tag_are_two_devices_and_it_is_told(cast: Cast) -> None:
    batch = imported(cast.hospital, table(ROWS[0], ROWS[0], ROWS[1]))
    assert tags(cast.hospital) == ["SE-001", "SE-001 (row 2 with this tag)", "SE-002"]
    sentences = [problem.sentence for problem in queries.problems(cast.hospital.viewer, batch)]
    assert sentences == ["Asset tag “SE-001” stands in row 2 already. Both rows are kept."]
    assert counts(imported(cast.hospital, table(ROWS[0], ROWS[0], ROWS[1]))) == (0, 0, 3, 0)


def test_a_long_cell_is_cut_and_it_is_told(cast: Cast) -> None:
    long = ("T" * 300, "BD", "Pyxis", "", "1", "D" * 300, "Main", "")
    batch = imported(cast.hospital, table(long))
    entry = queries.devices(cast.hospital.viewer, queries.DeviceFilter()).rows[0]
    assert len(entry.asset_tag) == 160
    assert entry.department == "D" * 160
    assert len(queries.problems(cast.hospital.viewer, batch)) == 2


BAD: list[tuple[str, bytes, str]] = [
    ("an empty file", b"", "empty-file"),
    ("a header alone", table(), "empty-file"),
    ("no header", b"BME-1,Philips,MX450,monitor,L.01\nBME-2,Philips,MX500,monitor,L.01\n", "no-header"),
    ("a binary", random.Random(1).randbytes(4000), "binary-file"),
    ("a PDF", b"%PDF-1.7 " + b"x" * 4000, "binary-file"),
    ("no maker and no model", b"Room,Colour\n12,red\n13,blue\n", "missing-columns"),
    (
        "a quotation mark left open",
        table(*ROWS) + b'SE-9,BD,"Alaris' + b"\nSE-1,BD,Alaris,,1,,," * 40,
        "unclosed-quote",
    ),
]


@pytest.mark.parametrize(("what", "data", "code"), BAD, ids=[what for what, _, _ in BAD])
def test_a_bad_file_gets_a_sentence_and_changes_nothing(cast: Cast, what: str, data: bytes, code: str) -> None:
    imported(cast.hospital)
    with pytest.raises(Refusal) as told:
        actions.import_file(data, name="cmms.csv", actor=cast.hospital.viewer)
    assert told.value.code == code
    assert told.value.sentence.startswith("cmms.csv")
    worker.drain()
    assert tags(cast.hospital) == ["SE-001", "SE-002", "SE-003", "SE-004", "SE-005"]


def test_a_cell_of_20_megabytes_is_refused_with_its_row(cast: Cast) -> None:
    imported(cast.hospital)
    data = table(*ROWS, ("SE-006", "BD", "x" * 20_000_000, "", "", "", "", ""))
    with pytest.raises(Refusal, match="row 7"):
        actions.import_file(data, name="cmms.csv", actor=cast.hospital.viewer)
    worker.drain()
    assert tags(cast.hospital) == ["SE-001", "SE-002", "SE-003", "SE-004", "SE-005"]


def test_a_file_that_breaks_off_far_down_is_refused_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "PART_ROWS", 50)
    imported(cast.hospital)
    broken = many(500) + b'N-9,BD,"Alaris' + b"\nN-1,BD,Alaris,,1,,," * 40
    batch = actions.receive(broken, name="cmms.csv", actor=cast.hospital.viewer)
    batch = actions.choose_columns(batch.id, batch.proposed, actor=cast.hospital.viewer)
    worker.drain()
    batch = queries.batch_for(cast.hospital.viewer, batch.id)
    assert batch.state == "refused"
    assert batch.refusal.startswith("cmms.csv, row")
    assert tags(cast.hospital) == ["SE-001", "SE-002", "SE-003", "SE-004", "SE-005"]
    assert Entry.objects.filter(batch=batch).count() == 0  # swept


def test_a_load_killed_in_the_middle_leaves_the_old_inventory_and_can_go_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "PART_ROWS", 100)
    imported(cast.hospital)
    kept: list[Any] = []

    def killed(batch: ImportBatch, **given: Any) -> ImportBatch:
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(stage.stage_next(batch, **given))
        return batch

    monkeypatch.setattr(run, "stage_next", killed)
    with pytest.raises(KeyboardInterrupt):
        actions.import_file(many(450), name="cmms.csv", actor=cast.hospital.viewer)
    worker.drain()
    assert tags(cast.hospital) == ["SE-001", "SE-002", "SE-003", "SE-004", "SE-005"]
    half = queries.batches(cast.hospital.viewer)[0]
    assert (half.state, half.rows, half.parts) == ("staging", 200, 2)
    stage.reading.forget(half.id)  # another process knows nothing of the open reader
    for _ in range(3):
        stage.stage_next(half, actor=cast.hospital.viewer)
    assert (half.state, half.rows) == ("ready", 450)
    actions.load(half.id, actor=cast.hospital.viewer)
    assert len(tags(cast.hospital)) == 450


def test_reading_in_one_go_and_in_parts_gives_the_same_inventory(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    data = table(*ROWS, ROWS[0], ("", "BD", "Pyxis", "", "", "", "", ""))
    monkeypatch.setattr(stage, "PART_ROWS", 3)
    parts = imported(cast.hospital, data)
    told = [problem.sentence for problem in queries.problems(cast.hospital.viewer, parts)]
    monkeypatch.setattr(stage, "PART_ROWS", 1000)
    whole = imported(cast.hospital, data)
    assert [problem.sentence for problem in queries.problems(cast.hospital.viewer, whole)] == told
    assert counts(whole) == (0, 0, 7, 0)


def test_the_worker_reads_a_large_file_part_by_part(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "PART_ROWS", 100)
    batch = actions.receive(many(250), name="cmms.csv", actor=cast.hospital.viewer)
    actions.choose_columns(batch.id, batch.proposed, actor=cast.hospital.viewer)
    assert worker.run_once()
    assert queries.batch_for(cast.hospital.viewer, batch.id).rows == 100
    worker.drain()
    batch = queries.batch_for(cast.hospital.viewer, batch.id)
    assert (batch.state, batch.rows, batch.added) == ("ready", 250, 250)
    assert tags(cast.hospital) == []


def test_an_import_in_use_can_be_taken_back(cast: Cast) -> None:
    imported(cast.hospital)
    second = imported(cast.hospital, table(ROWS[0]))
    actions.undo(second.id, actor=cast.hospital.viewer)
    worker.drain()
    assert tags(cast.hospital) == ["SE-001", "SE-002", "SE-003", "SE-004", "SE-005"]
    with pytest.raises(RuleRefusal, match="Only the import in use can be taken back"):
        actions.undo(second.id, actor=cast.hospital.viewer)


def test_an_import_counted_against_an_older_inventory_must_be_read_again(cast: Cast) -> None:
    waiting = actions.receive(table(ROWS[0]), name="part.csv", actor=cast.hospital.viewer)
    actions.choose_columns(waiting.id, waiting.proposed, actor=cast.hospital.viewer)
    worker.drain()
    imported(cast.hospital)
    with pytest.raises(RuleRefusal, match="changed after this file was read"):
        actions.load(waiting.id, actor=cast.hospital.viewer)
    fresh = actions.choose_columns(waiting.id, waiting.proposed, actor=cast.hospital.viewer)
    worker.drain()
    loaded = actions.load(fresh.id, actor=cast.hospital.viewer)
    assert counts(loaded) == (0, 0, 1, 4)


def test_columns_chosen_once_are_offered_again(cast: Cast) -> None:
    header = ("Thing", "Who", "What", "Kind", "Soft", "Place", "House", "No")
    data = table(*ROWS, header=header)
    mapping = {"asset_tag": "Thing", "manufacturer": "Who", "model": "What", "version": "Soft"}
    actions.import_file(data, name="odd.csv", mapping=mapping, actor=cast.hospital.viewer)
    again = actions.receive(data, name="odd.csv", actor=cast.hospital.viewer)
    assert {f: t for f, t in again.proposed.items() if t} | mapping == {f: t for f, t in again.proposed.items() if t}
    assert set(again.how.values()) == {"remembered"}


def test_older_imports_are_swept_but_what_is_last_known_of_a_device_stays(cast: Cast) -> None:
    first = imported(cast.hospital)
    for _ in range(3):
        imported(cast.hospital, table(*ROWS[:4]))
    assert [e.asset_tag for e in Entry.objects.filter(batch=first)] == ["SE-005"]
    device = Entry.objects.get(batch=first).device_id
    assert queries.unit_for(cast.hospital.viewer, device).in_use is False


def test_nobody_else_can_see_or_touch_an_import(cast: Cast) -> None:
    batch = imported(cast.hospital)
    for member in (cast.other_hospital, cast.eve, cast.coordinator, cast.regulator, cast.isao):
        with pytest.raises(NotFound):
            queries.batch_for(member.viewer, batch.id)
        with pytest.raises(NotFound):
            actions.undo(batch.id, actor=member.viewer)
    with pytest.raises(NotFound):
        queries.devices(Viewer(ViewerKind.ANONYMOUS), queries.DeviceFilter())
    assert queries.devices(cast.other_hospital.viewer, queries.DeviceFilter()).total == 0


def test_two_hospitals_may_use_the_same_tags(cast: Cast) -> None:
    imported(cast.hospital)
    imported(cast.other_hospital, table(ROWS[0]))
    assert tags(cast.other_hospital) == ["SE-001"]
    assert len(tags(cast.hospital)) == 5


def test_a_workbook_is_read_like_a_text(cast: Cast) -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Devices")
        for at, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(at, 0, row)
    assert counts(imported(cast.hospital, out.getvalue())) == (5, 0, 0, 0)

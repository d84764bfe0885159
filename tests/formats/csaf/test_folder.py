"""A folder of advisories: nothing in it is passed over in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf import ReadAdvisory, read_folder
from tests.formats.csaf.documents import ICSMA, SHARED, as_bytes, minimal, needs_icsma

QUIRKS = SHARED / "data" / "cisa-provider-quirks"
EXAMPLES = SHARED / "oracles" / "csaf-examples"


def put(folder: Path, name: str, advisory_id: str) -> None:
    document = minimal()
    document["document"]["tracking"]["id"] = advisory_id
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(as_bytes(document))


def names(folder: Path) -> list[str]:
    """Ids of what was read, codes of what was refused."""
    return [
        outcome.advisory.id if isinstance(outcome, ReadAdvisory) else outcome.code for outcome in read_folder(folder)
    ]


@needs_icsma
def test_the_cisa_medical_advisories_are_read_in_order() -> None:
    found = names(ICSMA)
    assert len(found) == 104
    assert found == sorted(found)


def test_years_are_walked_and_companions_left_out(tmp_path: Path) -> None:
    put(tmp_path, "2025/b.json", "B")
    put(tmp_path, "2024/c.JSON", "C")
    put(tmp_path, "2024/a.json", "A")
    for companion in ("2024/a.json.asc", "2024/a.json.sha256", "2024/a.json.sha512", "index.txt", "changes.csv"):
        (tmp_path / companion).write_text("x")
    (tmp_path / ".hidden.json").write_text("{")
    assert names(tmp_path) == ["A", "C", "B"]


def test_one_bad_file_does_not_stop_the_others_and_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.json", "A")
    (tmp_path / "b.json").write_text("{")
    put(tmp_path, "c.json", "C")
    outcomes = list(read_folder(tmp_path))
    refusal = outcomes[1]
    assert isinstance(refusal, UnreadableFile)
    assert (refusal.file, refusal.code) == ("b.json", "broken-json")
    assert names(tmp_path) == ["A", "broken-json", "C"]


def test_feeds_and_metadata_are_known_by_their_shape_whatever_their_name(tmp_path: Path) -> None:
    shapes = [
        {"feed": {"entry": []}},
        {"service": {}},
        {"categories": {}},
        {"aggregator": {}, "canonical_url": "u"},
        {"canonical_url": "u", "metadata_version": "2.0", "publisher": {}},
    ]
    for at, shape in enumerate(shapes):
        (tmp_path / f"{at}.json").write_text(json.dumps(shape))
    assert names(tmp_path) == []


def test_other_json_and_other_files_are_refused_not_skipped(tmp_path: Path) -> None:
    (tmp_path / "bom.json").write_text('{"bomFormat": "CycloneDX"}')
    (tmp_path / "all.zip").write_bytes(b"PK\x03\x04")
    assert names(tmp_path) == ["not-json", "not-csaf"]


def test_a_link_to_a_folder_is_said_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "real/a.json", "A")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert sorted(names(tmp_path)) == ["A", "linked-folder"]


def test_a_broken_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere.json")
    assert names(tmp_path) == ["not-opened"]


def test_a_folder_that_is_not_there_is_one_refusal(tmp_path: Path) -> None:
    assert names(tmp_path / "nowhere") == ["no-folder"]


@pytest.mark.skipif(not QUIRKS.is_dir(), reason="the files of CISA's provider (../shared) are not beside this checkout")
def test_the_feed_and_lists_of_cisa_are_no_advisories() -> None:
    assert names(QUIRKS) == []


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the OASIS examples (../shared) are not beside this checkout")
def test_the_provider_files_of_the_standard_are_no_advisories() -> None:
    assert names(EXAMPLES) == []

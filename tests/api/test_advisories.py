"""Published advisories by the API: found by anybody, taken in by those who work with others'."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.core.advisory import Publisher, Revision
from medcord.formats.csaf import write_csaf
from tests.advisories.stories import PUMP_ADVISORY
from tests.api.programs import Programs

pytestmark = pytest.mark.django_db

RELEASED = datetime(2026, 3, 1, tzinfo=UTC)


def document(tracking_id: str, title: str) -> bytes:
    """A file as another publisher has it."""
    value = replace(
        PUMP_ADVISORY,
        id=tracking_id,
        title=title,
        status="final",
        version="1",
        publisher=Publisher("Quillon Infusion Systems", "https://quillon.example", "vendor", "psirt@quillon.example"),
        initial_release=RELEASED,
        current_release=RELEASED,
        revisions=(Revision("1", RELEASED, "First"),),
    )
    return write_csaf(value, canonical_url="https://quillon.example/a.json", engine_version="1")


def take_in(programs: Programs, **files: bytes) -> dict[str, object]:
    given = [SimpleUploadedFile(f"{name}.json", data) for name, data in files.items()]
    answer: dict[str, object] = programs.isao.upload("/advisories/take-in", {"files": given})
    return answer


def test_good_files_go_in_and_each_broken_one_is_listed_with_why(programs: Programs) -> None:
    done = take_in(programs, good=document("QI-2026-1", "Pump"), broken=b'{"document": ', none=b"[]")
    assert (done["taken"], done["unchanged"]) == (1, 0)
    assert [one["fields"]["file"] for one in done["refused"]] == ["broken.json", "none.json"]  # type: ignore[attr-defined]
    assert take_in(programs, good=document("QI-2026-1", "Pump"))["unchanged"] == 1
    assert programs.stranger.get("/advisories")["count"] == 1


def test_only_those_who_work_with_others_advisories_take_them_in(programs: Programs) -> None:
    for program, status in ((programs.stranger, 401), (programs.eve, 404), (programs.regulator, 404)):
        assert program.send("POST", "/advisories/take-in", {}).status_code == status


def test_advisories_are_found_by_words_year_maker_and_cut_in_pages(programs: Programs) -> None:
    take_in(programs, **{f"a{n}": document(f"QI-2026-{n}", f"Pump number {n}") for n in range(3)})
    page = programs.stranger.get("/advisories", order="id", limit=2, offset=1)
    assert ([row["tracking_id"] for row in page["items"]], page["count"]) == (["QI-2026-1", "QI-2026-2"], 3)
    assert programs.stranger.get("/advisories", q="qi-2026-2 pump")["items"][0]["tracking_id"] == "QI-2026-2"
    assert programs.stranger.get("/advisories", year=2025)["count"] == 0
    assert programs.stranger.get("/advisories", maker="Quillon Infusion Systems")["count"] == 3
    assert programs.stranger.get("/advisories", q="rate CVE-2026-90417", offset=50)["items"] == []


def test_the_document_is_the_publishers_own_byte_by_byte(programs: Programs) -> None:
    given = document("QI/2026/1", "Pump")
    take_in(programs, one=given)
    got = programs.stranger.send("GET", "/advisories/QI/2026/1/csaf")
    assert (got.content, got.headers["ETag"]) == (given, f'"{hashlib.sha256(given).hexdigest()}"')
    assert programs.stranger.get("/advisories/QI/2026/1")["sha256"] == hashlib.sha256(given).hexdigest()
    assert [row["number"] for row in programs.stranger.get("/advisories/QI/2026/1/revisions")["items"]] == [1]
    assert programs.stranger.send("GET", "/advisories/QI/2026/1/csaf?revision=2").status_code == 404


def test_the_list_of_exploited_flaws_marks_advisories(programs: Programs) -> None:
    take_in(programs, one=document("QI-2026-1", "Pump"))
    assert programs.stranger.get("/advisories/QI-2026-1")["known_exploited"] == []
    entry = {"cveID": "CVE-2026-90417", "dateAdded": "2026-04-01", "knownRansomwareCampaignUse": "Unknown"}
    kev = {"catalogVersion": "2026.04.01", "count": 1, "vulnerabilities": [entry]}
    listed = programs.hospital.upload(
        "/advisories/known-exploited", {"file": SimpleUploadedFile("kev.json", json.dumps(kev).encode())}
    )
    assert listed == {"catalogue": "2026.04.01", "listed": 1}
    assert programs.stranger.get("/advisories/QI-2026-1")["known_exploited"] == ["CVE-2026-90417"]

"""The catalogue of known exploited vulnerabilities is read as CISA serves it, with what is odd about it told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from medcord.core.refusals import UnreadableFile
from medcord.formats.signals.kev import KevEntry, read_kev

CATALOGUE = Path(__file__).parents[3] / ".." / "shared" / "data" / "kev" / "known_exploited_vulnerabilities.json"


def test_the_catalogue_of_2025_08_25_has_1404_entries() -> None:
    if not CATALOGUE.exists():
        pytest.skip("the reference data beside the checkout (../shared) is not here")
    kev = read_kev(CATALOGUE.read_bytes(), name=CATALOGUE.name)
    assert (len(kev.entries), kev.version, kev.skipped) == (1404, "2025.08.25", ())
    assert "CVE-2025-48384" in kev.cves


def test_only_the_cve_is_needed_and_an_entry_without_one_is_named() -> None:
    items = [
        {"cveID": " cve-2017-0144 ", "dateAdded": "2022-02-10", "knownRansomwareCampaignUse": "Known"},
        {"cveID": "CVE-2019-0708", "dateAdded": "soon"},
        {"product": "no id"},
        "text",
    ]
    kev = read_kev(json.dumps({"vulnerabilities": items}).encode("utf-8"))
    first, second = kev.entries
    assert first == KevEntry("CVE-2017-0144", added=date(2022, 2, 10), ransomware=True)
    assert second == KevEntry("CVE-2019-0708")
    assert kev.skipped == ("$.vulnerabilities[2].cveID", "$.vulnerabilities[3].cveID")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"vulnerabilities": [', "kev.json, line 1, column 22: broken JSON (Expecting value)."),
        (b"\xff\xfe\x00", "kev.json: it is not JSON text."),
        (b"[]", "kev.json, $.vulnerabilities: there is no list here, so it is no KEV catalogue."),
        (b'{"vulnerabilities": {}}', "kev.json, $.vulnerabilities: there is no list here, so it is no KEV catalogue."),
    ],
)
def test_what_is_no_catalogue_is_refused_with_the_place(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_kev(data, name="kev.json")
    assert caught.value.sentence.startswith(sentence)

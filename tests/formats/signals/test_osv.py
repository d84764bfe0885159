"""OSV records, written by hand after the public schema: their CVEs, packages and versions in words."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signals import lists

from medcord.core.refusals import UnreadableFile
from medcord.core.signals import Source
from medcord.formats.signals.entries import read_list, read_lists
from medcord.formats.signals.osv import read_osv


def affected(*events: dict[str, str], kind: str = "ECOSYSTEM", **more: Any) -> dict[str, Any]:
    package = {"ecosystem": "PyPI", "name": "breva-web", "purl": "pkg:pypi/breva-web"}
    ranges = [{"type": kind, "events": list(events)}] if events else []
    return {"package": package, "ranges": ranges, **more}


def versions(*events: dict[str, str], **more: Any) -> str:
    """The versions of one package, in words."""
    (record,) = read_osv(lists.osv(affected=[affected(*events, **more)])).records
    return record.packages[0].removeprefix("PyPI breva-web: ").removesuffix(" (pkg:pypi/breva-web)")


def test_a_record_is_about_its_aliases_and_what_it_takes_up_and_not_what_is_related() -> None:
    (record,) = read_osv(
        lists.osv(aliases=["GHSA-x", "cve-2026-11223"], upstream=["CVE-2026-11224"], related=["CVE-2026-11225"])
    ).records
    assert (record.id, record.cves, record.modified) == (
        "GHSA-2v7m-9f4q-x3hw", ("CVE-2026-11223", "CVE-2026-11224"), date(2026, 11, 3),
    )  # fmt: skip
    (own,) = read_osv(lists.osv(id="CVE-2026-11223", aliases=[])).records
    assert own.cves == ("CVE-2026-11223",)


def test_the_events_of_a_range_become_spans_that_people_read() -> None:
    zero, fixed = {"introduced": "0"}, {"fixed": "3.1.2"}
    assert versions(zero, fixed) == "< 3.1.2"
    assert versions({"introduced": "2.0"}, {"last_affected": "2.9"}) == ">= 2.0, <= 2.9"
    assert versions(zero, {"fixed": "1.4"}, {"introduced": "2.0"}, fixed) == "< 1.4 or >= 2.0, < 3.1.2"
    assert versions(zero) == "every version"
    assert versions({"introduced": "2.0"}) == ">= 2.0"
    assert versions(zero, {"fixed": "a1b2c3"}, kind="GIT") == "versions not said"
    assert versions(versions=["1", "2", "3", "4", "5", "6", "7"]) == "1, 2, 3, 4, 5 and 2 more"
    assert versions() == "versions not said"


def test_an_entry_says_its_packages_and_a_withdrawn_one_is_about_nothing() -> None:
    (entry,) = read_list(lists.osv(), name="x.json").entries
    assert (entry.source, entry.cve, entry.named) == (Source.OSV, lists.CVE_CVE, ())
    assert entry.text.startswith("Packages: PyPI breva-web: < 3.1.2 (pkg:pypi/breva-web).")
    assert entry.url == "https://osv.dev/vulnerability/GHSA-2v7m-9f4q-x3hw"
    (gone,) = read_list(lists.osv(withdrawn="2026-11-09T00:00:00Z"), name="x.json").entries
    assert (gone.title, gone.cves) == ("GHSA-2v7m-9f4q-x3hw was withdrawn", ())


def test_an_answer_of_the_api_and_many_files_come_together_and_what_has_no_id_is_named() -> None:
    first, second = json.loads(lists.osv()), json.loads(lists.osv(id="PYSEC-2026-7"))
    answer = json.dumps({"vulns": [first, {"modified": "2026-11-03T00:00:00Z"}, 7]}).encode()
    (found,), refused = read_lists([("answer.json", answer), ("one.json", json.dumps(second).encode())])
    assert (found.name, found.listed, refused) == ("2 OSV files", 4, [])
    assert {entry.key for entry in found.entries} == {"GHSA-2v7m-9f4q-x3hw", "PYSEC-2026-7"}
    assert found.skipped == ("answer.json: $.vulns[1].id", "answer.json: $.vulns[2].id")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'[{"id": "X", "modified": "y"}]', "$: it is no JSON object"),
        (b'{"id": "", "modified": "y"}', "$.id: this record has no id"),
        (b'{"vulns": 7, "id": "x", "modified": "y"}', "$.vulns: there is no list"),
        (b'{"id": "X", "id": "Y", "modified": "z"}', "comes twice in one object"),
        (b'{"id": "X", "modified": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"id": "X", "modified": "y"', "this is not valid JSON"),
    ],
)
def test_what_is_no_record_or_hostile_is_refused_with_its_place(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_list(data, name="x.json")
    assert sentence in refused.value.sentence


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=30, deadline=None)
@given(_ANY, st.sampled_from(["affected", "aliases", "summary", "modified", "upstream", "withdrawn"]))
def test_any_value_in_any_place_is_read_or_refused(odd: Any, where: str) -> None:
    ranges = {"package": odd, "ranges": [{"events": odd}, {"events": [odd, {"introduced": odd, "fixed": odd}]}]}
    for changes in ({where: odd}, {"affected": [ranges, odd]}, {"affected": [{"versions": odd, "ranges": odd}]}):
        with suppress(UnreadableFile):
            assert read_osv(lists.osv(**changes)).records

"""EPSS, CVE records and openFDA's recalls are read as they are served; what is none of it is refused with its place."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signals import lists

from medcord.core.refusals import UnreadableFile
from medcord.core.signals import Source
from medcord.formats.signals.cve import CveProduct, read_cve
from medcord.formats.signals.entries import read_list, read_lists
from medcord.formats.signals.epss import read_epss
from medcord.formats.signals.openfda import read_recalls
from medcord.formats.unpacking import documents_below

SHARED = Path(__file__).parents[3] / ".." / "shared" / "data"
HEAD = b"#model_version:v2026.03.14,score_date:2026-11-02T12:55:00+0000\ncve,epss,percentile\n"


def record(**affected: Any) -> dict[str, Any]:
    """A CVE record whose only product says this."""
    whole: dict[str, Any] = json.loads(lists.cve())
    product = {"vendor": "Karst", "product": "Breva V2", **affected}
    whole["containers"]["cna"]["affected"] = [product]
    return whole


def versions(**affected: Any) -> tuple[str, bool, bool]:
    """The range, whether it is stated, and whether there is a doubt."""
    (one,) = read_cve(json.dumps(record(**affected)).encode()).products
    return one.versions, one.states_versions, bool(one.doubt)


def test_epss_is_read_plain_and_packed_with_its_model_and_day() -> None:
    data = HEAD + b"CVE-2026-11223,0.00042,0.1\nCVE-2026-11224,1,1\nCVE-2026-11225,3e-05,0.01\n"
    for given_ in (data, gzip.compress(data), b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")):
        read = read_epss(given_)
        assert (read.model, read.day, len(read.scores)) == ("v2026.03.14", date(2026, 11, 2), 3)
        assert read.scores["CVE-2026-11225"] == 3e-05


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "EPSS: it is empty."),
        (b"cve,score\n", "line 1: there are no columns"),
        (HEAD + b"CVE-2026-1,0.5,0.5\n", "line 3: the first cell is no CVE id"),
        (HEAD + b"CVE-2026-11223,1.5,0.5\n", "line 3: the second cell is no probability"),
        (HEAD + b"CVE-2026-11223,nan,0.5\n", "line 3: the second cell is no probability"),
        (HEAD + b"CVE-2026-11223,\xff,0.5\n", "line 3: it is not text in UTF-8"),
        (b"\x1f\x8bgarbage", "the packed bytes: the gzip file is broken"),
        (gzip.compress(HEAD, mtime=0)[:-9], "the packed bytes: the gzip file is broken"),
    ],
)
def test_what_is_no_epss_is_refused_with_its_line(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_epss(data)
    assert sentence in refused.value.sentence


def test_a_list_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medcord.formats.signals.text.LARGEST", 1000)
    with pytest.raises(UnreadableFile, match="more than 1,000 bytes"):
        read_epss(gzip.compress(HEAD + b" " * 2000))


def test_the_versions_of_a_record_become_one_range_that_the_matcher_reads() -> None:
    below = {"version": "0", "status": "affected", "lessThan": "4.2.1"}
    upto = {"version": "3.0", "status": "affected", "lessThanOrEqual": "3.9"}
    one = {"version": "2.0", "status": "affected"}
    fine = {"version": "9", "status": "unaffected"}
    assert versions(versions=[below]) == ("< 4.2.1", True, False)
    assert versions(versions=[below, upto, one]) == ("< 4.2.1 | >= 3.0, <= 3.9 | 2.0", True, False)
    assert versions(versions=[{"version": "*", "status": "affected"}]) == ("", True, False)
    assert versions(versions=[{"version": "1.0", "status": "affected", "lessThan": "*"}]) == (">= 1.0", True, False)
    assert versions(defaultStatus="affected") == ("", True, False)
    assert versions(defaultStatus="affected", versions=[fine]) == ("", True, True)
    assert versions(versions=[{"version": "n/a", "status": "affected"}]) == ("", False, False)
    assert versions() == ("", False, False)
    assert versions(versions=[{**below, "changes": [{"at": "4.1", "status": "unaffected"}]}]) == ("< 4.2.1", True, True)
    for nothing in ({"versions": [fine]}, {"defaultStatus": "unaffected"}):
        assert read_cve(json.dumps(record(**nothing)).encode()).products == ()


def test_what_adp_containers_say_of_attacks_is_the_worst_of_it() -> None:
    whole = json.loads(lists.cve(exploitation="poc"))
    kev = {"other": {"type": "kev", "content": {"dateAdded": "2026-10-30", "reference": "x"}}}
    assert (read_cve(json.dumps(whole).encode()).exploitation, read_cve(json.dumps(whole).encode()).exploited) == (
        "poc",
        False,
    )
    whole["containers"]["adp"].append({"metrics": [kev]})
    read = read_cve(json.dumps(whole).encode())
    assert (read.exploited, read.in_kev, read.kev_added) == (True, True, date(2026, 10, 30))
    assert read.products == (CveProduct("Karst Respiratory", "Breva V2", "< 4.2.1"),)


def test_recalls_of_both_kinds_are_told_apart_and_nothing_is_guessed() -> None:
    (one,) = read_recalls(lists.enforcement()).records
    assert (one.kind, one.recall_class, one.classified, one.posted) == (
        "enforcement", "I", date(2026, 11, 4), date(2026, 11, 11),
    )  # fmt: skip
    recall = {"product_res_number": "Z-1-2027", "res_event_number": "7", "product_description": "Breva V2",
              "recalling_firm": "Karst", "event_date_initiated": "2026-10-05"}  # fmt: skip
    (two,) = read_recalls(json.dumps({"results": [recall, {"recalling_firm": "x"}]}).encode()).records
    assert (two.kind, two.recall_class, two.initiated, two.classified) == ("recall", "", date(2026, 10, 5), None)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"[]", "none of the lists"),
        (b'{"cveMetadata": {}}', "$.cveMetadata.cveId: this is no CVE id"),
        (b'{"cveMetadata": {"cveId": "CVE-2026-11223"}}', "$.containers.cna: the CNA's part"),
        (b'{"product_description": 1}', "$.results: there is no list of records"),
        (b'{"vulnerabilities": NaN}', "it is not JSON text"),
        (b'{"vulnerabilities": [', "line 1, column"),
        (b'{"vulnerabilities": ' + b"[" * 100_000, "it is not JSON text"),
    ],
)
def test_what_is_no_list_is_refused_with_its_place(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_list(data, name="x.json")
    assert sentence in refused.value.sentence


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_KEYS = ("cveMetadata", "containers", "vulnerabilities", "results", "meta", "product_description", "recalling_firm")


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(_KEYS), _ANY, max_size=5), _ANY, st.sampled_from(["affected", "adp", "metrics"]))
def test_any_json_is_read_or_refused_and_never_breaks(document: dict[str, Any], odd: Any, where: str) -> None:
    whole = json.loads(lists.cve())
    whole["containers"]["cna"][where] = odd
    whole["containers"]["adp"] = [{"metrics": odd, "affected": odd}, odd]
    for value in (document, whole, {"vulnerabilities": [odd]}, {"results": [odd, {"product_description": odd}]}):
        try:
            read_list(json.dumps(value).encode(), name="x")
        except UnreadableFile as refused:
            assert refused.where or refused.code  # noqa: PT017 - a refusal is one of the two answers


def test_the_real_files_are_read_whole() -> None:
    if not SHARED.exists():
        pytest.skip("the reference data beside the checkout (../shared) is not here")
    kev = SHARED / "kev" / "known_exploited_vulnerabilities.json"
    found, refused = read_lists(documents_below([SHARED / "cve-medical", kev]))
    assert refused == []
    assert {one.source: (one.listed, len(one.entries)) for one in found} == {
        Source.KEV: (1404, 1404),
        Source.CVE: (76, 76),
    }
    (records,) = [one for one in found if one.source is Source.CVE]
    assert Counter(one.exploit_public for one in records.entries) == {False: 71, True: 5}
    for name in ("recall", "enforcement"):
        whole = json.loads((SHARED / "openfda" / f"examples-{name}.json").read_bytes())
        part = whole["anatomy"] if name == "recall" else whole["result"]
        (entry,) = read_list(json.dumps(part).encode(), name=name).entries[:1]
        assert entry.named[0].maker

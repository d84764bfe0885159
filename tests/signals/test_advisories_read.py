"""Advisories in CSAF, such as CISA's medical ones, are signals: matched by maker, product and version, tied by CVE."""

from __future__ import annotations

import io
import json
import zipfile
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.marks import standing
from medcord.core.refusals import UnreadableFile
from medcord.core.signals import Source, as_kept, from_kept
from medcord.formats.signals.entries import lists_in, read_list, read_lists
from medcord.formats.unpacking import documents_below
from medcord.ledger import worker
from medcord.ledger.rows import writing
from medcord.signals import actions, queries
from medcord.signals.models import ListedEntry, Signal, SignalList
from tests.cases.road import opened, product_of
from tests.cast import Cast, browser_of
from tests.formats.csaf.documents import ICSMA, as_bytes, minimal, needs_icsma
from tests.signals import lists

OTHER = "CVE-2026-40404"


def advisory(
    tracking: str = "ICSMA-26-310-01",
    *,
    versions: str = "< 4.2.1",
    note: str = "",
    day: str = "2026-11-06",
    by: str = "https://www.cisa.gov/",
    **said: Any,
) -> bytes:
    """An advisory of two CVEs on one product, which a third product has fixed."""
    whole = minimal()
    document = whole["document"]
    document["publisher"] = {"category": "coordinator", "name": "CISA", "namespace": by}
    document["title"] = f"{tracking}_Karst Respiratory Breva V2"
    document["tracking"] |= {"id": tracking, "current_release_date": f"{day}T09:00:00Z"}
    document |= said
    maker = whole["product_tree"]["branches"][0]
    maker["name"] = "Karst Respiratory, Inc."
    maker["branches"][0]["name"] = "Breva V2"
    leaf = maker["branches"][0]["branches"][0]
    leaf["name"] = versions
    leaf["product"]["name"] = f"Breva V2: {versions}"
    flaw = whole["vulnerabilities"][0] | {"cve": lists.KEV_CVE}
    if note:
        flaw["threats"] = [{"category": "exploit_status", "details": note, "product_ids": ["P1"]}]
    whole["vulnerabilities"] = [flaw, {"cve": OTHER, "product_status": {"known_affected": ["P1"]}}]
    return as_bytes(whole)


def read(cast: Cast, *files: bytes) -> tuple[SignalList, ...]:
    viewer = cast.coordinator.viewer
    named = [(f"a-{n}.json", data) for n, data in enumerate(files)]
    found = actions.read(named, watched=case_queries.watched(viewer), actor=viewer).lists
    worker.drain()
    return found


@pytest.mark.django_db
def test_an_advisory_on_a_registered_product_waits_with_what_was_compared(cast: Cast) -> None:
    product_of(cast)
    (done,) = read(cast, advisory())
    assert (done.source, done.entries, done.new, done.touching) == ("icsma", 1, 1, 1)
    (row,) = queries.signals(cast.coordinator.viewer)
    (hit,) = row.hits.all()
    assert (row.key, row.title, row.cves) == (
        "ICSMA-26-310-01", "ICSMA-26-310-01: Karst Respiratory Breva V2", (lists.KEV_CVE, OTHER),
    )  # fmt: skip
    assert (hit.touch, hit.versions, hit.because[-1]) == ("in_range", ["4.1.0"], 'version 4.1.0 is within "< 4.2.1"')
    assert (row.opens, case_queries.visible(cast.coordinator.viewer)) == (False, [])
    assert OTHER in browser_of(cast.coordinator).get(f"/signals/{row.pk}").content.decode()
    assert browser_of(cast.eve).get(f"/signals/{row.pk}").status_code == 404


@pytest.mark.django_db
def test_one_that_says_it_is_attacked_opens_a_potential_case_and_only_proposes_that(cast: Cast) -> None:
    product_of(cast)
    for _ in range(2):
        read(cast, advisory(note="Active exploitation of this weakness was reported."))
    (case,) = case_queries.visible(cast.coordinator.viewer)
    assert (standing(case), case.cves, case.embargo) == ("potential", [lists.KEV_CVE, OTHER], "none")
    assert [one.event for one in case_queries.claims(cast.coordinator.viewer, case)] == ["a"]


@pytest.mark.django_db
def test_its_cves_lead_to_each_case_that_has_one_and_open_no_other(cast: Cast) -> None:
    viewer, found = cast.coordinator.viewer, []
    for cve in (lists.KEV_CVE, OTHER):
        case = opened(cast, description=f"It is {cve}.")
        found.append(case)
        product = product_of(cast, f"For {cve}")
        read(cast, lists.cve("Karst", product.name, number=cve))
        cases.link_signal(case, Signal.objects.get(key=cve, source="cve").pk, actor=viewer)
    read(cast, advisory())
    for case, cve in zip(found, (lists.KEV_CVE, OTHER), strict=True):
        links = case_queries.linked(viewer, case_queries.case_for(viewer, case))
        (link,) = [one for one in links if one.signal.source == "icsma"]
        assert link.because == f"its CVE is the case's: {cve}"
    assert len(case_queries.visible(viewer)) == 2


@pytest.mark.django_db
def test_a_later_revision_replaces_and_an_older_one_read_after_it_changes_nothing(cast: Cast) -> None:
    product_of(cast)
    read(cast, advisory(versions="< 4.0"))
    assert Signal.objects.count() == 0
    (later,) = read(cast, advisory(versions="< 4.2.1", day="2026-11-20"))
    (older,) = read(cast, advisory(versions="< 4.0"))
    assert ((later.new, later.changed), (older.new, older.changed)) == ((1, 0), (0, 0))
    assert Signal.objects.get().hits.get().versions == ["4.1.0"]
    (again,) = read(cast, advisory(versions="< 4.0"), advisory(versions="< 4.2.1", day="2026-11-20"))
    assert (again.name, again.new, again.changed) == ("2 advisories", 0, 0)


@pytest.mark.django_db
def test_two_publishers_advisories_with_one_id_are_two_signals_and_each_is_revised_alone(cast: Cast) -> None:
    product_of(cast)
    theirs = advisory(by="https://psirt.karst.example", versions="< 4.2")
    read(cast, advisory(), theirs)
    (again,) = read(cast, advisory(by="https://www.cisa.gov"), theirs)
    (later,) = read(cast, advisory(by="https://psirt.karst.example", versions="<= 4.2.1", day="2026-11-20"))
    assert (again.new, later.new, later.changed) == (0, 0, 1)
    rows = queries.signals(cast.coordinator.viewer, q="ICSMA-26-310-01")
    assert {(row.publisher, *row.hits.get().versions) for row in rows} == {
        ("https://www.cisa.gov", "4.1.0"), ("https://psirt.karst.example", "4.1.0", "4.2.1"),
    }  # fmt: skip
    (found,) = queries.signals(cast.coordinator.viewer, q="psirt.karst")
    assert (
        b"<span>https://psirt.karst.example</span>" in browser_of(cast.coordinator).get(f"/signals/{found.pk}").content
    )


@pytest.mark.django_db
def test_what_was_read_before_publishers_were_told_apart_is_the_same_signal_still(cast: Cast) -> None:
    product_of(cast)
    read(cast, advisory(), lists.cve())
    kept = {row.pk: row.publisher for row in [*Signal.objects.all(), *ListedEntry.objects.all()]}
    with writing():
        Signal.objects.update(publisher="")
        ListedEntry.objects.update(publisher="")
        import_module("medcord.signals.migrations.0007_publishers").name_publishers(apps, None)
    assert {row.pk: row.publisher for row in [*Signal.objects.all(), *ListedEntry.objects.all()]} == kept
    (again,) = read(cast, advisory())
    assert (again.new, again.changed, again.touching) == (0, 0, 1)


@pytest.mark.django_db
def test_a_score_follows_the_second_cve_of_an_advisory_too(cast: Cast) -> None:
    product_of(cast)
    read(cast, advisory(), lists.epss(CVE_2026_40404="0.42"))
    assert [row.key for row in queries.signals(cast.coordinator.viewer, source="epss")] == [OTHER]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (advisory(distribution={"tlp": {"label": "AMBER"}}), "document.distribution.tlp: it is marked TLP:AMBER"),
        (advisory(distribution={}), "it is marked TLP:AMBER+STRICT or carries no marking"),
        (advisory("X" * 61), "document.tracking.id: its id has more than 60 characters"),
        (b'{"csaf_version": "2.0", "csaf_version": "2.0"}', "comes twice in one object"),
        (b'{"csaf_version": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"csaf_version": "2.0"', "this is not valid JSON"),
        (b'{"csaf_version": "2.0", "x": [' + b"0," * 2_000_001 + b"0]}", "an advisory may have 2,000,000"),
        (advisory().replace(b"Breva V2", b"Breva\\u0000V2"), "the control character NUL"),
    ],
    ids=["amber", "unmarked", "long id", "twice", "deep", "cut off", "too many", "nul"],
)  # fmt: skip
def test_what_is_not_public_or_hostile_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_list(data, name="a.json")
    assert sentence in refused.value.sentence


def test_a_draft_is_refused_and_the_others_of_its_zip_are_read() -> None:
    whole = json.loads(advisory("ICSMA-26-310-02"))
    whole["document"]["tracking"]["status"] = "draft"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.json", advisory())
        archive.writestr("b.json", as_bytes(whole))
    found, refused = read_lists(lists_in("all.zip", packed.getvalue()))
    assert [(one.source, one.listed) for one in found] == [(Source.ICSMA, 1)]
    assert [one.code for one in refused] == ["draft"]


def test_an_advisory_is_kept_as_it_was_read() -> None:
    (entry,) = read_list(advisory(note="Exploited: yes"), name="a").entries
    assert from_kept(json.loads(json.dumps(as_kept(entry)))) == entry


@needs_icsma
def test_cisas_medical_advisories_are_read_whole_and_kept_whole() -> None:
    (found,), refused = read_lists(documents_below([ICSMA]))
    assert (found.source, found.listed, len(found.entries), refused) == (Source.ICSMA, 104, 104, [])
    assert sum(len(entry.cves) for entry in found.entries) == 315
    for entry in found.entries:
        assert from_kept(json.loads(json.dumps(as_kept(entry)))) == entry
        assert entry.url.startswith("https://")

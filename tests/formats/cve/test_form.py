"""Our drafts follow the CVE record format: the official schema where it is at hand, and the format in our own words."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from medcord.core.advisory.value import Advisory, Identifiers, Reference, Remediation, Score
from medcord.formats.csaf import read_advisory
from medcord.formats.cve import write_cve_records
from tests.formats.csaf.documents import SHARED, icsma_files, needs_icsma, realistic_advisory
from tests.formats.csaf.strategies import advisories
from tests.formats.cve.form import RECORD
from tests.formats.cve.test_writer import ADVISORY, FLAW, ORG

PUBLISHED = SHARED / "data" / "cve-medical"
URL = "https://node.example/advisories/MC-1"


def official() -> Path | None:
    """The schema of the CVE Program: among the oracles, or as the package ``cvelib`` brings it along."""
    found = sorted((SHARED / "oracles").glob("cve*/*undled*.json"))
    if not found and (spec := find_spec("cvelib")) and spec.origin:
        found = sorted((Path(spec.origin).parent / "schemas").glob("CVE_JSON_bundled_5.*.json"))
    return found[-1] if found else None


needs_official = pytest.mark.skipif(
    official() is None, reason="the official CVE schema is neither in ../shared/oracles nor brought along by cvelib"
)


@cache
def form() -> Any:
    return jsonschema_rs.Draft202012Validator(RECORD, validate_formats=True)


@cache
def official_form() -> Any:
    file = official()
    assert file is not None
    return jsonschema_rs.validator_for(json.loads(file.read_bytes()), validate_formats=True)


def drafts(advisory: Advisory, url: str = URL) -> list[dict[str, Any]]:
    """The drafts of an advisory as its CNA would publish them."""
    records: list[dict[str, Any]] = orjson.loads(write_cve_records(advisory, url=url, engine_version="1", org_id=ORG))
    for each in records:
        assert each["cveMetadata"]["state"] == "RESERVED"
        each["cveMetadata"]["state"] = "PUBLISHED"
    return records


def faults(records: list[dict[str, Any]], validator: Any) -> list[str]:
    return [
        f"{one['cveMetadata']['cveId']} /{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"
        for one in records
        for error in validator.iter_errors(one)
    ]


def medical() -> list[Advisory]:
    return [read_advisory(file.read_bytes()).advisory for file in icsma_files()]


@pytest.mark.parametrize("advisory", [ADVISORY, realistic_advisory()], ids=["pump", "realistic"])
def test_our_own_advisories_become_records_of_the_format(advisory: Advisory) -> None:
    assert faults(drafts(advisory), form()) == []


@needs_icsma
def test_every_medical_advisory_of_cisa_becomes_records_of_the_format() -> None:
    records = [one for advisory in medical() for one in drafts(advisory)]
    assert len(records) > 300
    assert faults(records, form()) == []


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the CVE records (../shared/data/cve-medical) are not here")
def test_the_form_in_our_words_takes_every_published_medical_record() -> None:
    """Else it would be stricter than the format, and prove nothing."""
    published = [orjson.loads(file.read_bytes()) for file in sorted(PUBLISHED.glob("*.json"))]
    assert len(published) > 70
    assert faults(published, form()) == []


@needs_icsma
@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the CVE records (../shared/data/cve-medical) are not here")
def test_our_drafts_have_the_shape_of_the_published_records() -> None:
    """Where the CNA gave a member that an advisory can hold, our draft of the same CVE has it, in the same form."""
    published = {file.stem: orjson.loads(file.read_bytes()) for file in PUBLISHED.glob("*.json")}
    common = {"affected", "descriptions", "metrics", "problemTypes", "references", "title", "source"}
    compared = 0
    for record in (one for advisory in medical() for one in drafts(advisory)):
        theirs = published.get(record["cveMetadata"]["cveId"])
        if theirs is None:
            continue
        ours, cna = record["containers"]["cna"], theirs["containers"]["cna"]
        lacking = (common & cna.keys()) - ours.keys()
        assert lacking <= {"title"}, record["cveMetadata"]["cveId"]  # CISA's older advisories name no flaw
        assert all(type(ours[key]) is type(cna[key]) for key in common & ours.keys() & cna.keys())
        assert record.keys() <= theirs.keys()
        compared += 1
    assert compared >= 18


@needs_official
@needs_icsma
def test_the_official_schema_takes_every_draft() -> None:
    records = [one for advisory in [ADVISORY, realistic_advisory(), *medical()] for one in drafts(advisory)]
    assert faults(records, official_form()) == []


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(advisories())
def test_whatever_an_advisory_holds_the_draft_follows_the_format(advisory: Advisory) -> None:
    """But for what nobody may make up: a product, and an English text of an advisory in another language."""
    flaws = tuple(replace(each, cve="CVE-2026-10001") for each in advisory.vulnerabilities if each.statements)
    if flaws:
        records = drafts(replace(advisory, language="en", vulnerabilities=flaws))
        assert faults(records, form()) == []


def test_what_the_format_has_no_room_for_is_left_out_or_ends_where_one_sees_it() -> None:
    flaw = replace(
        FLAW,
        title="t" * 300,
        cwe_id="CWE-NoInfo",
        scores=(Score("3.1", "AV:N", 9.8, "CRITICAL", ("A",)), FLAW.scores[0], FLAW.scores[0]),
        remediations=(Remediation("vendor_fix", "u" * 5000),),
        references=(Reference("see the handbook", "Handbook"), Reference("https://acme.example/" + "x" * 2100, "Long")),
    )
    products = (replace(ADVISORY.products[0], identifiers=Identifiers(cpe="cpe of the pump")), *ADVISORY.products[1:])
    advisory = replace(ADVISORY, products=products, vulnerabilities=(flaw,))
    [record] = drafts(advisory)
    cna = record["containers"]["cna"]
    assert faults([record], form()) == []
    assert (len(cna["title"]), cna["title"][-1]) == (256, "…")
    assert cna["solutions"][0]["value"][-1] == "…"
    assert [list(one) for one in cna["metrics"]] == [["cvssV4_0", "format"]]
    assert "cweId" not in cna["problemTypes"][0]["descriptions"][0]
    assert [one["url"] for one in cna["references"]] == [URL]
    assert all("cpes" not in one for one in cna["affected"])


def test_what_nobody_said_is_lacking_and_not_made_up() -> None:
    bare = replace(ADVISORY, vulnerabilities=(replace(FLAW, statements=()),))
    [record] = drafts(bare, url="")
    assert {"affected", "references"} & record["containers"]["cna"].keys() == set()
    german = drafts(replace(ADVISORY, language="de-DE-1996"))[0]["containers"]["cna"]["descriptions"]
    assert [one["lang"] for one in german] == ["de"]

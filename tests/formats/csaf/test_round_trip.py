"""What is written is read back as the same value; what was read is written without loss."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, example, given, settings

from medcord.core.advisory.value import Advisory, Note, Product, Reference, Statement
from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.formats.csaf import canonical, read_advisory, write_csaf
from tests.formats.csaf.documents import URL, icsma_files, needs_icsma, realistic_advisory
from tests.formats.csaf.strategies import advisories

SLOW_DRAWS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(advisory: Advisory, url: str = URL) -> bytes:
    return write_csaf(advisory, canonical_url=url, engine_version="1.0")


@SLOW_DRAWS
@given(advisories())
@example(realistic_advisory())
def test_an_advisory_written_and_read_is_the_same_advisory(advisory: Advisory) -> None:
    assert canonical(advisory, canonical_url=URL) == read_advisory(written(advisory)).advisory


@SLOW_DRAWS
@given(advisories())
def test_the_canonical_form_of_a_canonical_form_is_itself(advisory: Advisory) -> None:
    once = canonical(advisory, canonical_url=URL)
    assert once == canonical(once, canonical_url=URL)
    assert written(advisory) == written(once)


def test_a_complete_advisory_loses_nothing_at_all() -> None:
    read = read_advisory(written(realistic_advisory()))
    assert realistic_advisory() == read.advisory
    assert read.warnings == ()


@needs_icsma
@pytest.mark.parametrize("file", icsma_files(), ids=lambda file: file.stem)
def test_every_cisa_medical_advisory_survives_reading_and_writing(file) -> None:
    advisory = read_advisory(file.read_bytes(), name=file.name).advisory
    self_url = next(reference.url for reference in advisory.references if reference.category == "self")
    assert advisory == read_advisory(written(advisory, self_url)).advisory


def test_the_same_value_gives_the_same_bytes() -> None:
    assert written(realistic_advisory()) == written(realistic_advisory())


def test_the_order_the_publisher_gave_the_products_is_kept() -> None:
    names = ["Acme", "Brown", "Acme", "Brown"]
    products = tuple(Product(f"P{at}", vendor, f"Device {at}", "1") for at, vendor in enumerate(names))
    advisory = replace(realistic_advisory(), products=products, vulnerabilities=())
    read = read_advisory(written(advisory)).advisory
    assert [product.id for product in read.products] == ["P0", "P1", "P2", "P3"]
    assert names == [product.vendor for product in read.products]


def test_the_self_reference_is_added_once() -> None:
    plain = replace(realistic_advisory(), references=(Reference("https://acme.example", "Acme"),))
    read = read_advisory(written(plain)).advisory
    assert [(r.category, r.url) for r in read.references] == [("self", URL), ("external", "https://acme.example")]
    assert read.references == read_advisory(written(read)).advisory.references


def test_strict_amber_is_not_loosened_by_a_format_without_a_word_for_it() -> None:
    strict = replace(realistic_advisory(), tlp=Tlp.AMBER_STRICT)
    assert read_advisory(written(strict)).advisory.tlp == Tlp.AMBER_STRICT


def test_an_impact_sentence_comes_back_as_the_justification() -> None:
    sentence = "The port is closed by default in this series."
    advisory = realistic_advisory()
    first = advisory.vulnerabilities[0]
    stated = (*first.statements[:2], Statement("MCPID-0003", ProductStatus.NOT_AFFECTED, sentence))
    changed = replace(advisory, vulnerabilities=(replace(first, statements=stated), *advisory.vulnerabilities[1:]))
    assert changed == read_advisory(written(changed)).advisory


def test_notes_of_another_publisher_with_our_titles_are_not_taken_for_plain_words() -> None:
    theirs = Note("general", "Anything", "In plain words: which device", "clinicians and patients")
    document = written(replace(realistic_advisory(), notes=(theirs,), plain=type(realistic_advisory().plain)()))
    foreign = document.replace(b'"name": "medcord"', b'"name": "Some Editor"')
    assert read_advisory(foreign).advisory.plain.device == ""
    assert theirs in read_advisory(foreign).advisory.notes


def test_a_time_without_a_zone_is_refused_rather_than_guessed() -> None:
    naive = replace(realistic_advisory(), current_release=datetime(2026, 3, 9))
    with pytest.raises(ValueError, match="no time zone"):
        written(naive)

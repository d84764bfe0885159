"""Finding an advisory, and not finding what is not open."""

from dataclasses import replace
from itertools import product

import pytest
from pytest_django import DjangoAssertNumQueries

from medcord import search
from medcord.advisories import actions, queries
from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.core.access import AdvisoryItem, Permission, Viewer, may
from medcord.core.advisory import Identifiers
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Tlp
from medcord.formats.unpacking import documents_below
from medcord.ledger.rows import writing
from tests.advisories.stories import COORDINATOR, HOSPITAL, MAKER, NODE, PUMP, PUMP_ADVISORY, STRANGER
from tests.advisories.test_take_in import ICSMA, csaf, needs_icsma

pytestmark = pytest.mark.django_db


def mark(revision: AdvisoryRevision, tlp: Tlp) -> None:
    """Give a published revision another marking, as no action can."""
    with writing():
        revision.tlp = tlp.value
        revision.save()


@pytest.mark.parametrize(
    "q",
    [
        "tidewater",
        "TIDEWATER lvp",
        "Quillon",
        "qi-3100",
        "CVE-2026-90417",
        "cve-2026-90417",
        "00000000031007",
        "(01)00000000031007(17)281231(10)A77",
        "0100000000031007172812311",
        "MCA-2026",
        '"infusion pump"',
        "  medicine   fast ",
    ],
)
def test_an_advisory_is_found_by_what_stands_on_the_device_or_in_the_text(q: str) -> None:
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    actions.take_in([("a.json", csaf())], actor=HOSPITAL)
    q = q.replace("2026", ours.advisory.tracking_id[4:8]) if q.startswith("MCA") else q
    assert [row.tracking_id for row in queries.published(STRANGER, q=q).items] == [ours.advisory.tracking_id]


@pytest.mark.parametrize("q", ["tidewater oakhollow", "00000000031008", "%", "_", "CVE-2026-9041 7x"])
def test_every_word_must_be_there_as_it_is_written(q: str) -> None:
    actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    assert queries.published(STRANGER, q=q).count == 0


def test_after_an_upgrade_the_index_is_filled_with_what_was_published_before_it_held_advisories() -> None:
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    search.put("message", [search.Text(ours.pk, ours.pk, "something else that is in the index already")])
    search.drop("advisory", [ours.advisory_id])
    assert queries.published(STRANGER, q="tidewater").count == 0
    search.rebuild_if_never_built()
    assert queries.published(STRANGER, q="tidewater").count == 1
    assert search.rebuild_if_never_built() == 0


def test_the_newest_revision_is_found_by_its_words_and_no_longer_by_the_former_ones() -> None:
    first = actions.publish(replace(PUMP_ADVISORY, title="Of Oakhollow"), actor=COORDINATOR)
    assert queries.published(STRANGER, q="oakhollow").count == 1
    actions.publish(PUMP_ADVISORY, revises=first.advisory_id, summary="Its name", actor=COORDINATOR)
    assert queries.published(STRANGER, q="oakhollow").count == 0
    assert [row.pk for row in queries.published(STRANGER, q="tidewater").items] == [first.advisory_id]


@needs_icsma
def test_lists_are_filtered_counted_and_paged() -> None:
    actions.take_in(documents_below([ICSMA]), actor=HOSPITAL)
    first, last, beyond = (queries.published(STRANGER, page=page) for page in (1, 5, 99))
    assert (first.count, first.pages, len(first.items), len(last.items)) == (104, 5, 25, 4)
    assert beyond.page == 5
    assert sum(queries.published(STRANGER, year=year).count for year in queries.years(STRANGER)) == 104
    assert "Philips" in queries.makers(STRANGER)
    philips = queries.published(STRANGER, maker="Philips")
    assert all("Philips" in row.current.maker_names for row in philips.items)
    dates = [row.current.released_at for row in first.items]
    assert dates == sorted(dates, reverse=True)


@needs_icsma
def test_a_page_of_the_list_takes_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    actions.take_in(documents_below([ICSMA]), actor=HOSPITAL)
    with django_assert_num_queries(2):
        page = queries.published(STRANGER, q="philips")
        assert [row.current.title for row in page.items]


def test_a_hidden_advisory_is_absent_from_every_reader() -> None:
    revision = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    mark(revision, Tlp.AMBER)
    assert queries.published(STRANGER).count == 0
    assert queries.published(STRANGER, q="tidewater").count == 0
    assert (queries.makers(STRANGER), queries.years(STRANGER)) == ([], [])
    assert (list(queries.current_values()), queries.values_of([revision.advisory_id])) == ([], [])
    assert (queries.current_digests(), queries.own_digests()) == ({}, [])
    for ask in (
        lambda: queries.advisory_for(STRANGER, revision.advisory.tracking_id),
        lambda: queries.by_id(STRANGER, revision.advisory_id),
        lambda: queries.revision_for(STRANGER, revision.advisory.tracking_id, 1),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_hidden_former_revision_is_absent_from_the_history() -> None:
    first = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    actions.publish(PUMP_ADVISORY, revises=first.advisory_id, summary="Cleared", actor=COORDINATOR)
    mark(first, Tlp.RED)
    advisory = queries.advisory_for(STRANGER, first.advisory.tracking_id)
    assert [each.number for each in queries.history(STRANGER, advisory)] == [2]
    with pytest.raises(NotFound):
        queries.revision_for(STRANGER, first.advisory.tracking_id, 1)


VIEWERS = (STRANGER, NODE, COORDINATOR, HOSPITAL, MAKER, replace(HOSPITAL, active=False))


@pytest.mark.parametrize(("viewer", "tlp"), list(product(VIEWERS, Tlp)))
def test_the_list_a_viewer_gets_is_what_the_rule_table_allows_row_by_row(viewer: Viewer, tlp: Tlp) -> None:
    mark(actions.publish(PUMP_ADVISORY, actor=COORDINATOR), tlp)
    allowed = may(viewer, Permission.ADVISORY_READ, AdvisoryItem(released=True, tlp=tlp)).allowed
    assert queries.visible_to(viewer).exists() == allowed


def test_of_two_publishers_with_one_id_ours_comes_first() -> None:
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    actions.take_in([("a.json", csaf(ours.advisory.tracking_id, day="2031-01-01"))], actor=HOSPITAL)
    assert queries.advisory_for(STRANGER, ours.advisory.tracking_id).own
    assert queries.advisory_for(STRANGER, ours.advisory.tracking_id.lower()).own


def test_values_are_read_once_and_come_with_their_digest() -> None:
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    [one] = queries.current_values()
    assert (one.id, one.revision, one.digest) == (ours.advisory_id, 1, ours.sha256)
    assert one.value is queries.value_of(ours)
    assert one.value.products[0].identifiers == PUMP.identifiers
    assert queries.current_digests() == {ours.advisory_id: ours.sha256}


def test_rows_of_advisories_cannot_be_read_past_the_queries() -> None:
    from medcord.ledger.rows import UnscopedQuery

    reader: dict[str, object] = {"__name__": "medcord.web.public", "PublishedAdvisory": PublishedAdvisory}
    with pytest.raises(UnscopedQuery):
        exec("PublishedAdvisory.objects.all()", reader)


def test_filters_are_combined_and_each_must_hold() -> None:
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    actions.take_in([("a.json", csaf())], actor=HOSPITAL)
    year = ours.released_at.year
    good: queries.Wanted = {"product": "tidewater", "model": "qi-3100", "cve": "2026-90417", "year": year}
    assert [row.pk for row in queries.published(STRANGER, **good).items] == [ours.advisory_id]
    others: list[queries.Wanted] = [
        {"product": "oakhollow"},
        {"model": "qi-3101"},
        {"cve": "CVE-2026-9041"},
        {"year": year - 1},
    ]
    for wrong in others:
        wanted: queries.Wanted = {**good, **wrong}
        assert queries.published(STRANGER, **wanted).count == 0


def test_product_and_model_are_words_of_one_product_not_of_the_whole_advisory() -> None:
    other = replace(PUMP, id="MCPID-0003", name="Harbour", full_name="Harbour", identifiers=Identifiers())
    actions.publish(replace(PUMP_ADVISORY, products=(*PUMP_ADVISORY.products, other)), actor=COORDINATOR)
    assert queries.published(STRANGER, product="harbour").count == 1
    assert queries.published(STRANGER, product="harbour", model="qi-3100").count == 0
    assert queries.published(STRANGER, product="medicine").count == 0  # a word of the title


@pytest.mark.parametrize("line", ["(01)00000000031007(21)SN7788ZQ", "00000000031007", "0100000000031007"])
def test_a_carrier_finds_its_device_and_a_unit_of_it_is_no_word(line: str) -> None:
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    asked: list[queries.Wanted] = [{"q": line}, {"udi": line}, {"q": f"tidewater {line}"}]
    for wanted in asked:
        assert [row.pk for row in queries.published(STRANGER, **wanted).items] == [ours.advisory_id]
    assert "7788" not in queries.without_unit(f"tidewater {line}")
    assert queries.published(STRANGER, q="SN7788ZQ").count == 0


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("+A99912345/", "+A99912345/"),
        ("+A123BJC5D6E71G", "+A123BJC5D6E71/$$420020216LOT1"),
        ("+A123BJC5D6E71G", "*+A123BJC5D6E71G*"),
        ("=/A9999XYZ100T0944", "=/A9999XYZ100T0944=,000025=A99971312345600"),
    ],
)
def test_identifiers_of_the_other_agencies_are_found_too(kept: str, asked: str) -> None:
    marked_so = replace(PUMP, identifiers=Identifiers(model_numbers=("QI-3100",), udi_dis=(kept,)))
    actions.publish(replace(PUMP_ADVISORY, products=(marked_so, PUMP_ADVISORY.products[1])), actor=COORDINATOR)
    assert queries.published(STRANGER, udi=asked).count == 1
    assert queries.published(STRANGER, udi="+B123BJC5D6E71/$$420020216LOT1").count == 0


def test_an_advisory_whose_versions_are_prose_is_found_by_its_product() -> None:
    prose = replace(PUMP, version="all units sold before the spring of 2021", version_is_range=True)
    actions.publish(replace(PUMP_ADVISORY, products=(prose, PUMP_ADVISORY.products[1])), actor=COORDINATOR)
    assert queries.published(STRANGER, product="tidewater", model="QI-3100").count == 1


def test_what_is_hidden_is_found_by_no_filter() -> None:
    mark(actions.publish(PUMP_ADVISORY, actor=COORDINATOR), Tlp.AMBER)
    asked: list[queries.Wanted] = [
        {"udi": "00000000031007"},
        {"product": "tidewater"},
        {"model": "qi-3100"},
        {"cve": "CVE-2026-90417"},
    ]
    for wanted in asked:
        assert queries.published(STRANGER, **wanted).count == 0


@needs_icsma
def test_three_filters_over_all_of_cisas_medical_advisories_take_three_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    actions.take_in(documents_below([ICSMA]), actor=HOSPITAL)
    with django_assert_num_queries(3):
        page = queries.published(STRANGER, product="intellivue", maker="Philips")
    assert page.count >= 1

"""A product that is registered or changed after a list was read meets what the list said (C14)."""

from __future__ import annotations

import pytest

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.signals import as_kept, from_kept
from medcord.formats.signals.entries import read_list
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.products import actions as products
from medcord.products.models import Product
from medcord.signals import actions, queries
from medcord.signals.models import Signal, SignalList
from tests.cases.road import product_of
from tests.cast import Cast, browser_of
from tests.signals import lists
from tests.signals.settling import settle

pytestmark = pytest.mark.django_db

KEV = lists.kev((lists.KEV_CVE, "Karst", "Breva V2"), ("CVE-2020-1000", "Git", "Git"))


def read(cast: Cast, *files: bytes) -> tuple[SignalList, ...]:
    viewer = cast.coordinator.viewer
    named = [(f"list-{n}", data) for n, data in enumerate(files)]
    found = actions.read(named, watched=case_queries.watched(viewer), actor=viewer).lists
    settle()
    return found


def touches(cast: Cast) -> list[tuple[str, str, list[str]]]:
    """(key, how it touches, versions in range) of each signal's hits."""
    rows = queries.signals(cast.coordinator.viewer)
    return sorted((row.key, hit.touch, hit.versions) for row in rows for hit in row.hits.all())


def changed(cast: Cast, row: Product, **words: object) -> None:
    row.refresh_from_db()
    said = products.ProductWords(**{"name": row.name, "model_number": "KR-BV2", "versions": row.versions, **words})  # type: ignore[arg-type]
    products.change(row.pk, said, expected_version=row.version, actor=cast.manufacturer.viewer)
    settle()


def test_a_product_registered_later_opens_the_case_and_people_are_told_as_if_just_read(cast: Cast) -> None:
    (first,) = read(cast, KEV)
    assert (first.touching, Signal.objects.count()) == (0, 0)
    product_of(cast)
    settle()
    (case,) = case_queries.visible(cast.coordinator.viewer)
    assert (case.origin, case.cves) == ("signal", [lists.KEV_CVE])
    assert {row.to for row in OutgoingLetter.objects.all()} == {cast.coordinator.email, cast.regulator.email}
    assert case_queries.visible(cast.eve.viewer) == case_queries.visible(cast.manufacturer.viewer) == []
    assert browser_of(cast.eve).get("/signals").status_code == 404


def test_reading_the_list_again_after_that_is_no_news_and_opens_no_second_case(cast: Cast) -> None:
    read(cast, KEV)
    product_of(cast)
    settle()
    (again,) = read(cast, KEV)
    assert (again.new, again.changed, again.touching) == (0, 0, 1)
    assert len(case_queries.visible(cast.coordinator.viewer)) == 1


def test_a_change_that_touches_nothing_leaves_no_trace(cast: Cast) -> None:
    read(cast, KEV)
    row = product_of(cast)
    settle()
    changed(cast, row, description="For intensive care.")
    facts = [(one.data["new"], one.data["again"]) for one in FactRow.objects.filter(kind="SignalsRead").order_by("seq")]
    assert facts == [(0, False), (1, True)]


def test_a_version_a_name_and_a_retirement_are_met_each(cast: Cast) -> None:
    row = product_of(cast, "Breva Z")
    read(cast, lists.cve())
    assert touches(cast) == []
    changed(cast, row, name="Breva V2")
    assert touches(cast) == [(lists.CVE_CVE, "in_range", ["4.1.0"])]
    changed(cast, row, versions=["4.0", "4.1.0", "4.2.1"])
    assert touches(cast) == [(lists.CVE_CVE, "in_range", ["4.0", "4.1.0"])]
    row.refresh_from_db()
    viewer = cast.manufacturer.viewer
    products.retire(row.pk, reason="Entered twice", expected_version=row.version, actor=viewer)
    settle()
    assert touches(cast) == []
    products.restore(row.pk, actor=viewer)
    settle()
    assert touches(cast) == [(lists.CVE_CVE, "in_range", ["4.0", "4.1.0"])]


def test_what_was_set_aside_comes_up_when_it_touches_more_and_not_when_less(cast: Cast) -> None:
    row = product_of(cast)
    read(cast, lists.cve())
    signal, viewer = Signal.objects.get(), cast.coordinator.viewer
    actions.set_aside(signal.pk, because="Known since spring.", actor=viewer)
    changed(cast, row, versions=["4.2.1"])
    signal.refresh_from_db()
    assert (touches(cast), signal.aside_name) == ([], "M. Tarrow")
    changed(cast, row, versions=["4.1.1", "4.2.1"])
    signal.refresh_from_db()
    assert (touches(cast), signal.aside_at) == ([(lists.CVE_CVE, "in_range", ["4.1.1"])], None)


def test_many_changes_of_one_maker_are_compared_once(cast: Cast) -> None:
    read(cast, KEV)
    for name in ("Breva V1", "Breva V2", "Breva V3"):
        product_of(cast, name)
    settle()
    assert SignalList.objects.filter(again=True).count() == 1


def test_a_score_that_was_read_first_follows_the_record_that_ties_it(cast: Cast) -> None:
    read(cast, lists.epss(CVE_2026_11223="0.42", CVE_2020_0001="0.97"), lists.cve())
    assert Signal.objects.count() == 0
    product_of(cast)
    settle()
    assert [key for key, _, _ in touches(cast)] == [lists.CVE_CVE, lists.CVE_CVE]
    assert Signal.objects.get(source="epss").score == 0.42


def test_a_person_s_case_takes_the_signal_of_a_product_that_comes_later(cast: Cast) -> None:
    product_of(cast, "Tern pump")
    read(cast, lists.cve("Karst", "Tern pump", number=lists.KEV_CVE), KEV)
    viewer = cast.coordinator.viewer
    case = cases.open_from_signal(Signal.objects.get().pk, actor=viewer)
    product_of(cast)
    settle()
    linked = case_queries.linked(viewer, case_queries.case_for(viewer, case.reference))
    assert [one.signal.source for one in linked] == ["cve", "kev"]
    assert len(case_queries.visible(viewer)) == 1


@pytest.mark.parametrize("data", [KEV, lists.cve(), lists.enforcement(), lists.epss(CVE_2026_11223="0.5")])
def test_an_entry_is_kept_as_it_was_read(data: bytes) -> None:
    for entry in read_list(data, name="x").entries:
        assert from_kept(as_kept(entry)) == entry

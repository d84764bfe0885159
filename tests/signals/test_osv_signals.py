"""OSV records are signals by a package, by a CVE, and by each id of the weakness; who says that two are one joins."""

from __future__ import annotations

from uuid import UUID

import pytest

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.signals import Registered, join_ids
from medcord.core.signals.packages import PackageBook
from medcord.data import load_aliases
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.signals import actions, queries
from medcord.signals.models import Signal, SignalList
from tests.cases.road import product_of
from tests.cast import Cast, browser_of
from tests.signals import lists
from tests.signals.settling import settle

GHSA = "GHSA-2v7m-9f4q-x3hw"
PYSEC = "PYSEC-2026-7"


def read(cast: Cast, *files: bytes) -> tuple[SignalList, ...]:
    viewer = cast.coordinator.viewer
    named = [(f"list-{n}", data) for n, data in enumerate(files)]
    found = actions.read(named, watched=case_queries.watched(viewer), actor=viewer).lists
    settle()
    return found


def case_from_record(cast: Cast) -> str:
    """A case that a person opened from a record without a CVE, on Breva V2."""
    product_of(cast)
    read(cast, lists.osv(aliases=[]))
    case = cases.open_from_signal(Signal.objects.get().pk, actor=cast.coordinator.viewer)
    worker.drain()
    return case.reference


def linked(cast: Cast, reference: str) -> dict[str, str]:
    """Key and reason of each signal of a case that came by itself."""
    viewer = cast.coordinator.viewer
    found = case_queries.linked(viewer, case_queries.case_for(viewer, reference))
    return {one.signal.key: one.because for one in found if not one.opened}


@pytest.mark.django_db
def test_a_record_without_a_cve_waits_where_its_package_may_belong_to_a_product(cast: Cast) -> None:
    product_of(cast)
    (done,) = read(cast, lists.osv(aliases=["GO-2026-0042"]))
    assert (done.new, done.touching) == (1, 1)
    (row,) = queries.signals(cast.coordinator.viewer, q="go-2026-0042")
    hit = row.hits.get()
    assert (row.key, row.cves, row.opens, hit.touch) == (GHSA, (), False, "possible")
    assert hit.because == [
        'package "breva-web" and "Karst Respiratory Breva V2" share "breva"',
        "it is about a package; whether the product holds it, a person says",
    ]
    page = browser_of(cast.coordinator).get(f"/signals/{row.pk}").content.decode()
    assert 'Also known as <span class="mono">GO-2026-0042</span>' in page
    assert browser_of(cast.eve).get(f"/signals/{row.pk}").status_code == 404


@pytest.mark.django_db
def test_a_record_follows_its_cve_to_a_product_and_to_a_case(cast: Cast) -> None:
    product_of(cast, "Tern pump")
    (alone,) = read(cast, lists.osv())
    assert (alone.source, alone.entries, alone.touching) == ("osv", 1, 0)
    read(cast, lists.cve(product="Tern pump"))
    (row,) = queries.signals(cast.coordinator.viewer, source="osv")
    hit = row.hits.get()
    assert (row.opens, hit.touch, hit.because) == (False, "possible", ["CVE record ties CVE-2026-11223 to it"])
    viewer = cast.coordinator.viewer
    (record,) = queries.signals(viewer, source="cve")
    case = cases.open_from_signal(record.pk, actor=viewer)
    worker.drain()
    read(cast, lists.osv(id=PYSEC))
    because = "its CVE is the case's: CVE-2026-11223"
    assert linked(cast, case.reference) == {GHSA: because, PYSEC: because}
    assert len(case_queries.visible(viewer)) == 1


@pytest.mark.django_db
def test_a_record_that_learns_its_cve_brings_it_to_its_case_and_kev_opens_no_second_one(cast: Cast) -> None:
    reference = case_from_record(cast)
    read(cast, lists.osv(aliases=[lists.KEV_CVE], modified="2026-11-09T08:00:00Z"))
    case = case_queries.case_for(cast.coordinator.viewer, reference)
    assert (case.cves, case.numbers) == ([lists.KEV_CVE], [GHSA])
    assert FactRow.objects.filter(kind="SignalGaveIds").count() == 1
    read(cast, lists.kev((lists.KEV_CVE, "Karst", "Breva V2")))
    assert linked(cast, reference) == {lists.KEV_CVE: f"its CVE is the case's: {lists.KEV_CVE}"}
    assert [one.reference for one in case_queries.visible(cast.coordinator.viewer)] == [reference]
    assert case_queries.visible(cast.eve.viewer) == []


@pytest.mark.django_db
def test_another_record_that_names_both_ids_joins_them_although_kev_is_read_first(cast: Cast) -> None:
    reference = case_from_record(cast)
    link = lists.osv(id=PYSEC, aliases=[GHSA, lists.KEV_CVE], affected=[])
    read(cast, lists.kev((lists.KEV_CVE, "Karst", "Breva V2")), link)
    assert linked(cast, reference) == {
        lists.KEV_CVE: f"an OSV record says that it is {GHSA}, which is the case's",
        PYSEC: f"its id is the case's: {GHSA}",
    }
    (case,) = case_queries.visible(cast.coordinator.viewer)
    assert (case.reference, case.cves, case.numbers) == (reference, [lists.KEV_CVE], [GHSA, PYSEC])
    again = read(cast, link)
    assert (again[0].new, again[0].changed, len(case_queries.visible(cast.coordinator.viewer))) == (0, 0, 1)


@pytest.mark.django_db
def test_what_a_distribution_takes_up_is_linked_and_makes_no_two_weaknesses_one(cast: Cast) -> None:
    reference = case_from_record(cast)
    read(cast, lists.osv(id="USN-9-1", aliases=[], upstream=[GHSA, lists.KEV_CVE], affected=[]))
    assert linked(cast, reference) == {"USN-9-1": f"its id is the case's: {GHSA}"}
    assert case_queries.case_for(cast.coordinator.viewer, reference).cves == []
    read(cast, lists.kev((lists.KEV_CVE, "Karst", "Breva V2")))
    assert len(case_queries.visible(cast.coordinator.viewer)) == 2


@pytest.mark.parametrize(
    ("package", "shares"),
    [
        ("breva-web", ["breva"]),
        ("com.karst.respiratory:gateway-sdk", []),
        ("@karst/breva2", ["karst", "breva"]),
        ("github.com/aster/vue", ["aster", "vue"]),
        ("vue", []),
        ("brevard", []),
        ("karst", []),
        ("web-monitor-v2", []),
    ],
)
def test_a_package_may_belong_to_a_product_by_telling_words_alone(package: str, shares: list[str]) -> None:
    registry = [
        Registered(UUID(int=1), "Karst Respiratory, Inc.", "Breva V2"),
        Registered(UUID(int=2), "Pellgrove", "Aster Vue Web Monitor V2"),
        Registered(UUID(int=3), "Pellgrove", "Monitor V2"),
    ]
    found = list(PackageBook(registry, load_aliases().lexicon).hits(package))
    said = [one.because.partition(" share ")[2].replace('"', "").split(", ") for one in found]
    assert sorted(word for words in said for word in words) == sorted(shares)


def test_ids_are_joined_over_any_chain_of_records() -> None:
    same = join_ids([("a", "b"), ("c",), ("d", "e"), ("b", "d")])
    assert (same["a"], same["c"], same.get("x")) == ({"a", "b", "d", "e"}, {"c"}, None)

"""An advisory has several vulnerabilities: a public signal about any of their CVEs reaches the case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.cases import queries as case_queries
from medcord.core.access import Viewer
from medcord.core.facts import CveNamed
from medcord.core.signals.naming import named_by, naming
from medcord.decisions import queries as decisions
from medcord.drafting import actions as drafting
from medcord.drafting import queries as drafts
from medcord.drafting.flaws import Flaw, flaws_of
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from tests.api.programs import Program, program_of
from tests.cases.road import DRAFT, joined, product_of, released, stated
from tests.cast import Cast, browser_of
from tests.signals import lists
from tests.signals.test_lists_read import read

ONE, TWO, THREE = lists.KEV_CVE, "CVE-2026-90534", "CVE-2026-90535"


def written(cast: Cast, case: str, *cves: str) -> None:
    """The draft of the case with these CVEs, in this order; the first is the one that it was begun with."""
    viewer = cast.coordinator.viewer
    if drafts.draft_for(viewer, case_queries.case_for(viewer, case)) is None:
        drafting.save_draft(case, DRAFT, actor=viewer)
    draft = drafts.draft_for(viewer, case_queries.case_for(viewer, case))
    assert draft is not None
    known = {one.cve: one for one in flaws_of(draft)}
    flaws = [known.get(cve) or Flaw(cve=cve, flaw="One more.") for cve in cves]
    drafting.save_draft(case, {}, flaws=flaws, actor=viewer)
    worker.drain()


def named(cast: Cast, case: str) -> tuple[str, ...]:
    pk = case_queries.case_for(cast.coordinator.viewer, case).pk
    return named_by(row.data for row in ledger.facts_of([f"case:{pk}"], kinds=[CveNamed.__name__]))


def linked(viewer: Viewer, case: str) -> list[str]:
    rows = case_queries.linked(viewer, case_queries.case_for(viewer, case))
    return sorted(f"{one.signal.source} {one.signal.cve}" for one in rows)


@pytest.mark.django_db
def test_every_cve_of_the_draft_is_the_case_s(cast: Cast) -> None:
    case = joined(cast)
    written(cast, case, ONE, TWO)
    assert named(cast, case) == (ONE, TWO)
    written(cast, case, THREE, TWO, ONE)
    assert named(cast, case) == (THREE, TWO, ONE)
    written(cast, case, TWO)
    assert named(cast, case) == (TWO,)
    drafting.save_draft(case, {"cve": ""}, actor=cast.coordinator.viewer)
    worker.drain()
    assert named(cast, case) == ()


@pytest.mark.django_db
def test_what_lists_said_of_the_second_one_before_and_say_later_reaches_the_case(cast: Cast) -> None:
    product_of(cast)
    viewer, case = cast.coordinator.viewer, joined(cast)
    read(cast, lists.cve(number=TWO))  # waits for a person: no case is known to have it
    assert linked(viewer, case) == []
    written(cast, case, ONE, TWO)
    assert linked(viewer, case) == [f"cve {TWO}"]
    (done,) = read(cast, lists.kev((TWO, "Nobody", "Nothing")))
    assert done.touching == 1
    assert linked(viewer, case) == [f"cve {TWO}", f"kev {TWO}"]
    assert [one.reference for one in case_queries.visible(viewer)] == [case]
    assert [one.signal is not None for one in case_queries.claims(viewer, case_queries.case_for(viewer, case))] == [
        True
    ]


@pytest.mark.django_db
def test_epss_and_osv_of_the_second_one_are_news_of_the_case(cast: Cast) -> None:
    viewer, case = cast.coordinator.viewer, joined(cast)
    written(cast, case, ONE, TWO)
    read(cast, lists.osv(aliases=[TWO]))
    read(cast, lists.epss(**{TWO.replace("-", "_"): "0.42"}))
    assert [one.partition(" ")[0] for one in linked(viewer, case)] == ["epss", "osv"]


@pytest.mark.django_db
def test_the_second_cve_is_as_hidden_as_the_first_until_it_is_out(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    written(cast, case, ONE, TWO)
    for member in (cast.manufacturer, cast.regulator):
        facts = case_queries.timeline(member.viewer, case_queries.case_for(member.viewer, case))
        assert "CveNamed" not in [fact.kind for fact in facts]
    maker, eve = browser_of(cast.manufacturer), browser_of(cast.eve)
    assert TWO not in maker.get(f"/cases/{case}").content.decode()
    assert "Nothing that you may read holds all these words" in maker.get(f"/search?q={TWO}").content.decode()
    for address in (f"/cases/{case}", f"/cases/{case}/draft", f"/cases/{case}/draft/flaws"):
        assert eve.get(address).status_code == 404
    assert program_of(cast.eve).send("GET", f"/cases/{case}").status_code == 404
    public = browser_of(None).get("/", {"q": TWO}).content.decode()
    assert DRAFT["title"] not in public


@pytest.mark.django_db
def test_anybody_finds_the_advisory_by_its_second_cve(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    written(cast, case, ONE, TWO)
    tracking = released(cast, case).tracking_id
    for cve in (ONE, TWO):
        for address in ("/", f"/advisories?q={cve}"):
            answer = browser_of(None).get(address, {} if "?" in address else {"q": cve})
            assert tracking in answer.content.decode(), (address, cve)
        assert [one["tracking_id"] for one in Program().get("/advisories", q=cve)["items"]] == [tracking]


@pytest.mark.django_db
def test_a_decision_is_about_all_of_them(cast: Cast) -> None:
    viewer, case = cast.coordinator.viewer, joined(cast)
    written(cast, case, ONE, TWO)
    row = case_queries.case_for(viewer, case)
    assert decisions.targets(viewer, row)[:2] == [ONE, TWO]
    assert TWO not in decisions.targets(cast.manufacturer.viewer, row)


@given(st.lists(st.lists(st.sampled_from([ONE, TWO, THREE]), unique=True)))
def test_whatever_was_named_before_the_last_word_counts(words: list[list[str]]) -> None:
    said = [{"cve": cve, "beside": beside} for cves in words for cve, beside in naming(cves)]
    assert named_by(said) == tuple(words[-1] if words else ())


def test_facts_of_when_a_draft_had_one_vulnerability_still_replace_each_other() -> None:
    assert named_by([{"cve": ONE}, {"cve": TWO}]) == (TWO,)
    assert named_by([{"cve": ONE}, {"cve": ""}]) == ()

"""Public lists are read, compared with registered products, and open or strengthen cases (C14)."""

from __future__ import annotations

import pytest

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.marks import standing
from medcord.core.refusals import NotAllowed, NotFound, RuleRefusal, UnreadableFile
from medcord.drafting import actions as drafting
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.signals import actions, queries
from medcord.signals.models import Signal, SignalList
from tests.cases.road import DRAFT, joined, opened, product_of
from tests.cast import SYSTEM, Cast
from tests.signals import lists
from tests.signals.settling import settle

pytestmark = pytest.mark.django_db


def read(cast: Cast, *files: bytes, watch: bool = True) -> tuple[SignalList, ...]:
    """What the coordinator does with files, and the worker after it."""
    viewer = cast.coordinator.viewer
    watched = case_queries.watched(viewer) if watch else ()
    found = actions.read([(f"list-{n}", data) for n, data in enumerate(files)], watched=watched, actor=viewer).lists
    settle()
    return found


def only(rows: list[Signal]) -> Signal:
    (row,) = rows
    return row


def test_a_known_exploited_weakness_of_a_registered_product_opens_one_potential_case(cast: Cast) -> None:
    product_of(cast)
    (done,) = read(cast, lists.kev((lists.KEV_CVE, "Karst", "Breva V2"), ("CVE-2020-1", "Git", "Git")))
    assert (done.entries, done.new, done.touching) == (2, 1, 1)
    (case,) = case_queries.visible(cast.coordinator.viewer)
    assert (standing(case), case.origin, case.cves, case.embargo) == ("potential", "signal", [lists.KEV_CVE], "none")
    assert case.public_at is not None
    assert case.attacks_at is None
    assert {row.role for row in case.participants.all()} == {"coordinator", "regulator"}
    assert case_queries.visible(cast.eve.viewer) == case_queries.visible(cast.manufacturer.viewer) == []


def test_the_list_only_proposes_that_it_is_attacked_and_a_person_confirms(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.kev((lists.KEV_CVE, "Karst", "Breva V2")))
    (case,) = case_queries.visible(cast.coordinator.viewer)
    (claim,) = case_queries.claims(cast.coordinator.viewer, case)
    assert (claim.event, claim.party, claim.decided_at) == ("a", None, None)
    assert "KEV" in claim.evidence
    assert "SHA-256" in claim.evidence
    viewer = cast.coordinator.viewer
    cases.decide_claim(case.reference, claim.pk, confirmed=True, because="KEV names it.", actor=viewer)
    case = case_queries.case_for(viewer, case.reference)
    assert standing(case) == "exploited"
    said = [(one.of, one.by_name) for one in case_queries.evidence(viewer, case)]
    assert said == [("p", ""), ("a", "M. Tarrow")]


def test_reading_the_same_list_again_adds_nothing_and_opens_nothing(cast: Cast) -> None:
    product_of(cast)
    data = lists.kev((lists.KEV_CVE, "Karst", "Breva V2"))
    read(cast, data)
    (again,) = read(cast, data)
    assert (again.new, again.changed, again.touching) == (0, 0, 1)
    assert len(case_queries.visible(cast.coordinator.viewer)) == Signal.objects.count() == 1


def test_a_cve_without_attacks_waits_for_a_person_with_its_evidence(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.cve())
    row = only(queries.signals(cast.coordinator.viewer))
    (hit,) = row.hits.all()
    assert (row.opens, hit.touch, hit.versions) == (False, "in_range", ["4.1.0"])
    assert hit.because[-1] == 'version 4.1.0 is within "< 4.2.1"'
    assert case_queries.visible(cast.coordinator.viewer) == []
    case = cases.open_from_signal(row.pk, because="Their product.", actor=cast.coordinator.viewer)
    assert case_queries.taken(cast.coordinator.viewer, [row.pk])[row.pk].opened
    with pytest.raises(RuleRefusal, match=case.reference):
        cases.open_from_signal(row.pk, actor=cast.coordinator.viewer)


def test_a_record_that_says_active_later_opens_the_case_then(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.cve())
    (done,) = read(cast, lists.cve(exploitation="active"))
    assert (done.new, done.changed) == (0, 1)
    (case,) = case_queries.visible(cast.coordinator.viewer)
    assert len(case_queries.claims(cast.coordinator.viewer, case)) == 1


def test_the_coordinator_and_the_regulator_are_told_of_what_a_list_opened(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.kev((lists.KEV_CVE, "Karst", "Breva V2")))
    told = {(row.to, row.body.split(" (")[0]) for row in OutgoingLetter.objects.all()}
    assert (cast.coordinator.email, "A claim waits for your decision") in told
    assert (cast.coordinator.email, "A public signal was linked") in told
    assert {to for to, _ in told} == {cast.coordinator.email, cast.regulator.email}


def test_a_record_that_is_rejected_later_touches_nothing_any_more(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.cve())
    rejected = lists.cve().replace(b'"PUBLISHED"', b'"REJECTED"')
    (done,) = read(cast, rejected)
    row = only(queries.signals(cast.coordinator.viewer))
    assert (done.changed, row.title, list(row.hits.all())) == (1, "CVE-2026-11223 was rejected", [])


def test_a_signal_about_the_cve_of_a_case_is_linked_and_opens_no_second_one(cast: Cast) -> None:
    product_of(cast)
    reference = opened(cast, description=f"It is {lists.KEV_CVE}.")
    viewer = cast.coordinator.viewer
    case = case_queries.case_for(viewer, reference)
    assert case.cves == []
    read(cast, lists.cve(number=lists.KEV_CVE))
    row = only(queries.signals(viewer))
    cases.link_signal(reference, row.pk, because="The report names it.", actor=viewer)
    # From here on the CVE is the case's: what another list says of it comes by itself, product or not.
    (done,) = read(cast, lists.kev((lists.KEV_CVE, "Nobody", "Nothing")))
    assert (done.touching, len(case_queries.visible(viewer))) == (1, 1)
    assert [one.signal.source for one in case_queries.linked(viewer, case)] == ["cve", "kev"]
    assert [one.signal is not None for one in case_queries.claims(viewer, case)] == [True]


def test_the_cve_of_a_draft_is_the_case_s_too_and_finds_what_was_read_before(cast: Cast) -> None:
    product_of(cast)
    viewer, case = cast.coordinator.viewer, joined(cast)
    read(cast, lists.cve(number=lists.KEV_CVE))  # waits for a person: no case is known to have it
    drafting.save_draft(case, DRAFT, actor=viewer)
    worker.drain()
    read(cast, lists.kev((lists.KEV_CVE, "Karst", "Breva V2")))
    linked = case_queries.linked(viewer, case_queries.case_for(viewer, case))
    assert [one.signal.source for one in linked] == ["cve", "kev"]
    assert [one.reference for one in case_queries.visible(viewer)] == [case]
    names = [fact.kind for fact in case_queries.timeline(cast.manufacturer.viewer, linked[0].case)]
    assert "CveNamed" not in names  # 27: the draft is not theirs


def test_epss_is_news_only_of_what_another_list_ties_to_a_product(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.cve())
    (done,) = read(cast, lists.epss(CVE_2026_11223="0.42", CVE_2020_0001="0.97", CVE_2020_0002="0.01"))
    assert (done.entries, done.new) == (3, 1)
    row = only(queries.signals(cast.coordinator.viewer, source="epss"))
    assert (row.score, row.opens, row.rule) == (0.42, False, "a forecast is no observation")
    assert row.hits.get().because[0] == "CVE record ties CVE-2026-11223 to it"


def test_a_recall_that_names_a_product_in_prose_is_possible_and_waits(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.enforcement())
    row = only(queries.signals(cast.coordinator.viewer))
    assert (row.source, row.recall_class, row.hits.get().touch) == ("enforcement", "I", "possible")
    assert case_queries.visible(cast.coordinator.viewer) == []


def test_a_list_that_meets_too_much_opens_nothing_by_itself(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.kev(*[(f"CVE-2026-{n}", "Karst", "Breva V2") for n in range(10001, 10012)]))
    assert (case_queries.visible(cast.coordinator.viewer), Signal.objects.count()) == ([], 11)


def test_what_is_nothing_for_us_comes_up_again_when_it_says_something_else(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.cve())
    viewer = cast.coordinator.viewer
    actions.set_aside(only(queries.signals(viewer)).pk, because="Fixed in 2024.", actor=viewer)
    read(cast, lists.cve())
    assert only(queries.signals(viewer)).aside_name == "M. Tarrow"
    read(cast, lists.cve(exploitation="poc"))
    assert only(queries.signals(viewer)).aside_at is None


def test_a_broken_file_is_named_and_the_others_are_read(cast: Cast) -> None:
    viewer = cast.coordinator.viewer
    done = actions.read([("a.json", lists.cve()), ("b.json", b"{"), ("c.txt", b"hello")], actor=viewer)
    assert [one.code for one in done.refused] == ["no-list", "no-list"]
    with pytest.raises(UnreadableFile, match=r"b.json, its content"):
        actions.read([("b.json", b"{")], actor=viewer)


def test_nobody_else_reads_signals_or_lists(cast: Cast) -> None:
    product_of(cast)
    read(cast, lists.cve())
    signal = Signal.objects.get().pk
    for member in (cast.eve, cast.manufacturer, cast.regulator, cast.hospital, cast.isao):
        assert queries.signals(member.viewer) == queries.lists(member.viewer) == []
        with pytest.raises(NotFound):
            queries.signal_for(member.viewer, signal)
        with pytest.raises((NotAllowed, NotFound)):
            actions.read([("a", lists.cve())], actor=member.viewer)
        with pytest.raises(NotFound):
            cases.open_from_signal(signal, actor=member.viewer)


def test_the_node_reads_for_its_coordinator_and_the_fact_holds_counts(cast: Cast) -> None:
    product_of(cast)
    actions.read([("a", lists.cve())], actor=SYSTEM)
    fact = FactRow.objects.get(kind="SignalsRead")
    assert {key: fact.data[key] for key in ("source", "entries", "new", "touching")} == {
        "source": "cve", "entries": 1, "new": 1, "touching": 1,
    }  # fmt: skip
    assert len(queries.signals(cast.coordinator.viewer)) == 1


def test_evidence_and_signals_of_a_case_are_the_agencies(cast: Cast) -> None:
    reference = joined(cast)
    cases.confirm(reference, evidence="Reproduced on the bench.", actor=cast.coordinator.viewer)
    seen = {}
    for name in ("coordinator", "regulator", "manufacturer"):
        viewer = getattr(cast, name).viewer
        seen[name] = [one.words for one in case_queries.evidence(viewer, case_queries.case_for(viewer, reference))]
    words = ["Reproduced on the bench."]
    assert seen == {"coordinator": words, "regulator": words, "manufacturer": []}

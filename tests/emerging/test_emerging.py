"""Emerging signals with their 30 days, public warnings with their 24 hours, recalls with their lag (FDA4, 8, 7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.signals.factors import Factor, Weighed, weighed
from medcord.emerging import actions, queries
from medcord.formats.signals.entries import read_list
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.measures import queries as measures
from medcord.signals import actions as signals
from medcord.signals.models import Signal
from tests.cases.road import joined, product_of
from tests.cast import Cast, browser_of
from tests.signals import lists

pytestmark = pytest.mark.django_db

KNOWN = (Weighed(Factor.LIKELIHOOD, "Rare.", known=True), Weighed(Factor.CAUSALITY, "", known=True))


def facts(kind: str) -> list[dict[str, object]]:
    return [row.data for row in FactRow.objects.filter(kind=kind).order_by("seq")]


def test_a_decision_within_30_days_and_news_starts_them_again_both_logged(cast: Cast) -> None:
    case, viewer = joined(cast), cast.regulator.viewer
    row = actions.raise_signal(case, information="Two hospitals report silence.", factors=KNOWN, actor=viewer)
    assert row.due_at - row.raised_at == timedelta(days=30)
    kept = {one.factor: one.known for one in weighed(row.factors)}
    assert (kept[Factor.LIKELIHOOD], kept[Factor.CAUSALITY], len(kept)) == (True, False, 10)
    with pytest.raises(RuleRefusal, match="still waits for its decision"):
        actions.raise_signal(case, information="A third.", actor=viewer)
    with pytest.raises(InputRefusal):
        actions.decide_notice(case, 1, notify=False, reason=" ", actor=viewer)
    actions.decide_notice(case, 1, notify=False, reason="Too little is known.", actor=viewer)
    news = actions.raise_signal(case, information="A third hospital.", actor=viewer)
    actions.decide_notice(case, 2, notify=True, reason="Patients can act.", actor=viewer)
    assert (news.number, [one["number"] for one in facts("EmergingSignalRaised")]) == (2, [1, 2])
    assert [(one["number"], one["notify"]) for one in facts("PublicNoticeDecided")] == [(1, False), (2, True)]
    with pytest.raises(RuleRefusal, match="decided already"):
        actions.decide_notice(case, 2, notify=False, reason="No.", actor=viewer)
    assert [one.number for one in queries.queue(viewer)] == [1, 2]


def test_a_firm_has_24_hours_and_says_that_it_is_out_or_why_not(cast: Cast) -> None:
    case, firm = joined(cast), cast.manufacturer
    with pytest.raises(InputRefusal, match="takes part"):
        actions.ask_warning(case, cast.eve.organisation_id, text="Warn.", actor=cast.regulator.viewer)
    row = actions.ask_warning(case, firm.organisation_id, text="Warn clinics.", actor=cast.regulator.viewer)
    assert row.due_at - row.asked_at == timedelta(hours=24)
    out = actions.WarningAnswer(issued=True, words="Watch the alarms.")
    with pytest.raises(InputRefusal, match="where the public finds it"):
        actions.answer_warning(case, row.pk, out, actor=firm.viewer)
    for link in ("javascript:alert(1)", "ftp://karst.example"):
        bad = actions.WarningAnswer(issued=True, words="Watch.", link=link)
        with pytest.raises(InputRefusal, match="https"):
            actions.answer_warning(case, row.pk, bad, actor=firm.viewer)
    with pytest.raises(NotAllowed, match="firm that was asked"):
        actions.answer_warning(case, row.pk, out, actor=cast.coordinator.viewer)
    whole = actions.WarningAnswer(issued=True, words="Watch the alarms.", link="https://karst.example/warning")
    actions.answer_warning(case, row.pk, whole, actor=firm.viewer)
    assert [one["issued"] for one in facts("WarningIssued")] == [True]
    again = actions.ask_warning(case, firm.organisation_id, text="Say it louder.", actor=cast.regulator.viewer)
    actions.answer_warning(case, again.pk, actions.WarningAnswer(issued=False, words="It is out."), actor=firm.viewer)
    assert [one["issued"] for one in facts("WarningIssued")] == [True, False]


def test_a_recall_is_attached_with_its_dates_and_lag_and_its_class_may_come_later(cast: Cast) -> None:
    case, viewer = joined(cast), cast.regulator.viewer
    early = lists.enforcement().replace(b'"Class I"', b'"Not Yet Classified"').replace(b'"20261104"', b'""')
    (row,) = actions.attach_recalls(case, read_list(early, name="a").entries, actor=viewer)
    assert (row.recall_class, row.times.days_to_seen, row.linked_name) == ("", 37, "Dr. A. Sennick")
    entries = read_list(lists.enforcement(), name="b").entries
    (row,) = actions.attach_recalls(case, entries, actor=cast.coordinator.viewer)
    assert (row.recall_class, row.times.days_to_seen) == ("I", 30)
    with pytest.raises(RuleRefusal, match="say nothing new"):
        actions.attach_recalls(case, entries, actor=viewer)
    assert [one["recall_class"] for one in facts("RecallLinked")] == ["", "I"]
    seen = queries.recalls(cast.manufacturer.viewer, case_queries.case_for(cast.manufacturer.viewer, case))
    assert [one.number for one in seen] == ["Z-0042-2027"]
    page = browser_of(cast.manufacturer).get(f"/cases/{case}/evidence").content.decode()
    assert "30 days to its class" in page
    assert "not yet terminated" in page
    assert "says “Ongoing”" in page


def test_a_recall_linked_as_a_signal_stands_among_the_recalls(cast: Cast) -> None:
    product_of(cast)
    case, viewer = joined(cast), cast.coordinator.viewer
    signals.read([("a", lists.enforcement())], actor=viewer)
    worker.drain()
    cases.link_signal(case, Signal.objects.get().pk, because="It is ours.", actor=viewer)
    worker.drain()
    (row,) = queries.recalls(viewer, case_queries.case_for(viewer, case))
    assert (row.number, row.event, row.recall_class) == ("Z-0042-2027", "95001", "I")


def test_the_two_records_of_one_recall_are_one_line_with_the_days_of_both(cast: Cast) -> None:
    case, viewer = joined(cast), cast.coordinator.viewer
    over = lists.recall(recall_status="Terminated", event_date_terminated="2027-02-02")
    found = [*read_list(lists.enforcement(), name="a").entries, *read_list(over, name="b").entries]
    actions.attach_recalls(case, found, actor=viewer)
    page = browser_of(cast.manufacturer).get(f"/cases/{case}/evidence").content.decode()
    assert page.count("Z-0042-2027") == 1
    assert ("120 days to its end" in page, "90 of them since its class" in page) == (True, True)
    rows = browser_of(cast.regulator).get(f"/cases/{case}/evidence?format=csv").content.decode().splitlines()
    assert rows[1].endswith("Terminated,2026-10-05,2026-11-04,2026-11-10,2027-02-02,30,120,90,120 days to its end")
    assert browser_of(cast.eve).get(f"/cases/{case}/evidence?format=csv").status_code == 404
    legs = {leg.name: leg for leg in measures.road(viewer)}
    assert [(legs[name].count, legs[name].median) for name in ("Recall to its class", "Recall to its end")] == [
        (1, timedelta(days=30)),
        (1, timedelta(days=120)),
    ]
    assert all(leg.count == 0 for leg in measures.road(cast.eve.viewer) if leg.begins == "recall begun")


def test_a_recall_of_a_case_that_ends_is_brought_up_to_date_when_its_list_is_read_again(cast: Cast) -> None:
    product_of(cast)
    case, viewer = joined(cast), cast.coordinator.viewer
    signals.read([("a", lists.recall())], actor=viewer)
    cases.link_signal(case, Signal.objects.get().pk, because="It is ours.", actor=viewer)
    worker.drain()
    (line,) = queries.recall_lines(viewer, case_queries.case_for(viewer, case))
    assert (line.times.end_words, line.times.seen_words) == ("not yet terminated", "36 days until it was posted")
    (leg,) = [leg for leg in measures.road(viewer) if leg.name == "Recall to its end"]
    assert (leg.count, leg.under_way) == (0, 1)
    over = lists.recall(recall_status="Terminated", event_date_terminated="2027-02-02")
    for _ in range(2):
        signals.read([("b", over)], actor=viewer)
        worker.drain()
    (line,) = queries.recall_lines(viewer, case_queries.case_for(viewer, case))
    assert (line.times.days_to_end, [one["is_open"] for one in facts("RecallLinked")]) == (120, [True, False])
    page = browser_of(cast.coordinator).get(f"/signals/{Signal.objects.get().pk}").content.decode()
    assert "120 days to its end" in page


def test_only_the_regulator_raises_and_decides_and_only_the_agencies_read_it(cast: Cast) -> None:
    case = joined(cast)
    actions.raise_signal(case, information="zq-emerging", actor=cast.regulator.viewer)
    row = actions.ask_warning(case, cast.manufacturer.organisation_id, text="zq-warn", actor=cast.regulator.viewer)
    for member in (cast.coordinator, cast.manufacturer):
        with pytest.raises(NotAllowed):
            actions.raise_signal(case, information="x", actor=member.viewer)
    for member in (cast.eve, cast.hospital, cast.isao):
        with pytest.raises(NotFound):
            actions.raise_signal(case, information="x", actor=member.viewer)
        with pytest.raises(NotFound):
            actions.answer_warning(case, row.pk, actions.WarningAnswer(False, "x"), actor=member.viewer)
    page = {name: browser_of(getattr(cast, name)).get(f"/cases/{case}/evidence").content.decode()
            for name in ("coordinator", "regulator", "manufacturer")}  # fmt: skip
    assert {name: "zq-emerging" in said for name, said in page.items()} == {
        "coordinator": True, "regulator": True, "manufacturer": False,
    }  # fmt: skip
    assert all("zq-warn" in said for said in page.values())
    assert browser_of(cast.eve).get(f"/cases/{case}/evidence").status_code == 404


def test_the_regulator_does_it_on_pages(cast: Cast) -> None:
    case, desk = joined(cast), browser_of(cast.regulator)
    page = f"/cases/{case}/emerging"
    lacking = desk.post(page, {"act": "raise", "information": "", "exposure": "typed words"})
    assert (lacking.status_code, b"typed words" in lacking.content) == (422, True)
    known = {"act": "raise", "information": "Silence at night.", "exposure": "40 beds", "exposure_known": "on"}
    assert desk.post(page, known).status_code == 302
    assert "Silence at night." in desk.get("/emerging").content.decode()
    assert "Decide: tell the public?" in desk.get(f"/cases/{case}").content.decode()
    decided = {"act": "decide", "number": "1", "notify": "yes", "reason": "Patients can act."}
    assert desk.post(page, decided).status_code == 302
    warn = {"act": "warn", "party": str(cast.manufacturer.organisation_id), "text": "Warn clinics."}
    assert desk.post(page, warn).status_code == 302
    (row,) = queries.warnings(cast.regulator.viewer, case_queries.case_for(cast.regulator.viewer, case))
    firm = browser_of(cast.manufacturer)
    assert "Answer about a public warning" in firm.get(f"/cases/{case}").content.decode()
    said = {"issued": "yes", "words": "Watch the alarms.", "link": "https://karst.example/w"}
    assert firm.post(f"/cases/{case}/warnings/{row.pk}", said).status_code == 302
    recall = {"file": SimpleUploadedFile("r.json", lists.enforcement())}
    assert desk.post(f"/cases/{case}/recalls/take-in", recall).status_code == 302
    shown = desk.get(f"/cases/{case}/evidence").content.decode()
    for words in ("Patients can act.", "Watch the alarms.", "Z-0042-2027", "40 beds"):
        assert words in shown

"""The thirteen items of a report of a correction or removal, and releases out of the regular cycle."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.core.declarations.report import ITEMS
from medcord.core.refusals import NotFound
from medcord.declarations import actions
from medcord.declarations.models import Declaration
from medcord.declarations.roads import DECLARATION
from medcord.gateways import clock
from medcord.ledger.models import FactRow
from tests.cases.road import joined
from tests.cast import Cast, browser_of
from tests.declarations.signed import Form, ago, sign, yes

pytestmark = pytest.mark.django_db


def test_each_item_of_a_report_is_in_it_or_has_a_reason_that_the_regulator_reads(cast: Cast) -> None:
    case = joined(cast)
    one = sign(cast, case, Form.CORRECTION, 15)
    here, maker = f"/cases/{case}/declarations", browser_of(cast.manufacturer)
    assert "(11) All consignees" in maker.get(f"{here}?form=correction_reported").content.decode()
    typed = {"form": "correction_reported", "about": str(one.pk), "at": f"{ago(8):%Y-%m-%dT%H:%M}", "zone": "UTC"}
    typed |= {"text": "Report 12, by the portal.", **{key: "yes" for key, _ in ITEMS}, "consignees": "no"}
    refused = maker.post(here, typed)
    assert refused.status_code == 422
    assert "Item 11 is not in the report." in refused.content.decode()
    assert not FactRow.objects.filter(kind="CorrectionReported").exists()
    why = "Two dealers answer until Friday."
    assert maker.post(here, {**typed, "why_consignees": why}).status_code == 302
    for reads in (cast.regulator, cast.coordinator):
        assert why in browser_of(reads).get(here).content.decode()
    assert why not in browser_of(cast.eve).get(here).content.decode()
    row = Declaration.objects.get(form=Form.REPORTED.value)
    gone = DECLARATION.empty(row, clock.now())
    assert (row.whys, DECLARATION.is_gone(gone)) == ({}, True)  # the answer stays: yes or no tells nothing


def test_by_program_a_report_says_the_same(cast: Cast) -> None:
    case = joined(cast)
    one = sign(cast, case, Form.CORRECTION, 15)
    given = {"form": "correction_reported", "about": str(one.pk), "at": ago(8).isoformat(), "text": "Report 12."}
    given |= {"answers": yes(Form.REPORTED, dates=False)}
    program, url = browser_of(cast.manufacturer), f"/api/v1/cases/{case}/declarations"
    assert program.post(url, given, content_type="application/json").status_code == 422
    whole = program.post(url, {**given, "whys": {"dates": "On Monday."}}, content_type="application/json")
    assert (whole.status_code, whole.json()["whys"]) == (201, {"dates": "On Monday."})


def test_a_release_out_of_the_cycle_stands_beside_the_fix_and_is_none(cast: Cast) -> None:
    case = joined(cast)
    sign(cast, case, Form.LEARNED, 20)
    sign(cast, case, Form.OUT_OF_CYCLE, 3, scope="Breva V2, 4.2.2", text="It is listed as exploited.")
    (fact,) = FactRow.objects.filter(kind="OutOfCycleReleased")
    assert fact.data["released"][:10] == f"{ago(3):%Y-%m-%d}"
    shown = browser_of(cast.regulator).get(f"/cases/{case}/declarations").content.decode()
    for words in ("Release out of the regular cycle", "Breva V2, 4.2.2", "No declaration says: fix distributed."):
        assert words in shown
    (side,) = browser_of(cast.regulator).get(f"/api/v1/cases/{case}/declarations").json()
    third = side["conditions"][2]
    assert (third["stand"], [one["what"] for one in third["evidence"]]) == (
        "not yet due",
        ["release out of the regular cycle"],
    )


def test_a_list_of_consignees_is_read_by_its_maker_and_the_regulator_alone(cast: Cast) -> None:
    case = joined(cast)
    correction = sign(cast, case, Form.CORRECTION, 15)
    here, maker = f"/cases/{case}/declarations", browser_of(cast.manufacturer)
    assert "None is kept." in maker.get(here).content.decode()
    sent = {"act": "consignees", "declaration": str(correction.pk)}
    assert maker.post(here, sent).status_code == 422  # no file
    for name, text in (("first.csv", b"St. Elowen,2"), ("second.csv", b"St. Elowen,2\nOrrin,1")):
        assert maker.post(here, {**sent, "file": SimpleUploadedFile(name, text)}).status_code == 302
    there = f"{here}/{correction.pk}/consignees"
    for reads in (maker, browser_of(cast.regulator)):
        for path in (there, f"/api/v1{there}"):
            answer = reads.get(path)
            assert b"".join(answer.streaming_content) == b"St. Elowen,2\nOrrin,1"
            assert "attachment" in answer.headers["Content-Disposition"]
    for other in (cast.coordinator, cast.eve, cast.hospital):
        assert browser_of(other).get(there).status_code == 404
        assert browser_of(other).get(f"/api/v1{there}").status_code == 404
        assert "consignees-1.csv" not in browser_of(other).get(here).content.decode()
    assert "consignees-1.csv" in maker.get(here).content.decode()
    assert "second.csv" not in maker.get(here).content.decode()  # a name that the firm gave it may tell a customer's
    with pytest.raises(NotFound):
        actions.keep_consignees(case, correction.pk, ("x.csv", b"x"), actor=cast.eve.viewer)
    facts = FactRow.objects.filter(kind="ConsigneesKept")
    assert [one.data["declaration"] for one in facts] == [str(correction.pk)] * 2

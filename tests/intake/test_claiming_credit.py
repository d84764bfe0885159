"""Credit is claimed by name, by organisation or by both, with a link that readers may follow."""

from __future__ import annotations

from contextlib import suppress

import orjson
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from medcord.advisories import queries as advisories
from medcord.core.credit import Thanks, Wish, checked_link, claimed
from medcord.core.refusals import InputRefusal
from medcord.formats.csaf import read_advisory, validate, write_csaf
from medcord.intake import actions, policy
from medcord.intake.models import Report
from tests.api.programs import Program, finder_with
from tests.cases.road import drafted, released
from tests.cast import Cast, browser_of
from tests.formats.ssh.signing import signed
from tests.intake.test_coming_back import KEY, LINE, filed, finder_of

LINK = "https://lab.example/people/wren"
BY_BOTH = Wish(Thanks.BOTH, "Wren", "Quiet Lab", LINK)


@pytest.mark.parametrize(
    "bad",
    [
        "http://lab.example/",
        "ftp://lab.example/",
        "javascript:alert(1)",
        "https://",
        "https://lab",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://lab.example@evil.example/",
        "https://lab.example:8443/",
        "https://lab.example/a b",
        "https://lab.example/\u202egnp",
        "https://läb.example/",
        "https://lab.example:port/",
        "//lab.example",
        "https://lab.example/" + "a" * 190,
    ],
)
def test_a_link_is_https_to_a_named_host_or_refused(bad: str) -> None:
    with pytest.raises(InputRefusal, match="begins with https://") as refused:
        checked_link(bad)
    assert (refused.value.code, refused.value.fields) == ("bad-link", {"field": "link"})


def test_a_link_that_is_good_stays_as_it_is() -> None:
    assert checked_link(f"  {LINK}\n") == LINK
    assert checked_link(" ") == ""


@given(st.text(max_size=40))
def test_whatever_is_given_is_a_link_or_a_sentence(text: str) -> None:
    found = ""
    with suppress(InputRefusal):
        found = checked_link(text)
    assert found == "" or found.lower().startswith("https://")


@pytest.mark.parametrize(
    ("name", "organisation", "by"),
    [("Wren", "", Thanks.NAME), ("", "Quiet Lab", Thanks.ORGANISATION), ("Wren", " Quiet  Lab ", Thanks.BOTH)],
)
def test_what_is_given_says_by_what(name: str, organisation: str, by: Thanks) -> None:
    assert claimed(name, organisation, LINK) == Wish(by, name, " ".join(organisation.split()), LINK)


@pytest.mark.django_db
def test_whoever_holds_the_key_claims_it_for_an_organisation_with_a_link(cast: Cast) -> None:
    report, _ = filed(credit_key=LINE)
    words = {"reference": report.reference, "name": "Wren", "organisation": "Quiet Lab", "link": LINK}
    shown = Client().post("/claim-credit", words).content.decode()
    assert f"want to be thanked as Wren, Quiet Lab, {LINK}." in shown
    mark = signed(KEY, policy.credit_line(report.reference, BY_BOTH), policy.NAMESPACE)
    other = Client().post("/claim-credit", words | {"link": "https://evil.example/", "signature": mark})
    assert (other.status_code, "does not fit" in other.content.decode()) == (422, True)
    assert "fits" in Client().post("/claim-credit", words | {"signature": mark}).content.decode()
    report.refresh_from_db()
    assert report.wish == BY_BOTH


@pytest.mark.django_db
def test_a_link_that_is_none_is_told_beside_its_field_and_nothing_is_kept(cast: Cast) -> None:
    report, _ = filed(credit_key=LINE)
    words = {"reference": report.reference, "name": "", "organisation": "Quiet Lab", "link": "http://lab.example/"}
    answer = Client().post("/claim-credit", words | {"signature": "x"})
    assert answer.status_code == 422
    assert "begins with https://" in answer.content.decode()
    assert "Quiet Lab" in answer.content.decode()
    nobody = Client().post("/claim-credit", {"reference": report.reference})
    assert "Give the name to thank" in nobody.content.decode()
    assert not Report.objects.filter(credit=True).exists()


@pytest.mark.django_db
def test_a_program_claims_it_too(cast: Cast) -> None:
    report, _ = filed(credit_key=LINE)
    wish = Wish(Thanks.ORGANISATION, "", "Quiet Lab", LINK)
    mark = signed(KEY, policy.credit_line(report.reference, wish), policy.NAMESPACE)
    body = {"reference": report.reference, "organisation": "Quiet Lab", "link": LINK, "signature": mark}
    told = Program().post("/credit-claims", body)
    assert told == {"reference": report.reference, "name": "", "organisation": "Quiet Lab", "link": LINK}
    assert Program().send("POST", "/credit-claims", body | {"link": "http://lab.example/"}).status_code == 422


@pytest.mark.django_db
def test_the_advisory_says_the_link_and_a_finder_who_takes_it_back_leaves_none(cast: Cast) -> None:
    case = drafted(cast)
    report = Report.objects.get()
    actions.choose_credit(BY_BOTH, actor=finder_of(report))
    shown = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    assert "Wren, Quiet Lab" in shown
    tracking = released(cast, case).tracking_id
    value = next(one.value for one in advisories.current_values() if one.value.id == tracking)
    text = write_csaf(value, canonical_url="https://advisories.example/mca.json", engine_version="1")
    assert orjson.loads(text)["document"]["acknowledgments"][0]["urls"] == [LINK]
    assert read_advisory(text).advisory.acknowledgments == value.acknowledgments
    assert [one for one in validate(text) if one.level == "error"] == []
    assert f'href="{LINK}"' in Client().get(f"/advisories/{tracking}").content.decode()
    actions.choose_credit(Wish(Thanks.NONE), actor=finder_of(report))
    report.refresh_from_db()
    assert (report.thanks_link, report.thanks_organisation) == ("", "")


@pytest.mark.django_db
def test_an_unnamed_finder_has_no_link(cast: Cast) -> None:
    _, code = filed()
    said = finder_with(code).post("/my-report/credit", {"thanks": "anonymous", "link": LINK})
    assert (said["thanks"], said["thanks_link"]) == ("anonymous", "")


@pytest.mark.django_db
def test_a_finder_that_is_forgotten_leaves_no_link(cast: Cast) -> None:
    report, _ = filed()
    actions.choose_credit(BY_BOTH, actor=finder_of(report))
    reason, owner = "It asked for it by letter.", cast.coordinator.viewer
    actions.forget_finder(report.reference, reason=reason, typed=report.reference, actor=owner)
    report.refresh_from_db()
    assert LINK not in str(vars(report))
    assert browser_of(cast.eve).get(f"/reports/{report.reference}").status_code == 404

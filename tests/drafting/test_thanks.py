"""Organisations that an advisory thanks: named where it names them anyway, or where they agreed to the words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
import pytest

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.advisory import Acknowledgment, Advisory
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.thanks import Thanked
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.drafting import actions, queries
from medcord.drafting.flaws import flaws_of
from medcord.drafting.models import Draft
from medcord.drafting.texts import content_of, put_back, words_of
from medcord.drafting.thanks import seal_of, thanks_of
from medcord.formats.csaf import read_advisory, validate, write_csaf
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.parties.models import Member
from tests.api.programs import program_of
from tests.cases.road import approved, drafted, released
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

URL = "https://advisories.example/mca.json"


def draft_of(cast: Cast, case: str) -> Draft:
    viewer = cast.coordinator.viewer
    found = queries.draft_for(viewer, case_queries.case_for(viewer, case))
    assert found is not None
    return found


def of(member: Member, summary: str = "testing the fix on the bench", **more: Any) -> Thanked:
    return Thanked(member.organisation_id, summary, **more)


def thank(cast: Cast, case: str, *thanks: Thanked) -> Draft:
    draft = actions.set_thanks(case, thanks, actor=cast.coordinator.viewer)
    worker.drain()
    return draft


def answer(cast: Cast, case: str, member: Member, place: int = 0, *, agreed: bool = True) -> None:
    draft = draft_of(cast, case)
    one = thanks_of(draft)[place]
    actions.answer_thanks(case, one.key, seal=seal_of(draft, one), agreed=agreed, actor=member.viewer)
    worker.drain()


def preview(cast: Cast, case: str, member: Member | None = None) -> Advisory:
    viewer = (member or cast.coordinator).viewer
    row = case_queries.case_for(viewer, case)
    return queries.preview(row, draft_of(cast, case), queries.material(viewer, row))


def thanked(value: Advisory) -> list[Acknowledgment]:
    return [one for one in value.acknowledgments if one.organization]


def test_an_organisation_is_named_when_a_member_of_it_agreed_and_no_earlier(cast: Cast) -> None:
    case = drafted(cast)
    thank(cast, case, of(cast.regulator, people=("A. Sennick",), links=("https://dsa.example/cvd",)))
    assert thanked(preview(cast, case)) == []
    answer(cast, case, cast.regulator)
    (said,) = thanked(preview(cast, case))
    name = cast.regulator.organisation.name
    assert said == Acknowledgment(("A. Sennick",), name, "testing the fix on the bench", ("https://dsa.example/cvd",))
    answer(cast, case, cast.regulator, agreed=False)
    assert thanked(preview(cast, case)) == []


def test_the_publisher_and_a_maker_in_the_advisory_are_named_anyway_but_none_of_its_people(cast: Cast) -> None:
    case = drafted(cast)
    thank(cast, case, of(cast.coordinator, people=("M. Tarrow",)), of(cast.manufacturer))
    assert [one.organization for one in thanked(preview(cast, case))] == [
        cast.coordinator.organisation.name,
        cast.manufacturer.organisation.name,
    ]
    thank(cast, case, of(cast.manufacturer, people=("L. Ostrava",)))
    assert "L. Ostrava" not in repr(preview(cast, case))
    answer(cast, case, cast.manufacturer)
    assert "L. Ostrava" in repr(preview(cast, case))


def test_a_maker_that_declines_is_not_thanked(cast: Cast) -> None:
    case = drafted(cast)
    thank(cast, case, of(cast.manufacturer))
    answer(cast, case, cast.manufacturer, agreed=False)
    assert thanked(preview(cast, case)) == []


def test_it_goes_out_in_the_order_of_the_list_for_the_advisory_and_for_one_vulnerability(cast: Cast) -> None:
    case = drafted(cast)
    key = flaws_of(draft_of(cast, case))[0].key
    rows = [
        of(cast.regulator, "weighing the harm"),
        of(cast.coordinator, "coordinating"),
        of(cast.manufacturer, flaw=key),
    ]
    thank(cast, case, *rows)
    answer(cast, case, cast.regulator)
    tracking = released(cast, case).tracking_id
    value = next(one.value for one in advisories.current_values() if one.value.id == tracking)
    assert [one.summary for one in thanked(value)] == ["weighing the harm", "coordinating"]
    assert [one.organization for one in value.vulnerabilities[0].acknowledgments] == [
        cast.manufacturer.organisation.name
    ]
    old = write_csaf(value, canonical_url=URL, engine_version="1")
    new = write_csaf_2_1(value, canonical_url=URL, engine_version="1")
    for document in (old, new):
        assert [one for one in validate(document) if one.level == "error"] == []
        node = orjson.loads(document)["vulnerabilities"][0]["acknowledgments"]
        assert node == [
            {"organization": cast.manufacturer.organisation.name, "summary": "testing the fix on the bench"}
        ]
    assert read_advisory(old).advisory.acknowledgments == value.acknowledgments
    page = browser_of(None).get(f"/advisories/{tracking}").content.decode()
    assert "weighing the harm" in page


def test_other_words_are_asked_about_anew_and_old_ones_cannot_be_agreed_to(cast: Cast) -> None:
    case = drafted(cast)
    thank(cast, case, of(cast.regulator))
    answer(cast, case, cast.regulator)
    draft = draft_of(cast, case)
    (one,) = thanks_of(draft)
    old = seal_of(draft, one)
    thank(cast, case, of(cast.regulator, "something else", key=one.key))
    assert thanked(preview(cast, case)) == []
    with pytest.raises(RuleRefusal) as refused:
        actions.answer_thanks(case, one.key, seal=old, agreed=True, actor=cast.regulator.viewer)
    assert refused.value.code == "thanks-changed"


def test_four_eyes_cover_it_and_an_agreement_asks_for_them_again(cast: Cast) -> None:
    case = drafted(cast)
    approved(cast, case)
    thank(cast, case, of(cast.regulator))
    assert queries.standing(draft_of(cast, case)) == []
    approved(cast, case)
    assert len(queries.standing(draft_of(cast, case))) == 1
    answer(cast, case, cast.regulator)
    assert queries.standing(draft_of(cast, case)) == []


def test_it_is_content_of_the_draft_and_comes_back_with_it(cast: Cast) -> None:
    case = drafted(cast)
    draft = thank(cast, case, of(cast.regulator, people=("A. Sennick",)))
    kept = content_of(draft)
    said = words_of(draft)["thanks"]
    assert said.startswith(f"{cast.regulator.organisation.name}: testing the fix on the bench (")
    assert "1 person" in said
    assert "Sennick" not in said
    draft.thanks = []
    put_back(draft, kept)
    assert [one.people for one in thanks_of(draft)] == [("A. Sennick",)]


def test_words_that_must_not_get_out_do_not_get_out_by_a_thanks(cast: Cast) -> None:
    case = drafted(cast)
    secret = "the mute command is four bytes long and is taken on port 4471 from any address without a sign-in at all"
    cases.send_message(
        case, secret, tlp=Tlp.RED, confidentiality=ConfidentialityClass.TRADE_SECRET, actor=cast.manufacturer.viewer
    )
    thank(cast, case, of(cast.coordinator, f"finding that {secret}"))
    with pytest.raises(RuleRefusal) as refused:
        released(cast, case)
    assert refused.value.code == "not-to-be-published"
    assert "Organisations that it thanks" in refused.value.sentence


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"summary": " "}, "what the organisation is thanked for"),
        ({"links": ("http://dsa.example",)}, "begins with https://"),
        ({"people": ("a" * 121,)}, "each in at most 120"),
        ({"flaw": "nowhere"}, "not in the draft any more"),
        ({"party": UUID(int=7)}, "does not take part in the case"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_saved(cast: Cast, change: dict[str, Any], says: str) -> None:
    case = drafted(cast)
    words = {"party": cast.regulator.organisation_id, "summary": "testing"} | change
    with pytest.raises(InputRefusal, match=says):
        thank(cast, case, Thanked(**words))
    assert draft_of(cast, case).thanks == []


def test_who_is_asked_is_told_and_answers_on_a_page_without_scripts(cast: Cast) -> None:
    case = drafted(cast)
    lead, theirs = browser_of(cast.coordinator), browser_of(cast.regulator)
    party, version = str(cast.regulator.organisation_id), draft_of(cast, case).version
    sent = {"act": "add", "party": party, "summary": "weighing the harm", "people": "A. Sennick", "version": version}
    refused = lead.post(f"/cases/{case}/draft/thanks", sent | {"links": "ftp://x"})
    assert (refused.status_code, "weighing the harm" in refused.content.decode()) == (422, True)
    assert lead.post(f"/cases/{case}/draft/thanks", sent).status_code == 302
    worker.drain()
    told = [row.to for row in OutgoingLetter.objects.all() if "may thank your organisation" in row.body]
    assert told == [cast.regulator.email]
    page = theirs.get(f"/cases/{case}/thanks").content.decode()
    assert "Agree to these words" in page
    draft = draft_of(cast, case)
    (one,) = thanks_of(draft)
    mine = {"key": one.key, "seal": seal_of(draft, one)}
    assert browser_of(cast.manufacturer).post(f"/cases/{case}/thanks", mine | {"agreed": "on"}).status_code == 422
    assert theirs.post(f"/cases/{case}/thanks", mine | {"agreed": "on"}).status_code == 302
    assert "agreed" in lead.get(f"/cases/{case}/draft/thanks").content.decode()
    version = draft_of(cast, case).version
    assert (
        lead.post(f"/cases/{case}/draft/thanks", {"act": "remove", "key": one.key, "version": version}).status_code
        == 302
    )
    assert draft_of(cast, case).thanks == []


def test_programs_set_and_answer_it(cast: Cast) -> None:
    case = drafted(cast)
    entry = {"party": str(cast.regulator.organisation_id), "summary": "weighing the harm"}
    lead, theirs = program_of(cast.coordinator), program_of(cast.regulator)
    body = {"expected_version": draft_of(cast, case).version, "thanks": [entry]}
    (kept,) = lead.put(f"/cases/{case}/draft/thanks", body)["thanks"]
    assert kept["agreed"] is None
    assert theirs.get(f"/cases/{case}/thanks") == {"version": None, "thanks": [kept]}
    (said,) = theirs.post(f"/cases/{case}/thanks/{kept['key']}", {"seal": kept["seal"], "agreed": True})["thanks"]
    assert said["agreed"] is True
    assert program_of(cast.manufacturer).get(f"/cases/{case}/thanks")["thanks"] == []


def test_nobody_answers_for_another_and_who_is_not_in_the_case_sees_nothing(cast: Cast) -> None:
    case = drafted(cast)
    thank(cast, case, of(cast.regulator, people=("A. Sennick",)))
    draft = draft_of(cast, case)
    (one,) = thanks_of(draft)
    with pytest.raises(RuleRefusal, match="Nobody asks your organisation"):
        actions.answer_thanks(case, one.key, seal=seal_of(draft, one), agreed=True, actor=cast.manufacturer.viewer)
    with pytest.raises(NotFound):
        actions.set_thanks(case, [], actor=cast.manufacturer.viewer)
    for address in (f"/cases/{case}/thanks", f"/cases/{case}/draft/thanks"):
        assert browser_of(cast.eve).get(address).status_code == 404
    actions.circulate(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    for page in (f"/cases/{case}/draft", f"/cases/{case}/thanks"):
        assert "Sennick, " not in browser_of(cast.manufacturer).get(page).content.decode()
    assert "A. Sennick" not in str(program_of(cast.manufacturer).get(f"/cases/{case}/draft/preview"))


def test_what_is_out_is_answered_no_more(cast: Cast) -> None:
    case = drafted(cast)
    thank(cast, case, of(cast.regulator))
    released(cast, case)
    with pytest.raises(RuleRefusal) as refused:
        answer(cast, case, cast.regulator)
    assert refused.value.code == "published"

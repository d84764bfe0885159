"""A draft as it would go out: page and files byte by byte, what checks say, and nobody but its readers."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from medcord.core.advisory.outgoing import NOT_NUMBERED
from medcord.core.advisory.revising import RevisionKind
from medcord.core.advisory.standing import STANDING
from medcord.drafting import actions
from medcord.drafting.models import Draft
from medcord.formats.csaf import validate
from medcord.ledger.models import FactRow
from tests.cases.road import drafted, joined, released
from tests.cast import Cast, browser_of, make_cast
from tests.drafting.crossings import sent_round

pytestmark = pytest.mark.django_db

FILES = ("csaf-2.0", "csaf-2.1", "vex", "cve")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def shown(text: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", text).split()))


def file(cast: Cast, case: str, shape: str) -> bytes:
    answer = browser_of(cast.coordinator).get(f"/cases/{case}/draft/files/{shape}.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "no-store"
    return bytes(answer.content)


def out(path: str) -> bytes:
    answer = browser_of(None).get(path)
    assert answer.status_code == 200, path
    return bytes(answer.content)


def told(data: bytes, draft: Draft) -> Any:
    """A document without what is not known before the release: its number, and the instant."""
    text = (
        data.decode().replace(NOT_NUMBERED, draft.tracking_id).replace(NOT_NUMBERED.lower(), draft.tracking_id.lower())
    )
    return json.loads(re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "then", text))


def test_the_files_of_the_preview_are_those_that_go_out(cast: Cast) -> None:
    case = drafted(cast)
    before = {shape: file(cast, case, shape) for shape in FILES}
    draft = released(cast, case)
    at = f"/advisories/{draft.tracking_id}"
    assert told(before["csaf-2.0"], draft) == told(out(f"{at}/csaf.json"), draft)
    assert told(before["vex"], draft) == told(out(f"{at}/files/vex.json"), draft)
    assert told(before["cve"], draft) == told(out(f"{at}/files/cve.json"), draft)
    newer, public = told(before["csaf-2.1"], draft), told(out(f"{at}/files/csaf-2.1.json"), draft)
    for document in (newer, public):  # one lies in the provider's tree, the other beside the page
        document["document"]["references"] = [
            one for one in document["document"]["references"] if "self" not in str(one)
        ]
    assert newer == public
    assert [one for one in validate(before["csaf-2.0"]) if one.level == "error"] == []


def test_a_preview_knows_no_number_and_says_so(cast: Cast) -> None:
    case = drafted(cast)
    assert json.loads(file(cast, case, "csaf-2.0"))["document"]["tracking"]["id"] == NOT_NUMBERED
    page = shown(browser_of(cast.coordinator).get(f"/cases/{case}/draft/preview?as=csaf-2.0").content.decode())
    assert f"The number is made at the release: {NOT_NUMBERED} stands for it." in page


def test_a_revision_is_shown_with_its_number_and_its_history(cast: Cast) -> None:
    case = drafted(cast)
    draft = released(cast, case)
    actions.open_for_revision(case, kind=RevisionKind.UPDATE, news="Two more versions.", actor=cast.coordinator.viewer)
    tracking = json.loads(file(cast, case, "csaf-2.0"))["document"]["tracking"]
    assert (tracking["id"], tracking["version"]) == (draft.tracking_id, "2")
    assert [one["number"] for one in tracking["revision_history"]] == ["1", "2"]
    page = shown(browser_of(cast.coordinator).get(f"/cases/{case}/draft/preview").content.decode())
    assert "The number stays." in page


def test_what_is_out_is_shown_as_it_is_out_while_nothing_new_is_written(cast: Cast) -> None:
    case = drafted(cast)
    draft = released(cast, case)
    assert file(cast, case, "csaf-2.0") == out(f"/advisories/{draft.tracking_id}/csaf.json")
    page = shown(browser_of(cast.coordinator).get(f"/cases/{case}/draft/preview").content.decode())
    assert "version 1, as it is out" in page
    assert "Revision 2" not in page


def test_every_shape_is_a_link_that_works_without_a_script(cast: Cast) -> None:
    case = drafted(cast)
    browser = browser_of(cast.coordinator)
    facts = FactRow.objects.count()
    draft = browser.get(f"/cases/{case}/draft").content.decode()
    for shape, sign in (
        ("page", "An alarm may stay silent."),
        ("csaf-2.0", "known_affected"),
        ("csaf-2.1", "csaf_version"),
        ("vex", "csaf_vex"),
        ("cve", "CVE_RECORD"),
    ):
        assert f'href="/cases/{case}/draft/preview?as={shape}"' in draft
        answer = browser.get(f"/cases/{case}/draft/preview?as={shape}")
        assert answer.status_code == 200
        assert sign in shown(answer.content.decode())
    assert STANDING in shown(browser.get(f"/cases/{case}/draft/preview?as=page").content.decode())
    assert FactRow.objects.count() == facts


def test_beside_the_preview_stands_what_both_editions_say_and_what_is_missing(cast: Cast) -> None:
    case = drafted(cast)
    browser = browser_of(cast.coordinator)
    page = shown(browser.get(f"/cases/{case}/draft/preview").content.decode())
    assert "CSAF 2.0 Valid" in page
    assert "CSAF 2.1 Valid" in page
    assert "Nothing of the text. Approvals stand on the draft." in page
    words = {"what_to_do": "", "summary": "TBD: somebody on the network can silence alarms."}
    actions.save_draft(case, words, actor=cast.coordinator.viewer)
    page = shown(browser.get(f"/cases/{case}/draft/preview").content.decode())
    assert "Still missing Plain words: what to do." in page
    assert "looks like a placeholder that nobody filled in." in page


def test_what_cannot_be_written_says_why_and_the_page_stands(cast: Cast) -> None:
    case = joined(cast)
    actions.save_draft(case, {"title": "Breva V2", "summary": "Alarms."}, actor=cast.coordinator.viewer)
    browser = browser_of(cast.coordinator)
    page = shown(browser.get(f"/cases/{case}/draft/preview?as=vex").content.decode())
    assert "has no statement that can stand in a VEX" in page
    assert "At least one manufacturer's statement on a product and its versions." in page
    assert browser.get(f"/cases/{case}/draft/files/vex.json").status_code == 422
    assert browser.get(f"/cases/{case}/draft/files/nothing.json").status_code == 404


def test_the_preview_is_for_those_who_read_the_draft(cast: Cast) -> None:
    case = drafted(cast)
    paths = [f"/cases/{case}/draft/preview", *(f"/cases/{case}/draft/files/{shape}.json" for shape in FILES)]
    for other in (cast.regulator, cast.manufacturer, cast.hospital, cast.isao, cast.eve):
        for path in paths:
            assert browser_of(other).get(path).status_code == 404, path
    assert browser_of(None).get(paths[0]).status_code == 302
    case = sent_round(cast)
    regulator = browser_of(cast.regulator)
    assert "An alarm may stay silent." in shown(regulator.get(f"/cases/{case}/draft/preview").content.decode())
    assert regulator.get(f"/cases/{case}/draft/files/csaf-2.0.json").status_code == 200
    assert browser_of(cast.manufacturer).get(f"/cases/{case}/draft/preview").status_code == 404


def test_a_case_without_a_draft_has_no_preview(cast: Cast) -> None:
    case = joined(cast)
    assert browser_of(cast.coordinator).get(f"/cases/{case}/draft/preview").status_code == 404
    assert browser_of(cast.coordinator).get(f"/cases/{case}/draft/files/csaf-2.0.json").status_code == 404

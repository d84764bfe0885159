"""Plain words: how hard they are to read, and the sentence that stands in every text for patients (P1, P3)."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from medcord.core.advisory.reading_level import PATIENT_GRADE
from medcord.core.advisory.standing import STANDING
from medcord.drafting import actions
from medcord.drafting.models import DraftVersion
from medcord.formats.csaf import read_advisory, validate
from medcord.ledger.models import FactRow
from tests.api.programs import program_of
from tests.cases.road import drafted, released
from tests.cast import Cast, browser_of, make_cast
from tests.drafting.crossings import sent_round

pytestmark = pytest.mark.django_db

HARD = (
    "An unauthenticated attacker in proximity could subsequently modify physiological parameters of the device and "
    "compromise the confidentiality of the communication with the Breva V2."
)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def shown(text: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", text).split()))


def test_the_page_says_how_hard_each_field_and_the_whole_is_to_read(cast: Cast) -> None:
    case = drafted(cast)
    browser = browser_of(cast.coordinator)
    page = shown(browser.get(f"/cases/{case}/draft").content.decode())
    assert "Too short to say how hard it reads. 4 words in 1 sentence." in page  # Breva V2, a ventilator.
    assert "Reads at grade 2.9 . 5 words in 1 sentence." in page  # An alarm may stay silent.
    assert "All plain words together:" in page
    actions.save_draft(case, {"what_could_happen": HARD}, actor=cast.coordinator.viewer)
    page = shown(browser.get(f"/cases/{case}/draft").content.decode())
    assert f"; {PATIENT_GRADE} or lower is the aim." in page
    assert "Long sentence, 24 words: “An unauthenticated attacker" in page
    assert "parameters (say “settings”)" in page
    assert "breva" not in page.split("Hard words:")[1].split(".")[0]


def test_what_is_being_typed_is_read_without_being_kept(cast: Cast) -> None:
    case = drafted(cast)
    facts, versions = FactRow.objects.count(), DraftVersion.objects.count()
    typed = {"look": "levels", "what_could_happen": HARD}
    answer = browser_of(cast.coordinator).post(f"/cases/{case}/draft", typed)
    assert answer.status_code == 200
    assert "Reads at grade" in shown(answer.content.decode())
    assert answer.content.decode().count('hx-swap-oob="true"') == 5
    assert (FactRow.objects.count(), DraftVersion.objects.count()) == (facts, versions)
    for other in (cast.regulator, cast.manufacturer, cast.eve, cast.hospital):
        assert browser_of(other).post(f"/cases/{case}/draft", typed).status_code == 404
        page = browser_of(other).get(f"/cases/{case}/draft")
        assert page.status_code == 404  # the draft was sent to nobody


def test_a_refused_form_shows_the_level_of_what_was_typed(cast: Cast) -> None:
    case = drafted(cast)
    answer = browser_of(cast.coordinator).post(f"/cases/{case}/draft", {"title": "", "what_to_do": HARD, "version": 1})
    assert answer.status_code == 422
    assert "parameters (say “settings”)" in shown(answer.content.decode())


def test_a_hard_text_is_told_and_goes_out_all_the_same(cast: Cast) -> None:
    case = drafted(cast)
    actions.save_draft(case, {"what_could_happen": HARD}, actor=cast.coordinator.viewer)
    assert released(cast, case).tracking_id


def test_who_reads_the_draft_reads_the_levels_and_a_stranger_reads_neither(cast: Cast) -> None:
    case = sent_round(cast)
    page = shown(browser_of(cast.regulator).get(f"/cases/{case}/draft").content.decode())
    assert "How hard it is to read" in page
    assert "All plain words together:" in page
    assert browser_of(cast.eve).get(f"/cases/{case}/draft").status_code == 404


def test_no_text_for_patients_goes_out_without_the_sentence_on_therapy(cast: Cast) -> None:
    draft = released(cast, drafted(cast))
    stranger = browser_of(None)
    page = shown(stranger.get(f"/advisories/{draft.tracking_id}").content.decode())
    assert STANDING in page
    for path in ("csaf.json", "files/csaf-2.1.json", "files/vex.json"):
        data = stranger.get(f"/advisories/{draft.tracking_id}/{path}").content
        notes = json.loads(data)["document"]["notes"]
        assert [note["text"] for note in notes if note["title"] == "In plain words: your therapy"] == [STANDING], path
        assert [one for one in validate(data) if one.level == "error"] == []
    read = read_advisory(stranger.get(f"/advisories/{draft.tracking_id}/csaf.json").content, name="x.json")
    assert read.advisory.plain.therapy == STANDING


def test_the_preview_by_api_holds_the_sentence_too(cast: Cast) -> None:
    case = drafted(cast)
    answer = program_of(cast.coordinator).get(f"/cases/{case}/draft/preview")
    assert answer["advisory"]["plain"]["therapy"] == STANDING

"""Plain words: how hard they are to read, and the sentence that stands in every text for patients (P1, P3)."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from medcord.cases import actions as cases
from medcord.core.advisory.reading_level import PATIENT_GRADE
from medcord.core.advisory.standing import STANDING
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.drafting import actions
from medcord.drafting.models import DraftVersion
from medcord.drafting.texts import What
from medcord.formats.csaf import read_advisory, validate
from medcord.ledger.models import FactRow
from tests.api.programs import program_of
from tests.cases.road import approved, drafted, released
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
    assert answer.content.decode().count('id="level-') == 9
    assert "1 of 4 written, reads at grade" in shown(answer.content.decode())  # the line of the part, as typed
    assert (FactRow.objects.count(), DraftVersion.objects.count()) == (facts, versions)
    for other in (cast.regulator, cast.manufacturer, cast.eve, cast.hospital):
        assert browser_of(other).post(f"/cases/{case}/draft", typed).status_code in (403, 404)
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


TO_CLINICIANS = {
    "clinicians_device": "Breva V2 ventilators with software below 4.2.1.",
    "clinicians_could_happen": "Alarms for low pressure can be muted over the network.",
    "clinicians_to_do": "Stay in sight of the screen of patients who depend on it.",
    "clinicians_not_known": "Whether a muted alarm is logged.",
}


def test_clinicians_have_a_version_of_their_own_on_the_page_and_in_the_files(cast: Cast) -> None:
    case = drafted(cast)
    actions.save_draft(case, TO_CLINICIANS, actor=cast.coordinator.viewer)
    draft = released(cast, case)
    stranger = browser_of(None)
    page = shown(stranger.get(f"/advisories/{draft.tracking_id}").content.decode())
    patients, clinicians = page.index("An alarm may stay silent."), page.index("Alarms for low pressure")
    assert patients < page.index("For clinicians") < clinicians
    assert page.count("Stay in sight of the screen of patients who depend on it.") == 1
    for path in ("csaf.json", "files/csaf-2.1.json"):
        data = stranger.get(f"/advisories/{draft.tracking_id}/{path}").content
        notes = json.loads(data)["document"]["notes"]
        assert [one["text"] for one in notes if one.get("audience") == "clinicians"] == list(TO_CLINICIANS.values())
        assert [one["title"] for one in notes if one.get("audience") == "patients"] == [
            "In plain words: which device",
            "In plain words: what could happen",
            "In plain words: what to do",
            "In plain words: your therapy",
        ]
        assert [one for one in validate(data) if one.level == "error"] == []
    read = read_advisory(stranger.get(f"/advisories/{draft.tracking_id}/csaf.json").content, name="x.json").advisory
    assert read.plain.clinicians.all == tuple(TO_CLINICIANS.values())


def test_without_a_version_for_clinicians_the_words_are_for_both(cast: Cast) -> None:
    draft = released(cast, drafted(cast))
    stranger = browser_of(None)
    data = stranger.get(f"/advisories/{draft.tracking_id}/csaf.json").content
    audiences = {one.get("audience") for one in json.loads(data)["document"]["notes"] if "audience" in one}
    assert audiences == {"clinicians and patients"}
    assert "For clinicians" not in shown(stranger.get(f"/advisories/{draft.tracking_id}").content.decode())


def test_the_words_for_clinicians_are_versions_and_are_approved_like_all_others(cast: Cast) -> None:
    case = approved(cast, drafted(cast))
    actions.save_draft(case, TO_CLINICIANS, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="Nobody but its writer"):
        actions.publish(case, early_reason="The fix is out.", actor=cast.coordinator.viewer)
    assert DraftVersion.objects.get(number=2).words["clinicians_to_do"] == TO_CLINICIANS["clinicians_to_do"]
    page = shown(browser_of(cast.coordinator).get(f"/cases/{case}/draft?from=1&to=2").content.decode())
    assert "For clinicians: what to do added: Stay in sight of the screen" in page


def test_a_comment_hangs_on_a_passage_for_clinicians(cast: Cast) -> None:
    case = sent_round(cast)
    actions.save_draft(case, TO_CLINICIANS, actor=cast.coordinator.viewer)
    said = actions.CommentWords("clinicians_to_do", "in sight of the screen", "And of the patient?", 2)
    actions.comment(case, What.ADVISORY, said, actor=cast.regulator.viewer)
    page = shown(browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode())
    assert "“in sight of the screen” Still in the text. And of the patient?" in page
    assert browser_of(cast.eve).get(f"/cases/{case}/draft").status_code == 404


@pytest.mark.parametrize("field", TO_CLINICIANS)
def test_protected_words_do_not_get_out_by_way_of_the_version_for_clinicians(cast: Cast, field: str) -> None:
    case = drafted(cast)
    protected = "the mute command is the four letters HUSH sent to port 4711 of the alarm service"
    klass = ConfidentialityClass.TRADE_SECRET
    cases.send_message(case, protected, tlp=Tlp.AMBER, confidentiality=klass, actor=cast.manufacturer.viewer)
    actions.save_draft(case, {field: f"It is known that {protected}."}, actor=cast.coordinator.viewer)
    approved(cast, case)
    with pytest.raises(RuleRefusal, match="words in a row are those of message") as refused:
        actions.publish(case, early_reason="The fix is out.", actor=cast.coordinator.viewer)
    assert refused.value.code == "not-to-be-published"
    assert "For clinicians" in refused.value.sentence


def test_the_api_takes_and_shows_the_words_for_clinicians(cast: Cast) -> None:
    case = drafted(cast)
    program = program_of(cast.coordinator)
    now = program.get(f"/cases/{case}/draft")["version"]
    saved = program.put(f"/cases/{case}/draft", {"expected_version": now, **TO_CLINICIANS})
    assert {name: saved[name] for name in TO_CLINICIANS} == TO_CLINICIANS

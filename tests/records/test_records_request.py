"""Somebody asks for the records of a case: each item is decided by a named person, passages are cut out under an
exemption, two people sign, and no byte of what leaves holds what is withheld.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Severity, Tlp
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.ledger import blobs
from medcord.opinions import actions as opinions
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.records import actions, queries
from medcord.records.actions import Passage, RequestWords
from medcord.records.models import RecordsRequest
from medcord.records.queries import Standing
from tests.cases.road import joined
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of

pytestmark = pytest.mark.django_db

SECRETS = (
    "Orrin & Sons cast the valve",
    "Ada Kestrel",
    "the controller trusts key 0451",
    "KR-4471-09",
    "scope of PCII",
)
ASKED = RequestWords("FOIA 2026-0117", "foia", date(2027, 1, 15))


def colleague(cast: Cast) -> Member:
    """A second member of the coordinator."""
    home = cast.coordinator.organisation
    return parties.add_member(home, email="second@ncc.example", name="S. Econd", password=PASSWORD, actor=SYSTEM)


def full_case(cast: Cast) -> str:
    """A case with something of every class in it."""
    case = joined(
        cast, identity=intake.FinderIdentity.NAMED, finder_name="Ada Kestrel", description="Ada Kestrel saw it."
    )

    def say(member: Member, body: str, klass: str) -> None:
        marking = {"tlp": Tlp.AMBER, "confidentiality": ConfidentialityClass(klass)}
        cases.send_message(case, body, actor=member.viewer, **marking)  # type: ignore[arg-type]

    say(cast.manufacturer, "Orrin & Sons cast the valve.", "trade-secret")
    say(cast.manufacturer, "The plan is in the scope of PCII and stays there.", "pcii")
    say(cast.regulator, "We lean to a recall of the whole lot.", "deliberative")
    say(cast.coordinator, "A test on the bench: the controller trusts key 0451, S/N KR-4471-09.", "none")
    words = opinions.OpinionWords(Severity.CRITICAL, "Pressure falls within minutes.", opinions.Certainty.HIGH)
    opinions.sign(case, words, actor=cast.regulator.viewer)
    opinions.release_sentence(case, 1, "Breathing support may stop.", actor=cast.regulator.viewer)
    return case


def standing(cast: Cast, case: str, request: UUID) -> list[Standing]:
    row = case_queries.case_for(cast.coordinator.viewer, case)
    return queries.standing_of(cast.coordinator.viewer, row, queries.request_for(cast.coordinator.viewer, row, request))


def item(cast: Cast, case: str, request: UUID, words: str) -> Standing:
    """The item that holds these words."""
    return next(one for one in standing(cast, case, request) if words in one.record.text)


def decided(cast: Cast, case: str) -> UUID:
    """A request where everything is decided: what is plain leaves, what an exemption covers stays, one item is cut."""
    owner = cast.coordinator.viewer
    request = actions.note_request(case, ASKED, actor=owner).pk
    actions.release_plain(case, request, actor=owner)
    for one in standing(cast, case, request):
        if one.withheld is None and one.record.exemption:
            actions.decide(case, request, one.record.key, withheld=True, exemption=one.record.exemption, actor=owner)
    for words, begins, exemption in (
        ("on the bench", "the controller trusts key 0451", "b4"),
        ("on the bench", "S/N KR-4471-09", "b6-serial"),
        ("Ada Kestrel saw", "Ada Kestrel", "b6"),
    ):
        key = item(cast, case, request, words).record.key
        actions.redact(case, request, key, Passage(begins, exemption), actor=owner)
        if exemption != "b4":
            actions.decide(case, request, key, withheld=False, actor=owner)
    return request


def released(cast: Cast, case: str) -> RecordsRequest:
    request = decided(cast, case)
    actions.propose_release(case, request, actor=cast.coordinator.viewer)
    return actions.release(case, request, actor=colleague(cast).viewer)


def test_no_byte_of_what_leaves_holds_what_is_withheld(cast: Cast) -> None:
    row = released(cast, full_case(cast))
    assert row.blob is not None
    data = blobs.store().get(row.blob)
    assert hashlib.sha256(data).hexdigest() == row.sha256
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = {name: archive.read(name) for name in archive.namelist()}
    told = [data, archive.comment, *parts.values(), *(name.encode() for name in parts)]
    told += [one.comment + one.extra + bytes(one.date_time[0] % 100) for one in archive.infolist()]
    for secret in (*SECRETS, "We lean to a recall", "Pressure falls", "M. Tarrow", "S. Econd"):
        assert [one for one in told if secret.lower().encode() in one.lower()] == [], secret
    page, said = parts["records.html"].decode(), json.loads(parts["records.json"])
    assert "[withheld (b4)]" in page
    assert "Breathing support may stop." in page  # the sentence that was released leaves
    assert "A test on the bench: " in page
    # what is withheld whole is a number under its exemption, and nothing else: no title, no time
    counted = {one["exemption"]: one["items"] for one in said["withheld"]}
    assert counted["b3-pcii"] == 1
    assert set(counted) == {"b3-pcii", "b4", "b5", "b6"}
    assert [set(one) for one in said["withheld"]] == [{"exemption", "items"}] * len(counted)
    cuts = [each["exemption"] for one in said["records"] for each in one["segments"] if each["exemption"]]
    assert sorted(cuts) == ["b4", "b6", "b6-serial"]
    assert set(said["exemptions"]) == {"b3-pcii", "b4", "b5", "b6", "b6-serial"}
    lines = [line.split("  ") for line in parts.pop("manifest.sha256").decode().splitlines()]
    assert {name: digest for digest, name in lines} == {
        name: hashlib.sha256(body).hexdigest() for name, body in parts.items()
    }


def test_a_class_proposes_and_a_named_person_decides_each(cast: Cast) -> None:
    case, owner = full_case(cast), cast.coordinator.viewer
    request = actions.note_request(case, ASKED, actor=owner).pk
    proposed = {one.record.text: one.record.exemption for one in standing(cast, case, request)}
    assert proposed["We lean to a recall of the whole lot."] == "b5"
    assert proposed["Ada Kestrel"] == "b6"
    assert proposed["Breathing support may stop."] == ""
    assert all(one.withheld is None for one in standing(cast, case, request) if not one.record.fixed)
    lean = item(cast, case, request, "We lean").record.key
    with pytest.raises(InputRefusal, match="Say why"):
        actions.decide(case, request, lean, withheld=False, actor=owner)
    done = actions.decide(case, request, lean, withheld=False, because="The regulator agrees.", actor=owner)
    assert (done.decided_name, done.because) == ("M. Tarrow", "The regulator agrees.")
    with pytest.raises(InputRefusal, match="exemption"):
        actions.decide(case, request, lean, withheld=True, exemption="b99", actor=owner)
    serial = item(cast, case, request, "on the bench").record.key
    with pytest.raises(InputRefusal, match="KR-4471-09"):
        actions.decide(case, request, serial, withheld=False, actor=owner)


def test_pcii_never_leaves_and_a_suppliers_secret_not_before_it_was_asked(cast: Cast) -> None:
    case, owner = full_case(cast), cast.coordinator.viewer
    request = actions.note_request(case, ASKED, actor=owner).pk
    protected, secret = (item(cast, case, request, words).record for words in ("scope of PCII", "Orrin"))
    for act in (
        lambda: actions.decide(case, request, protected.key, withheld=False, because="an order", actor=owner),
        lambda: actions.redact(case, request, protected.key, Passage("scope", "b4"), actor=owner),
    ):
        with pytest.raises(RuleRefusal, match="statute"):
            act()
    with pytest.raises(InputRefusal, match="exemption"):
        actions.decide(case, request, secret.key, withheld=True, exemption="b3-pcii", actor=owner)
    assert secret.waits
    with pytest.raises(RuleRefusal, match="not been consulted"):
        actions.decide(case, request, secret.key, withheld=False, because="we like to", actor=owner)


def test_nothing_is_signed_while_withheld_words_stand_elsewhere_or_somebody_edits(cast: Cast) -> None:
    case, owner = full_case(cast), cast.coordinator.viewer
    request = actions.note_request(case, ASKED, actor=owner).pk
    with pytest.raises(RuleRefusal, match="not decided yet"):
        actions.propose_release(case, request, actor=owner)
    request = decided(cast, case)
    row = case_queries.case_for(owner, case)
    bench = next(one for one in case_queries.messages(owner, row) if "on the bench" in one.body)
    marking = {"tlp": Tlp.AMBER, "confidentiality": ConfidentialityClass.NONE}
    quote = cases.send_message(case, "He said: The controller trusts\nkey 0451!", actor=owner, **marking)
    actions.release_plain(case, request, actor=owner)
    with pytest.raises(InputRefusal, match="still stand") as refused:
        actions.propose_release(case, request, actor=owner)
    assert refused.value.fields == {"item": f"message:{quote.pk}"}
    actions.redact(case, request, f"message:{quote.pk}", Passage("The controller trusts key 0451", "b4"), actor=owner)
    actions.propose_release(case, request, actor=owner)
    # words that change after the decision open it again
    cases.edit_message(case, bench.pk, "The controller trusts key 0451 and 0452.", actor=owner)
    with pytest.raises(RuleRefusal, match="changed since"):
        actions.release(case, request, actor=colleague(cast).viewer)


def test_two_people_sign_and_a_change_between_takes_the_first_signature_off(cast: Cast) -> None:
    case, owner = full_case(cast), cast.coordinator.viewer
    request, second = decided(cast, case), colleague(cast).viewer
    with pytest.raises(RuleRefusal, match="comes first"):
        actions.release(case, request, actor=second)
    actions.propose_release(case, request, actor=owner)
    with pytest.raises(NotAllowed, match="four eyes"):
        actions.release(case, request, actor=owner)
    bench = item(cast, case, request, "on the bench")
    actions.take_back(case, request, bench.redactions[0].pk, actor=owner)
    with pytest.raises(RuleRefusal, match="comes first"):
        actions.release(case, request, actor=second)
    actions.propose_release(case, request, actor=second)
    row = actions.release(case, request, actor=owner)
    assert (row.ready_name, row.released_name) == ("S. Econd", "M. Tarrow")
    with pytest.raises(RuleRefusal, match="called back"):
        actions.take_back(case, request, bench.redactions[1].pk, actor=owner)


def test_only_the_owner_sees_that_somebody_asked(cast: Cast) -> None:
    case, owner = joined(cast), cast.coordinator.viewer
    ranged = replace(ASKED, since=clock.now() + timedelta(days=1))
    request = actions.note_request(case, ranged, actor=owner).pk
    assert {one.record.at for one in standing(cast, case, request)} == {None}  # what has no time is always looked at
    for member in (cast.regulator, cast.manufacturer):
        with pytest.raises(NotFound):
            actions.note_request(case, ASKED, actor=member.viewer)
        row = case_queries.case_for(member.viewer, case)
        with pytest.raises(NotFound):
            queries.requests_of(member.viewer, row)
        assert "RecordsRequested" not in {fact.kind for fact in case_queries.timeline(member.viewer, row)}
    for member in (cast.eve, cast.hospital):
        assert browser_of(member).get(f"/cases/{case}/records").status_code == 404


def test_what_is_due_for_destruction_is_listed_and_held_back_and_destroyed_by_nobody(cast: Cast) -> None:
    case, owner = joined(cast), cast.coordinator.viewer
    for wrong in ("clk-13", "nothing"):
        with pytest.raises(InputRefusal, match="rule"):
            actions.set_retention(case, wrong, actor=owner)
    actions.set_retention(case, "incident-3y", because="our schedule", actor=owner)
    kept = queries.kept(owner, case_queries.case_for(owner, case))
    assert kept is not None
    assert (kept.rule.years, kept.until, kept.held) == (3, None, False)  # open: no day yet
    cases.end_embargo(case, reason="over", actor=owner)
    cases.close(case, reason="done", actor=owner)
    assert queries.due(owner) == []
    with clock.at(clock.now() + timedelta(days=3 * 366)):
        cases.place_hold(case, reason="a court asks", actor=owner)
        [one] = queries.due(owner)
        assert (one.case.reference, one.held) == (case, True)
        assert queries.due(cast.regulator.viewer) == []
        assert case_queries.case_for(owner, case).title == "Breva V2: alarms can be silenced"

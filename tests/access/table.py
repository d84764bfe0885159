"""Who gets what at which route: written by hand from docs/reference/policy.md, not from the code.

A row is a method and the paths that are alike (names in braces are things of the world) with the outcome for every
class of viewer. Equivalence classes: ``world.CLASSES``; paths of the API stand in ``api_table``. Where
policy 34 ("seen, but not yours") meets a page that belongs to another role, the page is not there for you: HIDDEN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tests.access import declared
from tests.access import harm_and_records as harm
from tests.access import told as before_all
from tests.access.told import LISTS
from tests.access.world import CLASSES, COLLEAGUES, COORDINATORS, HOSPITALS, MAKERS, MEMBERS, REGULATORS, SIGNED_OUT


class Outcome(StrEnum):
    """What comes back."""

    PAGE = "200, and nothing is written"
    SIGN_IN = "302 to the sign-in page (401 in the API), and nothing is written"
    MOVED = "302 to another page, and nothing is written"
    DONE = "200, 201 or 302, and at least one fact is written"
    HIDDEN = "404, the same as for an absent thing, and nothing is written"
    TOLD = "403, 409 or 422 with a sentence that says why not, and nothing is written"


PAGE, SIGN_IN, MOVED, DONE, HIDDEN, TOLD = Outcome
Outcomes = Mapping[str, Outcome]

PARTIES = (*COORDINATORS, *REGULATORS, *MAKERS)
SPEAKERS = ("owner", "guest", "regulator", "signed", "late")
SIGNED = (*SPEAKERS, "observer")
READERS = (*SIGNED, "lapsed")
OLD = tuple(who for who in READERS if who != "late")
"""Who reads what is older than the point from which the late joiner sees the case (12)."""
OURS = ("signed", "limited")
"""Who acts for the signed maker where no case is concerned, or only the closed one (35)."""
AGENCIES = ("owner", "guest", "regulator")
TAKERS = (*COORDINATORS, *HOSPITALS, "isao")


TAKES_FILES = ("/with-files", "/imports", "/take-in", "/known-exploited")


@dataclass(frozen=True)
class Row:
    """``data`` is what is sent, names in braces filled in: as JSON to the API unless it takes files, else as a form.

    ``alike``: further paths with data of their own that have the same outcome for every class.
    """

    method: str
    path: str
    outcomes: Outcomes
    data: Mapping[str, object] = field(default_factory=dict)
    alike: Sequence[tuple[str, Mapping[str, object]]] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def form(self) -> bool:
        """Whether the path takes files, and with them a form also in the API."""
        return self.path.endswith(TAKES_FILES)

    def each(self) -> list[Row]:
        """A row of its own for each path."""
        asks = [(self.path, self.data), *self.alike]
        return [replace(self, path=path, data=data, alike=()) for paths, data in asks for path in paths.split()]


def all_get(outcome: Outcome) -> Outcomes:
    """The same for everybody."""
    return dict.fromkeys(CLASSES, outcome)


def members(outcome: Outcome, *who: str, told: tuple[str, ...] = ()) -> Outcomes:
    """These members get this; ``told`` see the thing and are told why not; for the others there is nothing here.

    The reader, where it is not named, stands where its party stands: it reads the same, and what the party would do it
    is told (36).
    """
    signed_out = dict.fromkeys(SIGNED_OUT, SIGN_IN)
    found = {**signed_out, **dict.fromkeys(MEMBERS, HIDDEN), **dict.fromkeys(who, outcome), **dict.fromkeys(told, TOLD)}
    if "reader" not in (*who, *told):
        found["reader"] = TOLD if found["signed"] is DONE else found["signed"]
    return found


def alone(outcome: Outcome, who: str) -> Outcomes:
    """What belongs to one member, and is not there for the colleagues either (33)."""
    return {**members(outcome, who), "reader": HIDDEN}


def finders(own: Outcome, others: Outcome) -> Outcomes:
    """Those who hold a code, and everybody else."""
    return {**dict.fromkeys(CLASSES, others), "finder": own, "finder_out": own}


SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5LYwm6UNXx3chmQSVTG4"
_REPORT = {
    "device_maker": "Karst", "device_model": "Breva", "how_tested": "bench", "patient_impact": "unknown",
    "description": "a flaw", "identity": "anonymous", "read_policy": "on",
}  # fmt: skip
_BY_PROGRAM = {name: said for name, said in _REPORT.items() if name != "read_policy"}
_TRIAGE = {"version": "{version_report_new}", "medical_device": "yes", "outcome": "accept"}
_STATEMENT = {"product": "{product_stated}", "versions": "1", "status": "affected"}
OPINION = {"severity": "minor", "scenario": "a wrong rate", "certainty": "low"}
DRAFT = {"title": "t", "summary": "s", "version": "{version_draft}"}
_WORK = {"outcome": "patched", "note": "installed", "seen": "99"}
_SIGNAL = {"device_maker": "Karst", "device_model": "Breva", "description": "it is public"}
_SPLIT = {"act": "split", "split-titles": "part", "split-reason": "two flaws", "split-sure": "on"}
_DECISION = {"decided": "publish", "because": "hospitals can act"}
_SOON = {"decided": "scheduled", "because": "the spring service"}
_FIX_DECISION = {"decided": "immediate", "because": "a patient could die"}
SOON = f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%dT10:00}"
FORM_TERMS = {"ends_at": SOON, "zone": "UTC"}
TERMS = {"ends_at": f"{SOON}:00Z", "zone": "UTC"}
_TEST = {"scope": "one unit", "question": "is it so?", "wanted": "one Breva"}
_HAND = {"move": "to_laboratory", "giver": "us", "taker": "them", "at": "{minute}:00Z"}
_BY_FORM = {**_HAND, "at": "{minute}", "zone": "UTC", "specimen": "{specimen}"}
_RELEASE = {"audience": "public", "because": "all need it", "sentence": "It was shown."}
_ACT = {"act": "release"}
_CLAIM = {"act": "claim", "claim-event": "P", "claim-evidence": "a list"}
_DECIDE = {"act": "decide", "decide-claim": "{claim}", "decide-decision": "turn-down", "decide-because": "a test"}
_INVITE = {"party": "{party}", "channel": "mail"}
_PRODUCT = {"name": "Another name"}
_NEW = {"password": "four words that fit", "repeated": "four words that fit"}
_WEBHOOK = {"label": "x", "url": "https://hooks.example/in", "kinds": ["AdvisoryPublished"]}
_COLUMNS = {"asset_tag": "Asset tag", "manufacturer": "Manufacturer", "model": "Model"}

PUBLIC = [
    # policy 31: what is released and TLP:CLEAR is read by everybody
    Row(
        "GET",
        "/ /advisories /advisories/{advisory} /advisories/feed.atom /advisories/feed.json /advisories/list.csv /search"
        " /advisories/{advisory}/csaf.json /advisories/{advisory}/csaf.json.sha256"
        " /advisories/{advisory}/csaf.json.sha512 /advisories/{advisory}/revisions/{number} /ledger-heads/{day}.json"
        " /advisories/{advisory}/revisions/{number}/csaf.json /advisories/{advisory}/files/csaf-2.1.json"
        " /.well-known/csaf/provider-metadata.json /feeds /policy /ssvc /ssvc/{table} /ledger-heads /ledger-heads.json"
        " /join/{secret} /welcome/{welcome} /report /report/file /my-report /claim-credit /sign-in"  # 4, 5
        " /api/docs /api/openapi.json /api/v1/ledger/heads /api/v1/ledger/heads/{day} /api/v1/advisories"
        " /api/v1/advisories/{advisory} /api/v1/advisories/{advisory}/csaf /api/v1/advisories/{advisory}/revisions"
        + declared.ANYBODY,
        all_get(PAGE),
    ),
    Row("GET", "/.well-known/csaf/nothing.json /sign-in/oidc/1/back /api/", all_get(HIDDEN)),
    Row("GET", "/advisories/take-in /sightings /api/v1/sightings", members(PAGE, *TAKERS)),  # 69
    Row(
        "POST",
        "/advisories/take-in /api/v1/advisories/take-in /api/v1/advisories/known-exploited",
        members(TOLD, *TAKERS),  # no file was chosen
    ),
]

FINDERS = [
    # policy 4 and 5
    Row(
        "POST",
        "/report /report/file",
        all_get(DONE),
        {**_REPORT, **declared.REPORT_FILE},
        alike=(
            ("/join/{secret}", {"organisation": "New", "name": "N. Ew", "password": "a long enough phrase"}),
            ("/welcome/{welcome}", {"name": "N. Ew", "password": "a long enough phrase"}),
            ("/api/v1/reports /api/v1/reports/with-files", _BY_PROGRAM),
            ("/sign-in", {"email": "tarrow@ncc.example", "password": "correct horse battery"}),
        ),
    ),
    Row("GET", "/report/received /home /sign-in/second", all_get(MOVED)),
    Row("POST", "/my-report", finders(PAGE, MOVED), {"code": "{code}"}),
    Row(
        "POST",
        "/my-report/write",
        finders(DONE, HIDDEN),
        {"body": "more"},
        alike=(
            ("/my-report/passphrase", {"secret-passphrase": "seven tins of paint"}),
            ("/my-report/key", {"key-credit_key": SSH_KEY}),
            ("/my-report/credit", {"credit-name": "Kestrel"}),
        ),
    ),
    Row("POST", "/my-report/escalate", finders(TOLD, HIDDEN)),  # the coordinator has not been silent for long
    # shows what to sign; shows what a passkey is asked
    Row(
        "POST",
        "/claim-credit /sign-in/passkey/begin /join/{secret}/begin /welcome/{welcome}/begin" + declared.LOOK_UP,
        all_get(PAGE),
        {"reference": "R-2222-2222", "name": "K", "what": "pump"},
    ),
    Row("POST", "/my-report/leave /sign-in/second", all_get(MOVED)),
    # 16: the finder whose report led to the case proposes a date and claims; another finder has no case
    Row(
        "POST",
        "/my-report/date",
        {**all_get(HIDDEN), "finder": DONE},
        FORM_TERMS,
        alike=[
            ("/my-report/claim", {"claim-event": "P", "claim-evidence": "a list"}),
            ("/my-report/rooms/{room}", {"body": "more"}),  # 20: it was opened for this finder too
        ],
    ),
    Row(
        "GET",
        "/my-report/files/{file} /my-report/files/{file_said} /my-report/rooms/{room}/files/{file_in_room}",
        {**all_get(HIDDEN), "finder": PAGE},
    ),
    Row("POST", "/my-report/date/withdraw", {**all_get(HIDDEN), "finder": TOLD}),  # it has proposed nothing
]

SIGNING_IN = [
    Row("POST", "/sign-out", {**dict.fromkeys(SIGNED_OUT, MOVED), **dict.fromkeys(MEMBERS, DONE)}),
    Row(
        "POST",
        "/sign-in/passkey /recover/nothing /recover/nothing/begin /recover/nothing/passkey"
        " /join/{secret}/passkey /welcome/{welcome}/passkey",  # no passkey answered
        all_get(TOLD),
        _NEW,
        alike=declared.NOTHING_SHOWN,
    ),
    Row("POST", "/sign-in/oidc/1 /sign-in/oidc/1/finish", all_get(HIDDEN)),  # no provider is named on this node
    # 33: the own account; 40: each of these administers its party
    Row(
        "GET",
        "/tokens /directory /measures /measures.csv /notices /webhooks"
        " /account /account/sign-ins /account/confirm /account/password /account/code-generator"
        f" /api/v1/measures /api/v1/me /api/v1/parties /api/v1/tokens /api/v1/notices/choices /api/v1/webhooks{LISTS}",
        members(PAGE, *MEMBERS),
    ),
    # 36, 40: the administrators read how the party is run; the others are told so
    Row(
        "GET",
        "/party /party/profile /party/tokens /party/log /party/sign-ins /api/v1/party /api/v1/party/members"
        " /api/v1/party/invitations /api/v1/party/tokens /api/v1/party/log",
        members(PAGE, *MEMBERS, told=COLLEAGUES),
    ),
    Row(
        "POST",
        "/tokens",
        members(DONE, *MEMBERS),
        {"label": "script", "days": "7"},
        alike=[
            ("/account/password /account/sessions/end-others", _NEW),
            ("/account/confirm", {"password": "correct horse battery", "code": "{recovery_code}"}),
            ("/notices", {"whose": "me", "how": "daily"}),
            ("/api/v1/notices/choices/me", {"how": "daily"}),
            ("/api/v1/tokens", {"label": "script", "days": 7}),
        ],
    ),
    Row(
        "POST",
        "/party/invitations",
        members(DONE, *MEMBERS, told=COLLEAGUES),
        {"email": "n@new.example", "level": "member"},
        alike=[
            ("/party/profile", {"name": "Another name", "short_name": "Another", "time_zone": "UTC"}),
            ("/party/default-access", {"reach": "named"}),
            ("/party/sign-ins/rule", {"required": "on", "days": "14"}),
            ("/api/v1/party/invitations", {"email": "n@new.example"}),
            # 38, 39
            ("/webhooks /api/v1/webhooks", _WEBHOOK),
            ("/notices", {"whose": "mailbox", "how": "daily"}),
            ("/api/v1/notices/choices/mailbox", {"how": "daily"}),
        ],
    ),
    Row(
        "POST",
        "/tokens/{token}/revoke /account/ways/{factor}/remove /account/identities/{identity}/unlink"
        " /account/sessions/{session}/end /account/ways-back/{way_back}/withdraw"
        " /cases/{case}/uploads/{upload}/drop /api/v1/cases/{case}/uploads/{upload}/drop"  # its author's alone
        " /api/v1/tokens/{token}/revoke",
        alone(DONE, "signed"),
    ),
    Row("POST", "/account/confirm/passkey/begin /account/passkeys/begin", members(PAGE, *MEMBERS)),
    Row("POST", "/account/confirm/passkey /account/passkeys", members(TOLD, *MEMBERS)),  # no passkey answered
    Row("POST", "/account/code-generator /account/code-generator/begin", members(MOVED, *MEMBERS)),
    Row("POST", "/account/recovery-codes", {**members(TOLD, *MEMBERS), "signed": DONE}),  # has a code generator
]

REPORTS = [
    # policy 6: the coordinator that received it. Another coordinator has an inbox of its own.
    Row(
        "GET",
        "/reports /reports/new /api/v1/reports /signals /signals/take-in /api/v1/signals /records"  # 68
        " /api/v1/records",
        members(PAGE, *COORDINATORS),
    ),
    Row("POST", "/signals/take-in /api/v1/signals/take-in", members(TOLD, *COORDINATORS)),  # no file was chosen
    Row(
        "POST",
        "/reports/new",
        members(DONE, *COORDINATORS),
        {"act": "signal", **{f"signal-{name}": text for name, text in _SIGNAL.items()}},
        alike=[
            ("/api/v1/reports/signals", _SIGNAL),
            ("/api/v1/reports/mails", {"source": "a mail", "device_maker": "Karst", "device_model": "Breva"}),
        ],
    ),
    # 5: a manufacturer's own request is its own, whatever becomes of it
    Row(
        "GET",
        "/requests /requests/new /api/v1/requests /products/new /products/import /products/import/template.csv"
        " /risk-matrix /api/v1/risk-matrices",  # 45
        members(PAGE, *MAKERS),
    ),
    Row(
        "GET",
        "/requests/{request} /api/v1/requests/{request} /api/v1/requests/{request}/messages"
        " /requests/{request}/files/{file_on_request} /api/v1/requests/{request}/files/{file_on_request}",
        members(PAGE, "signed"),
    ),
    Row(
        "POST",
        "/requests/{request}/write /api/v1/requests/{request}/messages",
        members(DONE, "signed"),
        {"body": "We have a fix."},
        alike=[  # 70
            ("/cases/{case}/warnings/{warning}", {"issued": "no", "words": "it is out"}),
            ("/api/v1/cases/{case}/warnings/{warning}/answer", {"issued": False, "words": "it is out"}),
        ],
    ),
    Row(
        "POST",
        "/requests/new /api/v1/requests",
        members(DONE, *MAKERS, told=COLLEAGUES),  # 35: the limited one would not see it
        {"device_model": "Breva", "description": "our own find"},
    ),
    Row(
        "GET",
        "/reports/{report} /reports/{report_new} /reports/{request} /reports/{report_new}/table /cases/{case_quiet}"
        " /signals/{signal} /api/v1/signals/{signal}"  # 68
        " /cases/{case_quiet}/terms /status /api/v1/node/status"  # 37
        " /cases/{case}/who /cases/{case}/spill /cases/{case_out}/draft /cases/{case}/alike /cases/{case}/ledger.jsonl"
        " /api/v1/cases/{case_quiet} /api/v1/cases/{case}/ledger/exports /api/v1/cases/{case}/ledger.jsonl"
        " /api/v1/cases/{case}/spill /api/v1/reports/{report} /cases/{case}/emergency"
        " /api/v1/reports/{report}/files/{file}/original /api/v1/reports/{report}/files/{file}/clean"
        " /reports/{report}/files/{file}/original /reports/{report}/files/{file}/clean"
        " /reports/{report}/files/{file_said}/original /api/v1/reports/{report}/files/{file_said}/clean"
        " /party/members/{colleague}/way-back /party/members/{ours} /party/members/{ours}/erase" + harm.READ_RECORDS,
        members(PAGE, "owner"),
    ),
    # a file of another report, and a provider that this node does not have
    Row(
        "GET",
        "/reports/{report_new}/files/{file}/original /party/members/{colleague}/identity/1" + harm.NOT_RELEASED,
        members(HIDDEN),
    ),
    Row(
        "POST",
        "/status/letter/{letter}/retry /api/v1/node/work/letter/{letter}/retry",
        members(DONE, "owner"),
        alike=[  # 37: the node's coordinator is the owner of this world's case
            ("/status/letter/{letter}/drop /api/v1/node/work/letter/{letter}/drop", {"reason": "they moved"}),
            ("/api/v1/notices/bounces", {"message_id": "{letter_sent}", "status": "5.1.1"}),
            # 36: of its own party only
            ("/party/members/{ours}/role", {"level": "reader"}),
            ("/party/members/{ours}/access", {"reach": "all"}),
            ("/party/members/{ours}/erase", {"typed": "ours@ncc.example", "reason": "must not be known"}),
            ("/party/members/{ours}/deactivate /party/members/{gone}/reactivate", {"reason": "another job"}),
            ("/party/tokens/{token_ours}/revoke", {}),
            ("/reports/{report_new}/read", {}),
            ("/reports/{report_new}/triage", _TRIAGE),
            ("/reports/{report_new}/reply", {"body": "Thank you."}),
            (  # 40
                "/party/members/{colleague}/way-back /party/members/{colleague}/administrator"
                " /party/ways-back/{way_back_waiting}/confirm /party/ways-back/{way_back_waiting}/withdraw",
                {"reason": "lost the telephone", "administers": "no"},
            ),
            ("/api/v1/reports/{report_new}/read", {}),
            ("/api/v1/reports/{report_new}/triage", {"medical_device": "yes", "outcome": "accept"}),
            ("/api/v1/reports/{report_new}/messages", {"body": "Thank you."}),
            # 18a: what is destroyed after a spill, and a legal hold
            ("/reports/{report_new}/purge", {"purge-reason": "it was named", "purge-typed": "{report_new}"}),
            ("/reports/{report_new}/forget-finder", {"forget-reason": "outed", "forget-typed": "{report_new}"}),
            ("/reports/{report_new}/hold", {"hold-reason": "a court asks"}),
            (
                "/cases/{case}/spill",
                {"act": "destroy", "item": "message:{message}", "reason": "a patient was named", "typed": "{case}"},
            ),
            ("/cases/{case}/hold", {"hold-reason": "a court asks"}),
            (
                "/api/v1/reports/{report_new}/purge /api/v1/reports/{report_new}/finder/purge",
                {"reason": "outed", "typed": "{report_new}"},
            ),
            ("/api/v1/reports/{report_new}/hold", {"reason": "a court asks"}),
            # 68, 69: the coordinator's own signals, and sightings that came to it
            ("/signals/{signal}", {"act": "aside", "because": "not ours"}),
            ("/api/v1/signals/{signal}/decision", {"becomes": "open"}),
            ("/sightings/{sighting}/decision", {"act": "turn-down", "because": "a backup"}),
            ("/api/v1/sightings/{sighting}/decision", {"confirmed": True, "because": "their logs"}),
            ("/cases/{case_quiet}/state", {"act": "confirm", "confirm-evidence": "reproduced"}),
            *harm.KEEP,
            *before_all.ACTS,  # 89
            ("/cases/{case_quiet}/people", {"member": "{ours}"}),
            ("/cases/{case}/people/{ours}/hide", {}),
        ],
    ),
    # Who runs no party is told so, whatever it names: see test_who_runs_no_party_learns_of_no_invitation
    Row(
        "POST",
        "/party/invitations/{invitation}/withdraw /api/v1/party/invitations/{invitation}/withdrawal",
        members(DONE, "owner", told=COLLEAGUES),
    ),
]

CASES = [
    # policy 8 to 15
    Row(
        "GET",
        "/board /board.csv /texts /calls /api/v1/calls /api/v1/calls/actions"
        " /products /products.csv /products/siblings /api/v1/cases /api/v1/invitations"
        " /api/v1/products /api/v1/products/export /api/v1/products/siblings /api/v1/texts",
        members(PAGE, *PARTIES),
    ),
    Row(
        "GET",
        "/cases/{case} /cases/{case}/readers /cases/{case}/facts /cases/{case}/state /cases/{case}/statements"
        " /cases/{case}/proof.json /api/v1/cases/{case}/proof"
        " /cases/{case}/news /cases/{case}/clocks /api/v1/cases/{case}/clocks"
        " /cases/{case}/supplied /api/v1/cases/{case}/supplied"  # 47: of it what each may know
        " /cases/{case}/tests /api/v1/cases/{case}/tests"
        " /api/v1/cases/{case} /api/v1/cases/{case}/timeline /api/v1/cases/{case}/messages"
        " /api/v1/cases/{case}/readers /api/v1/cases/{case}/names /api/v1/cases/{case}/rooms"
        " /api/v1/cases/{case}/statements /api/v1/cases/{case}/opinions"
        " /api/v1/cases/{case}/files /api/v1/cases/{case}/uploads /api/v1/cases/{case}/terms/history"
        " /api/v1/cases/{case}/claims /cases/{case}/decisions /api/v1/cases/{case}/decisions"
        " /cases/{case}/thanks /api/v1/cases/{case}/thanks"
        " /cases/{case}/evidence /api/v1/cases/{case}/evidence"  # 67, 70, 71
        " /cases/{case}/declarations /api/v1/cases/{case}/declarations"  # 44: each reads what is open to it
        + harm.READ_DISPUTES,
        members(PAGE, *READERS),
    ),
    # 12: older than the point from which the late joiner sees the case. 7: the report
    Row(
        "GET",
        "/cases/{case}/messages/{message} /api/v1/cases/{case}/messages/{message} /cases/{case}/files/{sent_file}"
        " /cases/{case}/supplied/{message} /api/v1/cases/{case}/supplied/{message}"
        " /api/v1/cases/{case}/files/{sent_file} /cases/{case}/report /cases/{case}/report/files/{file}"
        " /cases/{case}/tests/{test} /api/v1/cases/{case}/tests/{test}"  # 66
        " /cases/{case}/tests/{test}/document /api/v1/cases/{case}/tests/{test}/document",
        members(PAGE, *OLD),
    ),
    # The form of an act: whoever may not do it is told so.
    Row("GET", "/cases/{case}/rooms/new", members(PAGE, *SPEAKERS, told=("observer", "lapsed", "reader"))),
    # 20: a side room and what is said there exist for those in it; the finder reads it below the report
    Row(
        "GET",
        "/cases/{case}/messages/{room_message} /api/v1/cases/{case}/messages/{room_message}",
        members(PAGE, "owner", "signed"),
        alike=[
            ("/cases/{case} /cases/{case}/news", {"thread": "{room}"}),
            (
                "/api/v1/cases/{case}/messages /api/v1/cases/{case}/readers /api/v1/cases/{case}/names",
                {"room": "{room}"},
            ),
            ("/api/v1/cases/{case}/messages", {"after": "{room_message}"}),
            # Who reads does not hang on the state.
            ("/cases/{case_none} /cases/{case_proposed}", {}),
        ],
    ),
    # 8: how far each party is, and whom links went to, is the owner's to see; another coordinator is told so.
    Row(
        "GET",
        "/cases/{case}/answers /cases/{case}/answers.csv /cases/{case}/invite/link"
        " /cases/{case}/parties/{party_signed}/remove /api/v1/cases/{case}/links"
        " /api/v1/cases/{case}/answers /api/v1/cases/{case}/answers/beside",
        members(PAGE, "owner", told=("guest",)),
    ),
    Row("GET", "/cases/{case}/terms /api/v1/cases/{case}/terms", members(PAGE, *READERS, "invited")),
    # 36: which of its members see the case is the administrators' of each party
    Row(
        "GET",
        "/cases/{case}/people /api/v1/cases/{case}/people",
        members(PAGE, *READERS, "invited", told=("reader",)),
    ),
    # The form holds the directory of parties (33); sending it is the owner's. 20, 27: the draft is not yet circulated.
    Row(
        "GET",
        "/cases/{case}/invite /cases/{case}/hand-over /cases/{case_revise}/hand-over /cases/{case}/draft/preview"
        " /cases/{case}/draft /cases/{case}/draft/score /api/v1/cases/{case}/draft /api/v1/cases/{case}/draft/preview"
        " /api/v1/cases/{case}/draft/release /cases/{case}/draft/files/csaf-2.0.json"
        " /cases/{case}/draft/thanks"
        " /cases/{case}/draft/flaws /api/v1/cases/{case}/texts/comparison",  # 60: who reads both texts
        members(PAGE, "owner", "guest"),
    ),
    Row(
        "POST",
        "/cases/{case}/invite",
        members(DONE, "owner", told=("guest",)),
        _INVITE,
        alike=(
            ("/cases/{case}/parties/{party_signed}/remove", {"reason": "it asked"}),
            ("/cases/{case}/answers/contact", {"party": "{party_signed}", "channel": "telephone", "note": "busy"}),
            ("/cases/{case}/answers/ask", {"product": "{party_signed}:"}),
            ("/cases/{case}/opinion/ask /api/v1/cases/{case}/consultations", {"question": "How bad?"}),  # 28
            ("/cases/{case}/alike", _SPLIT),
            ("/api/v1/cases/{case}/split", {"titles": ["part"], "reason": "two flaws"}),
            ("/cases/{case}/invite/link", {"organisation": "New", "role": "manufacturer", "email": "n@new.example"}),
            ("/cases/{case}/invite/link/{link}/withdraw /cases/{case}/ledger", {}),
            ("/cases/{case}/draft/quotations", {"field": "flaw", "message": "{message}"}),  # 50
            ("/api/v1/cases/{case}/draft/quotations", {"field": "flaw", "message": "{message}"}),
            ("/api/v1/cases/{case}/draft/quotations/{quotation}/dropping", {}),
            ("/cases/{case}/hand-over", {"act": "offer", "party": "{party_guest}", "reason": "theirs"}),
            ("/api/v1/cases/{case}/tests/{test}/release", _RELEASE),  # 66
        ),
    ),
    Row(
        "POST",
        "/cases/{case_closed}/invite",
        members(TOLD, "owner"),
        _INVITE,
        alike=[
            ("/cases/{case_closed}/opinion", OPINION),
            ("/cases/{case_closed}/draft/circulate", {}),
            ("/cases/{case_closed}/draft", DRAFT),
            ("/reports/{report}/open-case", {"title": "again"}),  # there is one already
            ("/reports/{report_new}/open-case", {"title": "first"}),  # not triaged
            ("/reports/{report_new}/join", {"join-case": "{case}", "join-reason": "the same"}),
            ("/api/v1/reports/{report_new}/join", {"case": "{case}", "reason": "the same"}),
            ("/api/v1/reports/{report}/case /api/v1/reports/{report_new}/case", {"title": "x"}),
            ("/api/v1/reports/{report}/hold/lifting", {"reason": "over"}),  # none stands
            *harm.NOT_READY,
        ],
    ),
    Row(
        "POST",
        "/cases/{case}/send",
        members(DONE, *SPEAKERS, told=("observer", "lapsed")),
        {"tlp": "AMBER", "confidentiality": "none", "body": "hello"},
        alike=[
            ("/cases/{case}/rooms/new", {"act": "side", "side-title": "Dates", "side-with_finder": "on"}),
            ("/api/v1/cases/{case}/rooms", {"title": "Dates", "with_finder": True}),
            ("/api/v1/cases/{case}/messages", {"body": "hello", "tlp": "AMBER", "confidentiality": "none"}),
            ("/cases/{case}/tests /api/v1/cases/{case}/tests", _TEST),  # 66
        ],
    ),
    # 66: specimens and hand-overs
    Row(
        "POST",
        "/api/v1/cases/{case}/tests/{test}/specimens",
        members(DONE, "owner", "regulator", "signed", told=("guest", "observer", "lapsed")),
        {"kind": "device", "model": "Breva", "serial": "2"},
        alike=[
            ("/api/v1/cases/{case}/tests/{test}/specimens/{specimen}/hand-overs", _HAND),
            (
                "/cases/{case}/tests/{test}",
                {"act": "specimen", "specimen-kind": "device", "specimen-model": "Breva", "specimen-serial": "2"},
            ),
            ("/cases/{case}/tests/{test}", {f"hand-{name}": said for name, said in _BY_FORM.items()} | {"act": "hand"}),
        ],
    ),
    # 12: an observer does not act, but says that it is public or attacked
    Row(
        "POST",
        "/cases/{case}/state",
        members(DONE, *SIGNED, told=("lapsed",)),
        _CLAIM,
        alike=[("/api/v1/cases/{case}/claims", {"event": "P", "evidence": "a list"})],
    ),
    # Reading is no act: whoever reads marks what it has read and takes it along; a party's own number is its own.
    Row(
        "POST",
        "/cases/{case}/read" + harm.TAKEN_ALONG,
        members(DONE, *READERS, "reader"),
        {"all": "1"},
        alike=[("/api/v1/cases/{case}/read", {})],
    ),
    Row("POST", "/cases/{case}/our-number", members(DONE, *READERS), {"number": "K-1"}),
    # 20: its opener and the owner close a room; who is not the owner leaves it. 19: who wrote it changes its words.
    Row(
        "POST",
        "/cases/{case}/rooms/{room}/close /api/v1/cases/{case}/rooms/{room}/closing",
        members(DONE, "owner", "signed"),
    ),
    Row(
        "POST",
        "/cases/{case}/rooms/{room}/leave /api/v1/cases/{case}/rooms/{room}/leaving",
        members(DONE, "signed", told=("owner",)),
        alike=[("/cases/{case}/messages/{room_message}", {"version": "{version_room_message}", "body": "other words"})],
    ),
    # A spill is destroyed by its author or the owner; the other readers are told whose it is to do.
    Row(
        "POST",
        "/cases/{case}/purge",
        members(DONE, "owner", told=tuple(who for who in OLD if who != "owner")),
        {"message": "{message}", "reason": "a patient was named"},
        alike=[
            ("/cases/{case}/messages/{message}/pin", {}),  # 19: who wrote it and the owner pin it
            ("/cases/{case}/supplied/{message}", {"act": "basis", "basis-basis": "agreement"}),  # 47
            ("/api/v1/cases/{case}/supplied/{message}", {"do": {"act": "basis", "basis": "agreement"}}),
            ("/cases/{case}/tests/{test}", {f"release-{name}": said for name, said in _RELEASE.items()} | _ACT),
        ],
    ),
    Row(
        "POST",
        "/cases/{case}/leave",
        members(DONE, *READERS[1:], told=("owner",)),
        {"sure": "on"},
        alike=[("/api/v1/cases/{case}/leaving", {"reason": ""})],
    ),
    Row(
        "POST",
        "/cases/{case}/terms/acknowledge",
        members(DONE, "regulator", told=("owner", "guest", "signed", "observer", "late", "lapsed")),
        alike=declared.DECIDE,  # 45
    ),
    Row(
        "POST",
        "/cases/{case}/state",
        members(DONE, "signed", "late", told=("owner", "guest", "regulator", "observer", "lapsed")),
        {"act": "mark", "mark-event": "F", "mark-evidence": "shipped"},
        alike=[
            ("/cases/{case}/state", {"act": "report", "report-state": "valid"}),
            *declared.SIGN,  # 44
            ("/api/v1/cases/{case}/marks", {"event": "F", "evidence": "shipped"}),
            ("/cases/{case}/decisions", {"table": "supplier", **_FIX_DECISION}),  # 74
            ("/api/v1/cases/{case}/decisions", {"table": "supplier", **_FIX_DECISION}),
        ],
    ),
    # about a product of its own (29); a text of its own (44)
    Row(
        "POST",
        "/cases/{case}/statements",
        members(DONE, "signed", told=tuple(set(READERS) - {"signed"})),
        _STATEMENT,
        alike=declared.GIVE,
    ),
    Row(
        "POST",
        "/cases/{case}/state",
        members(DONE, "owner", told=READERS[1:]),
        {"act": "mark", "mark-event": "A", "mark-evidence": "seen"},
        alike=[
            ("/cases/{case}/state", _DECIDE),
            *declared.SCOPE,  # 75: of this question the coordinator alone
            ("/cases/{case}/decisions", {"table": "publish", **_DECISION}),  # 74
            ("/api/v1/cases/{case}/decisions", {"table": "publish", **_DECISION}),
        ],
    ),
    Row(
        "POST",
        "/cases/{case}/state",  # invariant 8: not under a live embargo, not even the owner
        members(TOLD, *READERS),
        {"act": "close", "close-reason": "over"},
        alike=[
            ("/cases/{case}/uploads /api/v1/cases/{case}/uploads", {}),  # no file was chosen
            ("/cases/{case}/thanks", {"key": "abc123", "seal": "0"}),  # nobody asks about a thanks
            ("/api/v1/cases/{case}/thanks/abc123", {"agreed": True, "seal": "0"}),
            ("/cases/{case}/state", {"act": "keep", "keep-reason": "nobody asks to end it"}),
        ],
    ),
]

_SIBLING = {"other_maker": "{party}", "relation": "same", "other_name": "Another"}
_V1 = "/api/v1/products"

PRODUCTS = [
    # policy 29; "maker_out" is the other maker that a sibling speaks of, and sees nothing else of the registry
    Row(
        "POST",
        f"/products/new {_V1}",
        members(DONE, *MAKERS, told=("reader",)),
        _PRODUCT,
        alike=declared.MATRIX,  # 45
    ),
    Row("POST", f"/products/import {_V1}/imports", members(TOLD, *MAKERS)),  # no file was chosen
    Row(
        "GET",
        "/products/{product}/edit /products/import/{product_file} /products/import/{product_file}/refused.csv"
        f" {_V1}/imports/{{product_file}} {_V1}/imports/{{product_file}}/rows"
        " /webhooks/{webhook} /api/v1/webhooks/{webhook} /api/v1/webhooks/{webhook}/calls",  # 39
        members(PAGE, *OURS),
    ),
    Row(
        "POST",
        "/products/{product}/edit",
        members(DONE, *OURS),
        _PRODUCT,
        alike=[
            ("/products/{product}/retire", {"reason": "entered twice", "version": "1"}),
            (f"{_V1}/{{product}}/retirement", {"reason": "entered twice", "expected_version": 1}),
            (f"/products/{{product_gone}}/restore {_V1}/{{product_gone}}/restoration", {}),
            (f"/products/{{product}}/siblings {_V1}/{{product}}/siblings", _SIBLING),
            ("/products/import/{product_file}/use /products/import/{product_file}/drop", {}),
            (f"{_V1}/imports/{{product_file}}/use {_V1}/imports/{{product_file}}/drop", {}),
        ],
    ),
    Row(
        "POST",
        f"/products/siblings/{{sibling}}/withdraw {_V1}/siblings/{{sibling}}/withdrawal",
        members(DONE, *OURS, told=("maker_out",)),
    ),
    Row("GET", "/products/siblings/{sibling}", members(PAGE, "maker_out", told=OURS)),
    Row(
        "POST",
        "/products/siblings/{sibling}",
        members(DONE, "maker_out", told=OURS),
        {"answer": "confirm", "version": "1"},
        alike=[(f"{_V1}/siblings/{{sibling}}/answer", {"confirm": False})],
    ),
]

HOSPITAL = [
    # policy 30: its own, and nobody else's
    Row(
        "GET",
        "/harm-events /api/v1/harm-events /worklist /worklist/export.csv /worklist/print /worklist/matching"
        " /inventory /inventory/export.csv /inventory/import /inventory/destroyed /api/v1/inventory/destroyed"
        " /api/v1/inventory/imports /api/v1/devices /api/v1/worklist /api/v1/worklist/matching",
        members(PAGE, *HOSPITALS),
    ),
    # 78: an event of harm
    Row("POST", "/worklist/match /api/v1/worklist/matching", members(DONE, *HOSPITALS), alike=declared.EVENT),
    Row(
        "GET",
        "/worklist/{group} /inventory/devices/{device} /inventory/import/{import}"
        " /inventory/import/{import}/progress /inventory/import/{import}/problems.csv"
        " /inventory/import/{import}/destroy /inventory/devices/{device}/destroy /worklist/acts/{act}/destroy"
        " /api/v1/inventory/imports/{import} /api/v1/inventory/imports/{import}/problems /api/v1/devices/{device}"
        " /api/v1/worklist/{group} /api/v1/worklist/{group}/identities/{identity}/devices"
        " /worklist/{group}/decisions /worklist/{group}/decisions/{how_soon}/selection-list.json"  # 30
        " /api/v1/worklist/{group}/decisions /api/v1/worklist/{group}/decisions/{how_soon}/selection-list"
        + before_all.DEVICES,
        members(PAGE, "hospital"),
    ),
    Row(
        "POST",
        "/inventory/import/{import_ready}/use"
        " /inventory/import/{import_ready}/drop /inventory/import/{import_ready}/again",
        members(DONE, "hospital"),
        alike=(
            ("/worklist/{group}", {**_WORK, "devices": "{device}", "sure": "1"}),
            ("/worklist/acts/{act}/undo", {"reason": "by mistake"}),
            ("/worklist/{group}/decisions", {**_SOON, "table": "deployer"}),  # 30
            ("/api/v1/worklist/{group}/decisions", {**_SOON, "table": "deployer"}),
            # 30: a hospital destroys what its own members typed
            (
                "/worklist/acts/{act}/destroy /api/v1/worklist/records/{act}/purge",
                {"typed": "{advisory}", "reason": "a patient is named"},
            ),
            (
                "/inventory/import/{import}/destroy /api/v1/inventory/imports/{import}/purge",
                {"typed": "zq-sheet.csv", "reason": "a patient is named"},
            ),
            ("/inventory/import/{import_waiting}/columns /api/v1/inventory/imports/{import_waiting}/columns", _COLUMNS),
            ("/api/v1/inventory/imports/{import_ready}/use", {"keep_absent": False}),
            ("/api/v1/inventory/imports/{import_ready}/drop", {}),
            ("/api/v1/worklist/{group}/records", {**_WORK, "devices": ["{device}"], "seen": 99}),
            ("/api/v1/worklist/records/{act}/undo", {"reason": "by mistake"}),
            ("/api/v1/worklist/{group}/reopenings", {"devices": ["{device_closed}"], "reason": "it failed"}),
            ("/inventory/devices/{device}/close", {**_WORK, "advisory": "{group}"}),
            ("/inventory/devices/{device_closed}/reopen", {"advisory": "{group}", "reason": "it failed"}),
        ),
    ),
    Row("POST", "/inventory/import /api/v1/inventory/imports", members(TOLD, *HOSPITALS)),  # no file was chosen
    # 69: what it saw, and the coordinator it went to
    Row(
        "POST",
        "/sightings /api/v1/sightings",
        members(DONE, *HOSPITALS, "isao"),
        {"seen": "attempt", "title": "Karst Breva V2"},
    ),
    Row("GET", before_all.READ, members(PAGE, "hospital", "owner")),  # 69, 89
    Row(
        "POST",
        "/inventory/import/{import}/use /inventory/import/{import}/undo /api/v1/inventory/imports/{import}/undo",
        members(TOLD, "hospital"),
        alike=[
            (  # a file that names it too waits to be used
                "/inventory/devices/{device}/destroy /api/v1/devices/{device}/purge",
                {"typed": "zq-tag-1", "reason": "a patient is named"},
            ),
        ],
    ),
]

WEBHOOKS = [
    # policy 39: what an administrator of the party does with them
    Row(
        "POST",
        "/webhooks/{webhook}/ping /webhooks/{webhook}/pause /webhooks/{webhook}/rotate"
        " /webhooks/{webhook}/remove /webhooks/calls/{call}/repeat /api/v1/webhooks/{webhook}/ping"
        " /api/v1/webhooks/{webhook}/pause /api/v1/webhooks/{webhook}/secret"
        " /api/v1/webhooks/{webhook}/remove /api/v1/webhooks/calls/{call}/repeat",
        members(DONE, "signed", told=("limited",)),
        alike=(("/webhooks/{webhook} /api/v1/webhooks/{webhook}/kinds", {"kinds": ["MessageSent"]}),),
    ),
    Row("POST", "/webhooks/{webhook}/resume /api/v1/webhooks/{webhook}/resume", members(TOLD, *OURS)),  # it runs
]

TABLE = [
    *PUBLIC, *FINDERS, *SIGNING_IN, *REPORTS, *CASES, *PRODUCTS, *HOSPITAL, *WEBHOOKS,
]  # fmt: skip
MOST_ROWS = 150

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

from tests.access.world import CLASSES, COORDINATORS, HOSPITALS, MAKERS, MEMBERS, REGULATORS, SIGNED_OUT


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
READERS = ("owner", "guest", "regulator", "signed", "lapsed")
SIGNED = ("owner", "guest", "regulator", "signed")
AGENCIES = ("owner", "guest", "regulator")
TAKERS = (*COORDINATORS, *HOSPITALS, "isao")


@dataclass(frozen=True)
class Row:
    """``data`` is what is sent, names in braces filled in: as JSON to the API unless ``form``, else as a form.

    ``alike``: further paths with data of their own that have the same outcome for every class.
    """

    method: str
    path: str
    outcomes: Outcomes
    data: Mapping[str, object] = field(default_factory=dict)
    form: bool = False
    alike: Sequence[tuple[str, Mapping[str, object]]] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def each(self) -> list[Row]:
        """A row of its own for each path."""
        asks = [(self.path, self.data), *self.alike]
        return [replace(self, path=path, data=data, alike=()) for paths, data in asks for path in paths.split()]


def all_get(outcome: Outcome) -> Outcomes:
    """The same for everybody."""
    return dict.fromkeys(CLASSES, outcome)


def members(outcome: Outcome, *who: str, told: tuple[str, ...] = ()) -> Outcomes:
    """These members get this; ``told`` see the thing and are told why not; for the others there is nothing here."""
    signed_out = dict.fromkeys(SIGNED_OUT, SIGN_IN)
    return {**signed_out, **dict.fromkeys(MEMBERS, HIDDEN), **dict.fromkeys(who, outcome), **dict.fromkeys(told, TOLD)}


def finders(own: Outcome, others: Outcome) -> Outcomes:
    """Those who hold a code, and everybody else."""
    return {**dict.fromkeys(CLASSES, others), "finder": own, "finder_out": own}


SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5LYwm6UNXx3chmQSVTG4"
_REPORT = {
    "device_maker": "Karst", "device_model": "Breva", "how_tested": "bench", "patient_impact": "unknown",
    "description": "a flaw", "identity": "anonymous", "read_policy": "on",
}  # fmt: skip
_TRIAGE = {"version": "{version_report_new}", "medical_device": "yes", "outcome": "accept"}
_STATEMENT = {"product": "{product_stated}", "versions": "1", "status": "affected"}
_OPINION = {"severity": "minor", "scenario": "a wrong rate", "certainty": "low"}
_DRAFT = {"title": "t", "summary": "s", "version": "{version_draft}"}
_WORK = {"outcome": "patched", "note": "installed", "seen": "99"}
_SIGNAL = {"device_maker": "Karst", "device_model": "Breva", "description": "it is public"}
_SPLIT = {"act": "split", "split-titles": "part", "split-reason": "two flaws", "split-sure": "on"}
SOON = f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%dT10:00}"
_TERMS = {"ends_at": SOON, "zone": "UTC"}
_CLAIM = {"act": "claim", "claim-event": "P", "claim-evidence": "a list"}
_DECIDE = {"act": "decide", "decide-claim": "{claim}", "decide-decision": "turn-down", "decide-because": "a test"}
_INVITE = {"party": "{party}", "channel": "mail"}
_PRODUCT = {"name": "Another name"}
_NEW = {"password": "four words that fit", "repeated": "four words that fit"}
_COLUMNS = {"asset_tag": "Asset tag", "manufacturer": "Manufacturer", "model": "Model"}

PUBLIC = [
    # policy 31: what is released and TLP:CLEAR is read by everybody
    Row("GET", "/ /advisories /advisories/{advisory} /join/{secret} /welcome/{welcome}", all_get(PAGE)),
    Row("GET", "/advisories/feed.atom /advisories/feed.json /advisories/list.csv", all_get(PAGE)),
    Row(
        "GET",
        "/advisories/{advisory}/csaf.json"
        " /advisories/{advisory}/csaf.json.sha256 /advisories/{advisory}/csaf.json.sha512"
        " /advisories/{advisory}/revisions/{number} /advisories/{advisory}/revisions/{number}/csaf.json",
        all_get(PAGE),
    ),
    Row("GET", "/search /feeds /policy /ledger-heads /ledger-heads.json /ledger-heads/{day}.json", all_get(PAGE)),
    Row("GET", "/.well-known/csaf/provider-metadata.json", all_get(PAGE)),
    Row("GET", "/.well-known/csaf/nothing.json /sign-in/oidc/1/back /api/", all_get(HIDDEN)),
    Row("GET", "/advisories/take-in", members(PAGE, *TAKERS)),
    Row("POST", "/advisories/take-in", members(TOLD, *TAKERS)),  # no file was chosen
]

FINDERS = [
    # policy 4 and 5
    Row(
        "POST",
        "/report",
        all_get(DONE),
        _REPORT,
        alike=(
            ("/join/{secret}", {"organisation": "New", "name": "N. Ew", "password": "a long enough phrase"}),
            ("/welcome/{welcome}", {"name": "N. Ew", "password": "a long enough phrase"}),
        ),
    ),
    Row("GET", "/report/received", all_get(MOVED)),
    Row("GET", "/report /my-report /claim-credit", all_get(PAGE)),
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
    Row("POST", "/claim-credit", all_get(PAGE), {"reference": "R-2222-2222", "name": "K"}),  # shows what to sign
    Row("POST", "/my-report/leave /sign-in/second", all_get(MOVED)),
    # 16: the finder whose report led to the case proposes a date and claims; another finder has no case
    Row(
        "POST",
        "/my-report/date",
        {**all_get(HIDDEN), "finder": DONE},
        _TERMS,
        alike=[
            ("/my-report/claim", {"claim-event": "P", "claim-evidence": "a list"}),
            ("/my-report/rooms/{room}", {"body": "more"}),  # 20: it was opened for this finder too
        ],
    ),
    Row("POST", "/my-report/date/withdraw", {**all_get(HIDDEN), "finder": TOLD}),  # it has proposed nothing
]

SIGNING_IN = [
    # What opens nothing looks like what does.
    Row("GET", "/sign-in /recover/nothing", all_get(PAGE)),
    Row("POST", "/sign-in", all_get(DONE), {"email": "tarrow@ncc.example", "password": "correct horse battery"}),
    Row("POST", "/sign-out", {**dict.fromkeys(SIGNED_OUT, MOVED), **dict.fromkeys(MEMBERS, DONE)}),
    Row("GET", "/home /sign-in/second", all_get(MOVED)),
    Row("POST", "/sign-in/passkey/begin", all_get(PAGE)),
    Row(
        "POST", "/sign-in/passkey /recover/nothing /recover/nothing/begin /recover/nothing/passkey", all_get(TOLD), _NEW
    ),
    Row("POST", "/sign-in/oidc/1 /sign-in/oidc/1/finish", all_get(HIDDEN)),  # no provider is named on this node
    # 33: the own account; 40: each of these administers its party
    Row(
        "GET",
        "/tokens /directory /party /party/profile /party/tokens /party/log /measures /measures.csv"
        " /account /account/sign-ins /account/confirm /account/password /account/code-generator"
        " /party/sign-ins",
        members(PAGE, *MEMBERS),
    ),
    Row(
        "POST",
        "/tokens",
        members(DONE, *MEMBERS),
        {"label": "script", "days": "7"},
        alike=[
            ("/account/password /account/sessions/end-others", _NEW),
            ("/account/confirm", {"password": "correct horse battery", "code": "{recovery_code}"}),
            ("/party/invitations", {"email": "n@new.example", "level": "member"}),
            ("/party/profile", {"name": "Another name", "short_name": "Another", "time_zone": "UTC"}),
            ("/party/default-access", {"reach": "named"}),
            ("/party/sign-ins/rule", {"required": "on", "days": "14"}),
            ("/notices", {"whose": "me", "how": "daily"}),
            ("/api/v1/notices/choices/me", {"how": "daily"}),
        ],
    ),
    Row(
        "POST",
        "/tokens/{token}/revoke /account/ways/{factor}/remove /account/identities/{identity}/unlink"
        " /account/sessions/{session}/end /account/ways-back/{way_back}/withdraw"
        " /cases/{case}/uploads/{upload}/drop",  # a file not sent yet is its author's alone
        members(DONE, "signed"),
        alike=[
            ("/requests/{request}/write", {"body": "We have a fix."}),
            ("/api/v1/requests/{request}/messages", {"body": "We have a fix."}),
        ],
    ),
    Row("POST", "/account/confirm/passkey/begin /account/passkeys/begin", members(PAGE, *MEMBERS)),
    Row("POST", "/account/confirm/passkey /account/passkeys", members(TOLD, *MEMBERS)),  # no passkey answered
    Row("POST", "/account/code-generator /account/code-generator/begin", members(MOVED, *MEMBERS)),
    Row("POST", "/account/recovery-codes", {**members(TOLD, *MEMBERS), "signed": DONE}),
    Row("POST", "/account/oidc/1/link /account/oidc/1/confirm /party/members/{colleague}/identity/1", members(HIDDEN)),
]

REPORTS = [
    # policy 6: the coordinator that received it. Another coordinator has an inbox of its own.
    Row("GET", "/reports /reports/new /api/v1/reports", members(PAGE, *COORDINATORS)),
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
    Row("GET", "/requests /requests/new /api/v1/requests", members(PAGE, *MAKERS)),
    Row("GET", "/requests/{request} /api/v1/requests/{request}", members(PAGE, "signed")),
    Row(
        "POST",
        "/requests/new /api/v1/requests",
        members(DONE, *MAKERS),
        {"device_model": "Breva", "description": "our own find"},
    ),
    Row(
        "GET",
        "/reports/{report} /reports/{report_new} /reports/{request} /reports/{report_new}/table /cases/{case_quiet}"
        " /cases/{case_quiet}/terms /status /api/v1/node/status"  # 37
        " /cases/{case}/who /cases/{case}/spill /cases/{case_out}/draft /cases/{case}/alike /cases/{case}/ledger.jsonl"
        " /api/v1/cases/{case_quiet} /api/v1/cases/{case}/ledger/exports /api/v1/cases/{case}/ledger.jsonl"
        " /api/v1/cases/{case}/spill /api/v1/reports/{report}"
        " /api/v1/reports/{report}/files/{file}/original /api/v1/reports/{report}/files/{file}/clean"
        " /reports/{report}/files/{file}/original /reports/{report}/files/{file}/clean"
        " /party/members/{colleague}/way-back /party/members/{ours} /party/members/{ours}/erase",
        members(PAGE, "owner"),
    ),
    # a file of another report, and a provider that this node does not have
    Row("GET", "/reports/{report_new}/files/{file}/original /party/members/{colleague}/identity/1", members(HIDDEN)),
    Row(
        "POST",
        "/status/letter/{letter}/retry /api/v1/node/work/letter/{letter}/retry",
        members(DONE, "owner"),
        alike=(  # 37: the node's coordinator is the owner of this world's case
            ("/status/letter/{letter}/drop /api/v1/node/work/letter/{letter}/drop", {"reason": "they moved"}),
            ("/api/v1/notices/bounces", {"message_id": "{letter_sent}", "status": "5.1.1"}),
            # 36: of its own party only
            ("/party/members/{ours}/role", {"level": "reader"}),
            ("/party/members/{ours}/access", {"reach": "all"}),
            ("/party/members/{ours}/erase", {"typed": "ours@ncc.example", "reason": "must not be known"}),
            ("/party/members/{ours}/deactivate /party/members/{gone}/reactivate", {"reason": "another job"}),
            ("/party/invitations/{invitation}/withdraw /party/tokens/{token_ours}/revoke", {}),
            ("/cases/{case_quiet}/people", {"member": "{ours}"}),
            ("/cases/{case}/people/{ours}/hide", {}),
        ),
    ),
    Row(
        "POST",
        "/reports/{report_new}/read",
        members(DONE, "owner"),
        alike=[
            ("/reports/{report_new}/triage", _TRIAGE),
            ("/reports/{report_new}/reply", {"body": "Thank you."}),
            (  # 40
                "/party/members/{colleague}/way-back /party/members/{colleague}/administrator"
                " /party/ways-back/{way_back_waiting}/confirm /party/ways-back/{way_back_waiting}/withdraw",
                {"reason": "lost the telephone", "administers": "no"},
            ),
        ],
    ),
    Row(
        "POST",
        "/reports/{report}/open-case",  # there is one already
        members(TOLD, "owner"),
        {"title": "again"},
        alike=[
            ("/reports/{report_new}/open-case", {"title": "first"}),  # not triaged
            ("/reports/{report_new}/join", {"join-case": "{case}", "join-reason": "the same"}),
            ("/api/v1/reports/{report_new}/join", {"case": "{case}", "reason": "the same"}),
        ],
    ),
    Row(
        "POST",
        "/reports/{report_new}/purge",
        members(DONE, "owner"),
        {"purge-reason": "a patient was named", "purge-typed": "{report_new}"},
        alike=[
            ("/reports/{report_new}/forget-finder", {"forget-reason": "outed", "forget-typed": "{report_new}"}),
            ("/reports/{report_new}/hold", {"hold-reason": "a court asks"}),
            (
                "/cases/{case}/spill",
                {"act": "destroy", "item": "message:{message}", "reason": "a patient was named", "typed": "{case}"},
            ),
            ("/cases/{case}/hold", {"hold-reason": "a court asks"}),
        ],
    ),
]

CASES = [
    # policy 8 to 15
    Row("GET", "/board /board.csv /products /products.csv /products/siblings", members(PAGE, *PARTIES)),
    Row(
        "GET",
        "/cases/{case} /cases/{case}/readers /cases/{case}/facts /cases/{case}/state /cases/{case}/statements"
        " /cases/{case}/proof.json /api/v1/cases/{case}/proof"
        " /cases/{case}/report /cases/{case}/report/files/{file}"  # 7
        " /cases/{case}/news /cases/{case}/messages/{message}"
        " /api/v1/cases/{case} /api/v1/cases/{case}/timeline /api/v1/cases/{case}/messages"
        " /api/v1/cases/{case}/readers /api/v1/cases/{case}/names /api/v1/cases/{case}/rooms"
        " /api/v1/cases/{case}/messages/{message}"
        " /api/v1/cases/{case}/statements /api/v1/cases/{case}/opinions"
        " /cases/{case}/files/{sent_file} /api/v1/cases/{case}/files /api/v1/cases/{case}/files/{sent_file}"
        " /api/v1/cases/{case}/uploads /api/v1/cases/{case}/terms/history /api/v1/cases/{case}/claims",
        members(PAGE, *READERS),
    ),
    Row("GET", "/cases/{case}/rooms/new", members(PAGE, *SIGNED, told=("lapsed",))),
    # 20: a side room and what is said there exist for those in it; the finder reads it below the report
    Row(
        "GET",
        "/cases/{case_closed} /cases/{case}/messages/{room_message} /api/v1/cases/{case}/messages/{room_message}",
        members(PAGE, "owner", "signed"),
        alike=[
            ("/cases/{case} /cases/{case}/news", {"thread": "{room}"}),
            (
                "/api/v1/cases/{case}/messages /api/v1/cases/{case}/readers /api/v1/cases/{case}/names",
                {"room": "{room}"},
            ),
            ("/api/v1/cases/{case}/messages", {"after": "{room_message}"}),
        ],
    ),
    Row("GET", "/cases/{case_out}", members(PAGE, "owner", "regulator", "signed")),
    # 8: how far each party is, and whom links went to, is the owner's to see; another coordinator is told so.
    Row(
        "GET",
        "/cases/{case}/answers /cases/{case}/answers.csv /cases/{case}/invite/link"
        " /cases/{case}/parties/{party_signed}/remove",
        members(PAGE, "owner", told=("guest",)),
    ),
    Row(
        "GET",
        "/cases/{case}/terms /cases/{case}/people /api/v1/cases/{case}/terms /api/v1/cases/{case}/people",
        members(PAGE, *READERS, "invited"),
    ),
    # The form holds the directory of parties, which every member reads (33); sending it is the owner's.
    Row("GET", "/cases/{case}/invite /cases/{case}/hand-over", members(PAGE, "owner", "guest")),
    Row(
        "POST",
        "/cases/{case}/invite",
        members(DONE, "owner", told=("guest",)),
        _INVITE,
        alike=(
            ("/cases/{case}/parties/{party_signed}/remove", {"reason": "it asked"}),
            ("/cases/{case}/answers/contact", {"party": "{party_signed}", "channel": "telephone", "note": "busy"}),
            ("/cases/{case}/answers/ask", {"product": "{party_signed}:"}),
            ("/cases/{case}/alike", _SPLIT),
            ("/api/v1/cases/{case}/split", {"titles": ["part"], "reason": "two flaws"}),
            ("/cases/{case}/invite/link", {"organisation": "New", "role": "manufacturer", "email": "n@new.example"}),
            ("/cases/{case}/invite/link/{link}/withdraw", {}),
            ("/cases/{case}/ledger", {}),
            ("/cases/{case}/hand-over", {"act": "offer", "party": "{party_guest}", "reason": "theirs"}),
        ),
    ),
    Row("POST", "/cases/{case}/hand-over", members(TOLD, "owner", "guest"), {"act": "take"}),  # it was not offered
    Row("POST", "/cases/{case_closed}/invite", members(TOLD, "owner"), _INVITE),
    Row(
        "POST",
        "/cases/{case}/send",
        members(DONE, *SIGNED, told=("lapsed",)),
        {"tlp": "AMBER", "confidentiality": "none", "body": "hello"},
        alike=[
            ("/cases/{case}/state", _CLAIM),
            ("/api/v1/cases/{case}/claims", {"event": "P", "evidence": "a list"}),
            ("/cases/{case}/rooms/new", {"act": "side", "side-title": "Dates", "side-with_finder": "on"}),
            ("/api/v1/cases/{case}/rooms", {"title": "Dates", "with_finder": True}),
            ("/api/v1/cases/{case}/messages", {"body": "hello", "tlp": "AMBER", "confidentiality": "none"}),
        ],
    ),
    # Reading is no act: every reader marks what it has read; and a party's own number is its own business.
    Row(
        "POST",
        "/cases/{case}/read /cases/{case}/our-number",
        members(DONE, *READERS),
        {"number": "K-1", "all": "1"},
        alike=[("/api/v1/cases/{case}/read", {})],
    ),
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
        members(DONE, "owner", told=("guest", "regulator", "signed", "lapsed")),
        {"message": "{message}", "reason": "a patient was named"},
        alike=[("/cases/{case}/messages/{message}/pin", {})],  # 19: who wrote it and the owner pin it
    ),
    Row(
        "POST",
        "/cases/{case_closed}/send /api/v1/cases/{case_closed}/messages",
        members(TOLD, "owner", "signed"),
        {"tlp": "AMBER", "confidentiality": "none", "body": "hello"},
        alike=[("/cases/{case_closed}/terms/propose", _TERMS), ("/cases/{case_closed}/statements", _STATEMENT)],
    ),
    # The embargo is active: invited and lapsed sign or decline, for the others nothing is on the table (acts table).
    Row(
        "POST",
        "/cases/{case}/terms/answer",
        members(DONE, "invited", "lapsed", told=("owner", "guest", "regulator", "signed")),
        {"answer": "accept"},
        alike=[("/cases/{case}/terms/answer", {"answer": "decline"})],
    ),
    Row(
        "POST",
        "/cases/{case}/terms/answer",
        members(TOLD, *READERS, "invited"),
        {"answer": "reject"},
        alike=[("/cases/{case}/terms/answer", {"answer": word}) for word in ("", "withdraw")],
    ),
    Row(
        "POST",
        "/cases/{case}/terms/propose",
        members(DONE, "owner", "guest", "signed", told=("regulator", "lapsed", "invited")),
        _TERMS,
    ),
    Row("POST", "/cases/{case_proposed}/terms/propose", members(DONE, "owner", "invited"), _TERMS),
    Row("POST", "/cases/{case}/leave", members(DONE, *READERS[1:], told=("owner",)), {"sure": "on"}),
    Row(
        "POST",
        "/cases/{case}/terms/acknowledge",
        members(DONE, "regulator", told=("owner", "guest", "signed", "lapsed")),
    ),
    # While terms are proposed (no embargo before): the invited may sign or propose, not turn down for the others.
    Row("POST", "/cases/{case_proposed}/terms/answer", members(DONE, "owner", told=("invited",)), {"answer": "reject"}),
    Row(
        "POST",
        "/cases/{case}/state",
        members(DONE, "signed", told=("owner", "guest", "regulator", "lapsed")),
        {"act": "mark", "mark-event": "F", "mark-evidence": "shipped"},
        alike=[
            ("/cases/{case}/state", {"act": "report", "report-state": "valid"}),
            ("/cases/{case}/statements", _STATEMENT),
        ],
    ),
    Row(
        "POST",
        "/cases/{case}/state",
        members(DONE, "owner", told=("signed", "guest", "regulator", "lapsed")),
        {"act": "mark", "mark-event": "A", "mark-evidence": "seen"},
        alike=[("/cases/{case}/state", _DECIDE), ("/cases/{case}/state", {"act": "end", "end-reason": "leaked"})],
    ),
    Row(
        "POST",
        "/cases/{case_quiet}/state",
        members(DONE, "owner"),
        {"act": "confirm", "confirm-evidence": "reproduced"},
    ),
    Row(
        "POST",
        "/cases/{case}/state",  # invariant 8: not under a live embargo, not even the owner
        members(TOLD, *READERS),
        {"act": "close", "close-reason": "over"},
        alike=[
            ("/cases/{case}/uploads /api/v1/cases/{case}/uploads", {}),  # no file was chosen
            ("/cases/{case}/state", {"act": "keep", "keep-reason": "nobody asks to end it"}),
        ],
    ),
    Row(
        "POST",
        "/cases/{case_out}/state",
        members(DONE, "owner", told=("signed", "regulator")),
        {"act": "close", "close-reason": "over"},
    ),
]

OPINIONS_AND_DRAFTS = [
    # policy 25 to 28
    Row("GET", "/consultations /api/v1/consultations", members(PAGE, *REGULATORS)),
    Row("GET", "/cases/{case}/opinion", members(PAGE, *AGENCIES)),
    Row("POST", "/cases/{case}/opinion", members(DONE, "regulator", told=("owner", "guest")), _OPINION),
    Row("POST", "/cases/{case_closed}/opinion", members(TOLD, "owner"), _OPINION),
    Row("POST", "/cases/{case}/opinion/release", members(DONE, "regulator"), {"number": "2", "sentence": "Take care."}),
    Row(
        "GET",
        "/cases/{case}/draft /api/v1/cases/{case}/draft /api/v1/cases/{case}/draft/preview",
        members(PAGE, "owner", "guest"),
    ),  # not yet circulated
    Row("POST", "/cases/{case}/draft", members(DONE, "owner", told=("guest",)), _DRAFT),
    Row("POST", "/cases/{case_closed}/draft", members(TOLD, "owner"), _DRAFT),
    Row(
        "POST",
        "/cases/{case}/draft/publish",
        members(TOLD, "owner", "guest"),
        {"sure": "on"},
        alike=(("/api/v1/cases/{case}/draft/publication", {"expected_version": 1}),),
    ),  # the draft is not whole
    Row("POST", "/cases/{case}/draft/circulate", members(DONE, "owner", told=("guest",))),
    Row("POST", "/cases/{case_closed}/draft/circulate", members(TOLD, "owner")),
]

_SIBLING = {"other_maker": "{party}", "relation": "same", "other_name": "Another"}
_V1 = "/api/v1/products"

PRODUCTS = [
    # policy 29; "maker_out" is the other maker that a sibling speaks of, and sees nothing else of the registry
    Row("GET", "/products/new /products/import /products/import/template.csv", members(PAGE, *MAKERS)),
    Row("POST", "/products/new", members(DONE, *MAKERS), _PRODUCT, alike=[(_V1, _PRODUCT)]),
    Row("POST", f"/products/import {_V1}/imports", members(TOLD, *MAKERS), form=True),  # no file was chosen
    Row(
        "GET",
        "/products/{product}/edit /products/import/{product_file} /products/import/{product_file}/refused.csv"
        f" {_V1}/imports/{{product_file}} {_V1}/imports/{{product_file}}/rows"
        " /webhooks/{webhook} /api/v1/webhooks/{webhook} /api/v1/webhooks/{webhook}/calls",  # 39
        members(PAGE, "signed"),
    ),
    Row(
        "POST",
        "/products/{product}/edit",
        members(DONE, "signed"),
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
        members(DONE, "signed", told=("maker_out",)),
    ),
    Row("GET", "/products/siblings/{sibling}", members(PAGE, "maker_out", told=("signed",))),
    Row(
        "POST",
        "/products/siblings/{sibling}",
        members(DONE, "maker_out", told=("signed",)),
        {"answer": "confirm", "version": "1"},
        alike=[(f"{_V1}/siblings/{{sibling}}/answer", {"confirm": False})],
    ),
]

HOSPITAL = [
    # policy 30: its own, and nobody else's
    Row(
        "GET",
        "/worklist /worklist/export.csv /worklist/print /worklist/matching"
        " /inventory /inventory/export.csv /inventory/import /inventory/destroyed /api/v1/inventory/destroyed",
        members(PAGE, *HOSPITALS),
    ),
    Row("POST", "/worklist/match /api/v1/worklist/matching", members(DONE, *HOSPITALS)),
    Row(
        "GET",
        "/worklist/{group} /inventory/devices/{device} /inventory/import/{import}"
        " /inventory/import/{import}/progress /inventory/import/{import}/problems.csv"
        " /inventory/import/{import}/destroy /inventory/devices/{device}/destroy /worklist/acts/{act}/destroy",
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
            # 30: a hospital destroys what its own members typed
            (
                "/worklist/acts/{act}/destroy /api/v1/worklist/records/{act}/purge",
                {"typed": "{advisory}", "reason": "a patient is named"},
            ),
            (
                "/inventory/import/{import}/destroy /api/v1/inventory/imports/{import}/purge",
                {"typed": "zq-sheet.csv", "reason": "a patient is named"},
            ),
            ("/inventory/import/{import_waiting}/columns", _COLUMNS),
            ("/inventory/devices/{device}/close", {**_WORK, "advisory": "{group}"}),
            ("/inventory/devices/{device_closed}/reopen", {"advisory": "{group}", "reason": "it failed"}),
        ),
    ),
    Row("POST", "/inventory/import", members(TOLD, *HOSPITALS)),  # no file was chosen
    Row(  # a file that names it too waits to be used
        "POST",
        "/inventory/devices/{device}/destroy /api/v1/devices/{device}/purge",
        members(TOLD, "hospital"),
        {"typed": "zq-tag-1", "reason": "a patient is named"},
    ),
    Row(
        "POST",
        "/inventory/import/{import}/use /inventory/import/{import}/undo /api/v1/inventory/imports/{import}/undo",
        members(TOLD, "hospital"),
    ),
]

MEASURES = [
    # policy 32
    Row("GET", "/measures /measures.csv /notices /webhooks", members(PAGE, *MEMBERS)),
]

_WEBHOOK = {"label": "x", "url": "https://hooks.example/in", "kinds": ["AdvisoryPublished"]}
NOTICES = [
    # policy 38 and 39: each of these administers its party
    Row(
        "POST",
        "/webhooks /api/v1/webhooks",
        members(DONE, *MEMBERS),
        _WEBHOOK,
        alike=(
            ("/notices", {"whose": "mailbox", "how": "daily"}),
            ("/api/v1/notices/choices/mailbox", {"how": "daily"}),
        ),
    ),
    Row(
        "POST",
        "/webhooks/{webhook}/ping /webhooks/{webhook}/pause /webhooks/{webhook}/rotate"
        " /webhooks/{webhook}/remove /webhooks/calls/{call}/repeat /api/v1/webhooks/{webhook}/ping"
        " /api/v1/webhooks/{webhook}/pause /api/v1/webhooks/{webhook}/secret"
        " /api/v1/webhooks/{webhook}/remove /api/v1/webhooks/calls/{call}/repeat",
        members(DONE, "signed"),
        alike=(("/webhooks/{webhook} /api/v1/webhooks/{webhook}/kinds", {"kinds": ["MessageSent"]}),),
    ),
    Row("POST", "/webhooks/{webhook}/resume /api/v1/webhooks/{webhook}/resume", members(TOLD, "signed")),  # it runs
]

TABLE = [
    *PUBLIC, *FINDERS, *SIGNING_IN, *REPORTS, *CASES, *OPINIONS_AND_DRAFTS, *PRODUCTS, *HOSPITAL, *MEASURES,
    *NOTICES,
]  # fmt: skip
MOST_ROWS = 150

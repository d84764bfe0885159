"""The same for the API: "302 to the sign-in page" is a 401 there, and a page that belongs to another role is a 404.

A member shows its web session; a finder its code in X-Finder-Code.
"""

from __future__ import annotations

from tests.access.agencies_table import OPINIONS_AND_DRAFTS
from tests.access.states_table import STATES, by_program
from tests.access.table import (
    DONE,
    DRAFT,
    HIDDEN,
    OLD,
    OURS,
    PAGE,
    READERS,
    SIGN_IN,
    SSH_KEY,
    TABLE,
    TERMS,
    TOLD,
    Outcome,
    Outcomes,
    Row,
    members,
)
from tests.access.world import CLASSES, COLLEAGUES, COORDINATORS, MEMBERS, REGULATORS

SCORE = {"asked": "1", "edition": "3.1", **dict.fromkeys(("C", "I", "A", "AC", "PR"), "H")}
SCORE |= {"AV": "N", "UI": "N", "S": "U"}
_V1 = "/api/v1"


def _finders(own: str) -> Outcomes:
    outcomes = dict.fromkeys(CLASSES, SIGN_IN)
    mine = {"read": PAGE, "write": DONE, "told": TOLD}[own]
    return {**outcomes, "finder": mine, "finder_out": mine}


def _of_the_case(own: Outcome) -> Outcomes:
    """The finder whose report led to the case; another finder has no case."""
    return {**dict.fromkeys(CLASSES, SIGN_IN), "finder": own, "finder_out": HIDDEN}


def _paths(*paths: str) -> str:
    return " ".join(_V1 + path for path in paths)


_REPORT = {
    "device_maker": "Karst", "device_model": "Breva", "how_tested": "bench", "patient_impact": "unknown",
    "description": "a flaw", "identity": "anonymous",
}  # fmt: skip
_STATEMENT = {"product": "{product_stated}", "versions": "1", "status": "affected"}

API = [
    # 46: a text that an ISAO was given
    Row("GET", "/isao-texts /api/v1/isao-texts", members(PAGE, "isao")),
    Row(
        "POST",
        "/isao-texts/{isao_text}/acknowledge /api/v1/isao-texts/{isao_text}/acknowledgement",
        members(DONE, "isao"),
    ),
    Row("GET", _paths("/my-report", "/my-report/messages", "/my-report/rooms"), _finders("read")),
    Row(
        "POST",
        _paths("/my-report/messages", "/my-report/messages/with-files"),
        _finders("write"),
        {"body": "more"},
        alike=((f"{_V1}/my-report/credit", {"name": "Kestrel"}),),
    ),
    Row(
        "PUT",
        f"{_V1}/my-report/passphrase",
        _finders("write"),
        {"passphrase": "seven tins of paint"},
        alike=((f"{_V1}/my-report/credit-key", {"credit_key": SSH_KEY}),),
    ),
    Row("POST", f"{_V1}/my-report/escalation", _finders("told")),
    Row(
        "POST",
        _paths("/party/members/{ours}/deactivation", "/party/members/{gone}/reactivation"),
        members(DONE, "owner"),
        {"reason": "another job"},
        alike=(  # 36: of its own party only
            (_paths("/party/members/{ours}/erasure"), {"typed": "ours@ncc.example", "reason": "must not be known"}),
            (_paths("/party/tokens/{token_ours}/revocation"), {}),
            (_paths("/reports/{report_new}/messages/with-files"), {"body": "Thank you."}),
            (_paths("/cases/{case_quiet}/people"), {"member": "{ours}"}),
            (_paths("/cases/{case_quiet}/confirmation"), {"evidence": "reproduced"}),
            (_paths("/cases/{case}/people/{ours}/withdrawal"), {}),
        ),
    ),
    Row(
        "PUT",
        _paths("/party/members/{ours}/role"),
        members(DONE, "owner"),
        {"role": "reader"},
        alike=(
            (_paths("/party/members/{ours}/access"), {"sees": "all"}),
            (_paths("/cases/{case}/retention"), {"rule": "permanent"}),
        ),
    ),
    Row(
        "PUT",
        _paths("/party"),
        members(DONE, *MEMBERS, told=COLLEAGUES),
        {"name": "Another name", "short_name": "Another"},
        alike=((_paths("/party/default-access"), {"sees": "named"}),),
    ),
    Row(
        "PUT",
        f"{_V1}/cases/{{case}}/messages/{{room_message}}",
        members(DONE, "signed", told=("owner",)),
        {"body": "other words", "expected_version": 2},
    ),
    Row(
        "PUT",
        f"{_V1}/cases/{{case}}/messages/{{message}}/pin",
        members(DONE, "owner", told=tuple(who for who in OLD if who != "owner")),
        {"pinned": True},
    ),
    # 29: another maker's product is not there for the late one
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/statements",
        members(DONE, "signed", told=("observer", "lapsed")),
        _STATEMENT,
        alike=[  # 44
            (f"{_V1}/cases/{{case}}/declarations/{{declaration_text}}/isaos", {"isao": "{party_isao}"}),
        ],
    ),
    # 82: the coordinators know that there is one
    Row(
        "GET",
        "/cases/{case}/declarations/{correction}/consignees "
        + _paths("/cases/{case}/declarations/{correction}/consignees"),
        members(PAGE, "regulator", "signed"),
    ),
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/parties",
        members(DONE, "owner", told=("guest",)),
        {"party": "{party}"},
        alike=(
            *by_program("end", "case", "case_revise"),
            (f"{_V1}/cases/{{case}}/contacts", {"party": "{party_signed}", "channel": "mail"}),
            (f"{_V1}/cases/{{case}}/questions", {"party": "{party_signed}"}),
            (
                f"{_V1}/cases/{{case}}/links",
                {"organisation": "New", "role": "manufacturer", "email": "n@new.example"},
            ),
            (f"{_V1}/cases/{{case}}/links/{{link}}/withdrawal", {}),
            (f"{_V1}/cases/{{case}}/hand-over/offer", {"party": "{party_guest}", "reason": "theirs"}),
            (f"{_V1}/cases/{{case}}/ledger/exports", {}),
            (
                f"{_V1}/cases/{{case}}/spill",
                {"things": [{"what": "message", "id": "{message}"}], "reason": "named", "typed": "{case}"},
            ),
            (f"{_V1}/cases/{{case}}/hold", {"reason": "a court asks"}),
            (f"{_V1}/cases/{{case}}/parties/{{party_signed}}/removal", {"reason": "it asked"}),
            (f"{_V1}/cases/{{case}}/claims/{{claim}}/decision", {"confirmed": False, "because": "a test"}),
            ("/cases/{case}/draft", DRAFT),
            ("/cases/{case}/draft/flaws", {"act": "add", "cve": "CVE-2026-90001", "version": "{version_draft}"}),
            ("/cases/{case}/draft/ssvc", {"version": "{version_draft}"}),
            (
                "/cases/{case}/draft/thanks",
                {"act": "add", "party": "{party_signed}", "summary": "testing", "version": "{version_draft}"},
            ),
            ("/api/v1/cases/{case}/draft/ssvc", {"expected_version": "{version_draft}", "decision": None}),
            ("/cases/{case}/draft/score", {"act": "take", "version": "{version_draft}", **SCORE}),
            ("/cases/{case}/draft/circulate", {}),
            (f"{_V1}/cases/{{case}}/draft/circulation", {"party": "{party_signed}"}),
        ),
    ),
    Row(
        "GET",
        _paths(
            "/my-report/case",
            "/my-report/case/claims",
            "/my-report/files/{file}",
            "/my-report/files/{file_said}",
            "/my-report/rooms/{room}/messages",
            "/my-report/rooms/{room}/files/{file_in_room}",
        ),
        _of_the_case(PAGE),
    ),
    Row(
        "POST",
        f"{_V1}/my-report/case/proposals",
        _of_the_case(DONE),
        TERMS,
        alike=[
            (f"{_V1}/my-report/case/claims", {"event": "P", "evidence": "a list"}),
            (
                _paths("/my-report/rooms/{room}/messages", "/my-report/rooms/{room}/messages/with-files"),
                {"body": "more"},
            ),
        ],
    ),
    Row("DELETE", f"{_V1}/my-report/case/proposals", _of_the_case(TOLD)),
    Row(
        "PUT",
        f"{_V1}/cases/{{case}}/report-state",
        members(DONE, "signed", "late", told=("observer", "lapsed")),
        {"state": "valid"},
    ),
    # A party's own number for a case is the party's business in every relation that lets it read the case.
    Row("PUT", f"{_V1}/cases/{{case}}/our-number", members(DONE, *READERS), {"number": "K-1"}),
    Row(
        "PUT",
        f"{_V1}/cases/{{case}}/draft",
        members(DONE, "owner", told=("guest",)),
        {"title": "t", "summary": "s", "expected_version": "{version_draft}"},
        alike=((f"{_V1}/cases/{{case}}/draft/thanks", {"thanks": [], "expected_version": "{version_draft}"}),),
    ),
    Row(
        "GET",
        "/products/{product} " + _paths("/products/{product}", "/products/{product}/siblings"),
        members(PAGE, *OURS, *COORDINATORS, *REGULATORS),
    ),
    Row("PUT", f"{_V1}/products/{{product}}", members(DONE, *OURS), {"name": "Other", "expected_version": 1}),
]

WHOLE_TABLE = [*TABLE, *OPINIONS_AND_DRAFTS, *STATES, *API]
CELLS = [cell for row in WHOLE_TABLE for cell in row.each()]

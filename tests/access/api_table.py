"""The same for the API: "302 to the sign-in page" is a 401 there, and a page that belongs to another role is a 404.

A member shows its web session; a finder its code in X-Finder-Code.
"""

from __future__ import annotations

from tests.access.table import (
    DONE,
    HIDDEN,
    PAGE,
    PARTIES,
    READERS,
    SIGN_IN,
    SOON,
    SSH_KEY,
    TABLE,
    TAKERS,
    TOLD,
    Outcome,
    Outcomes,
    Row,
    all_get,
    members,
)
from tests.access.world import CLASSES, COORDINATORS, HOSPITALS, MEMBERS, REGULATORS

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
_OPINION = {"severity": "minor", "scenario": "a wrong rate", "certainty": "low"}
_TERMS = {"ends_at": f"{SOON}:00Z", "zone": "UTC"}
_WORK = {"devices": ["{device}"], "outcome": "patched", "note": "installed", "seen": 99}
_COLUMNS = {"asset_tag": "Asset tag", "manufacturer": "Manufacturer", "model": "Model"}

API = [
    Row("GET", "/api/docs /api/openapi.json", all_get(PAGE)),
    Row("POST", f"{_V1}/reports", all_get(DONE), _REPORT),
    Row("POST", f"{_V1}/reports/with-files", all_get(DONE), _REPORT, form=True),
    Row("GET", _paths("/my-report", "/my-report/messages"), _finders("read")),
    Row(
        "POST",
        f"{_V1}/my-report/messages",
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
    Row("POST", f"{_V1}/credit-claims", all_get(TOLD), {"reference": "R-2222-2222", "name": "K", "signature": "x"}),
    Row(
        "POST",
        f"{_V1}/reports/{{report_new}}/read",
        members(DONE, "owner"),
        alike=(  # 36: of its own party only
            (
                _paths("/party/members/{ours}/deactivation", "/party/members/{gone}/reactivation"),
                {"reason": "another job"},
            ),
            (_paths("/party/members/{ours}/erasure"), {"typed": "ours@ncc.example", "reason": "must not be known"}),
            (_paths("/party/invitations/{invitation}/withdrawal", "/party/tokens/{token_ours}/revocation"), {}),
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
        alike=((_paths("/party/members/{ours}/access"), {"sees": "all"}),),
    ),
    Row(
        "PUT",
        _paths("/party"),
        members(DONE, *MEMBERS),
        {"name": "Another name", "short_name": "Another"},
        alike=((_paths("/party/default-access"), {"sees": "named"}),),
    ),
    Row(
        "POST",
        f"{_V1}/reports/{{report_new}}/triage",
        members(DONE, "owner"),
        {"medical_device": "yes", "outcome": "accept"},
    ),
    Row(
        "POST",
        f"{_V1}/reports/{{report_new}}/messages",
        members(DONE, "owner"),
        {"body": "Thank you."},
        alike=[
            (
                _paths("/reports/{report_new}/purge", "/reports/{report_new}/finder/purge"),
                {"reason": "outed", "typed": "{report_new}"},
            ),
            (f"{_V1}/reports/{{report_new}}/hold", {"reason": "a court asks"}),
        ],
    ),
    Row(
        "POST",
        _paths("/reports/{report}/case", "/reports/{report_new}/case"),
        members(TOLD, "owner"),
        {"title": "x"},
        alike=[(f"{_V1}/reports/{{report}}/hold/lifting", {"reason": "over"})],  # none stands
    ),
    Row(
        "GET",
        _paths("/cases", "/invitations", "/products", "/products/export", "/products/siblings"),
        members(PAGE, *PARTIES),
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
        members(DONE, "owner", told=("guest", "regulator", "signed", "lapsed")),
        {"pinned": True},
    ),
    Row("POST", f"{_V1}/cases/{{case}}/statements", members(DONE, "signed", told=("lapsed",)), _STATEMENT),
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/parties",
        members(DONE, "owner", told=("guest",)),
        {"party": "{party}"},
        alike=(
            (f"{_V1}/cases/{{case}}/contacts", {"party": "{party_signed}", "channel": "mail"}),
            (f"{_V1}/cases/{{case}}/questions", {"party": "{party_signed}"}),
            (
                f"{_V1}/cases/{{case}}/links",
                {"organisation": "New", "role": "manufacturer", "email": "n@new.example"},
            ),
            (f"{_V1}/cases/{{case}}/links/{{link}}/withdrawal", {}),
            (f"{_V1}/cases/{{case}}/hand-over/offer", {"party": "{party_guest}", "reason": "theirs"}),
            (f"{_V1}/cases/{{case}}/terms/end", {"reason": "leaked"}),
            (f"{_V1}/cases/{{case}}/ledger/exports", {}),
            (
                f"{_V1}/cases/{{case}}/spill",
                {"things": [{"what": "message", "id": "{message}"}], "reason": "named", "typed": "{case}"},
            ),
            (f"{_V1}/cases/{{case}}/hold", {"reason": "a court asks"}),
            (f"{_V1}/cases/{{case}}/parties/{{party_signed}}/removal", {"reason": "it asked"}),
            (f"{_V1}/cases/{{case}}/claims/{{claim}}/decision", {"confirmed": False, "because": "a test"}),
        ),
    ),
    Row("GET", _paths("/cases/{case}/answers", "/cases/{case}/links"), members(PAGE, "owner", told=("guest",))),
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/terms/answers",
        members(DONE, "invited", "lapsed", told=("owner", "guest", "regulator", "signed")),
        {"answer": "accept"},
    ),
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/terms/answers",
        members(TOLD, *PARTIES),
        {"answer": "perhaps"},
    ),
    Row(
        "POST",
        f"{_V1}/cases/{{case_proposed}}/terms/answers",
        members(DONE, "owner", told=("invited",)),
        {"answer": "reject"},
    ),
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/terms/proposals",
        members(DONE, "owner", "guest", "signed", told=("regulator", "lapsed", "invited")),
        _TERMS,
    ),
    Row("GET", _paths("/my-report/case", "/my-report/case/claims"), _of_the_case(PAGE)),
    Row(
        "POST",
        f"{_V1}/my-report/case/proposals",
        _of_the_case(DONE),
        _TERMS,
        alike=[(f"{_V1}/my-report/case/claims", {"event": "P", "evidence": "a list"})],
    ),
    Row("DELETE", f"{_V1}/my-report/case/proposals", _of_the_case(TOLD)),
    Row("PUT", f"{_V1}/cases/{{case}}/report-state", members(DONE, "signed", told=("lapsed",)), {"state": "valid"}),
    Row("POST", f"{_V1}/cases/{{case}}/leaving", members(DONE, *READERS[1:], told=("owner",)), {"reason": ""}),
    Row(
        "POST",
        _paths("/cases/{case}/closing", "/cases/{case}/terms/keeping", "/cases/{case}/hold/lifting"),
        members(TOLD, "owner", "guest"),
        {"reason": "over"},
        alike=(
            (f"{_V1}/cases/{{case}}/draft/publication", {"expected_version": 1}),
            # the case is not offered to anybody
            (f"{_V1}/cases/{{case}}/hand-over/acceptance", {}),
            (f"{_V1}/cases/{{case}}/hand-over/refusal", {}),
        ),
    ),
    # A party's own number for a case is the party's business in every relation that lets it read the case.
    Row("PUT", f"{_V1}/cases/{{case}}/our-number", members(DONE, *READERS), {"number": "K-1"}),
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/marks",
        members(DONE, "signed", told=("owner", "guest", "regulator", "lapsed")),
        {"event": "F", "evidence": "shipped"},
    ),
    Row(
        "POST",
        f"{_V1}/consultations/{{consultation}}/answer",
        members(DONE, "regulator"),
        {"answer": "Harmless."},
        alike=[
            (f"{_V1}/cases/{{case}}/opinions", _OPINION),
            (f"{_V1}/cases/{{case}}/opinions/2/release", {"sentence": "Take care."}),
            (f"{_V1}/cases/{{case}}/terms/acknowledgement", {}),
        ],
    ),
    Row(
        "PUT",
        f"{_V1}/cases/{{case}}/draft",
        members(DONE, "owner", told=("guest",)),
        {"title": "t", "summary": "s", "expected_version": 1},
    ),
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/draft/circulation",
        members(DONE, "owner", told=("guest",)),
        {"party": "{party_signed}"},
    ),
    Row(
        "POST",
        f"{_V1}/cases/{{case}}/draft/publication",
        members(TOLD, "owner", "guest"),
        {"expected_version": 1},
        alike=[(f"{_V1}/cases/{{case}}/merge", {"into": "{case}", "reason": "into itself"})],
    ),
    Row(
        "GET",
        "/products/{product} " + _paths("/products/{product}", "/products/{product}/siblings"),
        members(PAGE, "signed", *COORDINATORS, *REGULATORS),
    ),
    Row("PUT", f"{_V1}/products/{{product}}", members(DONE, "signed"), {"name": "Other", "expected_version": 1}),
    Row(
        "GET",
        _paths(
            "/advisories",
            "/advisories/{advisory}",
            "/advisories/{advisory}/csaf",
            "/advisories/{advisory}/revisions",
            "/ledger/heads",
            "/ledger/heads/{day}",
        ),
        all_get(PAGE),
    ),
    Row("POST", _paths("/advisories/take-in", "/advisories/known-exploited"), members(TOLD, *TAKERS), form=True),
    Row("GET", _paths("/inventory/imports", "/devices", "/worklist", "/worklist/matching"), members(PAGE, *HOSPITALS)),
    Row("POST", f"{_V1}/inventory/imports", members(TOLD, *HOSPITALS), form=True),
    Row(
        "GET",
        _paths(
            "/inventory/imports/{import}",
            "/inventory/imports/{import}/problems",
            "/devices/{device}",
            "/worklist/{group}",
        ),
        members(PAGE, "hospital"),
    ),
    Row("GET", f"{_V1}/worklist/{{group}}/identities/{{identity}}/devices", members(PAGE, "hospital")),
    Row(
        "POST",
        f"{_V1}/inventory/imports/{{import_waiting}}/columns",
        members(DONE, "hospital"),
        _COLUMNS,
        alike=(
            (f"{_V1}/inventory/imports/{{import_ready}}/use", {"keep_absent": False}),
            (f"{_V1}/inventory/imports/{{import_ready}}/drop", {}),
            (f"{_V1}/worklist/{{group}}/records", _WORK),
            (f"{_V1}/worklist/records/{{act}}/undo", {"reason": "by mistake"}),
            (f"{_V1}/worklist/{{group}}/reopenings", {"devices": ["{device_closed}"], "reason": "it failed"}),
        ),
    ),
    Row(
        "GET",
        _paths(
            "/measures",
            "/me",
            "/parties",
            "/tokens",
            "/party",
            "/party/members",
            "/party/invitations",
            "/party/tokens",
            "/party/log",
            "/notices/choices",
            "/webhooks",
        ),
        members(PAGE, *MEMBERS),
    ),
    Row(
        "POST",
        f"{_V1}/tokens",
        members(DONE, *MEMBERS),
        {"label": "script", "days": 7},
        alike=((f"{_V1}/party/invitations", {"email": "n@new.example"}),),
    ),
    Row("POST", _paths("/tokens/{token}/revoke", "/cases/{case}/uploads/{upload}/drop"), members(DONE, "signed")),
]

WHOLE_TABLE = [*TABLE, *API]
CELLS = [cell for row in WHOLE_TABLE for cell in row.each()]

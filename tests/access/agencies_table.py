"""What lies between the agencies of a case: opinions, drafts, the agreement. Part of ``table``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.access import harm_and_records as harm
from tests.access.table import AGENCIES, DONE, HIDDEN, OPINION, PAGE, SOON, TOLD, Row, members
from tests.access.world import COORDINATORS, REGULATORS
from tests.formats.scenario.files import REPORT

_CLAUSE = {
    "title": "Comment", "actor": "regulator", "trigger": "asked", "evidence": "comments", "source": "section 4",
    "starts": ["comments-asked"], "because": "read",
}  # fmt: skip

_CONVENING: Mapping[str, object] = {
    "starts": SOON, "zone": "UTC", "minutes": "30", "purpose": "both",
    "parties": ["{party_guest}", "{party_regulator}"],
}  # fmt: skip
_CALLING: Mapping[str, object] = {"parties": ["{party_guest}", "{party_regulator}"]}

_KEPT: Mapping[str, object] = {"words": "w", "gives": "g", "effect": "shows", "because": "b"}
_BASIS: Mapping[str, object] = {**_KEPT, "source": "s"}
_WHY: Mapping[str, object] = {"reason": "a name", "typed": REPORT["scenario"]}
_SPILLED: Mapping[str, object] = {**_WHY, "what": "exercise", "item": "{exercise}"}
_SPILL: Mapping[str, object] = {**_WHY, "item": "exercise:{exercise}"}

OPINIONS_AND_DRAFTS = [
    # policy 25 to 28
    Row(
        "GET",
        "/cases/{case}/opinion /cases/{case}/duties /api/v1/cases/{case}/duties"  # 25, 41
        " /cases/{case}/communication /cases/{case}/texts /api/v1/cases/{case}/communication"  # 57, 58
        " /api/v1/cases/{case}/texts/communication/comments /api/v1/cases/{case}/texts/communication/versions"
        " /cases/{case}/decisions/{decision}/selection-list.json"  # 72: the owner's
        " /api/v1/cases/{case}/decisions/{decision}/selection-list",
        members(PAGE, *AGENCIES),
    ),
    # 41: the agencies read the agreement they run, and their administrators change it
    Row(
        "GET",
        "/duties /duties.csv /duties/R9 /exercises /exercises/{exercise} /api/v1/duties /api/v1/exercises"
        " /api/v1/agreement/clauses /api/v1/agreement/clauses/R9/history"
        " /bases /bases/pcii /api/v1/agreement/bases /api/v1/agreement/bases/pcii"  # 81
        " /calls/new /calls/emergency",  # 61: agencies convene
        members(PAGE, *COORDINATORS, *REGULATORS),
    ),
    Row(
        "POST",
        "/duties/R9",
        members(DONE, *COORDINATORS, *REGULATORS),
        {**_CLAUSE, "number": "1", "limit": "3", "limit_unit": "work days"},
        alike=[
            ("/api/v1/agreement/clauses/R9", {**_CLAUSE, "number": 9, "expected": 1}),
            ("/exercises/{exercise}", {"learned": "more calls", "version": "1"}),
            ("/api/v1/exercises", {"report": {**REPORT, "version": 2}}),
            ("/api/v1/agreement/purge", _SPILLED),  # 79
            ("/bases", {**_BASIS, "code": "other", "number": "0"}),  # 81
            ("/bases/pcii", {**_BASIS, "number": "1"}),
            ("/api/v1/agreement/bases/pcii", {**_KEPT, "periods": [{"source": "s"}], "expected": 1}),
            ("/exercises/{exercise}", {"act": "destroy", **{f"spill-{name}": said for name, said in _SPILL.items()}}),
            ("/calls/new", _CONVENING),
            ("/calls/emergency", {**_CALLING, "purpose": "attacks", "minutes_ahead": "0"}),
            ("/api/v1/calls", {**_CALLING, "starts": f"{SOON}:00Z", "purpose": "both"}),
            ("/api/v1/calls/emergencies", {**_CALLING, "reason": "attacks"}),
        ],
    ),
    Row("GET", "/consultations /api/v1/consultations /emerging /api/v1/emerging", members(PAGE, *REGULATORS)),
    Row(
        "POST",
        "/cases/{case}/opinion",
        members(DONE, "regulator", told=("owner", "guest")),
        {**OPINION, "version": "2"},
        alike=[  # 54
            ("/cases/{case}/communication", {"title": "t", "version": "{version_communication}"}),
            ("/cases/{case}/communication/share", {"party": "{party_signed}"}),
            ("/cases/{case}/communication/release", {"version": "{version_communication}", "sure": "on"}),
            (
                "/cases/{case}/texts/communication/comments/{comment}",
                {"version": "{version_communication}", "reason": "better", "act": "put-in"},
            ),
            ("/api/v1/cases/{case}/communication", {"title": "t", "expected_version": 3}),
            ("/api/v1/cases/{case}/communication/sharing", {"party": "{party_signed}"}),
            ("/api/v1/cases/{case}/communication/release", {"expected_version": 3}),
            (
                "/api/v1/cases/{case}/texts/communication/comments/{comment}/decision",
                {"accepted": True, "reason": "better", "put_in": True, "expected_version": 3},
            ),
            *harm.ASSESS,
        ],
    ),
    Row(
        "POST",
        "/cases/{case}/dispute",
        members(DONE, "owner", "guest", "signed", "late", told=("regulator", "observer", "lapsed")),
        harm.POSITION,
        alike=harm.STATE,
    ),
    # 57, 58: the others that read it comment; its writer changes it instead, and reads no draft to compare it with
    Row(
        "POST",
        "/cases/{case}/texts/communication/comments",
        members(DONE, "owner", "guest", told=("regulator",)),
        {"field": "title", "body": "shorter", "number": "1"},
        alike=[
            (
                "/cases/{case}/texts/communication/done /cases/{case}/texts"
                " /api/v1/cases/{case}/texts/communication/answer /api/v1/cases/{case}/texts/comparison",
                {},
            ),
            ("/api/v1/cases/{case}/texts/communication/comments", {"field": "title", "body": "shorter", "number": 1}),
        ],
    ),
    Row(
        "POST",
        harm.DISSENT[0],
        members(TOLD, *AGENCIES),
        harm.DISSENT[1],
        # 71: no file was chosen
        alike=[*harm.VOTE, ("/cases/{case}/recalls/take-in /api/v1/cases/{case}/recalls/take-in", {})],
    ),
    Row(
        "POST",
        "/cases/{case}/opinion/release",
        members(DONE, "regulator"),
        {"number": "2", "sentence": "Take care."},
        alike=[
            ("/api/v1/consultations/{consultation}/answer", {"answer": "Harmless."}),
            ("/cases/{case_asked}/opinion/answer", {"consultation": "{consultation}", "answer": "Harmless."}),
            ("/api/v1/cases/{case}/opinions", OPINION),
            ("/api/v1/cases/{case}/opinions/2/release", {"sentence": "Take care."}),
            ("/api/v1/cases/{case}/terms/acknowledgement", {}),
            # 70
            ("/cases/{case}/emerging", {"act": "decide", "number": "1", "notify": "no", "reason": "not known"}),
            ("/api/v1/cases/{case}/emerging/1/decision", {"notify": True, "reason": "patients can act"}),
            ("/api/v1/cases/{case_out}/emerging", {"information": "two hospitals called"}),
            ("/api/v1/cases/{case_out}/warnings", {"party": "{party_signed}", "text": "warn clinics"}),
        ],
    ),
    Row(
        "POST",
        "/account/oidc/1/link /account/oidc/1/confirm /party/members/{colleague}/identity/1",
        members(HIDDEN),
        alike=[("/api/v1/cases/{case}/emergency/seen", {"number": 1})],
    ),
    Row(
        "PUT",
        "/api/v1/cases/{case}/emergency",
        members(TOLD, "owner", "guest"),
        {"title": "t", "device": "d", "what_could_happen": "h", "what_to_do": "t", "products": []},
    ),
    Row(
        "POST",
        "/cases/{case}/draft/publish",
        members(TOLD, "owner", "guest"),
        {"sure": "on"},
        alike=(
            ("/api/v1/cases/{case}/draft/publication", {"expected_version": 1}),
            ("/cases/{case}/draft/release", {"act": "approve", "number": "9"}),  # 83
            # 84: nothing is out
            ("/cases/{case}/draft/revision /api/v1/cases/{case}/draft/revision/giving-up", {"act": "give-up"}),
            ("/api/v1/cases/{case}/draft/revision", {"kind": "update", "news": "n"}),
            ("/api/v1/cases/{case}/draft/withdrawal", {"reason": "r", "advice": "a"}),
            ("/api/v1/cases/{case}/draft/superseding", {"reason": "r", "advice": "a", "by": "MCA-2026-0001"}),
            # 88: nothing is prepared
            ("/api/v1/cases/{case}/emergency/release", {"way": "alone", "reason": "r", "confirmed": "{case}"}),
            ("/api/v1/cases/{case}/emergency/review", {"outcome": "stands", "words": "w"}),
            ("/cases/{case}/draft/stand", {"act": "ready", "number": "9"}),
            ("/api/v1/cases/{case}/draft/stand", {"ready": True, "number": 9}),
            ("/api/v1/cases/{case}/draft/approval", {"number": 9}),
            ("/api/v1/cases/{case}/draft/override", {"number": 9}),
            ("/api/v1/cases/{case}/draft/waiver", {"statement": "{product}", "what": "range", "reason": "r"}),
            # it was answered, and the result is in
            ("/api/v1/cases/{case}/tests/{test}/answer", {"accept": False, "words": "no"}),
            ("/api/v1/cases/{case}/tests/{test}/result", {"outcome": "partly", "words": "again"}),
            ("/api/v1/cases/{case}/tests/{test}/document", {}),  # no file was chosen
            # it was not offered
            ("/cases/{case}/hand-over", {"act": "take"}),
            ("/api/v1/cases/{case}/hand-over/acceptance /api/v1/cases/{case}/hand-over/refusal", {}),
            (
                "/api/v1/cases/{case}/closing /api/v1/cases/{case}/terms/keeping /api/v1/cases/{case}/hold/lifting",
                {"reason": "over"},
            ),
            ("/api/v1/cases/{case}/merge", {"into": "{case}", "reason": "into itself"}),
        ),
    ),  # the draft is not whole
]

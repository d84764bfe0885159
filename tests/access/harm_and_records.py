"""Paths of disputes and of records for the public, with what is sent there, by who may: ``table`` says with which row
they share their outcomes. Policy 52 to 56.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.access import told

Alike = tuple[tuple[str, Mapping[str, object]], ...]

_DISPUTE, _DISPUTES = "/cases/{case}/dispute", "/api/v1/cases/{case}/disputes/{dispute}"
_ASKED = "/cases/{case}/records/{asked_for}"

# 53: whoever reads the case gets the page, each with what exists for it
READ_DISPUTES = f" {_DISPUTE} /api/v1/cases/{{case}}/disputes"
# 9: whoever reads the case takes along what it reads
TAKEN_ALONG = " /cases/{case}/vulnerability-report.json /api/v1/cases/{case}/vulnerability-report"
# 54: the regulator; the other agencies are told so
ASSESS: Alike = (
    (_DISPUTE, {"act": "assess", "dispute": "{dispute}", "opinion": "2", "reasons": "a test"}),
    (_DISPUTE, {"act": "open", "dispute": "{dispute}"}),
    (f"{_DISPUTES}/opening", {}),
    (f"{_DISPUTES}/assessments", {"opinion": 2, "reasons": "a test"}),
    (f"{_DISPUTES}/panel", {"seats": [{"name": "Dr. Wren", "expertise": "ventilation"}]}),
)
# 52: a regulator assesses and states no position; another party's is joined to the one that is there
POSITION = {"act": "state", "words": "It stops at a limit."}
STATE: Alike = (("/api/v1/cases/{case}/disputes", {"words": "It stops at a limit."}),)
# it is not assessed yet; no expert was asked
DISSENT = (f"{_DISPUTES}/dissents", {"words": "We do not agree."})
VOTE: Alike = ((f"{_DISPUTES}/votes", {"votes": [{"seat": "{claim}", "vote": "with", "reason": "a test"}]}),)

# 55: to the other parties nothing says that somebody asked
READ_RECORDS = f"{told.OF_THE_CASE} /cases/{{case}}/records {_ASKED} /api/v1/cases/{{case}}/records /api/v1{_ASKED}"
NOT_RELEASED = f" {_ASKED}/bundle.zip /api/v1{_ASKED}/bundle /api/v1/cases/{{case}}/emergency"
_DUE = "2030-01-15"
KEEP: Alike = (
    ("/cases/{case}/records", {"act": "note", "note-requester": "F-1", "note-law": "foia", "note-due_on": _DUE}),
    ("/cases/{case}/records", {"act": "keep", "keep-rule": "permanent"}),  # 56
    (_ASKED, {"act": "plain"}),
    (_ASKED, {"act": "decide", "item": "message:{message}", "outcome": "withhold", "exemption": "b5"}),
    (_ASKED, {"act": "take-back", "redaction": "{cut}"}),
    ("/api/v1/cases/{case}/records", {"requester": "F-1", "law": "foia", "due_on": _DUE}),
    (f"/api/v1{_ASKED}/plain /api/v1{_ASKED}/passages/{{cut}}/taking-back", {}),
    (f"/api/v1{_ASKED}/decisions", {"item": "message:{message}", "withheld": True, "exemption": "b5"}),
    (f"/api/v1{_ASKED}/passages", {"item": "message:{message}", "begins": "zq", "exemption": "b5"}),
)
# not everything is decided
NOT_READY: Alike = (
    ("/cases/{case}/emergency", {"act": "save"}),  # 88: it is not whole
    (_ASKED, {"act": "ready"}),
    (_ASKED, {"act": "release"}),
    (f"/api/v1{_ASKED}/readiness /api/v1{_ASKED}/release", {}),
)

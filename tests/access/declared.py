"""What is asked of the routes of declarations (policy.md 44, 45, 75, 78), of what is published (31), and of reports
that are handed in as files: paths with the data that is sent."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from medcord.core.safety.matrix import KEYS
from medcord.formats.csaf.vulnerability_report import write_vulnerability_report
from tests.formats.csaf.draft_profile import WHOLE

ANYBODY = " /recover/nothing /look-up /api/v1/advisories/{advisory}/changes"
LOOK_UP = " /look-up /api/v1/advisories/look-up"

Asks = tuple[tuple[str, Mapping[str, object]], ...]

_FILE = write_vulnerability_report(WHOLE, engine_version="1")
REPORT_FILE = {"act": "send", "file_name": "report.json", "file_bytes": base64.b64encode(_FILE).decode()}
NOTHING_SHOWN: Asks = (
    ("/api/v1/credit-claims", {"reference": "R-2222-2222", "name": "K", "signature": "x"}),
    ("/api/v1/reports/as-csaf /api/v1/reports/as-csaf/preview", {}),
)

_LEARNED = {"form": "learned", "text": "A call.", "reason": "An older note was found."}
_DECISION = {"declaration": "{declaration}", "reason": "the note counts"}
_MATRIX = {"name": "2", "process": "QP-1"}
_CELLS = dict.fromkeys(KEYS, "judged")

SIGN: Asks = (
    ("/cases/{case}/declarations", {**_LEARNED, "at": "2020-01-01T10:00", "zone": "UTC"}),
    ("/api/v1/cases/{case}/declarations", {**_LEARNED, "at": "2020-01-01T10:00:00Z"}),
)
DECIDE: Asks = (
    ("/cases/{case}/declarations/decide", {"party": "{party_signed}", **_DECISION}),
    ("/api/v1/cases/{case}/declarations/decision", _DECISION),
)
MATRIX: Asks = (
    ("/risk-matrix", {**_MATRIX, **_CELLS}),
    ("/api/v1/risk-matrices", {**_MATRIX, "cells": _CELLS}),
)
_SCOPE = {"act": "scope", "question": "federal_users", "said": "yes", "reason": "A hospital of the VA has it."}
SCOPE: Asks = (("/cases/{case}/clocks", _SCOPE), ("/api/v1/cases/{case}/clocks", {"do": _SCOPE}))
_EVENT = {"act": "event", "device": "Breva V2", "text": "An alarm did not sound."}
EVENT: Asks = (
    ("/harm-events", {**_EVENT, "death": "no", "aware": "2026-03-02T09:30", "zone": "UTC"}),
    ("/api/v1/harm-events", {"do": {**_EVENT, "death": False, "aware": "2026-03-02T09:30:00Z"}}),
)
GIVE: Asks = (("/cases/{case}/declarations/give", {"declaration": "{declaration_text}", "isao": "{party_isao}"}),)

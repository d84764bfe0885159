"""What of a report is destroyed after a spill, and what is left of it."""

from __future__ import annotations

from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision
from medcord.ledger.roads import GONE, Road, lay

_CODE = "a state of a machine or a choice from a list"

REPORT = lay(
    Road(
        what="report",
        model=Report,
        words="a report",
        texts={
            "finder_name": "",
            "thanks_organisation": "",
            "thanks_link": "",
            "credit_key": "",
            "device_maker": GONE,
            "device_model": GONE,
            "device_version": "",
            "how_tested": "",
            "patient_impact": "",
            "description": "",
            "regulator_left_out": "",
        },
        shows=("device_maker", "device_model"),
        keeps={
            "reference": "random, tells nothing",
            "code_digest": "an HMAC",
            "passphrase": "a hash",
            "state": _CODE,
            "identity": _CODE,
            "thanks": _CODE,
            "medical_device": _CODE,
            "origin": _CODE,
            "numbers": "others' tracking numbers",
            "cves": "public numbers",
        },
    )
)
REPORT_FILE = lay(
    Road(
        what="report-file",
        model=ReportFile,
        words="a file of a report",
        texts={"name": "destroyed file", "stripped": "", "hints": list},
        shows=("name",),
        under=("report", "report"),
        blobs=("blob", "clean_blob"),
        keeps={"kind": "a media type"},
    )
)
REPORT_MESSAGE = lay(
    Road(
        what="report-message",
        model=ReportMessage,
        words="a message between finder and coordinator",
        texts={"body": ""},
        shows=("body",),
        under=("report", "report"),
    )
)
TRIAGE = lay(
    Road(
        what="triage",
        model=TriageDecision,
        words="the note on a triage",
        texts={"because": ""},
        shows=("because",),
        under=("report", "report"),
        keeps=dict.fromkeys(("table", "answers", "outcome", "decided"), "values of the decision table"),
    )
)
PARTS = frozenset({REPORT_FILE.what, REPORT_MESSAGE.what, TRIAGE.what})

"""Who may read the texts of reports."""

from __future__ import annotations

from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision
from medcord.ledger.crossing import Crossing, Reach, crosses

_FINDER = "the finder's own words, written before there was a case"
_BYTES = "names and kinds of files"

crosses(
    Crossing(
        model=Report,
        apart={
            **dict.fromkeys(
                (
                    "finder_name",
                    "thanks_organisation",
                    "thanks_link",
                    "device_maker",
                    "device_model",
                    "device_version",
                    "how_tested",
                    "patient_impact",
                    "description",
                ),
                _FINDER,
            ),
            "credit_key": "a sealed key",
            "regulator_left_out": "read by the owner alone",
        },
    )
)
crosses(Crossing(model=ReportFile, apart=dict.fromkeys(("name", "stripped", "hints"), _BYTES)))
crosses(Crossing(model=ReportMessage, case="report", texts={"body": Reach.EVERYBODY}))
crosses(Crossing(model=TriageDecision, apart={"because": "read by the owner alone"}))

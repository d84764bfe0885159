"""A report that is handed in as a CSAF 2.1 vulnerability report (a draft: MEDCORD_DRAFT_STANDARDS)."""

from __future__ import annotations

from collections.abc import Sequence

from medcord import ledger
from medcord.core.access import Viewer
from medcord.formats.reports import Numbers
from medcord.intake.actions.arriving import note_arrival
from medcord.intake.actions.finder import ReportWords, submit
from medcord.intake.as_csaf import read_csaf, words_of
from medcord.intake.models import Report
from medcord.intake.values import Origin
from medcord.ledger import files

COMPANION = "about-the-report-file.txt"


@ledger.action
def hand_in_csaf(
    name: str,
    data: bytes,
    words: ReportWords | None = None,
    given: Sequence[files.Given] = (),
    *,
    patient_data_seen: bool = False,
    actor: Viewer,
) -> tuple[Report, str]:
    """File it as a report, with other ``words`` where the file was looked at and corrected.

    The file stays with the coordinator whole, and beside it a text that lists what of it has no field. No copy of
    either is passed on: names and remarks in them are not looked through.
    """
    read = read_csaf(name, data)
    kept = [(name, data), (COMPANION, read.companion().encode())]
    report, code = submit(
        words or words_of(read), given, kept_back=kept, patient_data_seen=patient_data_seen, actor=actor
    )
    return note_arrival(report, Origin.FINDER, Numbers(read.cves, read.numbers), None, actor), code

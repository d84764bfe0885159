"""A report that is handed in as a CSAF 2.1 vulnerability report (a draft: MEDCORD_DRAFT_STANDARDS)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medcord import ledger
from medcord.core.access import Viewer
from medcord.formats.csaf.vulnerability_report import ReadReport, read_vulnerability_report
from medcord.formats.reports import Numbers
from medcord.gateways import clock
from medcord.intake.actions.arriving import NOT_SAID, Origin, note_arrival
from medcord.intake.actions.finder import FinderIdentity, ReportWords, submit
from medcord.intake.models import Report
from medcord.ledger import draft_standards, files

COMPANION = "about-the-report-file.txt"


def read_csaf(name: str, data: bytes) -> ReadReport:
    """What such a file says, for the one who hands it in to look at. Raises UnreadableFile, and NotFound where the node
    takes no part in drafts."""
    draft_standards.require()
    return read_vulnerability_report(name, data, now=clock.now())


def words_of(read: ReadReport) -> ReportWords:
    """What the file says in the words of our form. Whether the finder's name goes to the manufacturer or into the
    advisory is as the file says, until whoever hands it in says otherwise."""
    identity = FinderIdentity.PSEUDONYMOUS if read.pseudonym else FinderIdentity.NAMED
    return ReportWords(
        device_maker=read.maker,
        device_model=read.model,
        device_version=read.version,
        how_tested=read.how_tested or NOT_SAID,
        patient_impact=read.patient_impact or NOT_SAID,
        description=read.description,
        identity=identity if read.finder else FinderIdentity.ANONYMOUS,
        finder_name=read.finder,
        may_pass_name=read.may_pass_name,
        credit=read.credit,
        already_public=read.already_public,
    )


def corrected(words: ReportWords, *, maker: str = "", model: str = "", anonymous: bool = False) -> ReportWords:
    """The words of a file with what its sender says instead of them."""
    said = replace(words, device_maker=maker or words.device_maker, device_model=model or words.device_model)
    return replace(said, identity=FinderIdentity.ANONYMOUS, finder_name="") if anonymous else said


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

"""A CSAF 2.1 vulnerability report in the words of a report of ours (a draft: MEDCORD_DRAFT_STANDARDS)."""

from __future__ import annotations

from dataclasses import replace

from medcord.formats.csaf.vulnerability_report import ReadReport, read_vulnerability_report
from medcord.gateways import clock
from medcord.intake.actions.finder import ReportWords
from medcord.intake.values import NOT_SAID, FinderIdentity
from medcord.ledger import draft_standards


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

"""What stands before the doors that are open to everybody: limits, equal for what exists and what does not."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord.core.access import Viewer, ViewerKind
from medcord.core.credit import Wish
from medcord.core.refusals import InputRefusal
from medcord.formats.csaf.vulnerability_report import ReadReport
from medcord.intake import actions, as_csaf, codes, queries
from medcord.intake.models import Report
from medcord.ledger import draft_standards, limits
from medcord.ledger.limits import Limit

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
REPORTS = Limit("report", free=10, wait=_MINUTE, longest=_HOUR, forget=_HOUR)
CODE = Limit("finder-code", free=5, wait=timedelta(seconds=30), longest=_HOUR)
CODES = Limit("finder-codes", free=20, wait=_MINUTE, longest=_HOUR, forget=_HOUR)
FILES = Limit("finder-files", free=20, wait=_MINUTE, longest=_HOUR, forget=_HOUR)
READINGS = Limit("report-files-read", free=20, wait=_MINUTE, longest=_HOUR, forget=_HOUR)
CREDIT = Limit("claim-credit", free=10, wait=_MINUTE, longest=_HOUR, forget=_HOUR)


def claim_credit(address: str, wish: Wish, *, reference: str, signature: str) -> Report:
    """Credit claimed from outside by signature, as often as a person would try."""
    limits.admit(CREDIT.of(address))
    return actions.claim_credit_by_key(reference, wish, signature, actor=Viewer(kind=ViewerKind.ANONYMOUS))


def read_csaf(address: str, name: str, data: bytes) -> ReadReport:
    """A look at a report's file before it is handed in, as often as a person would. Raises TryLater."""
    draft_standards.require()
    limits.admit(READINGS.of(address))
    return as_csaf.read_csaf(name, data)


def by_code(address: str, *, code: str, passphrase: str = "") -> UUID:
    """The report that a code and passphrase open. Raises TryLater after too many tries, for one code or from one
    address, and InputRefusal with the same words for an unknown code and a wrong passphrase."""
    one = CODE.of(codes.digest(code))
    limits.admit(one, CODES.of(address))
    found = queries.open_report(code, passphrase)
    if found is None:
        raise InputRefusal(
            "No report opens with this code and passphrase. Check each group of four, and the passphrase if you set "
            "one; nothing is lost if you try again.",
            code="unknown-code",
            fields={"field": "code"},
        )
    limits.forgive(one)
    return found


def by_code_again(address: str, *, code: str, passphrase: str = "") -> UUID | None:
    """The same for programs, which show the code with each request: only what is wrong counts. None for that."""
    both = CODE.of(codes.digest(code)), CODES.of(address)
    limits.check(*both)
    found = queries.open_report(code, passphrase)
    if found is None:
        limits.admit(*both)
    return found


def admit_files(finder: Viewer, count: int) -> None:
    """Files of a finder, who needs no account to come: as many messages with files as a person would write. Raises
    TryLater."""
    if count and finder.kind is ViewerKind.FINDER:
        limits.admit(FILES.of(str(finder.report_id)))

"""The account after a match: what was read, what was not, what was found. Nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medcord.cli.output import clean
from medcord.cli.worklist import AdvisoryShelf, Worklist
from medcord.core.vocabulary import Verdict
from medcord.formats.inventory import DeviceFile
from medcord.formats.signals.kev import Kev

_REMARKS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Account:
    """What the summary speaks of."""

    file: DeviceFile
    shelf: AdvisoryShelf
    work: Worklist
    kev: Kev | None = None


def summary(account: Account, *, shown: str, out: Path | None, all_remarks: bool) -> Iterator[str]:
    """The account as lines of text."""
    yield ""
    yield from _advisories(account.shelf)
    yield from _devices(account.file, all_remarks=all_remarks)
    yield from _exploited(account.kev)
    yield from _found(account)
    yield f"{shown} Written to {out}." if out else shown


def _advisories(shelf: AdvisoryShelf) -> Iterator[str]:
    yield f"Advisories: {shelf.read} read, {len(shelf.refused)} could not be read."
    yield from (f"  could not be read: {clean(refusal.sentence)}" for refusal in shelf.refused)
    yield from (f"  {clean(sentence)}" for sentence in (*shelf.set_aside, *shelf.no_longer))


def _devices(file: DeviceFile, *, all_remarks: bool) -> Iterator[str]:
    remarks = f", {file.problem_count} remarks" if file.problem_count else ""
    yield f"Devices: {file.read:,} read from {clean(file.table.name)}{remarks}."
    found = ", ".join(f"{field} = “{clean(title)}”" for field, title in file.proposal.columns.items())
    yield f"  columns: {found}"
    kept = file.problems if all_remarks else file.problems[:_REMARKS_SHOWN]
    for problem in kept:
        place = f"row {problem.row}" if problem.row else "the file"
        where = f"{place}, {clean(problem.column)}" if problem.column else place
        yield f"  {where}: {clean(problem.sentence)}"
    rest = file.problem_count - len(kept)
    if rest:
        yield f"  and {rest:,} more" + ("." if all_remarks else "; --all-remarks lists them.")


def _exploited(kev: Kev | None) -> Iterator[str]:
    if kev is None:
        yield "Known exploited: not looked up, so it could not set the order; give CISA's list with --kev FILE."
        return
    yield f"Known exploited: looked up in {len(kev.entries):,} entries of {clean(kev.version) or 'an undated list'}."
    if kev.skipped:
        yield f"  {len(kev.skipped)} entries carry no CVE id and were left out, the first at {kev.skipped[0]}."


def _found(account: Account) -> Iterator[str]:
    verdicts, work = account.work.verdicts, account.work
    yield (
        f"Worklist: {verdicts[Verdict.AFFECTED]:,} affected, {verdicts[Verdict.POSSIBLE]:,} possible, "
        f"{verdicts[Verdict.NOT_AFFECTED]:,} not affected"
        + (
            f", {work.outside_range:,} of these only outside the stated range: "
            "the manufacturer has not said these versions are safe."
            if work.outside_range
            else "."
        )
    )
    yield f"Devices touched: {work.devices_touched:,} of {account.file.read:,} are affected or possible."

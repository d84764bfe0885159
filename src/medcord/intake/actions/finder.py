"""What a finder does first: submit a report."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.cvd import report as rm
from medcord.core.facts import Code, ReportReceived
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.intake import codes, policy
from medcord.intake.actions.returning import checked_key, checked_passphrase
from medcord.intake.models import Report, ReportFile
from medcord.intake.values import FinderIdentity
from medcord.ledger import files
from medcord.parties import queries as parties

LONGEST_TEXT = 20_000
LONGEST_LINE = 160
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What a finder writes. ``already_public``: they know it to be public."""

    device_maker: str
    device_model: str
    device_version: str
    how_tested: str
    patient_impact: str
    description: str
    identity: FinderIdentity = FinderIdentity.ANONYMOUS
    finder_name: str = ""
    may_pass_name: bool = False
    credit: bool = False
    already_public: bool = False
    passphrase: str = dataclasses.field(default="", repr=False)
    credit_key: str = ""


_NEEDED = {
    "device_maker": "who makes the device",
    "device_model": "which device it is",
    "how_tested": "how you found or tested it",
    "patient_impact": "what could happen to a patient (“I do not know” is a good answer)",
    "description": "what the problem is",
}
_LINES = ("device_maker", "device_model", "device_version", "finder_name")


def _checked(words: ReportWords) -> dict[str, str | bool]:
    for field, what in _NEEDED.items():
        if not getattr(words, field).strip():
            raise InputRefusal(f"Please say {what}.", code="missing-field", fields={"field": field})
    for field in (*_LINES, "how_tested", "patient_impact", "description"):
        limit = LONGEST_NAME if field == "finder_name" else LONGEST_LINE if field in _LINES else LONGEST_TEXT
        if len(getattr(words, field)) > limit:
            raise InputRefusal(
                f"“{field.replace('_', ' ')}” holds {len(getattr(words, field)):,} characters; {limit:,} fit. "
                "Shorten it and put the rest in a text file beside the report.",
                code="text-too-long",
                fields={"field": field},
            )
    if words.identity is not FinderIdentity.ANONYMOUS and not words.finder_name.strip():
        raise InputRefusal(
            "Please give the name or pseudonym to use, or choose anonymous.", fields={"field": "finder_name"}
        )
    anonymous = words.identity is FinderIdentity.ANONYMOUS
    return {
        **{field: getattr(words, field).strip() for field in (*_NEEDED, "device_version")},
        "identity": words.identity.value,
        "finder_name": "" if anonymous else words.finder_name.strip(),
        "may_pass_name": words.may_pass_name and not anonymous,
        "credit": words.credit and not anonymous,
        "already_public": words.already_public,
    }


def submit(
    words: ReportWords,
    given: Sequence[files.Given] = (),
    *,
    kept_back: Sequence[files.Given] = (),
    patient_data_seen: bool = False,
    actor: Viewer,
) -> tuple[Report, str]:
    """File a report without an account; returns it with the finder's code, which is shown once and never stored.

    ``kept_back`` are files of which no copy is ever passed on.

    Files are sealed before the transaction, which stays short, and destroyed when it fails. Raises InputRefusal when
    something needed is missing, a text or a file is too large, there are too many files, or what is sent looks like
    patient data and its author has not yet seen that it does.
    """
    values, hashed, key = _checked(words), checked_passphrase(words.passphrase), checked_key(words.credit_key)
    policy.check_sizes([(one[0], files.size_of(one)) for one in (*given, *kept_back)])
    looked_at, staying = files.look(given), files.look(kept_back)
    texts = {said: str(getattr(words, field)) for field, said in _SAID.items()}
    hints = [hint for said, text in texts.items() for hint in patient_data.in_text(text, said)]
    hints += [hint for one in (*looked_at, *staying) for hint in one.found.hints]
    patient_data.require_seen(hints, seen=patient_data_seen)
    columns = {**values, "passphrase": hashed, "credit_key": key}
    with files.sealed(looked_at) as kept, files.sealed_as_it_is(staying) as bare:
        return _file(columns, values, [*kept, *bare], actor=actor)


_SAID = {
    "description": "What is the problem?",
    "how_tested": "How did you find or test it?",
    "patient_impact": "What could happen to a patient?",
}


@ledger.action
def _file(
    columns: dict[str, str | bool], values: dict[str, str | bool], kept: Sequence[files.Kept], *, actor: Viewer
) -> tuple[Report, str]:
    coordinator = parties.the_coordinator()
    if coordinator is None:
        raise RuleRefusal(
            "This node has no coordinator yet, so nobody would read the report. Tell the people who run it."
        )
    code, salt, now = codes.new_code(), ledger.new_salt(), clock.now()
    report = Report(
        reference=ledger.new_reference("R"),
        code_digest=codes.digest(code),
        coordinator=coordinator,
        received_at=now,
        state=rm.step(rm.ReportState.START, rm.ReportTrigger.RECEIVE).value,
        salt=salt,
        **columns,
    )
    rows = [ReportFile(report=report, **one.columns()) for one in kept]
    digest = ledger.seal(salt, *(str(values[field]) for field in sorted(values)))
    facts = [ReportReceived(report.id, coordinator.id, Code(str(values["identity"])), len(rows), digest)]
    ledger.commit(rows=[report, *rows], facts=facts, actor=actor)
    return report, code

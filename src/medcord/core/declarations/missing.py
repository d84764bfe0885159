"""What a manufacturer has not signed yet in a case, and by when it matters. A list of questions, not of duties: whether
a correction is initiated or an event is reportable is for its people to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from medcord.core.declarations.discretion import MEND, TELL, Handed, applies, last_of
from medcord.core.declarations.forms import Counted, Declared, Form, of_form


@dataclass(frozen=True, slots=True)
class Missing:
    """One signature that is not there. ``about``: the declaration it would speak of. ``due`` where days are counted
    from a declared time without a calendar of work days."""

    form: Form
    because: str
    due: datetime | None = None
    about: Declared | None = None


def missing(
    declared: Iterable[Declared], counted: Counted | None, handed: Iterable[Handed], *, zone: ZoneInfo
) -> list[Missing]:
    """What is not signed, what comes first first."""
    all_of = list(declared)
    learned = counted.one.at if counted else None
    found = []
    if learned is None:
        found.append(Missing(Form.LEARNED, "The 30 and the 60 days run from it, whenever it is signed."))
    if applies(all_of) is None:
        found.append(Missing(Form.RISK, "Which road the case takes hangs on it. Your people decide, nobody else."))
    if applies(all_of):
        found += _of_uncontrolled(all_of, learned, zone)
    return [
        *found,
        *_of_corrections(all_of),
        *_of_life(all_of),
        *_of_cycles(all_of),
        *_of_events(all_of, zone),
        *_of_texts(all_of, list(handed)),
    ]


def _of_uncontrolled(declared: list[Declared], learned: datetime | None, zone: ZoneInfo) -> list[Missing]:
    found = []
    if not any(one.complete for one in of_form(declared, Form.CUSTOMERS)):
        because = "30 days from learning: what customers were told, with controls and a plan."
        found.append(Missing(Form.CUSTOMERS, because, last_of(learned, TELL, zone) if learned else None))
    if not of_form(declared, Form.FIX):
        because = "60 days from learning: a validated fix, or a control as the long-term answer."
        found.append(Missing(Form.FIX, because, last_of(learned, MEND, zone) if learned else None))
    if not of_form(declared, Form.NO_HARM) and not any(one.answers.get("serious") for one in declared):
        found.append(Missing(Form.NO_HARM, "The first condition of enforcement discretion is a signed word, or open."))
    if not of_form(declared, Form.MEMBERSHIP):
        found.append(Missing(Form.MEMBERSHIP, "The fourth condition of enforcement discretion asks for it."))
    return found


def _of_corrections(declared: list[Declared]) -> list[Missing]:
    answered = {one.about for one in declared if one.form in (Form.REPORTED, Form.NOT_REPORTED)}
    because = "10 work days from when it was initiated (21 CFR 806.10), or sign why it is not reported (806.20)."
    open_ones = [one for one in of_form(declared, Form.CORRECTION) if one.id not in answered]
    return [Missing(Form.REPORTED, because, about=one) for one in open_ones]


def _of_life(declared: list[Declared]) -> list[Missing]:
    """A correction that is not reported, without the day from which its two years are counted."""
    known = {one.about for one in declared if one.ends is not None}
    kept = {one.about for one in of_form(declared, Form.NOT_REPORTED)} - known
    because = "Its record is kept 2 years beyond the expected life of the device (21 CFR 806.20)."
    return [Missing(Form.LIFE, because, about=one) for one in of_form(declared, Form.CORRECTION) if one.id in kept]


def _of_cycles(declared: list[Declared]) -> list[Missing]:
    released = {one.about for one in of_form(declared, Form.RELEASE)}
    because = "The time to the next regular update is counted from the last one."
    first = [one for one in of_form(declared, Form.CYCLE) if one.about is None]
    return [Missing(Form.RELEASE, because, about=one) for one in first if one.id not in released]


def _of_events(declared: list[Declared], zone: ZoneInfo) -> list[Missing]:
    reported = {one.about for one in of_form(declared, Form.HARM_REPORTED)}
    found = []
    for one in of_form(declared, Form.HARM):
        if one.id in reported or one.at is None:
            continue
        urgent = one.answers.get("urgent")
        because = f"{'5 work' if urgent else '30'} days from when your party became aware (21 CFR 803)."
        due = None if urgent else last_of(one.at, timedelta(days=30), zone)
        found.append(Missing(Form.HARM_REPORTED, because, due, one))
    return found


def _of_texts(declared: list[Declared], handed: list[Handed]) -> list[Missing]:
    given = {one.declaration for one in handed}
    because = "No ISAO has this text. It goes there when customers are told."
    return [
        Missing(Form.CUSTOMERS, because, one.at, one)
        for one in of_form(declared, Form.CUSTOMERS)
        if one.id not in given
    ]

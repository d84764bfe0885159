"""Verbs of the agreement: change a clause, add one, file the report of an exercise, destroy words after a spill."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.agreements import queries
from medcord.agreements.models import ClauseChange, Exercise
from medcord.agreements.roads import CLAUSE, EXERCISE, LESSONS
from medcord.core.access import AgreementItem, Permission, Viewer, require
from medcord.core.agreement import AGREEMENT, Clause, checked
from medcord.core.agreement.plain import plain
from medcord.core.exercise import checked as checked_report
from medcord.core.facts import ClauseChanged, Code, Digest, ExerciseHeld, LessonsNoted
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, RuleRefusal
from medcord.gateways import clock
from medcord.ledger import destroying
from medcord.parties import queries as parties


@ledger.action
def change_clause(clause: Clause, *, because: str, expected: int, actor: Viewer) -> ClauseChange:
    """Write a new version of a clause (X7), or a clause that is new. The one before stays readable.

    ``expected``: the version that stood on the form, 0 for a new clause. Raises EditedMeanwhile when another one is in
    force now.
    """
    require(actor, Permission.AGREEMENT_CHANGE, AgreementItem(), "clause")
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A clause is changed by a named administrator of an agency.")
    if not because.strip():
        raise InputRefusal("Say why the clause changes: it stays beside the change.", fields={"field": "because"})
    now = queries.version_of(clause.code)
    if now != expected:
        raise EditedMeanwhile("clause")
    held = replace(checked(clause), agreement=AGREEMENT)
    if expected and plain(held) == plain(queries.clause(actor, clause.code).clause):
        raise InputRefusal("Nothing is changed yet. Change the clause, then save.", code="unchanged")
    salt = ledger.new_salt()
    row = ClauseChange(
        agreement=AGREEMENT,
        code=clause.code,
        version_number=now + 1,
        words=plain(held),
        because=because.strip(),
        party_id=actor.party_id,
        by=actor.member_id,
        by_name=parties.member_names([actor.member_id])[actor.member_id],
        at=clock.now(),
        salt=salt,
    )
    digest = ledger.seal(salt, json.dumps(row.words, sort_keys=True), row.because)
    fact = ClauseChanged(Code(AGREEMENT), Code(clause.code), row.version_number, digest)
    try:
        ledger.commit(rows=[row], facts=[fact], actor=actor)
    except IntegrityError as error:  # another administrator wrote the same number in the same instant
        raise EditedMeanwhile("clause") from error
    return row


@ledger.action
def file_exercise(given: object, *, learned: str = "", actor: Viewer) -> Exercise:
    """File the after-action report of an exercise (C13, F1.4): that it was held becomes a fact, nothing of its cases.

    ``given`` is what ``core.exercise.plain`` wrote. Raises InputRefusal for what is no report, RuleRefusal when the
    same one was filed already.
    """
    require(actor, Permission.AGREEMENT_EXERCISE_FILE, AgreementItem(), "exercise")
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("The report of an exercise is filed by a named member of an agency.")
    report = checked_report(given)
    written = json.dumps(report, sort_keys=True, ensure_ascii=False)
    digest = sha256(written.encode()).hexdigest()
    if queries.is_filed(digest):
        raise RuleRefusal("This report was filed already.", code="filed")
    salt = ledger.new_salt()
    row = Exercise(
        scenario=str(report["scenario"]),
        scenario_version=int(report["version"]),
        title=str(report["title"]),
        started=datetime.fromisoformat(str(report["started"])),
        ended=datetime.fromisoformat(str(report["ended"])),
        arose=int(report["arose"]),
        met=int(report["met"]),
        gaps=len(report["gaps"]),
        report=report,
        learned=learned.strip(),
        party_id=actor.party_id,
        by=actor.member_id,
        by_name=parties.member_names([actor.member_id])[actor.member_id],
        at=clock.now(),
        digest=digest,
        salt=salt,
    )
    held = ExerciseHeld(row.id, Code(row.scenario), row.arose, row.met, row.gaps, Digest(digest))
    ledger.commit(rows=[row], facts=[held], actor=actor)
    return row


@ledger.action
def note_lessons(exercise: UUID, learned: str, *, expected_version: int | None = None, actor: Viewer) -> Exercise:
    """Write down what both agencies take from an exercise."""
    require(actor, Permission.AGREEMENT_EXERCISE_FILE, AgreementItem(), "exercise")
    row = queries.exercise(actor, exercise)
    if not learned.strip():
        raise InputRefusal("Type what you take from the exercise.", fields={"field": "learned"})
    row.learned, row.salt = learned.strip(), row.salt or ledger.new_salt()
    fact = LessonsNoted(row.id, ledger.seal(row.salt, row.learned))
    ledger.commit(rows=[row], facts=[fact], actor=actor, expected_version=expected_version)
    return row


@ledger.action
def destroy(what: str, item: UUID, *, reason: str, typed: str, actor: Viewer) -> ClauseChange | Exercise:
    """Destroy an earlier version of a clause, the report of an exercise, or what was taken from one, after a spill
    (79). Cannot be undone. ``what`` is that of the road; ``typed`` the code of the clause or scenario, typed again.

    The version in force stays: duties are counted by it. Write the clause anew without the words, then destroy.
    """
    require(actor, Permission.AGREEMENT_CHANGE, AgreementItem(), "agreement")
    road = next((one for one in (CLAUSE, LESSONS, EXERCISE) if one.what == what), None)
    row: ClauseChange | Exercise
    if road is None:
        raise InputRefusal("Choose what is to be destroyed.", fields={"field": "what"})
    if road is CLAUSE:
        row = queries.clause_change(actor, item)
        handle = row.code
        if row.version_number == queries.version_of(row.code):
            raise RuleRefusal(
                "This version is in force, and duties are counted by it. Write the clause anew without those words "
                "first, then destroy this version.",
                code="in-force",
            )
    else:
        row = queries.exercise(actor, item)
        handle = row.scenario
    destroying.require_typed_again(handle, typed, called="short name")
    if road.is_gone(row):
        raise InputRefusal("This was destroyed already.", fields={"field": "what"})
    why = destroying.why(reason, destroying.LACK)
    rows, facts = destroying.emptied([(road, row)], stream=queries.CHAIN, reason=why, actor=actor)
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return row

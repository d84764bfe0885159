"""The shell of the case room: state and clocks, threads, parties. The timeline between them is of ``talk``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from medcord.cases import embargoes
from medcord.cases import queries as cases
from medcord.cases.marks import fix_events, public_events, standing
from medcord.cases.models import Case, Participant, Statement, SupplierConsultation
from medcord.cases.models import Room as RoomRow
from medcord.clocks import queries as clocks
from medcord.core.access import Permission, Viewer, may
from medcord.core.clocks import Clock
from medcord.core.clocks.packs.agreement_1_2 import REVIEW
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState, Ending
from medcord.core.vocabulary import Role
from medcord.declarations import queries as declarations
from medcord.drafting import queries as drafting
from medcord.drafting.models import Communication, Draft
from medcord.intake import queries as intake
from medcord.lab import queries as lab
from medcord.lab.models import LabTest
from medcord.ledger.queries import ShortFact
from medcord.opinions import queries as opinions
from medcord.opinions.models import HarmOpinion
from medcord.web.pages import clocks as clocks_page
from medcord.web.pages import warned
from medcord.web.pages.clocks import Clocks

MARKS = (
    (CaseEvent.MANUFACTURER_AWARE, "Maker knows", "maker_aware_at"),
    (CaseEvent.FIX_READY, "Fix ready", "fix_ready_at"),
    (CaseEvent.FIX_DEPLOYED, "Fix in the field", "fix_deployed_at"),
    (CaseEvent.PUBLIC_AWARE, "Public knows", "public_at"),
    (CaseEvent.EXPLOIT_PUBLIC, "Exploit public", "exploit_public_at"),
    (CaseEvent.ATTACKS_OBSERVED, "Attacks seen", "attacks_at"),
)


MOST_CARDS = 12
CASE_WIDE = "Case-wide"
ICONS = {RoomRow.Kind.PRODUCT.value: "build", RoomRow.Kind.SIDE.value: "lock"}


@dataclass(frozen=True, slots=True)
class PartyCard:
    row: Participant
    chip: str
    statements: list[Statement]
    asked: bool
    ours: bool
    heard: datetime | None


@dataclass(frozen=True, slots=True)
class Must:
    """The coloured cell: what this viewer must do, and by when and why."""

    what: str
    how: str = ""
    url: str = ""
    clock: Clock | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A line of the list of threads. ``key`` stands in the address: nothing, "case", or the id of a room."""

    key: str
    title: str
    icon: str
    messages: int
    unread: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Talked:
    """A case with what was said and what happened in it, as short rows: what the timeline is made from."""

    case: Case
    view: cases.Sight
    seen: list[cases.Seen]
    facts: list[ShortFact]
    fresh: list[cases.Seen]
    mine: Participant | None
    present: list[Participant]


@dataclass(frozen=True, slots=True)
class Room(Talked):
    threads: list[Thread]
    numbers: list[tuple[Participant, str]]
    standing: str
    severity: str
    opinion_number: int
    cards: list[PartyCard]
    cards_left_out: int
    clocks: Clocks
    marks: list[tuple[str, datetime | None, str]]
    must: Must
    draft: Draft | None
    communication: Communication | None
    counts: dict[str, int]
    stages: list[tuple[str, str]]
    owns: bool
    material: drafting.Material
    evidence: list[LabTest] = field(default_factory=list)
    can: dict[str, bool] = field(default_factory=dict)


def talked(viewer: Viewer, reference: str, case: Case | None = None) -> Talked:
    """What the viewer may know of the talk in a case; raises NotFound."""
    case = case or cases.case_for(viewer, reference)
    view = cases.sight(viewer, case)
    seen = cases.said(view)
    mark = cases.mark_of(viewer, case)
    return Talked(
        case=case,
        view=view,
        seen=seen,
        facts=cases.known(view, {row.pk for row in seen}, without=("MessageSent",)),
        fresh=cases.new_to(viewer, mark.ranges if mark else (), seen),
        mine=cases.participant_of(viewer, case),
        present=cases.participants(viewer, case),
    )


def build(viewer: Viewer, reference: str, case: Case | None = None, *, every_card: bool = False) -> Room:
    """Everything around the timeline that this viewer may see; raises NotFound. ``case`` is what ``case_for`` gave the
    viewer, where that was asked already."""
    talk = talked(viewer, reference, case)
    case, present = talk.case, talk.present
    running = clocks_page.of_room(clocks.before(talk.view), present, viewer.party_id)
    statements = cases.statements(viewer, case)
    known, released = opinions.of_room(viewer, case)
    opinion: HarmOpinion | None = known[-1] if known else released
    draft, communication = drafting.draft_for(viewer, case), drafting.communication_for(viewer, case)
    chosen = present if every_card else _first_cards(viewer, present)
    tests = lab.of_case(viewer, case)
    return Room(
        **{name: getattr(talk, name) for name in Talked.__slots__},
        threads=_threads(talk),
        numbers=cases.numbers(viewer, case),
        standing=standing(case),
        severity=opinion.severity if opinion else "",
        opinion_number=opinion.number if opinion else 0,
        cards=_cards(viewer, chosen, statements, _heard(talk)),
        cards_left_out=len(present) - len(chosen),
        clocks=running,
        marks=_marks(case, present),
        must=_sooner(
            _or_declare(talk, _must(viewer, case, running, opinion, released, draft, statements)),
            case,
            (draft, communication),
        ),
        draft=draft,
        communication=communication,
        counts={
            "statements": len(statements),
            "opinions": len(known),
            "unread": len(talk.fresh),
            "reports": _reports(viewer, case),
            "tests": len(tests),
        },
        stages=_stages(case, present, draft),
        owns=viewer.party_id == case.owner_id,
        material=drafting.Material(statements, released, cases.joined_reports(viewer, case)),
        evidence=[row for row in tests if lab.reads_result(viewer, case, row)],
        can=_can(viewer, case),
    )


def _reports(viewer: Viewer, case: Case) -> int:
    """How many reports the viewer reads here; only of who joined late it takes a look at each."""
    ids, own = cases.reports_in(viewer, case), cases.participant_of(viewer, case)
    late = own is not None and own.sees_from is not None
    return len(intake.readable_in_case(viewer, ids, cases.item(case)) if late else ids)


def _threads(talk: Talked) -> list[Thread]:
    """Everything, the case-wide thread, and each room that exists for the viewer: open ones first, the newest talk
    above."""
    said, new = Counter(row.room for row in talk.seen), Counter(row.room for row in talk.fresh)
    last = {row.room: row.number for row in talk.seen}
    rooms = sorted(talk.view.rooms(), key=lambda row: (row.closed_at is not None, -last.get(row.pk, 0), row.title))
    found = [
        Thread(str(row.pk), row.title, ICONS[row.kind], said[row.pk], new[row.pk], row.closed_at is not None)
        for row in rooms
    ]
    return [
        Thread("", "Everything", "chat", len(talk.seen), len(talk.fresh)),
        Thread("case", CASE_WIDE, "forum", said[None], new[None]),
        *found,
    ]


def _heard(talk: Talked) -> dict[UUID, datetime]:
    """When each party was last heard of, as far as the viewer may know."""
    heard: dict[UUID, datetime] = {}
    for party, at in [*((row.party, row.at) for row in talk.seen), *((row.party, row.at) for row in talk.facts)]:
        if party is not None and (party not in heard or at > heard[party]):
            heard[party] = at
    return heard


def _first_cards(viewer: Viewer, present: list[Participant]) -> list[Participant]:
    """Not a column of a hundred cards: the first ones, and the viewer's own."""
    mine = [row for row in present if row.party_id == viewer.party_id]
    rest = [row for row in present if row.party_id != viewer.party_id]
    chosen = {row.pk for row in [*mine, *rest][:MOST_CARDS]}
    return [row for row in present if row.pk in chosen]


def _cards(
    viewer: Viewer, chosen: list[Participant], statements: list[Statement], heard: dict[UUID, datetime]
) -> list[PartyCard]:
    said: dict[UUID, list[Statement]] = {}
    for one in statements:
        said.setdefault(one.party_id, []).append(one)
    return [_card(viewer, row, said.get(row.party_id, []), heard.get(row.party_id)) for row in chosen]


def _card(viewer: Viewer, row: Participant, statements: list[Statement], heard: datetime | None) -> PartyCard:
    stands = embargoes.stands(row)
    chip = "statutory" if row.statutory else ("signatory" if stands else row.consent)
    asked = row.role == Role.MANUFACTURER.value
    return PartyCard(row, chip, statements, asked, row.party_id == viewer.party_id, heard)


def _marks(case: Case, present: list[Participant]) -> list[tuple[str, datetime | None, str]]:
    makers = [row for row in present if row.role == Role.MANUFACTURER.value]
    found = []
    for event, words, column in MARKS:
        if event in (CaseEvent.MANUFACTURER_AWARE, CaseEvent.FIX_READY, CaseEvent.FIX_DEPLOYED):
            times = [getattr(row, column) for row in makers]
            at = max(times) if times and all(times) else None
            partly = f"{sum(1 for one in times if one)} of {len(times)}" if len(times) > 1 else "not yet"
            found.append((words, at, partly))
        else:
            found.append((words, getattr(case, column), "none known" if event is CaseEvent.ATTACKS_OBSERVED else "no"))
    return found


def _stages(case: Case, present: list[Participant], draft: Draft | None) -> list[tuple[str, str]]:
    """CISA's five steps (F7.5) as done, now or later."""
    makers = [row for row in present if row.role == Role.MANUFACTURER.value]
    fixes = [fix_events(row) for row in makers]
    done = [
        True,
        case.confirmed_at is not None,
        bool(fixes) and all(CaseEvent.FIX_READY in one for one in fixes),
        bool(fixes) and all(CaseEvent.FIX_DEPLOYED in one for one in fixes),
        bool(draft and draft.released_at) or CaseEvent.PUBLIC_AWARE in public_events(case),
    ]
    names = ["Collected", "Analysed", "Fix agreed with the makers", "Fix in the field", "Disclosed"]
    first = next((number for number, one in enumerate(done) if not one), len(done))
    return [
        (name, "done" if done[number] else "now" if number == first else "later") for number, name in enumerate(names)
    ]


def _must(
    viewer: Viewer,
    case: Case,
    running: Clocks,
    opinion: HarmOpinion | None,
    released: HarmOpinion | None,
    draft: Draft | None,
    statements: list[Statement],
) -> Must:
    base = f"/cases/{case.reference}"
    by_name = running.by_name
    if cases.to_decide(viewer, [case]):
        why = "Confirmed, a public issue or exploit ends the embargo."
        return Must("Decide a claim", "Confirm it or turn it down", f"{base}/state", by_name.get("Embargo ends"), why)
    if case.ending == Ending.PROPOSED.value and viewer.party_id == case.owner_id:
        why = "Attacks are confirmed, and the terms bind until then."
        return Must("End the embargo, or keep it", "With a reason", f"{base}/state", by_name.get("Embargo ends"), why)
    if EmbargoState(case.embargo) is EmbargoState.REVISE and not _proposed_by(case, viewer):
        why = "Until then the old terms bind."
        return Must("Answer the new date", "Accept or decline", f"{base}/terms", by_name.get("Embargo ends"), why)
    question = cases.open_question(viewer, case)
    if question is not None:
        return _supplier_must(viewer, question, f"{base}/supplied/{question.message_id}")
    if (waiting := warned.waiting_for(viewer, case)) is not None:
        what = "Answer about a public warning" if viewer.role is Role.MANUFACTURER else "Decide: tell the public?"
        return Must(what, "With reasons", f"{base}/evidence", waiting, f"It stops on: {waiting.stops_on}.")
    if viewer.role is Role.REGULATOR:
        return _regulator_must(base, by_name, opinion, released, disputed=opinions.to_assess(viewer, case) is not None)
    if viewer.role is Role.MANUFACTURER:
        return _manufacturer_must(viewer, case, base, by_name, statements)
    return _disclosure_must(viewer, case, by_name) or _coordinator_must(case, base, by_name, draft, statements)


def _disclosure_must(viewer: Viewer, case: Case, by_name: Mapping[str, Clock]) -> Must | None:
    """The decision beside the 45 days, once it is due (C4)."""
    offer = declarations.offer_in(viewer, case)
    if offer is None or not offer.due:
        return None
    page, clock = f"/cases/{case.reference}/clocks#disclosure", by_name.get("May publish, 45 days")
    return Must("Publish without the maker, or wait", "Decide, with reasons", page, clock, offer.because)


def _sooner(must: Must, case: Case, texts: Iterable[Draft | Communication | None]) -> Must:
    """What must be done, or a text that waits for comments of the viewer's party sooner (C8)."""
    for text in texts:
        asked = drafting.owed(text) if text is not None and text.released_at is None else None
        if asked and (must is NOTHING or must.clock is None or must.clock.due > asked[1]):
            page, name = ("draft", "draft") if isinstance(text, Draft) else ("communication", "safety communication")
            clock = clocks_page.of_comments(*asked, None, "us")
            why, how = "Publication does not wait for a late one.", "“No comments” is an answer too"
            must = Must(f"Comment on the {name}", how, f"/cases/{case.reference}/{page}", clock, why)
    return must


def _supplier_must(viewer: Viewer, question: SupplierConsultation, page: str) -> Must:
    clock = Clock("Supplier's answer", question.asked_at, question.due_at, f"consultation, {question.due_source}")
    if question.party_id == viewer.party_id:
        why = "Without an answer the rule of its class decides."
        return Must("Answer about what you supplied", "Agree or object", page, clock, why)
    return Must("Answer an objection", "In words, by name", page, None, "Until then the regulator does not read it.")


NOTHING = Must("Nothing now", "You will be told when something is asked of you.")


def _regulator_must(
    base: str,
    by_name: Mapping[str, Clock],
    opinion: HarmOpinion | None,
    released: HarmOpinion | None,
    *,
    disputed: bool,
) -> Must:
    page, clock = f"{base}/opinion", by_name.get("Harm opinion")
    if clock is not None:
        return Must("Write a harm opinion", "How bad for patients?", page, clock, "The coordinator asked.")
    if disputed:
        why = "A party holds the potential impact to be other than what was said."
        return Must("Assess the dispute", "Read the positions", f"{base}/dispute", None, why)
    if opinion and not released:
        why = "Only this may enter the draft."
        return Must("Release a public sentence", "Or leave “assessment pending”", page, None, why)
    return NOTHING


def _manufacturer_must(
    viewer: Viewer, case: Case, base: str, by_name: Mapping[str, Clock], statements: list[Statement]
) -> Must:
    mine = cases.participant_of(viewer, case)
    if mine is not None and mine.consent == Consent.LAPSED.value:
        clock, why = by_name.get("Embargo ends"), "Your consent lapsed."
        return Must("Sign the new terms", "To read what is new", f"{base}/terms", clock, why)
    if not any(one.party_id == viewer.party_id for one in statements):
        clock, why = by_name.get("May publish, 45 days"), "No answer yet is not “not affected”."
        return Must("State your products", "Which versions are affected?", f"{base}/statements", clock, why)
    return NOTHING


def _or_declare(talk: Talked, must: Must) -> Must:
    """A manufacturer of whom nothing else is asked is asked when it learned of the vulnerability, until it signs."""
    viewer = talk.view.viewer
    declared = any(row.kind == "LearnedOfDeclared" and row.party == viewer.party_id for row in talk.facts)
    if must is not NOTHING or declared or not may(viewer, Permission.DECLARATION_SIGN, talk.view.item).allowed:
        return must
    page, why = f"/cases/{talk.case.reference}/declarations?form=learned#sign", "The 30 and the 60 days run from it."
    return Must("Sign when you learned of it", "What any employee knew counts", page, None, why)


def _proposed_by(case: Case, viewer: Viewer) -> bool:
    return any(each["by"] == str(viewer.party_id) for each in case.proposals)


def _coordinator_must(
    case: Case, base: str, by_name: Mapping[str, Clock], draft: Draft | None, statements: list[Statement]
) -> Must:
    if (owed := by_name.get(REVIEW.name)) is not None:
        why = "One person released it; another one looks at it within a day."
        return Must("Review the release in an emergency", "Say what you found", f"{base}/emergency", owed, why)
    makers = [row for row in case.participants.all() if row.role == Role.MANUFACTURER.value]
    clock = by_name.get("May publish, 45 days") or by_name.get("Embargo ends")
    revising = draft is not None and draft.advisory is not None and draft.released_at is None
    if case.closed_at is not None and not revising:
        more = ("Its advisory can still be mended", f"{base}/draft") if draft and draft.advisory else ("", "")
        return Must("Nothing now", *more, None, "The case is closed.")
    if not makers:
        return Must(
            "Invite the manufacturer",
            "Nobody who can fix it knows",
            f"{base}/invite",
            by_name.get("Embargo ends"),
            "The first contact starts the 45 days.",
        )
    if case.confirmed_at is None:
        return Must(
            "Confirm or reject it", "Say what shows it is real", f"{base}/state", clock, "Potential is not confirmed."
        )
    if draft is None and statements:
        return Must("Draft the advisory", "From what may be used", f"{base}/draft", clock, "Statements are in.")
    if draft is not None and draft.released_at is None:
        return Must("Finish and publish", "See what is missing", f"{base}/draft", clock, "The draft is open.")
    if draft is not None and case.closed_at is None:
        return Must("Close the case", "It can be revised after that too", f"{base}/state", None, "The advisory is out.")
    return Must("Wait for the makers", "No statement yet", "", clock, "Write to them if they stay silent.")


def _can(viewer: Viewer, case: Case) -> dict[str, bool]:
    item: Any = cases.item(case)
    wanted = {
        "invite": Permission.CASE_INVITE,
        "speak": Permission.CASE_MESSAGE_SEND,
        "number": Permission.CASE_NUMBER_SET,
        "mark": Permission.CASE_MARK,
        "state": Permission.CASE_STATEMENT_MAKE,
        "propose": Permission.CASE_EMBARGO_PROPOSE,
        "end": Permission.CASE_EMBARGO_TERMINATE,
        "close": Permission.CASE_CLOSE,
    }
    calls = case.closed_at is None and may(viewer, Permission.CALL_CONVENE, None).allowed
    test = may(viewer, Permission.LAB_REQUEST, item).allowed
    return {
        "call": calls,
        "test": test,
        **{name: may(viewer, permission, item).allowed for name, permission in wanted.items()},
    }


def who_can_see(viewer: Viewer, reference: str) -> list[tuple[Participant, bool, str]]:
    """Each party of the case, whether it reads the content, and the policy's own reason (for the coordinator)."""
    case = cases.case_for(viewer, reference)
    # The policy speaks to the party it answers; here somebody else reads what it says of each.
    return [(row, yes, _of(because)) for row, yes, because in cases.reading_reasons(viewer, case)]


def _of(because: str) -> str:
    return because.replace("Your party", "It").replace("your party", "it")

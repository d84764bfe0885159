"""What a step of a scenario may do: each verb reads the step's table and calls the action people use."""

from __future__ import annotations

from typing import Final

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.consults import actions as consults
from medcord.consults import queries as consult_queries
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.exercise import Step
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Severity, Tlp
from medcord.drafting import actions as drafting
from medcord.drafting import queries as draft_queries
from medcord.drafting.actions import FIELDS
from medcord.intake import actions as intake
from medcord.opinions import actions as opinions
from medcord.opinions import queries as opinion_queries
from medcord.project.drill.glass import GLASS
from medcord.project.drill.joint import JOINT, reference_of
from medcord.project.drill.play import CannotPlay, Play, Verb

_REPORT: Final = ("device_maker", "device_model", "device_version", "how_tested", "patient_impact", "description")


def report(play: Play, step: Step) -> None:
    """A finder reports."""
    maker, model, version, tested, impact, found = (play.text(step, key, "not said") for key in _REPORT)
    words = intake.ReportWords(
        device_maker=maker, device_model=model, device_version=version, how_tested=tested, patient_impact=impact,
        description=found,
    )  # fmt: skip
    row, _code = intake.submit(words, actor=play.viewer(step))
    play.keep(step, row.reference, "report")


def triage(play: Play, step: Step) -> None:
    """A coordinator decides what a report is."""
    device = play.choice(step, "medical_device", intake.MedicalDevice, "yes")
    outcome = play.choice(step, "outcome", intake.Outcome, "accept")
    intake.triage(play.named(step, "report", "report"), medical_device=device, outcome=outcome, actor=play.viewer(step))


def answer_finder(play: Play, step: Step) -> None:
    """A coordinator writes to the finder."""
    intake.write_to(play.named(step, "report", "report"), play.text(step, "words"), actor=play.viewer(step))


def open_case(play: Play, step: Step) -> None:
    """A case is opened from a report."""
    row = cases.open_case(
        play.named(step, "report", "report"),
        title=play.text(step, "title"),
        summary=play.text(step, "summary", ""),
        actor=play.viewer(step),
    )
    play.keep(step, row.reference, "case")


def invite(play: Play, step: Step) -> None:
    """A party is asked in."""
    channel = play.text(step, "channel", "mail")
    cases.invite(reference_of(play, step), play.party(step).pk, channel=channel, actor=play.viewer(step))


def sign(play: Play, step: Step) -> None:
    """A party signs the terms of a case."""
    cases.answer_terms(reference_of(play, step), TermsAnswer.ACCEPT, actor=play.viewer(step))


def reach(play: Play, step: Step) -> None:
    """An attempt to reach a party is noted."""
    words = cases.ContactWords(
        channel=play.text(step, "channel", "mail"),
        reached=step.given.get("reached") is True,
        note=play.text(step, "note", ""),
    )
    cases.log_contact(reference_of(play, step), play.party(step).pk, words, actor=play.viewer(step))


def mark(play: Play, step: Step) -> None:
    """One of the six marks, or that the vulnerability is real, is set."""
    case, evidence, actor = reference_of(play, step), play.text(step, "evidence"), play.viewer(step)
    if play.text(step, "mark") == "confirmed":
        cases.confirm(case, evidence=evidence, actor=actor)
    else:
        cases.mark(case, play.choice(step, "mark", CaseEvent), evidence=evidence, actor=actor)


def message(play: Play, step: Step) -> None:
    """Something is said in a case."""
    row = cases.send_message(
        reference_of(play, step),
        play.text(step, "words"),
        tlp=play.choice(step, "tlp", Tlp, "AMBER"),
        confidentiality=play.choice(step, "class", ConfidentialityClass, "none"),
        actor=play.viewer(step),
    )
    play.keep(step, row.pk, "message")


def statement(play: Play, step: Step) -> None:
    """A maker states a product."""
    product = play.text(step, "product")
    if product not in play.products:
        raise CannotPlay(step, f"there is no product “{product}”.")
    words = cases.StatementWords(
        play.products[product],
        play.text(step, "versions"),
        play.choice(step, "status", ProductStatus),
        play.text(step, "justification", ""),
        play.text(step, "remedy", ""),
        play.text(step, "remediation", ""),
    )
    cases.make_statement(reference_of(play, step), words, actor=play.viewer(step))


def answer_consultation(play: Play, step: Step) -> None:
    """The regulator answers in words what it was asked about a case."""
    actor = play.viewer(step)
    case = case_queries.case_for(actor, reference_of(play, step))
    waiting = [row for row in consult_queries.of_case(actor, case) if row.answered_at is None]
    if not waiting:
        raise CannotPlay(step, "nothing waits for an answer there.")
    consults.answer(waiting[0].pk, play.text(step, "words"), actor=actor)


def opinion(play: Play, step: Step) -> None:
    """A named person of the regulator signs a harm opinion."""
    words = opinions.OpinionWords(
        play.choice(step, "severity", Severity),
        play.text(step, "scenario"),
        play.choice(step, "certainty", opinions.Certainty, "medium"),
        hazard=play.text(step, "hazard", ""),
        populations=play.text(step, "populations", ""),
        exposure=play.text(step, "exposure", ""),
        controls=play.text(step, "controls", ""),
        evidence=play.text(step, "evidence", ""),
        would_change=play.text(step, "would_change", ""),
    )
    opinions.sign(reference_of(play, step), words, actor=play.viewer(step))


def release_sentence(play: Play, step: Step) -> None:
    """The regulator releases the one sentence that may be public."""
    case, actor = reference_of(play, step), play.viewer(step)
    found = opinion_queries.of_case(actor, case_queries.case_for(actor, case))
    if not found:
        raise CannotPlay(step, "there is no opinion to release from.")
    opinions.release_sentence(case, found[-1].number, play.text(step, "sentence"), actor=actor)


def draft(play: Play, step: Step) -> None:
    """The draft of the advisory is saved."""
    words = {key: play.text(step, key) for key in FIELDS if key in step.given}
    drafting.save_draft(reference_of(play, step), words, actor=play.viewer(step))


def approve(play: Play, step: Step) -> None:
    """A member of the coordinator who did not write the newest version approves it."""
    case, actor = reference_of(play, step), play.viewer(step)
    found = draft_queries.draft_for(actor, case_queries.case_for(actor, case))
    if found is None:
        raise CannotPlay(step, "there is no draft to approve.")
    drafting.approve(case, number=found.number, actor=actor)


def publish(play: Play, step: Step) -> None:
    """The advisory goes out on the exercise's own node."""
    drafting.publish(
        reference_of(play, step), early_reason=play.text(step, "early_reason", ""), actor=play.viewer(step)
    )


def end_embargo(play: Play, step: Step) -> None:
    """The coordinator ends the embargo."""
    cases.end_embargo(reference_of(play, step), reason=play.text(step, "reason"), actor=play.viewer(step))


def close(play: Play, step: Step) -> None:
    """The case is closed."""
    cases.close(reference_of(play, step), reason=play.text(step, "reason"), actor=play.viewer(step))


def nothing(play: Play, step: Step) -> None:
    """Only something is told to the players."""
    del play, step


VERBS: Final[dict[str, Verb]] = {
    "report": report,
    "triage": triage,
    "answer-finder": answer_finder,
    "open-case": open_case,
    "invite": invite,
    "sign": sign,
    "reach": reach,
    "mark": mark,
    "message": message,
    "statement": statement,
    "answer-consultation": answer_consultation,
    "opinion": opinion,
    "release-sentence": release_sentence,
    "draft": draft,
    "approve": approve,
    "publish": publish,
    "end-embargo": end_embargo,
    "close": close,
    **JOINT,
    **GLASS,
    "tell": nothing,
}
"""By the name that a scenario uses."""

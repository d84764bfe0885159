"""Verbs of what agencies and parties do together: asking suppliers, disputes, texts that cross, calls, tests, signed
forms, warnings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from medcord.calls import actions as calls
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.models import Case
from medcord.core.declarations.forms import QUESTIONS, Form, Given
from medcord.core.exercise import Step
from medcord.core.lab import LabAudience, LabOutcome
from medcord.core.safety.matrix import Exploitability
from medcord.core.vocabulary import ConfidentialityClass, Severity
from medcord.declarations import actions as declarations
from medcord.drafting import actions as drafting
from medcord.drafting import queries as draft_queries
from medcord.drafting.saving import FIELDS
from medcord.drafting.texts import ProductChosen, What
from medcord.emerging import actions as emerging
from medcord.emerging import queries as emerging_queries
from medcord.gateways import clock
from medcord.lab import actions as lab
from medcord.opinions import actions as opinions
from medcord.opinions import queries as opinion_queries
from medcord.project.drill.play import CannotPlay, Play, Verb


def ask_supplier(play: Play, step: Step) -> None:
    """The coordinator asks a supplier about passing on what it supplied."""
    words = cases.SupplierQuestion(
        purpose=play.text(step, "purpose", "regulator"), question=play.text(step, "question", "")
    )
    message = play.named(step, "message", "message")
    row = cases.ask_supplier(reference_of(play, step), message, words, actor=play.viewer(step))
    play.keep(step, row.pk, "question")


def answer_supplier(play: Play, step: Step) -> None:
    """The supplier agrees or objects."""
    asked, actor = play.named(step, "question", "question"), play.viewer(step)
    agreed = _flag(step, "agreed")
    cases.answer_supplier(reference_of(play, step), asked, agreed=agreed, words=play.text(step, "words"), actor=actor)


def dispute(play: Play, step: Step) -> None:
    """A party holds the potential impact to be other than what was said."""
    words = opinions.PositionWords(
        play.text(step, "words"),
        play.choice(step, "severity", Severity) if "severity" in step.given else None,
        play.choice(step, "class", ConfidentialityClass, "none"),
    )
    opinions.state_position(reference_of(play, step), words, actor=play.viewer(step))


def assess(play: Play, step: Step) -> None:
    """The regulator assesses the dispute on its newest opinion."""
    actor, case = play.viewer(step), _case(play, step)
    row, signed = opinion_queries.to_assess(actor, case), opinion_queries.of_case(actor, case)
    if row is None or not signed:
        raise CannotPlay(step, "no dispute waits for an assessment, or there is no opinion to rest it on.")
    opinions.assess(case.reference, row.pk, opinion=signed[-1].number, reasons=play.text(step, "reasons"), actor=actor)


def circulate(play: Play, step: Step) -> None:
    """The coordinator sends its draft to a party for comment."""
    drafting.circulate(reference_of(play, step), play.party(step).pk, actor=play.viewer(step))


def comment(play: Play, step: Step) -> None:
    """Somebody comments on a passage of the newest version of a text."""
    actor, what = play.viewer(step), play.choice(step, "text", What, "advisory")
    text = draft_queries.text_for(actor, _case(play, step), what)
    proposal = play.text(step, "proposal") if "proposal" in step.given else None
    words = drafting.CommentWords(
        play.text(step, "field"), play.text(step, "quote"), play.text(step, "words"), text.number, proposal
    )
    row = drafting.comment(reference_of(play, step), what, words, actor=actor)
    play.keep(step, row.pk, "comment")


def decide_comment(play: Play, step: Step) -> None:
    """The writer of a text accepts a comment, with the words it proposed, or rejects it."""
    actor, what = play.viewer(step), play.choice(step, "text", What, "advisory")
    text, accepted = draft_queries.text_for(actor, _case(play, step), what), _flag(step, "accepted")
    put_in = accepted and _flag(step, "put_in", default=False)
    decided = drafting.Decided(accepted, play.text(step, "reason"), put_in, text.version)
    made = play.named(step, "comment", "comment")
    drafting.decide_comment(reference_of(play, step), what, made, decided, actor=actor)


def comments_done(play: Play, step: Step) -> None:
    """A party that was asked says that it is done with its comments."""
    what = play.choice(step, "text", What, "advisory")
    drafting.give_comments(reference_of(play, step), what, actor=play.viewer(step))


def communication(play: Play, step: Step) -> None:
    """The regulator saves its safety communication, about every product that was stated in the case."""
    actor, case = play.viewer(step), _case(play, step)
    stated = draft_queries.usable_statements(actor, case)
    chosen = [ProductChosen(row.product_id, row.versions) for row in stated]
    words = {key: play.text(step, key) for key in (*FIELDS, "devices") if key in step.given}
    drafting.save_communication(case.reference, words, chosen, actor=actor)


def share(play: Play, step: Step) -> None:
    """The regulator gives its safety communication to a party before release."""
    drafting.share_communication(reference_of(play, step), play.party(step).pk, actor=play.viewer(step))


def release_communication(play: Play, step: Step) -> None:
    """The regulator notes that its safety communication is out."""
    drafting.release_communication(reference_of(play, step), play.text(step, "link", ""), actor=play.viewer(step))


def compare(play: Play, step: Step) -> None:
    """It is recorded how both texts agree."""
    drafting.compare_texts(reference_of(play, step), actor=play.viewer(step))


def call(play: Play, step: Step) -> None:
    """A call is convened: "in" minutes from now, or at once where it is an emergency."""
    actor, case = play.viewer(step), reference_of(play, step)
    asked = [play.party_named(step, key.strip()).pk for key in play.text(step, "parties").split(",")]
    purpose, agenda = play.text(step, "purpose"), [calls.Tabled(case)]
    if _flag(step, "emergency", default=False):
        row = calls.convene_emergency(purpose, parties=asked, agenda=agenda, actor=actor)
    else:
        starts = clock.now() + timedelta(minutes=_number(step, "in", 60))
        row = calls.convene(calls.CallWords(starts, "UTC", purpose, asked, agenda=agenda), actor=actor)
    play.keep(step, row.reference, "call")


def join(play: Play, step: Step) -> None:
    """A party joins a call."""
    calls.join(play.named(step, "call", "call"), actor=play.viewer(step))


def hold(play: Play, step: Step) -> None:
    """A call is closed with its minutes; its case was spoken of."""
    made, minutes = play.named(step, "call", "call"), play.text(step, "minutes")
    calls.hold(made, minutes, discussed=[reference_of(play, step)], actor=play.viewer(step))


def ask_test(play: Play, step: Step) -> None:
    """An independent test is asked for."""
    words = lab.RequestWords(play.text(step, "scope"), play.text(step, "question"), play.text(step, "wanted"))
    row = lab.request(reference_of(play, step), words, actor=play.viewer(step))
    play.keep(step, row.reference, "test")


def answer_test(play: Play, step: Step) -> None:
    """The coordinator takes a test on and names the laboratory, or turns it down."""
    lab.answer(
        reference_of(play, step), play.named(step, "test", "test"), accept=_flag(step, "accept"),
        words=play.text(step, "words", ""), laboratory=play.text(step, "laboratory", ""), actor=play.viewer(step),
    )  # fmt: skip


def report_test(play: Play, step: Step) -> None:
    """The laboratory's result is written down."""
    outcome = play.choice(step, "outcome", LabOutcome)
    made, words = play.named(step, "test", "test"), play.text(step, "words")
    lab.report(reference_of(play, step), made, outcome=outcome, words=words, actor=play.viewer(step))


def release_test(play: Play, step: Step) -> None:
    """It is decided who may see the result."""
    lab.release(
        reference_of(play, step), play.named(step, "test", "test"), audience=play.choice(step, "audience", LabAudience),
        because=play.text(step, "because"), sentence=play.text(step, "sentence", ""), actor=play.viewer(step),
    )  # fmt: skip


def learned_of(play: Play, step: Step) -> None:
    """A manufacturer signs when it learned of the vulnerability: "ago" hours before this step."""
    at = clock.now() - timedelta(hours=_number(step, "ago", 0))
    given = Given(Form.LEARNED, at=at, text=play.text(step, "words"), reason=play.text(step, "reason", ""))
    declarations.sign(reference_of(play, step), given, actor=play.viewer(step))


def decide_risk(play: Play, step: Step) -> None:
    """A manufacturer signs controlled or uncontrolled, with its rationale."""
    given = Given(
        Form.RISK,
        text=play.text(step, "words"),
        reason=play.text(step, "reason", ""),
        controls=play.text(step, "controls"),
        uncontrolled=_flag(step, "uncontrolled"),
        exploitability=play.choice(step, "exploitability", Exploitability),
        severity=play.choice(step, "severity", Severity),
    )
    declarations.sign(reference_of(play, step), given, actor=play.viewer(step))


def tell_customers(play: Play, step: Step) -> None:
    """A manufacturer signs the text that its customers got; an ISAO gets it at the same moment. Each question of the
    form is answered with yes that is not in "lacks"."""
    lacks = {one.strip() for one in play.text(step, "lacks", "").split(",")}
    answers = {key: key not in lacks for key, _words in QUESTIONS[Form.CUSTOMERS]}
    given = Given(Form.CUSTOMERS, text=play.text(step, "words"), answers=answers)
    isao = play.party(step, "isao").pk if "isao" in step.given else None
    declarations.sign(reference_of(play, step), given, isao=isao, actor=play.viewer(step))


def emerging_signal(play: Play, step: Step) -> None:
    """The regulator records information that raises an emerging signal: 30 days run."""
    emerging.raise_signal(reference_of(play, step), information=play.text(step, "information"), actor=play.viewer(step))


def decide_notice(play: Play, step: Step) -> None:
    """The regulator decides whether to tell the public."""
    actor, case = play.viewer(step), _case(play, step)
    raised = emerging_queries.of_case(actor, case)
    if not raised:
        raise CannotPlay(step, "no emerging signal was recorded there.")
    emerging.decide_notice(
        case.reference, raised[-1].number, notify=_flag(step, "notify"), reason=play.text(step, "reason"),
        actor=actor,
    )  # fmt: skip


def ask_warning(play: Play, step: Step) -> None:
    """The regulator tells a firm that a public warning is appropriate: 24 hours run."""
    row = emerging.ask_warning(
        reference_of(play, step), play.party(step).pk, text=play.text(step, "words"), actor=play.viewer(step)
    )
    play.keep(step, row.pk, "warning")


def answer_warning(play: Play, step: Step) -> None:
    """The firm says that the warning is out, or why not."""
    answer = emerging.WarningAnswer(_flag(step, "issued"), play.text(step, "words"), play.text(step, "link", ""))
    made = play.named(step, "warning", "warning")
    emerging.answer_warning(reference_of(play, step), UUID(str(made)), answer, actor=play.viewer(step))


def reference_of(play: Play, step: Step) -> str:
    """The case that a step is about."""
    return str(play.named(step, "case", "case"))


def _case(play: Play, step: Step) -> Case:
    return case_queries.case_for(play.viewer(step), reference_of(play, step))


def _flag(step: Step, key: str, *, default: bool | None = None) -> bool:
    found = step.given.get(key, default)
    if not isinstance(found, bool):
        raise CannotPlay(step, f"“{key}” is missing, or is neither true nor false.", "Give it in the table “with”.")
    return found


def _number(step: Step, key: str, default: int) -> int:
    found = step.given.get(key, default)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise CannotPlay(step, f"“{key}” is no whole number.")
    return found


JOINT: Final[Mapping[str, Verb]] = MappingProxyType(
    {
        "ask-supplier": ask_supplier,
        "answer-supplier": answer_supplier,
        "dispute": dispute,
        "assess": assess,
        "circulate": circulate,
        "comment": comment,
        "decide-comment": decide_comment,
        "comments-done": comments_done,
        "communication": communication,
        "share": share,
        "release-communication": release_communication,
        "compare": compare,
        "call": call,
        "join": join,
        "hold": hold,
        "ask-test": ask_test,
        "answer-test": answer_test,
        "report-test": report_test,
        "release-test": release_test,
        "learned-of": learned_of,
        "risk": decide_risk,
        "tell-customers": tell_customers,
        "emerging-signal": emerging_signal,
        "decide-notice": decide_notice,
        "ask-warning": ask_warning,
        "answer-warning": answer_warning,
    }
)
"""By the name that a scenario uses."""

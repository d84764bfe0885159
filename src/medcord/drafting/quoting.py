"""Whether the passages of a draft may be read by those who read it, and whether they may be published (50)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.confidentiality import Near, Run, rule_of
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass
from medcord.drafting.flaws import prose_of
from medcord.drafting.models import QUOTING, Draft
from medcord.drafting.texts import What, label
from medcord.drafting.thanks import thanks_of

if TYPE_CHECKING:
    from medcord.cases.models import Case, Message, Nearness, Participant
    from medcord.core.access import Viewer
    from medcord.drafting.models import Passage

LABELS: Final = {
    "title": "Title",
    "harm": "The regulator's sentence",
    "summary": "Summary",
    "device": "What device",
    "what_could_happen": "What could happen",
    "what_to_do": "What to do",
    "not_known": "What is not known",
    "clinicians_device": "For clinicians: what device",
    "clinicians_could_happen": "For clinicians: what could happen",
    "clinicians_to_do": "For clinicians: what to do",
    "clinicians_not_known": "For clinicians: what is not known",
    "flaw": "Technical description",
    "flaw_title": "Title of the vulnerability",
    "cwe_name": "CWE name",
    "news": "What is new",
    "statements": "What a manufacturer states",
    "thanks": "Whom it thanks",
    "org_thanks": "Organisations that it thanks",
    "waivers": "Why it goes out although machines cannot match it",
}


UNQUOTED: Final = ("title", "cwe_name", "news")
"""Fields of a draft that hold words, and quote nothing."""

BESIDE: Final = ("statements", "harm", "waivers", "thanks")
"""What goes out with a draft and is no field of it."""


def texts_of(draft: Draft) -> dict[str, str]:
    """Every field of a draft that holds prose, with its words: what may quote and what may copy."""
    thanks = "\n".join(one.text for one in thanks_of(draft))
    return {name: getattr(draft, name) for name in (*QUOTING, *UNQUOTED)} | prose_of(draft) | {"org_thanks": thanks}


def label_of(field: str) -> str:
    """What people call a field of the draft, or what goes out beside it."""
    return LABELS.get(field) or label(What.ADVISORY, field)


@dataclass(frozen=True, slots=True)
class Bar:
    """A passage that must not go out, and the rule in a sentence."""

    field: str
    because: str

    @property
    def sentence(self) -> str:
        """Naming the passage."""
        return f"“{label_of(self.field)}”: {self.because}"


def blind(case: Case, rows: Sequence[Participant], source: Message) -> list[str]:
    """Short names of the parties among these that may not read a message."""
    return [row.party.short_name for row in rows if not cases.party_reads(row, source, case)]


def require_open(case: Case, rows: Sequence[Participant], source: Message) -> None:
    """Refuse a quotation in a draft for parties that read the draft and not its source, with the rule."""
    names = blind(case, rows, source)
    if names:
        words = rule_of(ConfidentialityClass(source.confidentiality)).words
        raise RuleRefusal(
            f"{', '.join(names)} would read this in the draft and may not read message #{cases.code_of(source.pk)} "
            f"(TLP:{source.tlp}, {words}). Ask its supplier first, or say it in your own words.",
            code="quote-not-for-readers",
        )


def bars(
    viewer: Viewer, case: Case, texts: Mapping[str, str], passages: Sequence[Passage], close: Sequence[Nearness] = ()
) -> list[Bar]:
    """What keeps an advisory from being published: each quotation, each long run of the words of an item that is not
    to be published, and each passage ``close`` to one, whatever embargo and reason are. ``texts``: what would go out,
    by field; of those in BESIDE passages close to an item are found here, as nothing of them is kept."""
    found = []
    for one in passages:
        bar = cases.bar_to_publishing(case, one.source)
        if bar is not None:
            whence = "" if bar[0] == one.source_id else f", made from #{cases.code_of(bar[0])}"
            found.append(Bar(one.field, f"it quotes message #{cases.code_of(one.source_id)}{whence}. {bar[1]}"))
    bound = cases.not_to_be_published(viewer, case)
    found += _runs(texts, bound)
    there = {one.field for one in found}
    found += _near_bars(case, close)
    return found + _near(
        viewer, case, {name: texts[name] for name in BESIDE if name in texts and name not in there}, bound
    )


def bars_of_words(viewer: Viewer, case: Case, texts: Mapping[str, str]) -> list[Bar]:
    """The same of texts of which nothing is kept: neither what they quote nor what was decided of them."""
    bound = cases.not_to_be_published(viewer, case)
    found = _runs(texts, bound)
    copied = {one.field for one in found}
    return found + _near(viewer, case, {name: text for name, text in texts.items() if name not in copied}, bound)


def _runs(texts: Mapping[str, str], bound: Sequence[Message]) -> list[Bar]:
    return [Bar(field, _says(run)) for field, text in texts.items() for run in cases.runs_in(text, bound)]


def _near(viewer: Viewer, case: Case, texts: Mapping[str, str], bound: Sequence[Message]) -> list[Bar]:
    return [
        Bar(field, _says_near(one)) for field, text in texts.items() for one in cases.near_in(viewer, case, text, bound)
    ]


def _near_bars(case: Case, close: Sequence[Nearness]) -> list[Bar]:
    found = []
    for one in close:
        bar = cases.bar_to_publishing(case, one.source)
        if bar is not None:
            says = "it was decided that it quotes it" if one.verdict == "quoting" else _OPEN
            code = cases.code_of(one.source_id)
            found.append(Bar(one.field, f"“{one.passage[:120]}” is close to message #{code}, and {says}. {bar[1]}"))
    return found


_OPEN: Final = "nobody has decided yet whether it comes from an independent source"


def _says_near(one: Near[Message]) -> str:
    return f"“{one.passage[:120]}” is close to message #{cases.code_of(one.key.pk)}, and {_OPEN}."


def _says(run: Run[Message]) -> str:
    return f"{run.length} words in a row are those of message #{cases.code_of(run.key.pk)}: “{run.words} …”."


def require_not_copied(case: Case, viewer: Viewer, draft: Draft, rows: Sequence[Participant]) -> None:
    """Refuse a draft that holds a long run of words of an item under a rule which these readers of it may not read."""
    bound = cases.under_rule(viewer, case)
    for field, text in texts_of(draft).items():
        for run in cases.runs_in(text, bound):
            names = blind(case, rows, run.key)
            if names:
                raise RuleRefusal(
                    f"“{label_of(field)}”: {_says(run)} {', '.join(names)} may not read it. "
                    "Ask its supplier first, or say it in your own words.",
                    code="copied",
                )


def close_rows(case: Case, viewer: Viewer, draft: Draft, passages: Sequence[Passage]) -> list[Nearness]:
    """The rows to write for passages of a draft that are close to an item under a rule and not quoted. They count as
    quotations until a person decides (80)."""
    quoted = {one.source_id for one in passages}
    bound = cases.under_rule(viewer, case, quoted)
    found = {field: cases.near_in(viewer, case, text, bound) for field, text in texts_of(draft).items()}
    return cases.kept_near(case, draft.pk, found, where="draft", party=case.owner_id, salt=ledger.new_salt())

"""Whether a text that somebody writes carries words of an item to those who may not read it (80)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from medcord.cases.items import message_item
from medcord.cases.models import Case, Message
from medcord.cases.queries.cases import by_ids, item, of_report
from medcord.cases.queries.messages import code_of
from medcord.cases.queries.near import near_in
from medcord.cases.queries.parties import participants, party_may_read
from medcord.cases.queries.quoting import not_to_be_published, runs_in, under_rule
from medcord.core.access import Viewer
from medcord.core.confidentiality import Near, Needs, Run, rule_of
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role
from medcord.ledger.crossing import Crossing, Reach
from medcord.ledger.rows import Row

_AGENCIES = (Role.COORDINATOR.value, Role.REGULATOR.value)


def guard_texts(row: Row, one: Crossing, said: Mapping[str, str], actor: Viewer) -> None:
    """Refuse words of items in what is new in the texts of a row."""
    besides, about = one.besides(row), list(_cases(actor, one.of(row)))
    for case in about:
        for name, text in said.items():
            require_own_words(actor, case, {name: text}, one.texts[name], besides)
    if one.beyond:
        require_own_words_beyond(actor, about, said, besides)


def require_own_words_beyond(
    viewer: Viewer, about: Collection[Case], texts: Mapping[str, str], readers: Collection[UUID]
) -> None:
    """The same for texts that these parties read, whatever case the words come from: all others that the viewer reads
    and that hold an item under a rule."""
    asking = [klass.value for klass in ConfidentialityClass if rule_of(klass).needs is not Needs.NOTHING]
    found = Message.objects.filter(confidentiality__in=asking, purged_at=None).order_by()
    holding = set(found.values_list("case", flat=True).distinct()) - {case.pk for case in about}
    for case in by_ids(viewer, holding).values():
        require_own_words(viewer, case, texts, Reach.NAMED, readers)


def require_own_words(
    viewer: Viewer, case: Case, texts: Mapping[str, str], reach: Reach, besides: Collection[UUID] = ()
) -> None:
    """Refuse a long run of the words of an item in texts that are read by ``reach`` and by the parties ``besides``,
    where not all of them may read it. Only what the viewer reads is looked at."""
    bound = not_to_be_published(viewer, case) if reach is Reach.EVERYBODY else under_rule(viewer, case)
    if not bound:
        return
    for name, text in texts.items():
        for run in runs_in(text, bound):
            blind = _blind(viewer, case, run.key, reach, besides)
            if blind:
                raise InputRefusal(_says(run, blind), code="copied", fields={"field": name})
        for one in near_in(viewer, case, text, [row for row in bound if row.party_id != viewer.party_id]):
            blind = _blind(viewer, case, one.key, reach, besides)
            if blind:
                raise InputRefusal(_says_near(case, one, blind), code="close", fields={"field": name})


def _cases(viewer: Viewer, found: Any) -> Iterable[Case]:
    """The cases of a row: one, those on an agenda, or the one that a report led to."""
    if isinstance(found, Case):
        return [] if found._state.adding else [found]  # nothing was said yet in one that is being opened
    if isinstance(found, list):
        return found
    case = of_report(viewer, found.pk)
    return [case] if case is not None else []


def _blind(viewer: Viewer, case: Case, row: Message, reach: Reach, besides: Collection[UUID]) -> list[str]:
    """Who reads the text and may not read the item; the regulator too while it is not in the case yet."""
    if reach is Reach.EVERYBODY:
        return ["everybody"]
    there = {one.party_id: one for one in participants(viewer, case)}
    if reach is Reach.NAMED:
        what = message_item(row, item(case))
        named = [there[one] for one in besides if one in there]
        strangers = ["a party that is not in the case"] if set(besides) - there.keys() else []
        return [one.party.short_name for one in named if not party_may_read(one, what)] + strangers
    reading = [one for one in there.values() if reach is Reach.CASE or one.role in _AGENCIES or one.party_id in besides]
    what = message_item(row, item(case))
    names = [one.party.short_name for one in reading if not party_may_read(one, what)]
    names += ["a party that is not in the case"] if set(besides) - there.keys() else []
    return names or ([] if row.consulted else ["the regulator"])


def _says(run: Run[Message], blind: Collection[str]) -> str:
    row = run.key
    whose = f" of {row.party.short_name}" if row.party else ""
    words = rule_of(ConfidentialityClass(row.confidentiality)).words
    return (
        f"This holds {run.length} words in a row of message #{code_of(row.pk)}{whose}, which is {words}: "
        f"“{run.words} …”. It would be read by {', '.join(blind)}, for whom that message is not. Say it in your own "
        "words, or ask its supplier first."
    )


def _says_near(case: Case, one: Near[Message], blind: Collection[str]) -> str:
    row = one.key
    whose = f" of {row.party.short_name}" if row.party else ""
    words = rule_of(ConfidentialityClass(row.confidentiality)).words
    return (
        f"“{one.passage[:160]}” is close to message #{code_of(row.pk)}{whose}, which is {words}, and would be read by "
        f"{', '.join(blind)}. If it comes from an independent source, say so on the page of that message "
        f"(/cases/{case.reference}/supplied/{row.pk}), naming the source; then save this again. If not, leave it out, "
        "or ask its supplier first."
    )

"""Embargo management: one machine per case, and the embargo itself as a frozen value (cvd-protocol 3.3).

Every verb returns a new ``Embargo`` and leaves the old one as it was. Times are aware; ``now`` is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from medcord.core.cvd import consent as consents
from medcord.core.cvd.casestate import IN_WORDS, PUBLIC_EVENTS, CaseEvent, CaseState
from medcord.core.cvd.consent import Consent, ConsentTrigger
from medcord.core.cvd.table import Words, allowed, follow
from medcord.core.cvd.terms import PartyConsent, Proposal, Terms, Viability, earliest, viability
from medcord.core.refusals import InputRefusal, RuleRefusal


class EmbargoState(StrEnum):
    """Where the embargo of a case stands. ``revise`` is still in force, under the old terms."""

    NONE = "none"
    PROPOSED = "proposed"
    ACTIVE = "active"
    REVISE = "revise"
    EXITED = "exited"


class EmbargoTrigger(StrEnum):
    """What moves an embargo."""

    PROPOSE = "propose"
    REJECT = "reject"
    ACCEPT = "accept"
    PROPOSE_REVISION = "propose_revision"
    REJECT_REVISION = "reject_revision"
    ACCEPT_REVISION = "accept_revision"
    TERMINATE = "terminate"


_S, _T = EmbargoState, EmbargoTrigger

INITIAL: Final = EmbargoState.NONE

TRANSITIONS: Final[Mapping[tuple[EmbargoState, EmbargoTrigger], EmbargoState]] = MappingProxyType(
    {
        (_S.NONE, _T.PROPOSE): _S.PROPOSED,
        (_S.PROPOSED, _T.PROPOSE): _S.PROPOSED,
        (_S.PROPOSED, _T.REJECT): _S.NONE,
        (_S.PROPOSED, _T.ACCEPT): _S.ACTIVE,
        (_S.ACTIVE, _T.PROPOSE_REVISION): _S.REVISE,
        (_S.REVISE, _T.PROPOSE_REVISION): _S.REVISE,
        (_S.REVISE, _T.REJECT_REVISION): _S.ACTIVE,
        (_S.REVISE, _T.ACCEPT_REVISION): _S.ACTIVE,
        (_S.ACTIVE, _T.TERMINATE): _S.EXITED,
        (_S.REVISE, _T.TERMINATE): _S.EXITED,
    }
)

IN_FORCE: Final = frozenset({_S.ACTIVE, _S.REVISE})


class Ending(StrEnum):
    """Whether it is asked to end an embargo in force early: proposed by confirmed attacks, or kept with a reason."""

    NONE = "none"
    PROPOSED = "proposed"
    KEPT = "kept"


WORDS: Final = Words(
    "embargo",
    {
        _S.NONE: "not proposed yet",
        _S.PROPOSED: "proposed",
        _S.ACTIVE: "in force",
        _S.REVISE: "in force, and new terms are proposed",
        _S.EXITED: "over",
    },
    {
        _T.PROPOSE: "propose it",
        _T.REJECT: "turn the proposal down",
        _T.ACCEPT: "accept the proposal",
        _T.PROPOSE_REVISION: "propose new terms",
        _T.REJECT_REVISION: "turn the new terms down",
        _T.ACCEPT_REVISION: "accept the new terms",
        _T.TERMINATE: "end it",
    },
)


def step(state: EmbargoState, trigger: EmbargoTrigger) -> EmbargoState:
    """The state after ``trigger``. Raises RuleRefusal (code ``embargo-step``) when the table has no such step."""
    return follow(TRANSITIONS, state, trigger, words=WORDS, code="embargo-step")


def triggers(state: EmbargoState) -> tuple[EmbargoTrigger, ...]:
    """What may be done with an embargo in ``state``."""
    return allowed(TRANSITIONS, state)


@dataclass(frozen=True, slots=True)
class Embargo:
    """The embargo of one case: terms in force (or last in force), open proposals, and each party's consent.

    ``standing`` names those who neither sign nor lapse: the coordinator and a statutory regulator, bound by office, and
    the finders, who keep their reports. Raises ValueError when the parts contradict the state.
    """

    state: EmbargoState = INITIAL
    terms: Terms | None = None
    proposals: tuple[Proposal, ...] = ()
    consents: tuple[PartyConsent, ...] = ()
    standing: frozenset[UUID] = frozenset()
    ended_because: str = ""
    ending: Ending = Ending.NONE

    def __post_init__(self) -> None:
        if (self.terms is None) != (self.state in (_S.NONE, _S.PROPOSED)):
            raise ValueError(f"an embargo in state “{self.state}” and its terms contradict each other")
        if bool(self.proposals) != (self.state in (_S.PROPOSED, _S.REVISE)):
            raise ValueError(f"an embargo in state “{self.state}” and its open proposals contradict each other")
        if self.ending is Ending.PROPOSED and not self.in_force:
            raise ValueError("ending an embargo that is not in force cannot be proposed")

    @property
    def in_force(self) -> bool:
        """Whether the terms bind: active, or active with a revision on the table."""
        return self.state in IN_FORCE

    def record_of(self, party: UUID) -> PartyConsent | None:
        """What is recorded of a party's consent."""
        return next((each for each in self.consents if each.party == party), None)

    def consent_of(self, party: UUID) -> Consent:
        """A party's consent. A standing party counts as signatory, an unknown one as never asked."""
        if party in self.standing:
            return Consent.SIGNATORY
        record = self.record_of(party)
        return record.consent if record else consents.INITIAL

    def due(self, now: datetime) -> bool:
        """Whether the terms in force have run out: then it is to be terminated."""
        return self.in_force and self.terms is not None and self.terms.ends_at <= now


def invite(embargo: Embargo, *, party: UUID, now: datetime) -> Embargo:
    """Offer a party the terms of the case. It is sent no content before it accepts. Raises RuleRefusal."""
    return _consent(embargo, party, ConsentTrigger.INVITE, now)


def decline(embargo: Embargo, *, party: UUID, now: datetime) -> Embargo:
    """A party declines to take part; what it had proposed leaves the table. Raises RuleRefusal."""
    after = _consent(embargo, party, ConsentTrigger.DECLINE, now)
    return _off_table(after, [each for each in after.proposals if each.by == party])


def leave(embargo: Embargo, *, party: UUID) -> Embargo:
    """A party is out of the case: its consent is forgotten, and what it had proposed leaves the table."""
    after = replace(
        embargo,
        consents=tuple(each for each in embargo.consents if each.party != party),
        standing=embargo.standing - {party},
    )
    return _off_table(after, [each for each in after.proposals if each.by == party])


def withdraw(embargo: Embargo, *, by: UUID) -> Embargo:
    """Take back what one has proposed. Raises RuleRefusal when nothing of theirs is open."""
    own = [each for each in embargo.proposals if each.by == by]
    if not own:
        raise RuleRefusal("You have no proposal open, so there is nothing to withdraw.", code="no-such-proposal")
    return _off_table(embargo, own)


def propose(
    embargo: Embargo,
    terms: Terms,
    *,
    by: UUID,
    case: CaseState,
    now: datetime,
) -> Embargo:
    """Put terms, or counter-terms, on the table before an embargo is active. Each proposer has one open at a time.

    What the coordinator's policy allows at all is ``EmbargoPolicy.check``. Raises RuleRefusal.
    """
    after = step(embargo.state, _T.PROPOSE)
    _must(viability(case), start=True)
    _may_speak(embargo, by)
    _later_than(terms, now)
    return replace(embargo, state=after, proposals=_tabled(embargo, terms, by))


def accept(embargo: Embargo, *, party: UUID, case: CaseState, now: datetime, named: Proposal | None = None) -> Embargo:
    """Sign for a party. On open proposals the one that ends first becomes active and longer ones become revisions:
    who accepts the longer one that is ``named`` has agreed to the shorter time as well.

    With an embargo in force, over, or not wanted, the party signs the case's terms as they stand; the embargo itself
    does not move. Raises RuleRefusal.
    """
    if embargo.state is not _S.PROPOSED:
        if party in embargo.standing:
            raise RuleRefusal("Your party is bound by its office in this case; it has nothing to sign.", code="signed")
        if embargo.consent_of(party) is Consent.SIGNATORY:
            raise RuleRefusal("Your party has signed these terms already.", code="signed")
        return _consent(embargo, party, ConsentTrigger.ACCEPT, now)
    _must(viability(case), start=True)
    _may_speak(embargo, party)
    _choose(embargo, party, now, named)
    still_open = [each for each in embargo.proposals if each.terms.ends_at > now]
    chosen = min(still_open, key=lambda each: each.terms.ends_at)
    longer = tuple(each for each in embargo.proposals if each.terms.ends_at > chosen.terms.ends_at)
    state = step(embargo.state, _T.ACCEPT)
    if longer:
        state = step(state, _T.PROPOSE_REVISION)
    # Who offered to keep quiet longer agrees to the shorter time as well.
    agreed = {party, *(each.by for each in embargo.proposals if each.terms.ends_at >= chosen.terms.ends_at)}
    return _agree(replace(embargo, state=state, terms=chosen.terms, proposals=longer), agreed, now)


def reject(embargo: Embargo, named: Proposal | None = None) -> Embargo:
    """Turn down the proposal that is named, or all of them; who is invited stays invited and may be offered others.

    Raises RuleRefusal."""
    step(embargo.state, _T.REJECT)
    return _off_table(embargo, [_open_one(embargo, named)] if named else list(embargo.proposals))


def revise(embargo: Embargo, terms: Terms, *, by: UUID, case: CaseState, now: datetime) -> Embargo:
    """Propose other terms while an embargo is in force; the old ones bind until then. Raises RuleRefusal."""
    after = step(embargo.state, _T.PROPOSE_REVISION)
    _must(viability(case), start=False)
    _may_speak(embargo, by)
    _later_than(terms, now)
    _not_longer_under_attack(embargo, terms, case)
    return replace(embargo, state=after, proposals=_tabled(embargo, terms, by))


def accept_revision(
    embargo: Embargo, *, party: UUID, case: CaseState, now: datetime, named: Proposal | None = None
) -> Embargo:
    """Accept a revision: the one named, else the open one that ends first. The others leave the table.

    Signatories other than the proposer and the accepting party lapse until they sign again. Raises RuleRefusal.
    """
    after = step(embargo.state, _T.ACCEPT_REVISION)
    _must(viability(case), start=False)
    _may_speak(embargo, party)
    chosen = _choose(embargo, party, now, named)
    _not_longer_under_attack(embargo, chosen.terms, case)
    agreed = {party, *(each.by for each in embargo.proposals if each.terms == chosen.terms)}
    return _agree(replace(embargo, state=after, terms=chosen.terms, proposals=()), agreed, now)


def reject_revision(embargo: Embargo, named: Proposal | None = None) -> Embargo:
    """Turn down the revision that is named, or all of them; the terms in force stay. Raises RuleRefusal."""
    step(embargo.state, _T.REJECT_REVISION)
    return _off_table(embargo, [_open_one(embargo, named)] if named else list(embargo.proposals))


def lapsing(
    embargo: Embargo, *, party: UUID, case: CaseState, now: datetime, named: Proposal | None = None
) -> frozenset[UUID]:
    """Whose signature lapses when this party accepts: shown before it does. Raises RuleRefusal as accepting would."""
    verb = accept if embargo.state is _S.PROPOSED else accept_revision
    after = verb(embargo, party=party, case=case, now=now, named=named)
    signed = {each.party for each in embargo.consents if each.consent is Consent.SIGNATORY}
    return frozenset(each for each in signed if after.consent_of(each) is Consent.LAPSED)


def terminate(embargo: Embargo, *, because: str) -> Embargo:
    """End the embargo now. A later end is a revision. Consents stay: they say who signed what. Raises RuleRefusal."""
    if not because.strip():
        raise InputRefusal("Say why the embargo ends; the reason is kept.", code="embargo-end-without-reason")
    state = step(embargo.state, _T.TERMINATE)
    return replace(embargo, state=state, proposals=(), ended_because=because, ending=Ending.NONE)


def keep(embargo: Embargo, *, because: str) -> Embargo:
    """Attacks proposed to end the embargo; it is kept, for a reason that stays. Raises RuleRefusal."""
    if embargo.ending is not Ending.PROPOSED:
        raise RuleRefusal("Nobody proposes to end the embargo, so there is nothing to keep it against.", code="no-end")
    if not because.strip():
        raise InputRefusal("Say why the embargo is kept although attacks are observed; the reason stays.")
    return replace(embargo, ending=Ending.KEPT)


def settle(embargo: Embargo, case: CaseState, new: frozenset[CaseEvent]) -> Embargo:
    """What a public, exploited or attacked case does to its embargo. ``new``: what has just been recorded.

    The protocol says SHALL for public knowledge and a public exploit, so these end it and open proposals fall. It says
    SHOULD for attacks, so these propose to end it, and longer dates leave the table (cvd-protocol 3.3, docs/adr/0018).
    """
    told = [each for each in CaseEvent if each in PUBLIC_EVENTS and each in case]
    if not told:
        return embargo
    if embargo.state is _S.PROPOSED:
        return reject(embargo)
    if not embargo.in_force:
        return embargo
    if told != [CaseEvent.ATTACKS_OBSERVED]:
        return terminate(embargo, because=f"{IN_WORDS[told[0]]}")
    if CaseEvent.ATTACKS_OBSERVED not in new:
        return embargo
    longer = [each for each in embargo.proposals if embargo.terms and each.terms.ends_at > embargo.terms.ends_at]
    return replace(_off_table(embargo, longer), ending=Ending.PROPOSED)


def _consent(embargo: Embargo, party: UUID, trigger: ConsentTrigger, now: datetime) -> Embargo:
    if party in embargo.standing:
        raise RuleRefusal("This party is bound by its office in this case; its consent is not asked.", code="standing")
    after = PartyConsent(party, consents.step(embargo.consent_of(party), trigger), now)
    others = tuple(each for each in embargo.consents if each.party != party)
    return replace(embargo, consents=(*others, after))


def _agree(embargo: Embargo, agreed: Iterable[UUID], now: datetime) -> Embargo:
    """Sign for those who agreed to the new terms; every other signature was given to other terms and lapses."""
    signing = set(agreed) - embargo.standing
    for party in sorted(signing):
        if embargo.consent_of(party) is not Consent.SIGNATORY:
            embargo = _consent(embargo, party, ConsentTrigger.ACCEPT, now)
    for each in embargo.consents:
        if each.consent is Consent.SIGNATORY and each.party not in signing:
            embargo = _consent(embargo, each.party, ConsentTrigger.REVISE, now)
    return embargo


def _tabled(embargo: Embargo, terms: Terms, by: UUID) -> tuple[Proposal, ...]:
    return (*(each for each in embargo.proposals if each.by != by), Proposal(terms, by))


def _off_table(embargo: Embargo, gone: Sequence[Proposal]) -> Embargo:
    """Proposals leave the table; with the last one the state goes back to what it was without any."""
    left = tuple(each for each in embargo.proposals if each not in gone)
    if left or not embargo.proposals:
        return replace(embargo, proposals=left)
    trigger = _T.REJECT if embargo.state is _S.PROPOSED else _T.REJECT_REVISION
    return replace(embargo, state=step(embargo.state, trigger), proposals=())


def _open_one(embargo: Embargo, named: Proposal) -> Proposal:
    if named not in embargo.proposals:
        raise RuleRefusal(
            "This proposal is not open any more: it was answered, replaced or withdrawn. Look at what is open now.",
            code="no-such-proposal",
        )
    return named


def _choose(embargo: Embargo, party: UUID, now: datetime, named: Proposal | None = None) -> Proposal:
    """The proposal an acceptance takes up. Nobody agrees with themselves; an end that has passed is not taken up."""
    asked = [_open_one(embargo, named)] if named else list(embargo.proposals)
    if all(each.by == party for each in asked):
        raise RuleRefusal("You proposed these terms; another party accepts or rejects them.", code="own-proposal")
    chosen = earliest(each for each in asked if each.terms.ends_at > now)
    if chosen is None:
        raise RuleRefusal("The end that is proposed has passed. Propose a later one.", code="no-such-proposal")
    return chosen


def _not_longer_under_attack(embargo: Embargo, terms: Terms, case: CaseState) -> None:
    if CaseEvent.ATTACKS_OBSERVED in case and embargo.terms and terms.ends_at > embargo.terms.ends_at:
        raise RuleRefusal(
            "Attacks are observed, so this embargo is not made longer. Propose an earlier end, or end it.",
            code="embargo-longer-under-attack",
        )


def _must(verdict: Viability, *, start: bool) -> None:
    if not (verdict.may_start if start else verdict.may_continue):
        raise RuleRefusal(f"No embargo here. {verdict.because}", code="embargo-not-viable")


def _may_speak(embargo: Embargo, party: UUID) -> None:
    if embargo.consent_of(party) is Consent.DECLINED:
        raise RuleRefusal(
            "Your party declined the terms of this case. Ask the coordinator to invite it again.", code="declined"
        )


def _later_than(terms: Terms, now: datetime) -> None:
    if terms.ends_at <= now:
        raise RuleRefusal(
            "The proposed end has passed. Propose a later one, or end the embargo now instead.", code="embargo-end-past"
        )

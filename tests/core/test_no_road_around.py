"""No road around consult-before-share and PCII's purpose limit: chains share -> quote -> draft -> advisory over random
classes, consultations and consents, on core alone. The same through real actions: tests/consulting.

What must not happen is written here anew and plainly, not read off the code that is tested.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.access import (
    CaseItem,
    DraftItem,
    MessageItem,
    Participation,
    Permission,
    Root,
    SupplyItem,
    Viewer,
    ViewerKind,
    may,
)
from medcord.core.confidentiality import (
    Answered,
    Claim,
    Giver,
    Handling,
    ancestors,
    first_bar_to_publishing,
    for_regulator,
    strictest,
)
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, Role, Tlp

OWNER, AGENCY, MAKER, OTHER, EVE = (UUID(int=n) for n in range(1, 6))
DOCTOR, COLLEAGUE = UUID(int=11), UUID(int=12)
AT = datetime(2026, 3, 1, tzinfo=UTC)
PARTIES = {
    OWNER: Role.COORDINATOR,
    AGENCY: Role.REGULATOR,
    MAKER: Role.MANUFACTURER,
    OTHER: Role.MANUFACTURER,
}


@dataclass
class Share:
    """One thing said in the case, what is recorded of it, and what it quotes."""

    key: UUID
    author: UUID
    handling: Handling
    audience: frozenset[UUID] | None
    quotes: list[UUID] = field(default_factory=list)


Chain = dict[UUID, Share]


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    found: Chain = {}
    for number in range(draw(st.integers(1, 6))):
        author = draw(st.sampled_from(list(PARTIES)))
        klass = draw(st.sampled_from(ConfidentialityClass))
        handling = Handling(
            klass=klass,
            asked=draw(st.sampled_from([None, *Answered])),
            to_publish=draw(st.sampled_from([None, *Answered])),
            claim=draw(st.sampled_from(Claim)),
            consents=frozenset(draw(st.sets(st.sampled_from(Giver)))),
            readers=frozenset(draw(st.sets(st.sampled_from([DOCTOR, COLLEAGUE])))),
            tlp=draw(st.sampled_from(Tlp)),
            publishers=author == OWNER,
        )
        named = draw(st.none() | st.sets(st.sampled_from(list(PARTIES))).map(lambda some: frozenset(some | {OWNER})))
        key = UUID(int=100 + number)
        quotes = draw(st.lists(st.sampled_from(list(found)), max_size=2, unique=True)) if found else []
        found[key] = Share(key, author, handling, named, quotes)
    return found


def root(one: Share) -> Root:
    readers = one.handling.readers if one.handling.klass is ConfidentialityClass.PCII else None
    return Root(one.handling.klass, one.author, for_regulator(one.handling).met, readers)


def above(chain: Chain, key: UUID) -> list[Share]:
    return [chain[one] for one in ancestors(key, {share.key: share.quotes for share in chain.values()})]


def item(chain: Chain, key: UUID, case: CaseItem) -> MessageItem:
    one, roots = chain[key], above(chain, key)
    klass = one.handling.klass
    return MessageItem(
        case=case,
        tlp=one.handling.tlp,
        klass=strictest([klass, *(each.handling.klass for each in roots)]),
        author_party=one.author,
        consulted=for_regulator(one.handling).met,
        audience=one.audience,
        created_at=AT,
        marked=klass,
        readers=one.handling.readers if klass is ConfidentialityClass.PCII else None,
        roots=frozenset(root(each) for each in roots),
    )


def case_in(state: EmbargoState, *, closed: bool) -> CaseItem:
    parts = {
        party: Participation(role, Consent.SIGNATORY, statutory=role is Role.REGULATOR)
        for party, role in PARTIES.items()
    }
    return CaseItem(OWNER, parts, state, closed)


def closed_to(person: UUID, one: Share) -> bool:
    """Whether an item is closed to a person at the regulator, in the words of the rule."""
    handling = one.handling
    if handling.klass is ConfidentialityClass.PCII:
        stands = handling.claim in (Claim.CLAIMED, Claim.PRESUMED, Claim.VALIDATED)
        return not (stands and handling.consents == {Giver.SUBMITTER, Giver.PROGRAMME} and person in handling.readers)
    if handling.klass in (ConfidentialityClass.CCI, ConfidentialityClass.TRADE_SECRET):
        opened = {Answered.AGREED, Answered.SILENT}
        if handling.klass is ConfidentialityClass.CCI:
            opened |= {Answered.CONFERRED}
        return handling.asked not in opened and handling.to_publish is not Answered.AGREED
    return False


def never_public(one: Share) -> bool:
    """Whether an item must not be read by everybody, in the words of the rule."""
    klass = one.handling.klass
    if klass in (ConfidentialityClass.PCII, ConfidentialityClass.DELIBERATIVE, ConfidentialityClass.PRIVACY):
        return True
    agreed = one.handling.to_publish is Answered.AGREED
    if klass is not ConfidentialityClass.NONE:
        return not agreed
    return one.handling.tlp is not Tlp.CLEAR and one.author != OWNER and not agreed


@settings(max_examples=60, deadline=None)
@given(chains(), st.sampled_from(EmbargoState), st.booleans(), st.sampled_from(MemberRole))
def test_no_chain_of_quotations_brings_an_item_to_the_regulator_before_its_rule_is_met(
    chain: Chain, state: EmbargoState, closed: bool, level: MemberRole
) -> None:
    case = case_in(state, closed=closed)
    for person in (DOCTOR, COLLEAGUE):
        viewer = Viewer(ViewerKind.MEMBER, person, AGENCY, Role.REGULATOR, level=level)
        for key, one in chain.items():
            what = item(chain, key, case)
            bound = [each for each in [one, *above(chain, key)] if each.author != AGENCY]
            bars = [each.key for each in bound if closed_to(person, each)]
            if may(viewer, Permission.CASE_MESSAGE_READ, what).allowed:
                assert bars == []
            if bars:
                supply = SupplyItem(what, one.author, frozenset({one.author}))
                others = supply if one.author != AGENCY else SupplyItem(what)
                assert not may(viewer, Permission.CONSULT_SUPPLY_READ, others).allowed
                draft = DraftItem(case, frozenset({AGENCY}), AT, frozenset(root(each) for each in bound))
                assert not may(viewer, Permission.DRAFT_READ, draft).allowed


@settings(max_examples=60, deadline=None)
@given(chains(), st.sampled_from(EmbargoState))
def test_who_is_in_no_case_reads_nothing_of_any_chain(chain: Chain, state: EmbargoState) -> None:
    case = case_in(state, closed=False)
    strangers = [Viewer(ViewerKind.MEMBER, EVE, EVE, role) for role in Role] + [Viewer(ViewerKind.ANONYMOUS)]
    for key in chain:
        what = item(chain, key, case)
        for viewer in strangers:
            assert not may(viewer, Permission.CASE_MESSAGE_READ, what).allowed
            assert not may(viewer, Permission.CONSULT_SUPPLY_READ, SupplyItem(what, MAKER)).allowed


@settings(max_examples=60, deadline=None)
@given(chains())
def test_no_chain_of_quotations_brings_an_item_into_an_advisory_before_it_may_be_published(chain: Chain) -> None:
    for key, one in chain.items():
        passage = [one, *above(chain, key)]
        bar = first_bar_to_publishing((each.key, each.handling) for each in passage)
        held = [each.key for each in passage if never_public(each)]
        assert (bar is None) is (held == [])
        assert bar is None or bar[0] in held


@settings(max_examples=40, deadline=None)
@given(chains())
def test_a_quotation_opens_for_the_regulator_once_every_rule_above_it_is_met(chain: Chain) -> None:
    """The other direction: the rule is a gate and no wall, so a silent maker has no veto."""
    viewer = Viewer(ViewerKind.MEMBER, DOCTOR, AGENCY, Role.REGULATOR)
    case = case_in(EmbargoState.ACTIVE, closed=False)
    for key, one in chain.items():
        classes = {each.handling.klass for each in [one, *above(chain, key)]}
        asking = {ConfidentialityClass.CCI, ConfidentialityClass.TRADE_SECRET, ConfidentialityClass.PCII}
        met = not any(closed_to(DOCTOR, each) for each in [one, *above(chain, key)])
        if met and one.audience is None and classes & asking:
            assert may(viewer, Permission.CASE_MESSAGE_READ, item(chain, key, case)).allowed

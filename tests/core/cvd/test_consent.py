"""Consent moves by the table of cvd-protocol 3.3 (PEC)."""

from __future__ import annotations

from itertools import product

import pytest

from medcord.core.cvd import consent
from medcord.core.cvd.consent import Consent, ConsentTrigger, step
from medcord.core.refusals import RuleRefusal

# Rows: trigger; states it starts from; state it leads to. By hand from cvd-protocol 3.3.
BY_HAND = {
    "invite": ({"no_embargo", "lapsed", "declined"}, "invited"),
    "accept": ({"no_embargo", "invited", "lapsed"}, "signatory"),
    "decline": ({"no_embargo", "invited", "lapsed"}, "declined"),
    "revise": ({"signatory"}, "lapsed"),
    "reset": ({"no_embargo", "invited", "signatory", "declined", "lapsed"}, "no_embargo"),
}


@pytest.mark.parametrize(("state", "trigger"), list(product(Consent, ConsentTrigger)))
def test_every_pair_is_as_written(state: Consent, trigger: ConsentTrigger) -> None:
    sources, target = BY_HAND[trigger.value]
    if state.value in sources:
        assert target == step(state, trigger).value
    else:
        with pytest.raises(RuleRefusal) as refused:
            step(state, trigger)
        assert refused.value.code == "consent-step"


def test_who_declined_comes_back_only_by_a_new_invitation() -> None:
    assert consent.triggers(Consent.DECLINED) == (ConsentTrigger.INVITE, ConsentTrigger.RESET)
    with pytest.raises(RuleRefusal) as refused:
        step(Consent.DECLINED, ConsentTrigger.ACCEPT)
    assert "What can be done: ask for it, set it back." in refused.value.sentence

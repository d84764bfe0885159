"""Properties that hold for every inventory: order, spelling noise, one more advisory."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.device.match import AdvisoryIndex, match_devices, match_identity
from medcord.core.device.value import Device, Identity
from medcord.core.device.verdict import OUTSIDE_RANGE
from medcord.core.vocabulary import Basis, Verdict
from tests.core.device.stories import advisory, index_of

BD = "Becton, Dickinson and Company (BD)"
ADVISORIES = (
    advisory("A-1", BD, {"Alaris 8015 PC unit": "<= 9.33", "Alaris Systems Manager": "<= 4.33"}),
    advisory("A-2", BD, {"BD Pyxis MedStation ES": "1.6.1", "BD Pyxis MedStation 4000 T2": "*"}),
    advisory("A-3", "Philips", {"IntelliVue patient monitor MX400-MX850": "<=N", "Xcelera": ">= 4 | <= 3"}),
    advisory("A-4", "GE Healthcare", {"LOGIQ, not including LOGIQ 100 Pro": "*", "Optima XR220amx": "< may 2018"}),
    advisory("A-5", "B. Braun Medical", {"SpaceCom": "<= U61 | <= L81"}),
)


@cache
def everything() -> AdvisoryIndex:
    return index_of(*ADVISORIES)


MAKERS = st.sampled_from(["BD", "CAREFUSION", "Philips", "GE HEALTHCARE", "B BRAUN", "Siemens", "", "Nobody Inc"])
MODELS = st.lists(
    st.sampled_from(
        (  # noqa: SIM905 - a list of words reads better as words
            "Alaris 8015 8110 PC unit Systems Manager PYXIS MEDSTATION ES 4000 T2 INTELLIVUE MX450 MX40 xcelera LOGIQ "
            "100 Pro OPTIMA XR220 AMX SPACECOM 2 module server printer alarsi"
        ).split()
    ),
    max_size=5,
).map(" ".join)
TEXTS = st.sampled_from(["", "monitor", "Alaris pump sw 9.7", "mfg 2018-03", "Pyxis cabinet", "C-arm, wireless"])
VERSIONS = st.sampled_from(["", "unknown", "9.33", "9.33.1", "12.1", "1.6.1", "N.01", "U61", "65", "?", "2018-01-01"])
IDENTITIES = st.builds(Identity, MAKERS, MODELS, TEXTS, st.sampled_from(["", "8015", "866062", "303"]), VERSIONS)


@given(st.lists(IDENTITIES, max_size=8), st.randoms())
@settings(max_examples=60, deadline=None)
def test_verdicts_do_not_depend_on_the_order_of_rows(identities: list[Identity], random: object) -> None:
    devices = [
        Device(f"T{n}", i.manufacturer, i.model, i.description, i.catalog_no, version=i.version)
        for n, i in enumerate(identities)
    ]
    shuffled = list(devices)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = {(d.asset_tag, m.advisory): m for d, m in match_devices(devices, index_of(*ADVISORIES))}
    again = {(d.asset_tag, m.advisory): m for d, m in match_devices(shuffled, everything())}
    assert first == again


@given(st.permutations(ADVISORIES), IDENTITIES)
@settings(max_examples=60, deadline=None)
def test_verdicts_do_not_depend_on_the_order_of_advisories(advisories: list[object], identity: Identity) -> None:
    assert match_identity(identity, index_of(*advisories)) == match_identity(identity, everything())  # type: ignore[arg-type]


@given(IDENTITIES)
@settings(max_examples=200, deadline=None)
def test_every_verdict_has_its_evidence_and_outside_is_never_called_safe(identity: Identity) -> None:
    for match in match_identity(identity, everything()):
        assert match.because
        assert all(line.strip() for line in match.because)
        if match.verdict is Verdict.POSSIBLE:
            assert match.basis is Basis.NEEDS_REVIEW
        if match.basis is Basis.OUTSIDE_RANGE:
            assert match.verdict is Verdict.NOT_AFFECTED
            assert any(OUTSIDE_RANGE in line for line in match.because)


@given(IDENTITIES)
@settings(max_examples=100, deadline=None)
def test_capitals_and_spaces_change_no_verdict(identity: Identity) -> None:
    shouted = Identity(
        identity.manufacturer.upper(),
        f"  {identity.model.upper().replace(' ', '   ')} ",
        identity.description.upper(),
        identity.catalog_no,
        identity.version.upper(),
    )
    quiet = [(m.advisory, m.verdict, m.product) for m in match_identity(identity, everything())]
    assert [(m.advisory, m.verdict, m.product) for m in match_identity(shouted, everything())] == quiet


@given(IDENTITIES, VERSIONS)
@settings(max_examples=100, deadline=None)
def test_the_version_alone_never_decides_whether_an_advisory_is_about_the_product(
    identity: Identity, version: str
) -> None:
    other = Identity(identity.manufacturer, identity.model, identity.description, identity.catalog_no, version)
    first = {match.advisory for match in match_identity(identity, everything())}
    assert {match.advisory for match in match_identity(other, everything())} == first


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_text_can_stand_in_a_row(maker: str, model: str, description: str, version: str) -> None:
    matches = match_identity(Identity(maker, model, description, "", version), everything())
    assert len({match.advisory for match in matches}) == len(matches)

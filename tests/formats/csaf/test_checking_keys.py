"""How long keys and signatures hold is told before they end, and what ended is told with its day (19, 20)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pysequoia
import pytest

from medcord.cli.provider_source import OpenPgpKeys
from medcord.formats.csaf.checking import FolderSource, check_provider
from medcord.formats.csaf.checking.keys import SignatureTimes
from medcord.formats.csaf.checking.outcome import Outcome, Report
from medcord.gateways.openpgp.memory import made, revoked, signed
from tests.formats.csaf.providers import HOST, KEY, METADATA, NEW, OLD, Files, edit, good, laid_out

NOW = datetime.now(UTC).replace(microsecond=0)
OTHER = f"{KEY.rpartition('/')[0]}/other.asc"


class At(OpenPgpKeys):
    """The keys as they are read at another time, and signatures that say another time of themselves."""

    def __init__(self, now: datetime, times: SignatureTimes | None = None) -> None:
        super().__init__()
        self._now, self._times = now, times

    def now(self) -> datetime:
        return self._now

    def times(self, signature: bytes) -> SignatureTimes | None:
        return self._times or super().times(signature)


def provider(*keys: bytes, signing: pysequoia.Tsk) -> Files:
    """Everything right, signed anew and with these public keys."""
    files = good()
    places = (KEY, OTHER)[: len(keys)]
    for place, key in zip(places, keys, strict=True):
        files[place] = key
    edit(files, METADATA, lambda it: it.update(public_openpgp_keys=[{"url": f"{HOST}/{one}"} for one in places]))
    for path in (OLD, NEW):
        files[f"{path}.asc"] = signed(signing, [files[path]])[0].signature
    return files


def ending(private: pysequoia.Tsk, ends: datetime) -> bytes:
    return str(private.extract_certificate().set_expiration(certifier=private.certifier(), expiration=ends)).encode()


def told(files: Files, folder: Path, keys: OpenPgpKeys, number: int) -> tuple[Outcome, str, bool]:
    report: Report = check_provider(FolderSource(laid_out(files, folder)), keys=keys)
    first = report.results[number].findings[0]
    return report.results[number].outcome, first.sentence, first.warning


@pytest.fixture(scope="module")
def key() -> pysequoia.Tsk:
    return made("Example PSIRT <psirt@example.org>")


@pytest.mark.parametrize(
    ("days", "outcome", "says", "warning"),
    [
        (100, Outcome.HOLDS, "is published", False),
        (59, Outcome.HOLDS, "in 59 days. Renew it", True),
        (1, Outcome.HOLDS, "in 1 day. Renew it", True),
        (-1, Outcome.FAILS, "and no other one is published. Renew it", False),
    ],
)
def test_a_key_that_ends_is_told_before_and_after(
    key: pysequoia.Tsk, days: int, outcome: Outcome, says: str, warning: bool, tmp_path: Path
) -> None:
    files = provider(ending(key, NOW + timedelta(days=365)), signing=key)
    keys = At(NOW + timedelta(days=365 - days))
    found = told(files, tmp_path, keys, 20)
    assert (found[0], found[2]) == (outcome, warning)
    assert says in found[1]
    assert told(files, tmp_path, keys, 19)[0] is Outcome.HOLDS, "what it signed while it held still counts"


def test_an_old_key_beside_the_one_in_force_is_nothing_to_warn_of(key: pysequoia.Tsk, tmp_path: Path) -> None:
    fresh = made("Example PSIRT <psirt@example.org>")
    files = provider(ending(key, NOW + timedelta(days=30)), bytes(fresh.extract_certificate()), signing=key)
    for later in (10, 40):
        outcome, _, warning = told(files, tmp_path, At(NOW + timedelta(days=later)), 20)
        assert (outcome, warning) == (Outcome.HOLDS, False)


def test_a_revoked_key_fails_with_what_to_do(key: pysequoia.Tsk, tmp_path: Path) -> None:
    outcome, sentence, _ = told(provider(revoked(key).armored, signing=key), tmp_path, At(NOW), 20)
    assert outcome is Outcome.FAILS
    assert sentence.endswith("is revoked: nothing that it signed counts. Publish another one.")


def test_a_signature_that_was_made_after_its_key_had_expired_is_told_with_its_day(tmp_path: Path) -> None:
    key = made("Example PSIRT <psirt@example.org>")  # it is dated a minute back
    files = provider(ending(key, datetime.now(UTC) - timedelta(seconds=20)), signing=key)
    outcome, sentence, _ = told(files, tmp_path, At(NOW), 19)
    assert outcome is Outcome.FAILS
    assert "when every published key had expired" in sentence


@pytest.mark.parametrize(
    ("times", "says"),
    [
        (SignatureTimes(NOW - timedelta(days=900)), "before any published key was"),
        (SignatureTimes(NOW, NOW - timedelta(days=1)), "The signature itself ended on"),
        (SignatureTimes(NOW + timedelta(days=1)), "not by a published key"),
    ],
)
def test_a_signature_that_does_not_count_says_why(times: SignatureTimes, says: str, tmp_path: Path) -> None:
    stranger = made("Somebody <else@example.org>")
    files = provider(good()[KEY], signing=stranger)
    outcome, sentence, _ = told(files, tmp_path, At(NOW, times), 19)
    assert outcome is Outcome.FAILS
    assert says in sentence


def test_a_signature_that_ends_soon_is_a_warning(tmp_path: Path) -> None:
    outcome, sentence, warning = told(good(), tmp_path, At(NOW, SignatureTimes(NOW, NOW + timedelta(days=9))), 19)
    assert (outcome, warning) == (Outcome.HOLDS, True)
    assert "Sign the document again before." in sentence

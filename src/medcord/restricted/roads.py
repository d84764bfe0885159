"""What of a restricted advisory is destroyed after a spill: it goes with what the case keeps of it."""

from __future__ import annotations

from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay
from medcord.restricted.models import RestrictedAdvisory

_SIGNER = "who prepared, approved or ended it; erased with the member"
_DIGEST = "digests of files that were given out; without the files they tell nothing"

RESTRICTED = lay(
    Road(
        what="restricted-advisory",
        model=RestrictedAdvisory,
        words="an advisory that some were told before all",
        texts={
            "title": GONE,
            "reason": "",
            "signature": "",
            "signature_2_1": "",
            "document": bytes,
            "document_2_1": bytes,
        },
        shows=("title",),
        keeps={
            "tracking_id": "random, tells nothing",
            **dict.fromkeys(("label", "stand"), "a label and a state"),
            "cleared_as": "a public number",
            **dict.fromkeys(("prepared_name", "approved_name", "ended_name"), _SIGNER),
            **dict.fromkeys(("sha256", "sha512", "sha256_2_1", "sha512_2_1"), _DIGEST),
        },
    )
)
for _signed in ("prepared", "approved", "ended"):
    label(Label(RestrictedAdvisory, f"{_signed}_name", f"{_signed}_by"))

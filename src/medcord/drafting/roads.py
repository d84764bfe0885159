"""What of a draft is destroyed after a spill. What was published stays published."""

from __future__ import annotations

from medcord.drafting.models import (
    Communication,
    CommunicationComment,
    CommunicationVersion,
    Draft,
    DraftComment,
    DraftRevision,
    DraftVersion,
    Passage,
    ReleaseOverride,
    ReleaseStand,
    ReleaseWaiver,
    ShortForm,
    Telling,
)
from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay

_PUBLIC = "a public number or its standard name"
_IDS = "ids of parties"
_CHOICES = "choices from a list"
_NAME = "the name of a part of the text"
_SIGNER = "who wrote, decided or released; erased with the member"

DRAFT = lay(
    Road(
        what="draft",
        model=Draft,
        words="the draft of the advisory, its versions and comments",
        texts={
            "title": GONE,
            "summary": "",
            "device": "",
            "what_could_happen": "",
            "what_to_do": "",
            "not_known": "",
            "clinicians_device": "",
            "clinicians_could_happen": "",
            "clinicians_to_do": "",
            "clinicians_not_known": "",
            "flaw": "",
            "flaw_title": "",
            "further": list,
            "thanks": list,
            "early_reason": "",
            "news": "",
        },
        shows=("title", "summary"),
        within="case",
        keeps={
            **dict.fromkeys(("replaced_by", "cve", "vector", "vector_4", "tracking_id"), _PUBLIC),
            **dict.fromkeys(("cwe", "cwe_name", "more_cwes"), _PUBLIC),
            "shared_with": _IDS,
            **dict.fromkeys(("actions", "revising"), _CHOICES),
            "ssvc": "values of published tables",
        },
    )
)
SHORT_FORM = lay(
    Road(
        what="short-form",
        model=ShortForm,
        words="the short form of the advisory for an emergency",
        texts={
            "title": GONE,
            **dict.fromkeys(("device", "what_could_happen", "what_to_do", "unmatched", "news", "reason", "review"), ""),
        },
        shows=("title", "what_could_happen"),
        within="case",
        keeps={
            **dict.fromkeys(("saved_name", "seen_name", "first_name", "released_name", "reviewed_name"), _SIGNER),
            "products": "ids of products",
            **dict.fromkeys(("seen_digest", "first_digest"), "a salted digest of what would go out"),
            "outcome": _CHOICES,
            **dict.fromkeys(("tracking_id", "cve"), _PUBLIC),
        },
    )
)
for _signed in ("saved", "seen", "first", "released", "reviewed"):
    label(Label(ShortForm, f"{_signed}_name", f"{_signed}_by"))
REVISION = lay(
    Road(
        what="draft-revision",
        model=DraftRevision,
        words="what is new in a revision of the advisory",
        texts={"news": ""},
        shows=("news",),
        within="draft__case",
        under=("draft", "draft"),
        keeps={"kind": _CHOICES, "plan": _CHOICES, "opened_name": _SIGNER},
    )
)
label(Label(DraftRevision, "opened_name", "opened_by"))
PASSAGE = lay(
    Road(
        what="passage",
        model=Passage,
        words="a message that the draft quotes",
        texts={"text": ""},
        shows=("text",),
        within="draft__case",
        under=("message", "source"),
        keeps={"field": _NAME},
    )
)
COMMUNICATION = lay(
    Road(
        what="communication",
        model=Communication,
        words="the safety communication, its versions and comments",
        texts={
            "title": GONE,
            "devices": "",
            "what_to_do": "",
            "for_patients": "",
            "for_clinicians": "",
            "not_known": "",
            "products": list,
        },
        shows=("title", "what_to_do"),
        within="case",
        keeps={
            "link": "a public address",
            "released_name": _SIGNER,
            "shared_with": _IDS,
            "actions": _CHOICES,
        },
    )
)

for _what, _version, _comment in (
    (DRAFT.what, DraftVersion, DraftComment),
    (COMMUNICATION.what, CommunicationVersion, CommunicationComment),
):
    lay(
        Road(
            what=f"{_what}-version",
            model=_version,
            words=f"a version of the {'draft' if _what == DRAFT.what else 'safety communication'}",
            texts={"words": dict},
            within="text__case",
            under=(_what, "text"),
            keeps={"name": _SIGNER},
        )
    )
    lay(
        Road(
            what=f"{_what}-comment",
            model=_comment,
            words=f"a comment on the {'draft' if _what == DRAFT.what else 'safety communication'}",
            texts={"quote": "", "body": "", "proposal": "", "reason": ""},
            shows=("body", "quote"),
            within="text__case",
            under=(_what, "text"),
            keeps={"field": _NAME, "name": _SIGNER, "decided_name": _SIGNER},
        )
    )
    label(Label(_version, "name", "member"))
    label(Label(_comment, "name", "member"))
    label(Label(_comment, "decided_name", "decided_by"))
label(Label(Communication, "released_name", "released_by"))
STAND = lay(
    Road(
        what="release-stand",
        model=ReleaseStand,
        words="why a party objects to a release",
        texts={"reason": ""},
        shows=("reason",),
        within="draft__case",
        under=(DRAFT.what, "draft"),
        keeps={"name": _SIGNER},
    )
)
OVERRIDE = lay(
    Road(
        what="release-override",
        model=ReleaseOverride,
        words="why an advisory goes out over an objection",
        texts={"reason": ""},
        shows=("reason",),
        within="draft__case",
        under=(DRAFT.what, "draft"),
        keeps={"parties": _IDS, "factors": _CHOICES, "name": _SIGNER, "second_name": _SIGNER},
    )
)
label(Label(ReleaseStand, "name", "member"))
label(Label(ReleaseOverride, "name", "member"))
label(Label(ReleaseOverride, "second_name", "second"))
WAIVER = lay(
    Road(
        what="release-waiver",
        model=ReleaseWaiver,
        words="why an advisory goes out that machines cannot match",
        texts={"reason": ""},
        shows=("reason",),
        within="draft__case",
        under=(DRAFT.what, "draft"),
        keeps={"what": _CHOICES, "name": _SIGNER},
    )
)
label(Label(ReleaseWaiver, "name", "member"))
TELLING = lay(
    Road(
        what="telling",
        model=Telling,
        words="an advisory that some were told before all",
        texts={"title": GONE, "early_reason": "", "ended_reason": ""},
        shows=("title",),
        within="draft__case",
        under=(DRAFT.what, "draft"),
        keeps={"parties": _IDS, "label": _CHOICES, "tracking_id": "random, tells nothing"},
    )
)

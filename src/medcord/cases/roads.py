"""What of a case is destroyed after a spill, and what is left of it."""

from __future__ import annotations

from medcord.cases.models import (
    BasisChange,
    Case,
    CaseFile,
    CaseReport,
    CaseSignal,
    Claim,
    Contact,
    Evidence,
    InvitationLink,
    Message,
    MessageVersion,
    Nearness,
    Participant,
    Protection,
    Question,
    Quotation,
    Room,
    Statement,
    SupplierConsultation,
    UseConsent,
)
from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay
from medcord.ledger.sealing import new_salt

_CODE = "a state of a machine or a choice from a list"
_SIGNER = "who said it; erased with the member"

CASE = lay(
    Road(
        what="case",
        model=Case,
        words="the case's title, summary and reasons",
        # Later evidence is sealed with the case's salt, so it is made anew and not taken away.
        texts={
            "title": GONE,
            "summary": "",
            "closed_because": "",
            "offered_because": "",
            "merged_because": "",
            "split_because": "",
            "regulator_left_out": "",
            "embargo_ended_because": "",
            "ending_because": "",
            "salt": new_salt,
        },
        shows=("title", "summary"),
        within="pk",
        keeps={
            "reference": "random, tells nothing",
            "cves": "public numbers",
            "numbers": "others' tracking numbers",
            "origin": _CODE,
            "embargo": _CODE,
            "ending": _CODE,
            "embargo_zone": _CODE,
            "proposals": "parties, instants and zones",
        },
    )
)
MESSAGE = lay(
    Road(
        what="message",
        model=Message,
        words="a message, its earlier versions and its files",
        texts={"body": "", "mentions": list},
        shows=("body",),
        within="case",
        keeps={
            **dict.fromkeys(("tlp", "confidentiality", "marked"), _CODE),
            "roots": "classes, ids and states",
            "readers": "ids of members and parties",
        },
    )
)
VERSION = lay(
    Road(
        what="version",
        model=MessageVersion,
        words="an earlier version of a message",
        texts={"body": ""},
        shows=("body",),
        within="message__case",
        under=("message", "message"),
    )
)
FILE = lay(
    Road(
        what="file",
        model=CaseFile,
        words="a file",
        texts={"name": "destroyed file", "stripped": "", "hints": list},
        shows=("name",),
        within="message__case",
        under=("message", "message"),
        blobs=("blob", "clean_blob"),
        keeps={"kind": "a media type"},
    )
)
STATEMENT = lay(
    Road(
        what="statement",
        model=Statement,
        words="a manufacturer's statement",
        texts={"versions": GONE, "justification": "", "remediation": "", "remedies": list},
        shows=("versions", "remediation"),
        within="case",
        keeps={"status": _CODE, "remediation_category": _CODE, "cve": "the number of a public record"},
    )
)
JOINED = lay(
    Road(
        what="joined-report",
        model=CaseReport,
        words="why a report joined the case",
        texts={"because": ""},
        shows=("because",),
        within="case",
    )
)
ROOM = lay(
    Road(
        what="room",
        model=Room,
        words="the title of a room",
        texts={"title": GONE},
        shows=("title",),
        within="case",
        keeps={"parties": "ids of parties"},
    )
)
CONTACT = lay(
    Road(
        what="contact",
        model=Contact,
        words="the note on a contact",
        texts={"note": ""},
        shows=("note",),
        within="case",
        keeps={"channel": _CODE, "rung": _CODE},
    )
)
CLAIM = lay(
    Road(
        what="claim",
        model=Claim,
        words="a claim and its answer",
        texts={"evidence": "", "because": ""},
        shows=("evidence",),
        within="case",
        keeps={"event": _CODE},
    )
)
LINK = lay(
    Road(
        what="link",
        model=InvitationLink,
        words="whom an invitation by link was for",
        texts={"organisation": GONE, "email": ""},
        shows=("organisation", "email"),
        within="case",
        keeps={"role": _CODE, "digest": "a digest"},
    )
)
QUESTION = lay(
    Road(
        what="question",
        model=Question,
        words="the versions a party was asked about",
        texts={"versions": ""},
        shows=("versions",),
        within="case",
    )
)
PARTICIPANT = lay(
    Road(
        what="participant",
        model=Participant,
        words="a party's own tracking number, and why it is out",
        texts={"tracking": "", "out_because": ""},
        shows=("tracking",),
        within="case",
        keeps={"role": _CODE, "consent": _CODE, "report_state": _CODE},
    )
)


QUOTATION = lay(
    Road(
        what="quotation",
        model=Quotation,
        words="words that were quoted",
        texts={"text": ""},
        shows=("text",),
        within="message__case",
        under=("message", "message"),
    )
)
# The same rows by the other end: where the words came from.
QUOTED = lay(
    Road(
        what="quoted",
        model=Quotation,
        words="words of it that were quoted elsewhere",
        texts={"text": ""},
        shows=("text",),
        under=("message", "source"),
    )
)
SUPPLY = lay(
    Road(
        what="supply",
        model=SupplierConsultation,
        words="what a supplier was asked and answered",
        texts={"question": "", "answer": "", "conferred": ""},
        shows=("question", "answer"),
        within="case",
        keeps={"state": _CODE, "due_source": _CODE, "signed_name": _SIGNER},
    )
)
PROTECTION = lay(
    Road(
        what="protection",
        model=Protection,
        words="the papers on a claim of PCII",
        texts={"tracking": "", "document": ""},
        shows=("tracking", "document"),
        within="message__case",
        keeps=dict.fromkeys(("state", "before", "pending"), _CODE),
    )
)
CONSENT = lay(
    Road(
        what="use-consent",
        model=UseConsent,
        words="a consent to regulatory use",
        texts={"use": "", "document": ""},
        shows=("use",),
        within="message__case",
        keeps={"giver": _CODE, "signed_name": _SIGNER},
    )
)
SIGNAL = lay(
    Road(
        what="case-signal",
        model=CaseSignal,
        words="why a public signal belongs to the case",
        texts={"because": ""},
        shows=("because",),
        within="case",
        keeps={"by_name": _SIGNER},
    )
)
EVIDENCE = lay(
    Road(
        what="evidence",
        model=Evidence,
        words="the evidence of a state of the case",
        texts={"words": GONE},
        shows=("words",),
        within="case",
        keeps={"by_name": _SIGNER},
    )
)

label(Label(SupplierConsultation, "signed_name", "answered_by"))
label(Label(UseConsent, "signed_name", "by"))
label(Label(CaseSignal, "by_name", "by"))
label(Label(Evidence, "by_name", "by"))

BASIS = lay(
    Road(
        what="basis-change",
        model=BasisChange,
        words="an earlier version of a legal basis, and why it was changed",
        texts={"words": GONE, "gives": "", "periods": list, "because": ""},
        shows=("words", "because"),
        keeps={"by_name": _SIGNER},
    )
)
label(Label(BasisChange, "by_name", "by"))

NEAR = lay(
    Road(
        what="near",
        model=Nearness,
        words="a passage that is close to an item, and what was decided of it",
        texts={"passage": GONE, "reason": ""},
        shows=("passage",),
        within="case",
        under=("message", "source"),
        keeps={"decided_name": _SIGNER},
    )
)
label(Label(Nearness, "decided_name", "decided_by"))

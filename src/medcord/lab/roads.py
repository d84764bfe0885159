"""What of an independent test is destroyed after a spill."""

from __future__ import annotations

from medcord.lab.models import HandOver, LabDocument, LabTest, Specimen
from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay

_CODE = "a state of a machine or a choice from a list"
_SIGNER = "who signed; erased with the member"
_SIGNED = ("asked", "answered", "reported", "released")

TEST = lay(
    Road(
        what="lab-test",
        model=LabTest,
        words="an independent test: request, answer and result",
        texts={
            **dict.fromkeys(("scope", "question", "wanted"), GONE),
            **dict.fromkeys(("confidentiality", "answer", "laboratory", "result", "document", "document_sha256"), ""),
            **dict.fromkeys(("release_because", "public_sentence"), ""),
        },
        shows=("question",),
        within="case",
        keeps={
            "reference": "random, tells nothing",
            "outcome": _CODE,
            "audience": _CODE,
            **{f"{one}_name": _SIGNER for one in _SIGNED},
        },
    )
)
DOCUMENT = lay(
    Road(
        what="lab-document",
        model=LabDocument,
        words="the document of a laboratory",
        texts={"name": "destroyed file", "sha256": "", "hints": list},
        shows=("name",),
        within="test__case",
        under=("lab-test", "test"),
        blobs=("blob",),
        keeps={"kind": "a media type", "kept_name": _SIGNER},
    )
)
SPECIMEN = lay(
    Road(
        what="specimen",
        model=Specimen,
        words="a specimen: model and serial number",
        texts={"model": GONE, "serial": "", "sha256": ""},
        shows=("model", "serial"),
        within="test__case",
        under=("lab-test", "test"),
    )
)
CUSTODY = lay(
    Road(
        what="hand-over",
        model=HandOver,
        words="a hand-over of a specimen",
        texts={"giver": GONE, "taker": GONE, "seal": "", "new_seal": "", "condition": ""},
        shows=("giver", "taker"),
        within="specimen__test__case",
        under=("specimen", "specimen"),
        keeps={"signed_name": _SIGNER},
    )
)

for _one in _SIGNED:
    label(Label(LabTest, f"{_one}_name", f"{_one}_by"))
label(Label(LabDocument, "kept_name", "kept_by"))
label(Label(HandOver, "signed_name", "signed_by"))

"""Who may read independent tests."""

from __future__ import annotations

from medcord.lab.models import HandOver, LabDocument, LabTest, Specimen
from medcord.ledger.crossing import Crossing, Reach, crosses

_NAMES = "names, numbers and addresses; no sentences"
_CASE = ("scope", "question", "wanted", "confidentiality", "answer", "result", "release_because")

crosses(
    Crossing(
        model=LabTest,
        texts={**dict.fromkeys(_CASE, Reach.CASE), "public_sentence": Reach.EVERYBODY},
        apart=dict.fromkeys(("laboratory", "document", "document_sha256"), _NAMES),
    )
)
crosses(Crossing(model=Specimen, case="test.case", apart=dict.fromkeys(("model", "serial", "sha256"), _NAMES)))
crosses(
    Crossing(
        model=HandOver,
        case="specimen.test.case",
        texts={"condition": Reach.CASE},
        apart=dict.fromkeys(("giver", "taker", "seal", "new_seal"), _NAMES),
    )
)
crosses(
    Crossing(
        model=LabDocument,
        case="test.case",
        apart={
            **dict.fromkeys(("name", "sha256"), "names and digests of a file; no sentences"),
            "hints": "signs of patient data that the product found, no words of a person",
        },
    )
)

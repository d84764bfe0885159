"""Curated data that ships with the product, read once and handed to core as values."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files

from medcord.core.device.maker import Aliases, Lexicon, MakerAlias, ModelAlias, Rebrand
from medcord.core.device.priority import ClinicalWords


def _text(name: str) -> str:
    return files(__name__).joinpath("aliases", name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))


@cache
def load_aliases() -> Aliases:
    """The maker and model aliases, rebrands and word classes; each alias carries its source and date."""
    words = json.loads(_text("words.json"))
    lexicon = Lexicon(
        noise=frozenset(words["noise"]),
        kinds=frozenset(words["kinds"]) | frozenset(words["specialties"]),
        specialties=frozenset(words["specialties"]),
        roles=frozenset(words["roles"]),
        common=frozenset(words["common"]),
        accessories=frozenset(words["accessories"]),
        legal_forms=frozenset(words["legal_forms"]),
        short_forms=tuple(words["short_forms"].items()),
        opposites=tuple((word, tuple(phrases)) for word, phrases in words["opposites"].items()),
    )
    return Aliases(
        makers=tuple(
            MakerAlias(row["key"], row["alias"], row["kind"], row["source"], row["recorded"])
            for row in _rows("makers.csv")
        ),
        models=tuple(
            ModelAlias(row["maker"], row["written"], row["means"], row["source"], row["recorded"])
            for row in _rows("models.csv")
        ),
        rebrands=tuple(
            Rebrand(row["sold_by"], row["model"], row["made_by"], row["means"], row["source"], row["recorded"])
            for row in _rows("rebrands.csv")
        ),
        lexicon=lexicon,
    )


@cache
def load_clinical_words() -> ClinicalWords:
    """Device words that tell a life-sustaining or therapy-delivering device, with their source."""
    data = json.loads(_text("clinical.json"))
    return ClinicalWords(
        life_sustaining=tuple(data["life_sustaining"].items()),
        therapy=tuple(data["therapy"].items()),
        monitoring=tuple(data["monitoring"].items()),
        beside=tuple((phrase, kind, sort) for phrase, (kind, sort) in data["beside"].items()),
        source=data["source"],
    )

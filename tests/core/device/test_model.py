"""What a product name requires of a row."""

from __future__ import annotations

import pytest

from medcord.core.device.model import Code, NameReader, ProductName
from medcord.core.device.words import fold, near, tokens
from medcord.data import load_aliases

LEXICON = load_aliases().lexicon


def name(text: str) -> ProductName:
    return NameReader(LEXICON, (("philips",), ("bd",))).read(text)


def accepts(product: str, token: str) -> bool:
    return any(code.accepts(token) for code in name(product).codes)


def test_tokens_keep_model_numbers_whole_and_words_apart() -> None:
    assert tokens("HDI-4000 w/ Wi-Fi, MMT-722") == ("hdi4000", "with", "wifi", "mmt722")
    assert tokens("CardioMessenger II-S") == ("cardiomessenger", "iis")
    assert tokens("Hamilton-T1 smart-hopping") == ("hamilton", "t1", "smart", "hopping")
    assert tokens("Pyxis-ES e-Alert Q-Stress") == ("pyxis", "es", "ealert", "qstress")
    assert fold("N’Vision Merlin@home Dräger") == "nvision merlinhome drager"


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("alarsi", "alaris"),
        ("perinatl", "perinatal"),
        ("cnnex", "connex"),
        ("carecsape", "carescape"),
        ("tsay", "tasy"),
    ],
)
def test_a_typing_slip_is_near_its_word(written: str, word: str) -> None:
    assert near(written, word)


@pytest.mark.parametrize(("a", "b"), [("viva", "vivid"), ("ec40", "ec80"), ("evera", "evita"), ("hdx", "hdxt")])
def test_another_word_or_number_is_not_near(a: str, b: str) -> None:
    assert not near(a, b)


def test_lists_ranges_and_series_of_models_are_alternatives() -> None:
    mp_series = "IntelliVue Patient Monitors MP Series (includingMP2/X2/MP30/MX700/800)"
    assert all(accepts(mp_series, token) for token in ("mp5", "mp90", "x2", "mx700", "mx800"))
    assert not accepts(mp_series, "mx850")
    assert accepts("IntelliVue patient monitor MX400-MX850", "mx550")
    assert not accepts("IntelliVue Patient Monitors MX (MX400-550)", "mx800")
    assert accepts("Innova IGS 5x0", "igs530")
    assert accepts("IntelliVue MP monitors (M8001A/2A/5A)", "m8005a")


def test_letters_after_a_number_are_a_variant_and_a_digit_is_another_model() -> None:
    assert Code("8015").accepts("8015ls")
    assert Code("722").accepts("mmt722")
    assert Code("em1200").accepts("1200")
    assert not Code("35700bax").accepts("35700bax2")
    assert not Code("9").accepts("e9")


def test_a_second_number_of_another_shape_is_part_of_the_name() -> None:
    product = name("BD Pyxis MedStation 4000 T2")
    assert product.words == {"pyxis", "medstation", "t2"}
    assert [str(code) for code in product.codes] == ["4000"]


def test_exclusions_conditions_and_systems_are_told_apart_from_the_name() -> None:
    venue = name("Venue, not including Venue 40 R1-3 and Venue 50 R4-5")
    assert venue.words == {"venue"}
    assert [exclusion.text for exclusion in venue.exclusions] == ["Venue 40 R1-3", "Venue 50 R4-5"]
    assert name("IntelliVue MX40 Patient Worn Monitor (WLAN only)").conditions == ("WLAN only",)
    module = name("BD Kiestra TLA WCA InoqulA+ specimen processor - PerformA")
    assert (module.words, module.system) == ({"performa"}, {"kiestra", "tla", "wca", "inoqula"})
    assert name("Clinical Information Center (CIC)").stand_ins == (("cic", frozenset({"information", "center"})),)


def test_a_name_of_common_words_only_is_marked_as_such() -> None:
    assert name("Imaging and Ultrasound Products").catch_all
    assert name("Vital Signs Monitor").plain

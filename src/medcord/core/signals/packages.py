"""Names of open-source packages against names of registered products: always only possible.

A package is no device. What its name can show is that it belongs to a product: it holds all telling words of a
product's name ("breva-web" and "Breva V2"), or its maker's name and one telling word ("@karst/gateway-sdk").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medcord.core.device.maker import Lexicon
from medcord.core.device.words import fold, tokens

if TYPE_CHECKING:
    from medcord.core.signals.matching import Registered

_PIECE: Final = re.compile(r"[a-z]+|\d+")
_OF_REGISTRIES: Final = frozenset(
    {"com", "org", "net", "github", "gitlab", "git", "pkg", "npm", "pypi", "maven", "golang", "lib", "api", "sdk"}
)
SHORTEST: Final = 3
"""Letters of a telling word."""


@dataclass(frozen=True, slots=True)
class PackageHit:
    """A package may belong to a product, and why."""

    product: Registered
    because: str


@dataclass(frozen=True, slots=True)
class _Name:
    product: Registered
    name: str
    telling: frozenset[str]
    maker: frozenset[str]


class PackageBook:
    """Registered products by the telling words of their names. Read-only once built."""

    def __init__(self, registry: Sequence[Registered], lexicon: Lexicon) -> None:
        self._by_word: dict[str, list[_Name]] = {}
        for product in registry:
            maker = _words(product.maker) - lexicon.legal_forms - _OF_REGISTRIES
            for name in dict.fromkeys((product.name, *product.aliases)):
                telling = _telling(name, lexicon) - maker
                for word in telling:
                    self._by_word.setdefault(word, []).append(_Name(product, name, telling, maker))

    def hits(self, package: str) -> Iterator[PackageHit]:
        """The products that a package may belong to, each once."""
        words = _words(package)
        met: set[object] = set()
        for one in (name for word in sorted(words) for name in self._by_word.get(word, ())):
            by_maker = words & one.maker
            if one.product.id in met or not (one.telling <= words or by_maker):
                continue
            met.add(one.product.id)
            shared = ", ".join(f'"{word}"' for word in (*sorted(by_maker), *sorted(one.telling & words)))
            yield PackageHit(one.product, f'package "{package}" and "{one.product.maker} {one.name}" share {shared}')


def _words(text: str) -> frozenset[str]:
    return frozenset(one for one in _PIECE.findall(fold(text)) if len(one) >= SHORTEST and one.isalpha())


def _telling(name: str, lexicon: Lexicon) -> frozenset[str]:
    """Words of a product's name that many products do not share. A word with a digit in it is a model number."""
    plain = lexicon.noise | lexicon.kinds | lexicon.specialties | lexicon.roles | lexicon.common | lexicon.accessories
    whole = frozenset(one for one in tokens(name) if one.isalpha() and len(one) >= SHORTEST)
    return whole - plain - _OF_REGISTRIES

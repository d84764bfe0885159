"""Why an entry of a list may be about another product after all, although the matcher of devices relates the two.

That matcher answers hospitals, whose rows are typed by hand and whose advisories are about devices. A public list names
any software of any firm ("Apple iOS"), spelled by its publisher: what is a likely slip there is another firm here.
"""

from __future__ import annotations

from collections.abc import Iterator

from medcord.core.device.maker import Lexicon, MakerBook
from medcord.core.device.words import near, tokens
from medcord.core.signals.value import Named


def doubts(named: Named, maker: str, name: str, numbers: str, book: MakerBook) -> Iterator[str]:
    """Sentences on what the list's product and a registered one do not share. ``numbers`` are the model and catalogue
    numbers of the registered one."""
    yield from _of_maker(named.maker, maker, book)
    yield from _of_name(named, maker, name, numbers, book.lexicon)


def _of_maker(theirs: str, ours: str, book: MakerBook) -> Iterator[str]:
    """Two spellings of one maker in the table are sure. Of makers in no table, one name must lie within the other."""
    if not theirs or is_same_maker(theirs, ours, book.lexicon):
        return
    first, second = _telling(theirs, book.lexicon), _telling(ours, book.lexicon)
    keys = {key.key: key for key in book.keys(ours)}
    shared = [(key, keys[key.key]) for key in book.keys(theirs) if key.key in keys]
    if any(book.is_known(one.key) and not one.is_guess and not other.is_guess for one, other in shared):
        return
    if any(one.is_guess or other.is_guess for one, other in shared):
        yield f'maker "{theirs}" is "{ours}" only if that is a typing slip'
    elif not (first <= second or second <= first):
        yield f'the makers "{theirs}" and "{ours}" share a word only'


def is_same_maker(theirs: str, ours: str, lexicon: Lexicon) -> bool:
    """Whether the two are written alike, but for the legal form."""
    return _telling(theirs, lexicon) == _telling(ours, lexicon)


def _telling(maker: str, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(tokens(maker)) - lexicon.legal_forms


def _of_name(named: Named, maker: str, name: str, numbers: str, lexicon: Lexicon) -> Iterator[str]:
    listed, said = frozenset(tokens(named.product)), frozenset(tokens(name))
    plain = lexicon.noise | lexicon.kinds | frozenset(tokens(maker)) | frozenset(tokens(numbers))
    more = [word for word in tokens(name) if word not in plain and not _is_in(word, listed)]
    if more:
        yield f"the registry says more than the list: {', '.join(dict.fromkeys(more))}"
    elif not any(_is_in(word, listed) for word in said - plain - lexicon.common - lexicon.roles):
        yield f'"{named.product}" and "{name}" share no telling word'


def _is_in(word: str, listed: frozenset[str]) -> bool:
    return word in listed or any(near(word, other) for other in listed)

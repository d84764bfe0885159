"""From versions picked in a registry to the expression that a statement holds, and which versions none of them means.

A range (">= 4.1.0, < 4.2.1") is written only when the matcher, reading it back, sorts every version of the registry
as the registry does; names it cannot put in order ("Spring", "Autumn") are listed one by one instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medcord.core.device.expression import All, Expression, State, contains
from medcord.core.device.reading import parse_expression
from medcord.core.device.version import parse_version


class WrongPick(ValueError):
    """Picks that do not go together; the message is a sentence."""


def expression_of(names: Sequence[str], *, first: str = "", last: str = "", fixed: str = "") -> str:
    """The expression for the versions from ``first`` to ``last``, or to before ``fixed``; ``names`` are oldest first.

    Raises WrongPick with a sentence.
    """
    if last and fixed:
        raise WrongPick("Choose either the last version or the one that fixes it, not both.")
    meant = _meant(names, first, last, fixed)
    if first and first == last:
        return first
    text = ", ".join(
        f"{sign} {name}" for sign, name in ((">=", first), ("<=", last), ("<", fixed)) if name
    )  # an end that was left open stays open: older versions than the registry knows are meant too
    return text if _reads_back(text, names, meant) else " | ".join(meant)


def _meant(names: Sequence[str], first: str, last: str, fixed: str) -> list[str]:
    known = {name: at for at, name in enumerate(names)}
    for name in filter(None, (first, last, fixed)):
        if name not in known:
            raise WrongPick(f"“{name}” is no version of this product. Choose one of the list.")
    low = known[first] if first else 0
    high = known[last] + 1 if last else known[fixed] if fixed else len(names)
    if low >= high:
        end = last or fixed
        raise WrongPick(f"“{end}” does not come after “{first or names[low]}” in your registry. Turn them round.")
    return list(names[low:high])


def _reads_back(text: str, names: Sequence[str], meant: Sequence[str]) -> bool:
    expression = parse_expression(text)
    for name in names:
        version = parse_version(name)
        wanted = State.INSIDE if name in meant else State.OUTSIDE
        if version is None or contains(expression, version).state is not wanted:
            return False
    return True


def left_over(names: Sequence[str], texts: Iterable[str]) -> list[str]:
    """Versions of a registry, in its order, of which no expression says for sure that they are meant.

    An empty text means every version. A version or expression that cannot be read means nothing for sure.
    """
    given = list(texts)
    if "" in given:
        return []
    expressions = [parse_expression(text) for text in given]
    return [name for name in names if name not in given and not _is_meant(name, expressions)]


def picked(names: Sequence[str], some: Sequence[str]) -> str:
    """The expression for ``some`` versions of a registry, in its order: a range where they stand together at one end of
    it, else one by one."""
    low = names.index(some[0])
    together = list(names[low : low + len(some)]) == list(some)
    if len(some) > 1 and together and len(some) < len(names):
        if some[-1] == names[-1]:
            return expression_of(names, first=some[0])
        return expression_of(names, first=some[0] if low else "", last=some[-1])
    return " | ".join(some)


def _is_meant(name: str, expressions: Iterable[Expression]) -> bool:
    version = parse_version(name)
    for one in expressions:
        if isinstance(one, All) or (version is not None and contains(one, version).state is State.INSIDE):
            return True
    return False

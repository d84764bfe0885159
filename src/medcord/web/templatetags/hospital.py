"""Small parts of the hospital's pages."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def many(number: int | None) -> str:
    """A count with commas between the thousands."""
    return f"{number or 0:,}"

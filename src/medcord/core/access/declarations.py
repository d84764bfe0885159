"""What a manufacturer declares, its matrix, and the text an ISAO gets (policy.md, clauses 44 to 46, 82)."""

from __future__ import annotations

from medcord.core.access.asking import Answer, Viewer, no, of_party, yes
from medcord.core.access.hats import AGENCIES, Hat, content, hat_of
from medcord.core.access.items import DeclarationItem, MatrixItem, TextItem
from medcord.core.vocabulary import Role


def read_declaration(viewer: Viewer, item: DeclarationItem) -> Answer:
    """Its maker's, and the agencies' of the case, within their bounds of time (44)."""
    if hat_of(viewer, item.case) in AGENCIES or of_party(viewer, item.maker_party, Role.MANUFACTURER):
        return content(viewer, item.case, item.created_at)
    return no("What a manufacturer declares is read by itself, the coordinator and the regulator of the case.")


def read_consignees(viewer: Viewer, item: DeclarationItem) -> Answer:
    """To whom devices went: its maker's, and the regulator's of the case, within their bounds of time (82)."""
    if hat_of(viewer, item.case) is Hat.REGULATOR or of_party(viewer, item.maker_party, Role.MANUFACTURER):
        return content(viewer, item.case, item.created_at)
    return no("A list of consignees is read by its manufacturer and the regulator of the case.")


def own_matrix(viewer: Viewer, item: MatrixItem) -> Answer:
    """A manufacturer's own configuration (45)."""
    if of_party(viewer, item.maker_party, Role.MANUFACTURER):
        return yes("It is your party's own matrix.")
    return no("A risk matrix is the business of the manufacturer that signed it.")


def own_text(viewer: Viewer, item: TextItem) -> Answer:
    """The text, not the case it comes from (46)."""
    if of_party(viewer, item.isao_party, Role.ISAO):
        return yes("The text was given to your party.")
    return no("A text for customers is read by the ISAO it was given to.")

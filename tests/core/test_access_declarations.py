"""Who reads what a manufacturer declares, its matrix, and the text an ISAO was given (policy.md, clauses 44 to 46)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord.core.access import CaseItem, DeclarationItem, Item, MatrixItem, Permission, TextItem, Viewer, may
from medcord.core.vocabulary import Role
from tests.core.test_access import EVE, LAPSE, PARTY, PEOPLE, acting, member, one_of, reading, who_may


def declared_by(maker: UUID, days: int) -> object:
    def make(case: CaseItem, _viewer: Viewer) -> DeclarationItem:
        return DeclarationItem(case, maker, LAPSE + timedelta(days=days))

    return make


def test_a_declaration_is_its_makers_and_the_agencies() -> None:
    assert who_may(Permission.DECLARATION_READ, declared_by(EVE, -1)) == "OCR"
    assert who_may(Permission.DECLARATION_READ, declared_by(EVE, 1)) == "OCR"
    # The maker's own: an observer of it, its reader, the lapsed one what is older, the late one what is newer.
    assert who_may(Permission.DECLARATION_READ, declared_by(PARTY, -1)) == "OCRMWQL"
    assert who_may(Permission.DECLARATION_READ, declared_by(PARTY, 1)) == "OCRMWJQ"


def test_a_list_of_consignees_is_its_makers_and_the_regulators_and_no_coordinators() -> None:
    assert who_may(Permission.DECLARATION_CONSIGNEES_READ, declared_by(EVE, -1)) == "R"
    assert who_may(Permission.DECLARATION_CONSIGNEES_READ, declared_by(EVE, 1)) == "R"
    assert who_may(Permission.DECLARATION_CONSIGNEES_READ, declared_by(PARTY, -1)) == "RMWQL"
    assert who_may(Permission.DECLARATION_CONSIGNEES_READ, declared_by(PARTY, 1)) == "RMWJQ"


def test_a_finder_an_isao_and_a_hospital_read_no_declaration() -> None:
    for hat in "FSI.":
        viewer, case = one_of(hat)
        assert not may(viewer, Permission.DECLARATION_READ, DeclarationItem(case, PARTY, LAPSE)).allowed
    _viewer, case = one_of("M")
    for role in (Role.ISAO, Role.HOSPITAL):
        what = DeclarationItem(case, PARTY, LAPSE)
        assert not may(member(role), Permission.DECLARATION_READ, what).allowed


def allowed(permission: Permission, item: Item) -> set[str]:
    return {name for name, viewer in PEOPLE.items() if may(viewer, permission, item).allowed}


def test_a_matrix_is_the_manufacturers_own() -> None:
    assert allowed(Permission.MATRIX_READ, MatrixItem(PARTY)) == reading("own manufacturer")
    assert allowed(Permission.MATRIX_SIGN, MatrixItem(PARTY)) == acting("own manufacturer")


def test_a_text_is_read_and_acknowledged_by_the_isao_it_was_given_to() -> None:
    assert allowed(Permission.TEXT_READ, TextItem(PARTY)) == reading("own isao")
    assert allowed(Permission.TEXT_ACKNOWLEDGE, TextItem(PARTY)) == acting("own isao")
    assert allowed(Permission.TEXT_READ, TextItem(UUID(int=77))) == set()

"""Who asks: a member's token or web session, a finder's code, or anybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, APIKeyHeader, HttpBearer
from ninja.utils import check_csrf

from medcord.api import scopes
from medcord.api.errors import Unauthenticated
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotAllowed, NotFound
from medcord.core.vocabulary import Role
from medcord.intake import doors
from medcord.ledger.addresses import address_of
from medcord.parties import actions
from medcord.parties import queries as parties
from medcord.parties.models import Member

ANONYMOUS = Viewer(kind=ViewerKind.ANONYMOUS)


class Asked(HttpRequest):
    """A request whose viewer is known: ``auth`` is who asks."""

    auth: Viewer


def _admitted(viewer: Viewer, roles: tuple[Role, ...]) -> Viewer:
    """The viewer, if its role may use this at all; to others the route is as absent as what lies behind it."""
    if roles and viewer.role not in roles:
        raise NotFound
    return viewer


class MemberToken(HttpBearer):
    """“Authorization: Bearer mc_…”: a token a member made on the web. One that is shown and not valid is a 401."""

    openapi_description = "A token made on the page “Tokens”."

    def __init__(self, *roles: Role) -> None:
        self.roles = roles
        super().__init__()

    def __call__(self, request: HttpRequest) -> Viewer | None:
        given = request.headers.get("Authorization")
        if given is None:
            return None
        scheme, _, secret = given.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        shown = parties.token_by_secret(token)
        if shown is None:
            raise Unauthenticated("This token is not valid: it is unknown, expired or revoked. Make a new one.")
        viewer = _admitted(shown.viewer, self.roles)
        scopes.require(viewer, request)
        actions.note_use(shown)
        return viewer


class MemberSession(APIKeyCookie):
    """The session of the web pages. Anything but reading needs the CSRF token in “X-CSRFToken”."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The signed-in web session; unsafe methods need X-CSRFToken."

    def __init__(self, *roles: Role) -> None:
        self.roles = roles
        super().__init__(csrf=True)

    def __call__(self, request: HttpRequest) -> Viewer | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:  # noqa: ARG002
        if not isinstance(request.user, Member):
            return None
        if check_csrf(request) is not None:
            raise NotAllowed(
                "A program that uses the web session must send its CSRF token in X-CSRFToken. Or use a token of yours.",
                code="csrf",
            )
        return _admitted(request.user.viewer, self.roles)


class MemberSessionOnly(MemberSession):
    """The session, and not a token: a token that got lost must not be able to make others."""

    def __call__(self, request: HttpRequest) -> Viewer | None:
        if "Authorization" in request.headers:
            raise Unauthenticated("Tokens are made by a person: sign in on the web and make it there.")
        return super().__call__(request)


class FinderCode(APIKeyHeader):
    """“X-Finder-Code”: the code shown once when the report was filed. An unknown code opens nothing."""

    param_name = "X-Finder-Code"
    openapi_description = "The code shown once when the report was filed; the passphrase goes in X-Finder-Passphrase."

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer:
        if not key:
            raise Unauthenticated("Send the code you were given when you filed the report in X-Finder-Code.")
        passphrase = request.headers.get("X-Finder-Passphrase", "")
        report = doors.by_code_again(address_of(request), code=key[:200], passphrase=passphrase)
        if report is None:
            raise NotFound
        return Viewer(kind=ViewerKind.FINDER, report_id=report)


class Anybody:
    """Nobody needs to sign in; a member who is signed in, or shows a token, is known."""

    roles: tuple[Role, ...] = ()

    def __call__(self, request: HttpRequest) -> Viewer:
        by_token = MemberToken()(request)
        if by_token is not None:
            return by_token
        # A stranger's request must not touch the session: no cookie is set, and no query is made for it.
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, Member)
        return request.user.viewer if signed_in and isinstance(request.user, Member) else ANONYMOUS


def members(*roles: Role) -> list[MemberToken | MemberSession]:
    """Members of these roles (all when none is named), by token or by session."""
    return [MemberToken(*roles), MemberSession(*roles)]


COORDINATOR = members(Role.COORDINATOR)
REGULATOR = members(Role.REGULATOR)
MANUFACTURER = members(Role.MANUFACTURER)
HOSPITAL = members(Role.HOSPITAL)
ISAO = members(Role.ISAO)
AGENCIES = members(Role.COORDINATOR, Role.REGULATOR)
CASE_PARTIES = members(Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)
TAKERS = members(Role.COORDINATOR, Role.HOSPITAL, Role.ISAO)
FINDER = [FinderCode()]
ANYBODY = [Anybody()]

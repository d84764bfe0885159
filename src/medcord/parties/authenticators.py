"""allauth's authenticators as this node uses them: TOTP, recovery codes and passkeys, with our names and our checks.

What allauth does (secrets, codes, WebAuthn ceremonies, the table) is left to it (ADR 0016). Added here: secrets are
encrypted in the database, a TOTP code counts once for all processes, a passkey must come from exactly this node's
origin, and one whose counter goes backwards is refused as a copy. Nothing here is saved; actions do that.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError

from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.gateways.web.oidc import origin_of
from medcord.parties.models import Member

RECOVERY_CODES, TOTP, PASSKEY = "recovery_codes", "totp", "webauthn"
NOT_A_PASSKEY = (
    "This passkey could not be checked: it is not known here, it answered another question, or it took too long. "
    "Try again, or take another way to sign in."
)


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks the product."""

    def get_totp_label(self, user: Member) -> str:
        return user.email

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # The configured host, not the one a request claims: a passkey is bound to it for good.
        return {"id": urlsplit(settings.MEDCORD_URL).hostname or "", "name": "medcord"}

    def get_public_key_credential_user_entity(self, user: Member) -> dict[str, Any]:
        return {"id": user.pk.hex.encode(), "display_name": user.name, "name": user.email}

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _safe().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as changed:
            raise RuleRefusal(
                "The secret of this node was changed, so codes that were set up before cannot be checked any more. "
                "Take a passkey, or ask an administrator of your party for a way back in."
            ) from changed


def _safe() -> Fernet:
    key = hashlib.sha256(b"medcord authenticators\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


# --- codes --------------------------------------------------------------------------------------------------------


def new_totp_secret() -> str:
    """A secret for a code generator, in base 32."""
    return str(totp.generate_totp_secret())


def totp_picture(member: Member, secret: str) -> str:
    """The QR code of a secret, as an image that stands in the page itself."""
    adapter = get_adapter()
    svg: str = adapter.build_totp_svg(adapter.build_totp_url(member, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def totp_fits(secret: str, code: str) -> int | None:
    """The time step this code belongs to, None for a wrong one."""
    for counter in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))):
            return int(counter)
    return None


def use_totp(row: Authenticator, code: str) -> bool:
    """Whether the code is right and newer than the last one used; the caller holds the row's lock and saves it."""
    counter = totp_fits(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("last_counter", 0):
        return False
    row.data["last_counter"] = counter
    return True


# --- passkeys -----------------------------------------------------------------------------------------------------


def begin_registration(member: Member) -> dict[str, Any]:
    """Options for the browser; the challenge is kept in the session. The passkey is one that signs in by itself."""
    return {"publicKey": webauthn.begin_registration(member, True)["publicKey"]}


def begin_for_newcomer(member: UUID, email: str) -> dict[str, Any]:
    """The same for somebody who is a member once the passkey is made, under this id and address."""
    return begin_registration(Member(pk=member, email=email, name=email))


def begin_assertion(member: Member | None) -> dict[str, Any]:
    """Options for the browser: any passkey of this node, or one of this member as a second factor."""
    return {"publicKey": webauthn.begin_authentication(member)["publicKey"]}


def registered(credential: Any) -> dict[str, Any]:
    """A new passkey that answered our challenge. Raises InputRefusal."""
    with _readable():
        answer = webauthn.parse_registration_response(credential)
        _same_origin(answer.response.client_data.origin)
        if not webauthn.complete_registration(credential).is_user_verified():
            raise ValueError
    return dict(credential)


def asserted(member: Member | None, credential: Any) -> tuple[Authenticator, int]:
    """The passkey that answered our challenge, and its counter. Without a member it must know who it is for, and must
    have asked the person (finger, face or number). Raises InputRefusal."""
    with _readable():
        answer = webauthn.parse_authentication_response(credential)
        _same_origin(answer.response.client_data.origin)
        data = answer.response.authenticator_data
        if member is None and not data.is_user_verified():
            raise ValueError
        owner = member or webauthn.extract_user_from_response(credential)
        row = webauthn.complete_authentication(owner, credential)
    if data.counter and data.counter <= row.data.get("counter", 0):
        raise InputRefusal(
            "This passkey counts backwards, as a copy of it would. It was refused. Take another way to sign in, remove "
            "this passkey, and tell an administrator of your party."
        )
    return row, int(data.counter)


def claims_of(credential: Any) -> str:
    """The id of the member an assertion claims to be of, unchecked: for counting attempts only."""
    try:
        return str(webauthn.extract_user_from_response(credential).pk)
    except (TypeError, ValueError, KeyError, AttributeError, ValidationError):
        return ""


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever a made-up answer breaks is one sentence, and the challenge is used up."""
    try:
        yield
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, struct.error, ValidationError) as wrong:
        raise InputRefusal(NOT_A_PASSKEY, code="passkey") from wrong
    finally:
        webauthn.clear_state()


def _same_origin(origin: str) -> None:
    if origin_of(origin) != origin_of(settings.MEDCORD_URL):
        raise ValueError

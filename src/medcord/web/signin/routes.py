"""Every page of sign-in."""

from __future__ import annotations

from medcord.web.signin import account, entering, oidc, party, recovery, tokens

urlpatterns = [
    *entering.urlpatterns,
    *oidc.urlpatterns,
    *account.urlpatterns,
    *recovery.urlpatterns,
    *party.urlpatterns,
    *tokens.urlpatterns,
]

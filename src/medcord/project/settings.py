"""Settings of a node, read from the environment (docs/reference/settings.md lists them)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from medcord.gateways import clock
from medcord.gateways.web.oidc import origin_of
from medcord.gateways.web.oidc import providers as oidc_providers


def _kept(path: Path, otherwise: str = "") -> str:
    """What a file of the home says; ``otherwise`` when there is none."""
    try:
        return path.read_text("utf-8").strip() or "an exercise"
    except OSError:
        return otherwise


BASE = Path(__file__).resolve().parents[1]
CHECKOUT = BASE.parents[1]

MEDCORD_HOME = Path(os.environ.get("MEDCORD_HOME") or "var").absolute()
MEDCORD_DEMO = os.environ.get("MEDCORD_DEMO") == "1"
MEDCORD_URL = os.environ.get("MEDCORD_URL", "http://127.0.0.1:8000").rstrip("/")
MEDCORD_BLOB_KEY_FILE = os.environ.get("MEDCORD_BLOB_KEY_FILE", "")
MEDCORD_SMTP_URL = os.environ.get("MEDCORD_SMTP_URL", "")
MEDCORD_HTTP_PRIVATE = os.environ.get("MEDCORD_HTTP_PRIVATE", "").split(",")
MEDCORD_MAIL_FROM = os.environ.get("MEDCORD_MAIL_FROM", "medcord@localhost")
MEDCORD_PROXIES = int(os.environ.get("MEDCORD_PROXIES") or "0")
# An exercise plays on a node of its own, with invented people: it reaches nobody outside and shows what it is.
# Its home says so too: whatever command opens it later knows that it is none of a real node, and its time.
MEDCORD_DRILL = os.environ.get("MEDCORD_DRILL") or _kept(MEDCORD_HOME / "drill-node")
if MEDCORD_DRILL:
    MEDCORD_SMTP_URL = ""
    if _drill_clock := os.environ.get("MEDCORD_DRILL_CLOCK") or _kept(MEDCORD_HOME / "drill-clock"):
        clock.run_faster(clock.Faster.read(_drill_clock))
# Made-up people of a demo or an exercise have passwords only.
MEDCORD_SIGN_IN = "any" if MEDCORD_DEMO or MEDCORD_DRILL else os.environ.get("MEDCORD_SIGN_IN") or "any"
if MEDCORD_SIGN_IN not in ("any", "phishing-resistant"):
    raise ImproperlyConfigured("MEDCORD_SIGN_IN is “any” or “phishing-resistant”")
MEDCORD_OIDC = {} if MEDCORD_DRILL else oidc_providers(os.environ)
MEDCORD_DEMO_PASSWORD = "demo-only-password"  # noqa: S105 - of made-up people; a node that is no demo has no such member
MEDCORD_DRILL_SHARED = os.environ.get("MEDCORD_DRILL_SHARED") == "1"
if MEDCORD_DRILL:  # one that people play has a password of its own
    MEDCORD_DEMO_PASSWORD = _kept(MEDCORD_HOME / "drill-password", MEDCORD_DEMO_PASSWORD)
MEDCORD_COORDINATOR_POLICY_DAYS = 45
MEDCORD_EMBARGO_FLOOR_DAYS = int(os.environ.get("MEDCORD_EMBARGO_FLOOR_DAYS", "14"))
MEDCORD_EMBARGO_MOST_DAYS = int(os.environ.get("MEDCORD_EMBARGO_MOST_DAYS", "365"))
# What a standard's draft asks for may still change, so nothing of it is there unless the node is told to.
MEDCORD_DRAFT_STANDARDS = os.environ.get("MEDCORD_DRAFT_STANDARDS") == "1"
MEDCORD_PUBLISHER_NAMESPACE = os.environ.get("MEDCORD_PUBLISHER_NAMESPACE", MEDCORD_URL)

DEBUG = False
_url = urlsplit(MEDCORD_URL)
ALLOWED_HOSTS = [_url.hostname or "127.0.0.1", *os.environ.get("MEDCORD_HOSTS", "127.0.0.1,localhost").split(",")]
CSRF_TRUSTED_ORIGINS = [MEDCORD_URL]


def _secret() -> str:
    """The node's secret: from the environment, else a file in the home made once with mode 0600."""
    if value := os.environ.get("MEDCORD_SECRET"):
        return value
    path = MEDCORD_HOME / "secret"
    if not path.exists():
        MEDCORD_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written beside and linked in whole: of several parts that start at once one is first, and none reads a half.
        beside = path.with_name(f"secret-{secrets.token_hex(8)}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_text()


SECRET_KEY = _secret()


KEPT = 60  # seconds that a thread keeps its line to the database: opening one costs as much as a small page


def _database(url: str) -> dict[str, Any]:
    """``""`` is SQLite in the home; postgresql://user:password@host:port/name is PostgreSQL (host may be a socket
    folder)."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": MEDCORD_HOME / "medcord.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;",
            },
            "TEST": {"NAME": None},
            "CONN_MAX_AGE": KEPT,
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": KEPT,
    }


DATABASES = {"default": _database(os.environ.get("MEDCORD_DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STAGES = [
    "products",
    "intake",
    "signals",
    "cases",
    "consults",
    "opinions",
    "declarations",
    "emerging",
    "lab",
    "calls",
    "drafting",
    "decisions",
    "records",
    "clocks",
    "agreements",
    "advisories",
    "sharing",
    "restricted",
    "notices",
    "inventory",
    "matching",
    "remediation",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "ninja",
    "medcord.ledger",
    "medcord.parties",
    "medcord.search",
    *[f"medcord.{stage}" for stage in STAGES],
    "medcord.measures",
    "medcord.web",
    "medcord.api",
    "medcord.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "medcord.web.middleware.PrivateByDefault",
    "medcord.web.exercise.Marked",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # only hands the request on to allauth's ceremonies
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "medcord.web.middleware.Refusals",
    "medcord.web.signin.gate.EnrolFirst",
]

ROOT_URLCONF = "medcord.project.urls"
WSGI_APPLICATION = "medcord.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "medcord.web.context.shell",
            ],
            "builtins": ["medcord.web.templatetags.medcord"],
        },
    }
]

AUTH_USER_MODEL = "parties.Member"
AUTHENTICATION_BACKENDS = ["medcord.parties.backends.MemberBackend"]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# allauth brings its tables, TOTP, recovery codes and passkey ceremonies. None of its pages has a route (ADR 0016).
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "medcord.parties.authenticators.Adapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_TOTP_ISSUER = "medcord"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _url.scheme == "http"  # the exact origin is compared by parties.authenticators

CSRF_FAILURE_VIEW = "medcord.web.middleware.forgery"

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the packages by WhiteNoise; nothing is collected
_uswds = CHECKOUT / "build" / "uswds"
STATICFILES_DIRS = [("uswds", _uswds)] if _uswds.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _url.scheme == "https"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "medcord_session"
SESSION_ENGINE = "medcord.parties.sessions"
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "medcord.web.uploads.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 3000  # a folder of advisories is one upload

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *(origin_of(one.issuer) for one in MEDCORD_OIDC)],  # a form here, answered by a redirect
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own request loggers write paths and traces, and those may hold a code or what a finder typed. Without a
    # handler of their own Python's last resort would print them.
    "loggers": {
        name: {"handlers": ["nowhere"], "propagate": False}
        for name in ("django.request", "django.security", "django.security.csrf", "django.server")
    },
}

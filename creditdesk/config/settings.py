"""Django's settings, all from the environment. docs/settings.md lists every one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from creditdesk.config import environment as env
from creditdesk.config import logs, sqlite

sqlite.use_bundled_library()

import sqlite3  # noqa: E402  (after the swap, so that the version read here is the one that runs)

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.directory("CREDITDESK_DATA_DIR", default="var")
TESTING = "pytest" in sys.modules
DEMO = env.flag("CREDITDESK_DEMO") or TESTING
DEBUG = False

SECRET_KEY = env.secret_key("CREDITDESK_SECRET_KEY", demo=DEMO, data_dir=DATA_DIR)
# After a change of the key, the old ones still open what they signed or encrypted.
SECRET_KEY_FALLBACKS = env.old_secret_keys("CREDITDESK_OLD_SECRET_KEYS")
ALLOWED_HOSTS = env.hosts("CREDITDESK_HOSTS", demo=DEMO)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith((".", "["))]
# Cookies travel over HTTPS only, unless a laptop demo or a test says that there is none.
HTTPS = env.flag("CREDITDESK_HTTPS", default=not DEMO)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "creditdesk.config",
    "creditdesk.journal",
    "creditdesk.parties",
    "creditdesk.receivables",
    "creditdesk.policy",
    "creditdesk.reference",
    "creditdesk.intake",
    "creditdesk.cash",
    "creditdesk.followup",
    "creditdesk.reconciliation",
    "creditdesk.credit",
    "creditdesk.approvals",
    "creditdesk.settlements",
    "creditdesk.creditfile",
    "creditdesk.plans",
    "creditdesk.bankruptcy",
    "creditdesk.disputes",
    "creditdesk.mail",
    "creditdesk.letters",
    "creditdesk.agency",
    "creditdesk.outbound",
    "creditdesk.exports",
    "creditdesk.nightly",
    "creditdesk.api",
    "creditdesk.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "creditdesk.web.requests_told.RequestsTold",
    # Before whatever answers by itself: a refusal and the way to the sign-in carry them too.
    "creditdesk.web.middleware.NoStore",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "creditdesk.api.middleware.ProblemAnswers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "creditdesk.web.middleware.SessionLimits",
    "creditdesk.web.middleware.ReadersLanguage",
    "creditdesk.web.middleware.SignInRequired",
    "creditdesk.web.middleware.Refusals",
]

ROOT_URLCONF = "creditdesk.config.urls"
WSGI_APPLICATION = "creditdesk.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "creditdesk.web.context.desk",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "creditdesk.web.templatetags.desk",
                "creditdesk.web.templatetags.rows",
                "creditdesk.web.templatetags.export",
            ],
        },
    }
]

# Fields of forms are drawn by Jinja as well: a list of choices in Django's templates takes a page's tenth.
FORM_RENDERER = "django.forms.renderers.Jinja2"

DATABASES = {"default": env.database("DATABASE_URL", data_dir=DATA_DIR)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = sqlite.options(sqlite3.sqlite_version_info)
    # A file, as in production: an in-memory database knows no log mode, and its threads share one connection.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / f"test-{os.getpid()}.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counters of wrong passwords and codes that were used lie there: beyond so many rows the oldest third is forgotten, and
# with the library's own number somebody could make it forget by guessing many names.
CACHES = {
    "default": {
        "BACKEND": "creditdesk.config.counting.CountingCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
# For whoever has not signed in; a user's own choice stands with his name and goes with him to another machine.
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
TIME_ZONE = env.time_zone("CREDITDESK_TIME_ZONE", default="America/New_York")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
_MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _PLAIN if TESTING else _MANIFEST},
}

# Tests serve the files where they lie; the desk serves the collected ones.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:  # Argon2 is slow on purpose, and the tests sign in thousands of times
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "creditdesk.parties.passwords.NoOrnamentedWord"},
    {"NAME": "creditdesk.parties.passwords.NotStolen"},
]
STOLEN_PASSWORDS = env.existing_file("CREDITDESK_STOLEN_PASSWORDS")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_FORMS = {
    "change_password": "creditdesk.web.sign_in.forms.NewPasswordForm",
    "login": "creditdesk.web.sign_in.forms.SignInForm",
    "reauthenticate": "creditdesk.web.sign_in.forms.PasswordAgainForm",
}
ACCOUNT_ADAPTER = "creditdesk.web.sign_in.adapter.DeskAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Five wrong passwords for one account, thirty from one address, in a quarter of an hour.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/15m/ip,5/15m/key", "login": "60/15m/ip", "reauthenticate": "10/15m/user"}
MFA_ADAPTER = "creditdesk.web.sign_in.adapter.DeskMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Creditdesk"
MFA_FORMS = {
    "activate_totp": "creditdesk.web.sign_in.forms.SetUpForm",
    "authenticate": "creditdesk.web.sign_in.forms.SecondFactorForm",
    "reauthenticate": "creditdesk.web.sign_in.forms.SecondFactorAgainForm",
}
# Behind one proxy the last address that it added is the visitor; otherwise X-Forwarded-For is not believed at all.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("CREDITDESK_BEHIND_PROXY") else 0

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "creditdesk_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "creditdesk_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
THEME_COOKIE_NAME = "__Host-theme" if HTTPS else "theme"
# What the next page says to a person lies in his session, not in a cookie of its own: it may name a customer.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("CREDITDESK_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

from csp.constants import NONCE, NONE, SELF  # noqa: E402

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# The limit of an upload is the policy's; this one keeps a form post without files small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The form of a whole policy has more than the thousand fields that are usual at most.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# What one person may bring in within a day, as files to import and, counted apart, as documents of accounts.
UPLOAD_FILES_PER_DAY = env.whole_number("CREDITDESK_UPLOAD_FILES_PER_DAY", default=1_000, least=1, most=1_000_000)
UPLOAD_MEGABYTES_PER_DAY = env.whole_number(
    "CREDITDESK_UPLOAD_MEGABYTES_PER_DAY", default=5_000, least=1, most=10_000_000
)

# Lists that one person may take out as files within an hour; statements of one account are not counted.
# Numbers are dialled by tel: addresses, or by sip: ones at this domain.
SIP_DOMAIN = env.domain("CREDITDESK_SIP_DOMAIN")
EXPORTS_PER_HOUR = env.whole_number("CREDITDESK_EXPORTS_PER_HOUR", default=10, least=1, most=1000)
# A list of more lines than this is made into a file in the background: a workbook takes a second for 2,500 lines.
EXPORT_ROWS_AT_ONCE = env.whole_number("CREDITDESK_EXPORT_ROWS_AT_ONCE", default=5_000, least=1, most=100_000)

# A folder for each company, into which other programs put files; without one there is no inbox.
INBOX = env.existing_directory("CREDITDESK_INBOX")
INBOX_USER = env.user_name("CREDITDESK_INBOX_USER", default="machine")
INBOX_POSTS = env.flag("CREDITDESK_INBOX_POSTS")

WEB_THREADS = env.whole_number("CREDITDESK_THREADS", default=8, least=1, most=64)
WEB_WORKERS = env.whole_number("CREDITDESK_WORKERS", default=1, least=1, most=64)
PORT = env.whole_number("CREDITDESK_PORT", default=8000, least=1, most=65535)
BIND = env.address("CREDITDESK_BIND", default="127.0.0.1")

# When the night's work of a day begins, by the clock of the time zone above.
NIGHT_BEGINS = env.time_of_day("CREDITDESK_NIGHT_BEGINS", default="00:00")

# Hosts of the own network that webhooks may reach, and without TLS; every other one must be public and speak https.
WEBHOOK_INTERNAL_HOSTS = env.internal_hosts("CREDITDESK_WEBHOOK_INTERNAL_HOSTS")

# Mail servers of the own network that mailboxes may use, and without TLS; every other one must be public and encrypt.
MAIL_INTERNAL_HOSTS = env.internal_hosts("CREDITDESK_MAIL_INTERNAL_HOSTS")

# Whoever sends this token reads the figures at /metrics/; without one there is no such page.
METRICS_TOKEN = env.token("CREDITDESK_METRICS_TOKEN")

LOGGING = logs.configuration(
    as_json=env.one_of("CREDITDESK_LOG", ("text", "json"), default="text") == "json",
    level="WARNING" if TESTING else "INFO",
)
LOGGING["loggers"] = {
    "django.request": {"level": "ERROR" if TESTING else "WARNING"},
    # Who tries the demo on a laptop reads the sign-ins on his terminal, not what he clicks.
    "creditdesk.requests": {"level": "WARNING" if DEMO else "INFO"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

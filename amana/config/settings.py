"""Every setting of an installation, with its unit, range and default; docs/reference/settings.md lists them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from amana.config import env, secrets

PACKAGE = Path(__file__).resolve().parent.parent

# ── where the data is ────────────────────────────────────────────────────────
# The one folder that holds everything: database, files, secrets. Default: ./var
DATA = Path(env.text("AMANA_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)
# postgresql://user:password@host:port/name, or sqlite:///path. Default: SQLite in the data folder.
DATABASES = {"default": env.database("AMANA_DATABASE_URL", DATA)}
FILES = DATA / "files"

# ── who may talk to us ───────────────────────────────────────────────────────
# The address people reach this installation by; links in mails begin with it. Default: http://localhost:8000
BASE_URL = env.text("AMANA_BASE_URL", "http://localhost:8000").rstrip("/")
# Further host names to answer to, separated by commas. Default: none beside the one of AMANA_BASE_URL.
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS += env.listing("AMANA_HOSTS")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Show errors with their inside and the style gallery; for developers. yes or no. Default: no.
DEBUG = env.flag("AMANA_DEBUG", False)
# Behind a proxy that ends TLS and sets X-Forwarded-Proto. yes or no. Default: no.
BEHIND_PROXY = env.flag("AMANA_BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
USE_X_FORWARDED_HOST = False

# ── secrets ──────────────────────────────────────────────────────────────────
# Signs sessions and forms. Default: made at the first start and kept in the data folder.
SECRET_KEY = env.text("AMANA_SECRET_KEY") or secrets.keep(DATA / "secrets" / "django")
# Signs the Message-IDs and reply addresses we give out. Default: made at the first start.
MAIL_KEY = env.text("AMANA_MAIL_KEY") or secrets.keep(DATA / "secrets" / "mail")
# Earlier mail keys that are still honoured, separated by commas. Default: none.
MAIL_KEYS = [MAIL_KEY, *env.listing("AMANA_MAIL_KEYS_EARLIER")]
# Encrypts mailbox passwords and tokens at rest. Default: made at the first start.
VAULT_KEY = env.text("AMANA_VAULT_KEY") or secrets.keep(DATA / "secrets" / "vault")

# Earlier vault keys that still open what they encrypted, separated by commas. Default: none.
VAULT_KEYS_EARLIER = env.listing("AMANA_VAULT_KEYS_EARLIER")

# ── the product ──────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "amana.look",
    "allauth",
    "allauth.account",
    "amana.config",
    "amana.record",
    "amana.people",
    "amana.team",
    "amana.directory",
    "amana.post",
    "amana.cases",
    "amana.channels",
    "amana.commitments",
    "amana.handling",
    "amana.readings",
    "amana.counter",
    "amana.recordings",
    "amana.notices",
    "amana.escalation",
    "amana.deadlines",
    "amana.review",
    "amana.advocacy",
    "amana.insight",
    "amana.search",
    "amana.desk",
    "amana.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amana.config.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amana.look.zone.ReadersZone",
]
ROOT_URLCONF = "amana.config.urls"
WSGI_APPLICATION = "amana.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# ── accounts ─────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "amana.config.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    # As allauth slows down the asking for a new password.
    "invitation": "20/m/ip,5/m/key",
    "invitation_password": "20/m/ip",
    # Strangers who write by a brand's page: by where they come from and by the address they name; and to one brand in all.
    "write": "5/10m/ip,3/h/key",
    "write_to_brand": "200/h/key",
    # Looks at an answer that are counted, and questions compared with what is answered already.
    "answer": "20/10m/ip,500/h/key",
    "answer_offer": "10/10m/ip",
}

# ── sessions, cookies, headers ───────────────────────────────────────────────
IS_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-amana" if IS_HTTPS else "amana"
CSRF_COOKIE_NAME = "__Host-amana-csrf" if IS_HTTPS else "amana-csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SECURE_SSL_REDIRECT = IS_HTTPS and not DEBUG
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_PERMISSIONS = 0o600
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# ── languages and time ───────────────────────────────────────────────────────
LANGUAGES = [("he", _("Hebrew")), ("ar", _("Arabic")), ("en", _("English"))]
# The language of pages and mails when nothing better is known: he, ar or en. Default: en
LANGUAGE_CODE = env.text("AMANA_LANGUAGE", "en")
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
# The zone in which times are shown when nothing better is known, an IANA name. Default: Asia/Jerusalem
TIME_ZONE = env.text("AMANA_TIME_ZONE", "Asia/Jerusalem")
# The country whose working week and holidays apply until a brand says otherwise, ISO 3166. Default: IL
COUNTRY = env.text("AMANA_COUNTRY", "IL")

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# ── promises ─────────────────────────────────────────────────────────────────
# Working hours within which we answer when nobody promised anything else. Default: 8
ANSWER_WITHIN = env.hours("AMANA_ANSWER_WITHIN_HOURS", 8)
# How long before a promise falls due its owner is reminded. Hours; 0 turns it off. Default: 2
REMIND_OWNER_BEFORE = env.hours("AMANA_REMIND_OWNER_HOURS", 2)
# How long before a promise falls due the owner's lead is told. Hours; 0 turns it off. Default: 0.5
REMIND_LEAD_BEFORE = env.hours("AMANA_REMIND_LEAD_HOURS", 0.5)
# Tell the customer when a promise is late, before they ask. yes or no. Default: yes
TELL_CUSTOMER_WHEN_LATE = env.flag("AMANA_TELL_WHEN_LATE", True)
# Working hours after the first notice until a person a rung up writes. Default: 8
CLIMB_AFTER = env.hours("AMANA_CLIMB_AFTER_HOURS", 8)
# Days of silence after a proposed closing until the first reminder, the second, and its end. Default: 3
CLOSING_PATIENCE_DAYS = env.whole("AMANA_CLOSING_DAYS", 3, least=1, most=60)
# Working days after an agreed closing until we ask whether it is still solved; 0 turns it off. Default: 3
FOLLOW_UP_DAYS = env.whole("AMANA_FOLLOW_UP_DAYS", 3, least=0, most=60)
# How long somebody may be absent before the lead becomes the holder. Hours. Default: 24
ABSENCE_LIMIT = env.hours("AMANA_ABSENCE_HOURS", 24)

# ── long work ────────────────────────────────────────────────────────────────
# The Dask scheduler whose workers regroup the questions of a whole history. Default: none, processes of this machine.
DASK_SCHEDULER = env.text("AMANA_DASK_SCHEDULER")

# ── mail ─────────────────────────────────────────────────────────────────────
# SMTP server that takes our mail, as smtp://user:password@host:port or smtps://. Default: none, mail waits.
SMTP_URL = env.text("AMANA_SMTP_URL")
# A mail provider instead of SMTP, as one of anymail's backends (anymail.backends.postmark.EmailBackend). Default: none.
MAIL_BACKEND = env.text("AMANA_EMAIL_BACKEND")
# That provider's settings as anymail names them, as one JSON object: {"POSTMARK_SERVER_TOKEN": "…"}. Default: none.
ANYMAIL = env.table("AMANA_EMAIL_SETTINGS")
# What Django's own parts write goes into our outbox, and leaves by the same roads.
EMAIL_BACKEND = "amana.config.posting.Outbox"
# Where our own LMTP/SMTP door listens, host:port; empty closes it. Default: 127.0.0.1:8025
MAIL_IN = env.text("AMANA_MAIL_IN", "127.0.0.1:8025")
# The name of the border server whose Authentication-Results are believed. Default: none, nothing is verified.
AUTHSERV_ID = env.text("AMANA_AUTHSERV_ID")
# Signing in to mailboxes at Microsoft 365: your own application's id and secret. Default: none, passwords only.
MICROSOFT_CLIENT_ID = env.text("AMANA_MICROSOFT_CLIENT_ID")
MICROSOFT_CLIENT_SECRET = env.text("AMANA_MICROSOFT_CLIENT_SECRET")
# The Microsoft tenant whose people sign in. Default: common, any of them.
MICROSOFT_TENANT = env.text("AMANA_MICROSOFT_TENANT", "common")
# The same at Google: your own application's id and secret. Default: none.
GOOGLE_CLIENT_ID = env.text("AMANA_GOOGLE_CLIENT_ID")
GOOGLE_CLIENT_SECRET = env.text("AMANA_GOOGLE_CLIENT_SECRET")
# Largest message taken in, bytes. Default: 52428800 (50 MiB)
MAIL_LARGEST = env.whole("AMANA_MAIL_LARGEST", 52_428_800, least=65_536)
# Automatic mails to one address in a day, at most. Default: 5
AUTOMATIC_PER_ADDRESS = env.whole("AMANA_AUTOMATIC_PER_ADDRESS", 5, least=1)
# Automatic mails on one case in an hour, at most. Default: 3
AUTOMATIC_PER_CASE = env.whole("AMANA_AUTOMATIC_PER_CASE", 3, least=1)

# ── own cases ────────────────────────────────────────────────────────────────
# May anybody who reaches this installation open an account for own cases? yes or no. Default: only on loopback.
OPEN_MINE = env.flag("AMANA_OPEN_MINE", urlsplit(BASE_URL).hostname in {"localhost", "127.0.0.1", "::1"})

# ── what is said ─────────────────────────────────────────────────────────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # How much is said: DEBUG, INFO, WARNING or ERROR. Default: WARNING
    "root": {"handlers": ["console"], "level": env.text("AMANA_LOG", "WARNING").upper()},
}

"""Every setting of an installation, with its unit, range and default; docs/reference/settings.md lists them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from amana.config import env, secrets
from amana.config.watching import saying

PACKAGE = Path(__file__).resolve().parent.parent

# ── where the data is ────────────────────────────────────────────────────────
# The one folder that holds everything: database, files, secrets. Default: ./var
DATA = Path(env.text("AMANA_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)
# postgresql://user:password@host:port/name, or sqlite:///path. Default: SQLite in the data folder.
DATABASES = {"default": env.database("AMANA_DATABASE_URL", DATA)}
FILES = DATA / "files"
# The folder into which `amana backup` writes copies when none is named, best on another machine. Default: none.
BACKUP_TO = env.text("AMANA_BACKUP_TO")
# Days after which a copy is taken away, if a newer one is there. Default: 35
BACKUP_DAYS = env.whole("AMANA_BACKUP_DAYS", 35, least=1, most=3660)
# A copy to try things on: nothing goes out and no mailbox is read. yes or no. Default: no, and yes where `amana restore --staging` made it.
STAGING = env.flag("AMANA_STAGING", (DATA / "staging").exists())

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
# Proxies that are believed when they say who a visitor is: addresses or networks (10.0.0.0/8), separated by commas.
# Default: this machine when behind a proxy, else none.
PROXIES = env.networks("AMANA_PROXIES", "127.0.0.1,::1" if BEHIND_PROXY else "")

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

# Signs the daily checkpoints over all records. Default: made at the first start and kept in the data folder.
CHECKPOINT_KEY = env.text("AMANA_CHECKPOINT_KEY") or secrets.keep(DATA / "secrets" / "checkpoint")
# Earlier checkpoint keys, separated by commas; the one before signs the first checkpoint of the new one too. Of one whose secret is
# gone, `public:` and its public half, by which `amana checkpoint --verify` knows it. Default: none.
CHECKPOINT_KEYS_EARLIER = env.listing("AMANA_CHECKPOINT_KEYS_EARLIER")
# A time-stamp authority (RFC 3161) that is asked to date each checkpoint, an address that begins with https. Default: none.
TIME_STAMP_URL = env.text("AMANA_TIME_STAMP_URL")

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
    "allauth.mfa",
    "allauth.socialaccount",
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
    "amana.privacy",
    "amana.desk",
    "amana.portal",
    "amana.api",
]
MIDDLEWARE = [
    "amana.config.watching.numbering.Numbers",
    "amana.config.signing_in.peers.Peers",
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
    "amana.config.signing_in.staying.Staying",
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
                "amana.config.withholding.shown",
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
    {"NAME": "amana.config.signing_in.passwords.Guessable"},
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
# All other sign-ins end with a change of the password; the one that changes it stays.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
MFA_ADAPTER = "amana.config.signing_in.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate_webauthn": "amana.config.signing_in.passkeys.Authenticate",
    "login_webauthn": "amana.config.signing_in.passkeys.Login",
    "reauthenticate_webauthn": "amana.config.signing_in.passkeys.Reauthenticate",
    "add_webauthn": "amana.config.signing_in.passkeys.Add",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A clock that is half a minute off is let pass.
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = True
SOCIALACCOUNT_ADAPTER = "amana.config.signing_in.firms.Firms"
# A form of ours may end at our own door alone, so the way to a directory is a link.
SOCIALACCOUNT_LOGIN_ON_GET = True
# Minutes for which a proof of who one is opens what is dangerous. Default: 10
PROOF_LASTS = timedelta(minutes=env.whole("AMANA_PROOF_MINUTES", 10, least=1, most=1440))
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(PROOF_LASTS.total_seconds())
# Hours without a page until somebody who did not ask to stay is signed out. Default: 12
IDLE_AT_MOST = timedelta(hours=env.whole("AMANA_IDLE_HOURS", 12, least=1, most=336))
# Days after which everybody signs in anew. Default: 14
SIGNED_IN_AT_MOST = timedelta(days=env.whole("AMANA_SIGNED_IN_DAYS", 14, least=1, most=90))
ACCOUNT_RATE_LIMITS = {
    # By where it is tried from, and by account and place; then by account from everywhere.
    "login_failed": "10/m/ip,5/5m/key",
    "login_account": "60/h/key",
    # As allauth slows down the asking for a new password.
    "invitation": "20/m/ip,5/m/key",
    "invitation_password": "20/m/ip",
    # Strangers who write by a brand's page: by where they come from and by the address they name; and to one brand in all.
    "write": "5/10m/ip,3/h/key",
    "write_to_brand": "200/h/key",
    # Conversations begun on pages of a brand's site, ways on by mail, words, and calls that are asked for anew.
    "chat": "5/10m/ip",
    "chat_mail": "5/10m/ip,3/h/key",
    "chat_words": "60/10m/ip,200/h/key",
    "write_call": "10/10m/ip",
    # Tokens of the API that open nothing, by where they are tried.
    "api_refused": "60/m/ip",
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
SESSION_COOKIE_AGE = int(SIGNED_IN_AT_MOST.total_seconds())
MFA_TRUST_COOKIE_NAME = "__Host-amana-trusted" if IS_HTTPS else "amana-trusted"
SECURE_SSL_REDIRECT = IS_HTTPS and not DEBUG
# Machines that watch over it ask from this machine, without TLS, and are answered yes or no.
SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready)$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
# Other servers of the same domain are not ours to promise https for, nor to enter into the lists that browsers carry.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_PERMISSIONS = 0o600
CACHES = {
    "default": {
        "BACKEND": "amana.config.signing_in.caching.Cache",
        "LOCATION": "cache",
        # Whoever tries ten thousand names pushes out nobody's count.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
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
# The Dask scheduler whose workers read and group a whole history anew. Default: none, processes of this machine.
DASK_SCHEDULER = env.text("AMANA_DASK_SCHEDULER")

# ── recordings ───────────────────────────────────────────────────────────────
# Your own program that writes recordings down, with its arguments as on a command line; it finds WAV (16 kHz, one channel) on its
# standard input and prints the words. {language} stands for the language. Default: none.
HEARING_COMMAND = env.words("AMANA_HEARING_COMMAND")
# The languages that program hears, separated by commas: he, ar, en. Default: none.
HEARING_LANGUAGES = env.listing("AMANA_HEARING_LANGUAGES")

# ── mail ─────────────────────────────────────────────────────────────────────
# SMTP server that takes our mail, as smtp://user:password@host:port or smtps://. Default: none, mail waits.
SMTP_URL = "" if STAGING else env.text("AMANA_SMTP_URL")
# A mail provider instead of SMTP, as one of anymail's backends (anymail.backends.postmark.EmailBackend). Default: none.
MAIL_BACKEND = "" if STAGING else env.text("AMANA_EMAIL_BACKEND")
# That provider's settings as anymail names them, as one JSON object: {"POSTMARK_SERVER_TOKEN": "…"}. Default: none.
ANYMAIL = env.table("AMANA_EMAIL_SETTINGS")
# What Django's own parts write goes into our outbox, and leaves by the same roads.
EMAIL_BACKEND = "amana.config.posting.Outbox"
# Where our own LMTP/SMTP door listens, host:port; empty closes it. Default: 127.0.0.1:8025
MAIL_IN = "" if STAGING else env.text("AMANA_MAIL_IN", "127.0.0.1:8025")
# The name of the border server whose Authentication-Results are believed. Default: none, nothing is verified.
AUTHSERV_ID = env.text("AMANA_AUTHSERV_ID")
# The names under which our mail provider keeps our DKIM keys, separated by commas, for `amana doctor`. Default: none.
DKIM_SELECTORS = env.listing("AMANA_DKIM_SELECTORS")
# The name server that `amana doctor` asks, as address:port. Default: the one of this machine.
DNS_SERVER = env.text("AMANA_DNS_SERVER")
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

# ── the API ──────────────────────────────────────────────────────────────────
# Calls one token may make in a minute. Default: 600
API_PER_MINUTE = env.whole("AMANA_API_PER_MINUTE", 600, least=1, most=100_000)

# ── own cases ────────────────────────────────────────────────────────────────
# May anybody who reaches this installation open an account for own cases? yes or no. Default: only on loopback.
OPEN_MINE = env.flag("AMANA_OPEN_MINE", urlsplit(BASE_URL).hostname in {"localhost", "127.0.0.1", "::1"})

# ── what is said ─────────────────────────────────────────────────────────────
# How much is said: DEBUG, INFO, WARNING or ERROR; with json, one object a line. "json INFO" says both. Default: WARNING
LOGGING = saying.configured(env.text("AMANA_LOG", "WARNING"))
# Whoever asks for /metrics brings this word (Authorization: Bearer …). Default: none, and /metrics is there for this machine alone.
METRICS_TOKEN = env.text("AMANA_METRICS_TOKEN")

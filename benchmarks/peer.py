"""The same mails through django-helpdesk's own importer, one after the other as its `get_email` does.

Run by intake.py --peer with the Python of a virtual environment that has django-helpdesk, never by Amana's own.
Usage: peer.py FOLDER DATABASE_URL WARM_UP < JSON with a list of messages in base64
"""

from __future__ import annotations

import base64
import json
import logging
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.management import call_command

APPS = """
    django.contrib.auth django.contrib.contenttypes django.contrib.sessions django.contrib.messages
    django.contrib.sites django.contrib.humanize django.contrib.admin rest_framework helpdesk
""".split()
urlpatterns: list[object] = []


def main() -> int:
    """Make the tables and a queue, import everything, and print what came of it."""
    folder, url, warm_up = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    set_up(folder, url)
    from helpdesk.email import extract_email_metadata
    from helpdesk.models import FollowUp, Queue, Ticket

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)  # so that it writes its receipts, as we do
    queue = Queue.objects.create(
        title="Support", slug="support", email_address="support@bench.example", allow_email_submission=True,
        new_ticket_cc="", updated_ticket_cc="",
    )  # fmt: skip
    messages = [base64.b64decode(one).decode("utf-8", "surrogateescape") for one in json.load(sys.stdin)]
    quiet = logging.getLogger("django.helpdesk.queue")
    for message in messages[:warm_up]:
        extract_email_metadata(message, queue, quiet)
    began = time.perf_counter()
    for message in messages[warm_up:]:
        extract_email_metadata(message, queue, quiet)
    seconds = time.perf_counter() - began
    print(json.dumps({
        "version": __import__("importlib.metadata").metadata.version("django-helpdesk"),
        "rate": round((len(messages) - warm_up) / seconds, 1),
        "tickets": Ticket.objects.count(),
        "messages": FollowUp.objects.count(),
    }))  # fmt: skip
    return 0


def set_up(folder: Path, url: str) -> None:
    """Configure Django for the peer: the database as durable as ours, mails into memory, everything else as it comes."""
    logging.disable(logging.CRITICAL)
    settings.configure(
        SECRET_KEY="only for measuring",
        INSTALLED_APPS=APPS,
        DATABASES={"default": database(folder, url)},
        USE_TZ=True,
        SITE_ID=1,
        ROOT_URLCONF=__name__,
        MEDIA_ROOT=str(folder / "media"),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    )
    django.setup()
    from django.urls import include, path

    urlpatterns.append(path("", include("helpdesk.urls", namespace="helpdesk")))


def database(folder: Path, url: str) -> dict[str, object]:
    """Return the description of the database; SQLite in WAL mode with each commit synced, as ours."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "peer.sqlite3"),
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
        }
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": asked.get("host", parts.hostname or ""),
        "PORT": asked.get("port", str(parts.port or "")),
    }


if __name__ == "__main__":
    raise SystemExit(main())

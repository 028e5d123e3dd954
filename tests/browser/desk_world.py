"""A small desk of a test's own: one brand, the colleagues it names, and the mails it says came in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.browser.installed import Installed, installed

FILL = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.config.settings"
django.setup()
from email.header import Header
from django.utils import timezone
from amana.config.preparing import prepare
prepare()
from amana.cases.models import Case
from amana.channels.email.peeking import peek
from amana.commitments.models import Commitment
from amana.desk.models import SavedReply
from amana.handling.intake.importing import new_brand
from amana.handling.intake.receiving import receive
from amana.people.models import Account
from amana.post.accepting import Came, accept_all
from amana.post.leasing import me
from amana.team.models import Agent, BrandAddress

world, at = json.loads(os.environ["WORLD"]), timezone.now()
brand = new_brand("Tavor", at=at, language="en", zone="Asia/Jerusalem", country="IL")
BrandAddress.objects.create(value="help@tavor.example", brand=brand)
agents = {}
for number, one in enumerate(world["agents"]):
    account = Account.objects.create_user(f"colleague{number}@tavor.example", os.environ["SAMPLE_PASSWORD"],
                                          name=one["name"], language=one["language"], zone="Asia/Jerusalem")
    lead = agents.get(one["lead"])
    agents[one["name"]] = Agent.objects.create(account=account, role=one["role"], lead=lead, assigned_at=at)
    agents[one["name"]].brands.add(brand)
for number, one in enumerate(world["written"]):
    sender = f"customer{number}@levi.example"
    raw = (f"From: {sender}\\r\\nTo: help@tavor.example\\r\\nSubject: {Header(one['subject'], 'utf-8').encode()}\\r\\n"
           f"Message-ID: <{sender}>\\r\\nDate: {at:%a, %d %b %Y %H:%M:%S} +0000\\r\\n"
           "Content-Type: text/plain; charset=utf-8\\r\\n\\r\\n" + one["text"]).encode()
    seen = peek(raw)
    accept_all([Came(raw, seen.digest, "test", seen.message_id)], at=at)
while receive(worker=me(), at=at):
    pass
for one in world["written"]:
    holder = agents[one["holder"]] if one["holder"] else None
    cases = Case.objects.filter(subject=one["subject"])
    cases.update(holder=holder, language=one["language"])
    Commitment.objects.filter(case__in=cases).update(owner_agent=holder)
for title, texts in world["saved"].items():
    maker = next(iter(agents.values()))
    SavedReply.objects.create(title=title, texts=texts, made_by=maker, made_at=at, changed_at=at)
"""


@dataclass(frozen=True)
class Colleague:
    """Somebody at the desk; `lead` is the name of somebody named before."""

    name: str
    language: str
    role: str = "agent"
    lead: str = ""


@dataclass(frozen=True)
class Written:
    """A mail that came in and the name of whoever holds its case, empty for nobody."""

    subject: str
    text: str
    language: str
    holder: str = ""


@contextmanager
def desk_world(
    folder: Path,
    agents: Sequence[Colleague],
    written: Sequence[Written],
    *,
    saved: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[Installed]:
    """Serve this desk until the end."""
    world = {
        "agents": [asdict(one) for one in agents],
        "written": [asdict(one) for one in written],
        "saved": saved or {},
    }
    with installed(folder, now="", fill=FILL, WORLD=json.dumps(world)) as served:
        yield served

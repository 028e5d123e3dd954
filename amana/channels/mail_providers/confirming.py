"""Amazon asks once whether a topic is wanted: kept for a person, who opens its link; we never open it ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amana.channels.mail_providers.proving import is_amazons
from amana.channels.models import MailProvider
from amana.record.sealing import instant

# For so long such a link works: https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
HOLDS = timedelta(days=3)
MOST_ASKED, LONGEST_TOPIC = 5, 300


@dataclass(frozen=True)
class Asked:
    """A topic that waits to be confirmed; `is_over`: its link works no more, and Amazon is to be asked for another."""

    topic: str
    url: str
    at: datetime
    is_over: bool


@transaction.atomic
def note_asked(row: MailProvider, said: Mapping[str, Any], *, at: datetime) -> bool:
    """Keep the link by which a topic is confirmed; return whether it is one of Amazon's. The same topic again replaces it."""
    topic, url = str(said.get("TopicArn", ""))[:LONGEST_TOPIC], said.get("SubscribeURL")
    if not is_amazons(url) or not topic.isprintable():
        return False
    held = MailProvider.objects.select_for_update().get(pk=row.pk)
    others = [(name, one) for name, one in held.topics_asked.items() if name != topic][-(MOST_ASKED - 1) :]
    held.topics_asked = dict([*others, (topic, {"url": url, "at": instant(at)})])
    held.save(update_fields=["topics_asked"])
    return True


@transaction.atomic
def note_confirmed(row: MailProvider, said: Mapping[str, Any]) -> None:
    """Ask nobody any more about a topic that speaks: it was confirmed."""
    topic = str(said.get("TopicArn", ""))[:LONGEST_TOPIC]
    if topic not in row.topics_asked:
        return
    held = MailProvider.objects.select_for_update().get(pk=row.pk)
    held.topics_asked.pop(topic, None)
    held.save(update_fields=["topics_asked"])


def asked_of(row: MailProvider, *, at: datetime) -> list[Asked]:
    """Return the topics that wait to be confirmed, the last at the end; only what is an address of Amazon's."""
    found = [(topic, one["url"], datetime.fromisoformat(one["at"])) for topic, one in row.topics_asked.items()]
    return [Asked(topic, url, came, came + HOLDS < at) for topic, url, came in found if is_amazons(url)]

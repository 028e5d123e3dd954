"""Taking in what a provider pushes: stored as it came and committed, before it is told that we have it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from amana.channels.models import Messenger, Push
from amana.kit.codes import new_id


def accept(messenger: Messenger, body: bytes, *, at: datetime) -> bool:
    """Store a push; return whether it is new. When this returns outside a transaction it survives a power failure."""
    digest = hashlib.sha256(body).hexdigest()
    push = Push(id=new_id(), messenger=messenger, digest=digest, body=body, received_at=at, not_before=at)
    Push.objects.bulk_create([push], ignore_conflicts=True)
    Messenger.objects.filter(pk=messenger.pk).update(heard_at=at)
    return Push.objects.filter(messenger=messenger, digest=digest, pk=push.pk).exists()

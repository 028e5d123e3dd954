from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.channels.messaging.words import Heard
from amana.handling.messaging.recognising import recognise

pytestmark = pytest.mark.django_db


@pytest.mark.postgres
def test_whoever_answers_somebody_while_they_write_waits_for_nobody(number, now):
    """A reply holds the case and names the correspondent; what is heard holds the correspondent and waits for the case."""
    with CaptureQueriesContext(connection) as seen:
        recognise(number, Heard("wamid.1", "972521234567", "+972521234567"), language="en", at=now)
    held = [one["sql"] for one in seen if "FOR " in one["sql"] and "channels_correspondent" in one["sql"]]
    assert held and all("FOR NO KEY UPDATE" in sql for sql in held)

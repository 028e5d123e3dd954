from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from amana.config import collecting, working
from amana.config.withholding import NAME, RESTORED, is_withheld, open_again, withheld, withhold
from amana.handling.mails.plain_mail import post_plain
from amana.post.models import Outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    return tmp_path


def post():
    return post_plain(
        "noa@example.com", "Noa", "Hello", "Hello", what="notice", language="en", brand=None, at=timezone.now()
    )


def test_after_a_copy_was_brought_back_nothing_is_sent_until_somebody_opens_the_post(files):
    post()
    withhold(files, RESTORED)
    assert working.send_once() == working.PAUSE
    assert Outgoing.objects.get().attempts == 0

    assert open_again() and not open_again()
    working.send_once()
    assert Outgoing.objects.get().attempts == 1


def test_a_note_that_cannot_be_read_keeps_everything_in(files):
    (files / NAME).write_bytes(b"\xff{")
    assert is_withheld() and withheld()["why"] == RESTORED


def test_a_staging_copy_sends_nothing_reads_no_mailbox_cannot_be_opened_and_says_so_on_every_page(settings):
    settings.STAGING = True
    post()
    assert working.send_once() == working.PAUSE and collecting.fetch_once() == collecting.PAUSE
    assert not open_again()
    for page in ("/accounts/login/", "/no-such-page"):
        assert "a copy to try things on" in Client().get(page).content.decode()


def test_a_stranger_reads_nothing_of_a_copy_that_was_brought_back(files):
    withhold(files, RESTORED)
    assert "withheld" not in Client().get("/accounts/login/").content.decode()

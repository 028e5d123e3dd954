from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from amana.api.tokens import make_token, token_of
from amana.channels.models import Messenger, PhoneSystem, WebHook
from amana.config.backing_up import settling
from amana.config.backing_up.restoring import close
from amana.config.backing_up.settling import MAY_BE_SENT, settle
from amana.config.withholding import UNSETTLED, is_withheld, withheld
from amana.handling.intake.importing import ensure_brand
from amana.handling.mails.plain_mail import post_plain
from amana.post.models import Outgoing
from amana.team.joining import add_agent
from amana.wording.held_reasons import REASONS, retold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    return settings.FILES


def test_f45_what_was_not_settled_yet_cannot_be_opened(files, now, monkeypatch):
    post_plain("noa@example.com", "Noa", "Hello", "Hello", what="notice", language="en", brand=None, at=now)
    close(files.parent, of=now.isoformat(), is_staging=False)
    assert is_withheld()
    with pytest.raises(CommandError, match="Restore once more"):
        call_command("outbox", "open")

    def broken(_of):
        raise OSError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(settling, "_hold", broken)
        with pytest.raises(OSError, match="power"):
            settle(files, of=now.isoformat(), at=now, is_staging=False)
    assert UNSETTLED.items() <= withheld().items()

    assert settle(files, of=now.isoformat(), at=now, is_staging=False).held == 1
    call_command("outbox", "open")
    assert not is_withheld()


def test_why_mail_of_a_copy_is_held_is_known_to_the_list_of_reasons(files, now):
    post_plain("noa@example.com", "Noa", "Hello", "Hello", what="notice", language="en", brand=None, at=now)
    settle(files, of=now.isoformat(), at=now, is_staging=False)
    assert f"{MAY_BE_SENT} (%(of)s)" in REASONS
    row = Outgoing.objects.get()
    assert retold(row.last_error) == row.last_error == f"{MAY_BE_SENT} ({now.isoformat()[:16]})"


@pytest.mark.parametrize("is_staging", [True, False])
def test_a_token_that_was_revoked_since_the_copy_opens_nothing_again(files, now, is_staging):
    dana = add_agent("dana@tavor.example", name="Dana", brands=[ensure_brand(["help@tavor.example"], at=now)], at=now)
    word = make_token(dana, name="x", scopes=["cases:read"], expires_at=now + timedelta(days=30), at=now).word
    settle(files, of=now.isoformat(), at=now, is_staging=is_staging)
    assert token_of(word, at=now) is None


def test_no_way_out_keeps_its_secret_in_a_copy_to_try_things_on(files, now):
    brand = ensure_brand(["help@tavor.example"], at=now)
    dana = add_agent("dana@tavor.example", name="Dana", brands=[brand], at=now)
    common = {"brand": brand, "secret": "locked", "set_by": dana, "set_at": now}
    WebHook.objects.create(name="Books", url="https://books.example/", **common)
    Messenger.objects.create(channel="telegram", account="1", key="a" * 32, **common)
    PhoneSystem.objects.create(key="b" * 32, dial_url="https://exchange.example/{number}", **common)

    settle(files, of="", at=now, is_staging=True)

    for model in (WebHook, Messenger, PhoneSystem):
        assert model.objects.get().secret == ""
    assert not WebHook.objects.get().is_on and not Messenger.objects.get().is_on
    assert PhoneSystem.objects.get().dial_url == ""

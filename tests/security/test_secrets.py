"""Secrets stay where they are used: not one of them is in a log, in the database, in a file, on a page or in an export."""

from __future__ import annotations

import base64
import logging
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from amana.channels.email import fetching, sending
from amana.channels.email.covering import covered
from amana.channels.email.delivering import Patience
from amana.channels.email.errors import MailTrouble
from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.email.tests.peers import ImapPeer, SmtpPeer
from amana.channels.language_models.agreeing import set_up as set_up_model
from amana.channels.models import Mailbox
from amana.channels.systems.setting_up import set_up as set_up_system
from amana.config import settings as product
from amana.handling.talking.replying import Reply, reply
from amana.team.viewing import at_the_desk
from tests.architecture.sources import ROOT, tracked

pytestmark = pytest.mark.django_db
SECRET = "hunter2-and-a-quiet-kettle"
KEY = "sk-live-kettle-4711-0815"
QUICK = Patience(connect=2, answer=2, after_end=2, whole=3)
# In every form in which it travels.
FORMS = (
    SECRET,
    base64.b64encode(SECRET.encode()).decode(),
    base64.b64encode(f"\0us@ours.example\0{SECRET}".encode()).decode(),
    KEY,
)


def everything_stored() -> str:
    """Return every value of every row of ours, and every file, as text."""
    said = []
    for model in apps.get_models():
        for row in model._default_manager.all().values_list():
            said += [bytes(one).decode("latin-1") if isinstance(one, bytes | memoryview) else str(one) for one in row]
    said += [path.read_bytes().decode("latin-1") for path in settings.FILES.rglob("*") if path.is_file()]
    return "\n".join(said)


def leaks_in(text: str) -> list[str]:
    return [form for form in FORMS if form in text]


@pytest.fixture
def mailbox(brand, now) -> Mailbox:
    return Mailbox.objects.create(
        brand=brand, address="us@ours.example", secret=lock({"password": SECRET}), connected_at=now, fetch_at=now, imap_host="127.0.0.1",
        imap_security="none", imap_user="us@ours.example", smtp_host="127.0.0.1", smtp_security="none", smtp_user="us@ours.example",
    )  # fmt: skip


def logged(caplog) -> str:
    """All that was said, with what lay behind it, as a handler writes it."""
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(formatter.format(record) for record in caplog.records)


@pytest.mark.parametrize("is_welcome", [True, False])
def test_a65_a_password_is_in_no_log_and_no_row_whether_it_is_taken_or_refused(
    case, dana, mailbox, now, caplog, is_welcome
):
    """Servers repeat what they refuse; the words of one are kept, shown and written down without it."""
    echoed = f"you said {FORMS[2]} which is {SECRET}"
    says, told = {} if is_welcome else {"AUTH": f"535 5.7.8 {echoed}"}, []
    reply(case, Reply("We are on it."), by=at_the_desk(dana), at=now)
    set_up_model(mailbox.brand, url="https://models.example/v1", model="m", key=KEY, by=dana, at=now)
    with (
        caplog.at_level(logging.DEBUG), SmtpPeer(offers=["AUTH PLAIN"], says=says) as out,
        ImapPeer(password=SECRET, says={} if is_welcome else {"LOGIN": f"NO [AUTHENTICATIONFAILED] {echoed}"}) as into,
    ):  # fmt: skip
        Mailbox.objects.update(smtp_port=out.port, imap_port=into.port)
        mailbox.refresh_from_db()
        into.add(b"From: noa@customer.example\r\nMessage-ID: <1@customer.example>\r\n\r\nHello\r\n")
        sending.send_due(at=now + timedelta(minutes=5), worker="w", patience=QUICK)
        try:
            fetching.fetch(mailbox, at=now + timedelta(minutes=5), worker="w")
        except MailTrouble as trouble:
            told.append(str(trouble))
        assert any(SECRET in line for line in into.heard) and any("AUTH" in line for line in out.heard)

    stored = everything_stored() + "".join(told)
    assert len(stored) > 5_000 and "us@ours.example" in stored
    assert leaks_in(stored) == [] and leaks_in(logged(caplog)) == []
    mailbox.refresh_from_db()
    assert is_welcome or "535" in mailbox.out_reason


def test_a65_no_page_and_no_file_of_settings_shows_a_secret(mailbox, yossi, brand, now):
    """What was entered once is entered anew, never shown."""
    Mailbox.objects.update(out_reason="535 refused", in_reason="refused")
    set_up_model(brand, url="https://models.example/v1", model="m", key=KEY, by=yossi, at=now)
    secret = set_up_system(brand, url="https://shop.example/amana", is_on=True, allows_private=False, by=yossi, at=now)
    client = Client()
    client.force_login(yossi.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    own = [
        settings.SECRET_KEY,
        settings.MAIL_KEY,
        settings.VAULT_KEY,
        *[one for one in vars(secret).values() if isinstance(one, str) and len(one) > 20],
    ]
    for url in (
        "mailboxes/",
        f"mailboxes/{mailbox.pk}/",
        f"brands/{brand.pk}/model/",
        f"brands/{brand.pk}/system/",
        f"brands/{brand.pk}/hooks/",
        "",
        "file/",
    ):
        answer = client.get(f"/desk/settings/{url}")
        text = answer.content.decode()
        assert answer.status_code in {200, 404, 405} and leaks_in(text) == [], url
        assert [one for one in own if one and one in text] == [], url


def test_what_is_locked_opens_with_its_key_alone_and_looks_different_each_time(settings):
    first, second = lock({"password": SECRET}), lock({"password": SECRET})
    assert first != second and unlock(first) == unlock(second) == {"password": SECRET}
    assert leaks_in(first + base64.urlsafe_b64decode(first).decode("latin-1")) == []
    settings.VAULT_KEYS_EARLIER, settings.VAULT_KEY = [settings.VAULT_KEY], "another key"
    assert unlock(first) == {"password": SECRET}
    settings.VAULT_KEYS_EARLIER = []
    with pytest.raises(MailTrouble):
        unlock(first)


def test_a_secret_is_covered_in_every_form_in_which_a_server_may_repeat_it():
    token = base64.b64encode(f"user=us\1auth=Bearer {SECRET}\1\1".encode()).decode()
    said = f"no: {SECRET}, {FORMS[1]}, {token}, hunter2%2Dand"
    assert covered(said, user="us", secrets=(SECRET,)) == "no: […], […], […], hunter2%2Dand"
    assert covered("a slash/in it", user="us", secrets=("",)) == "a slash/in it"
    assert covered("p%2Fword p/word", user="us", secrets=("p/word",)) == "[…] […]"


def test_passwords_are_kept_by_argon2_in_the_product_itself():
    assert product.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_no_secret_is_written_into_the_code():
    """Keys of known shapes, wherever they stand: also in tests, examples and documents."""
    shapes = re.compile(
        r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{200}"
        r"|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b|\bxox[baprs]-[0-9A-Za-z-]{20}"
    )
    texts = [
        path
        for path in tracked()
        if path.suffix in {".py", ".md", ".toml", ".html", ".js", ".json", ".yml", ".sh", ".txt", ""}
    ]
    assert [
        str(path)
        for path in texts
        if (ROOT / path).stat().st_size < 2**20 and shapes.search((ROOT / path).read_text("utf-8", "replace"))
    ] == []


def test_a65_nobody_writes_a_line_of_their_own_into_a_log(client, caplog, brand):
    """A line break in an address, a header or a name begins no line of the log."""
    with caplog.at_level(logging.DEBUG):
        client.get("/desk/%0a2026-01-01%20ERROR%20root:%20forged/", headers={"user-agent": "x\n2026 ERROR forged"})
        client.post("/accounts/login/", {"login": "a@b.example\n2026 ERROR forged", "password": "x"})
        client.get("/c/%0d%0aforged/")
    assert [line for line in logged(caplog).splitlines() if line.startswith(("2026", "forged"))] == []

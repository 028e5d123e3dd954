from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from amana.commitments.models import Commitment
from amana.config import examining
from amana.handling.intake.importing import ensure_brand
from amana.handling.opening import open_case
from amana.people.models import Person
from amana.post.models import HELD, RawMessage
from amana.record import guarding
from amana.team.joining import add_agent
from amana.team.viewing import at_the_desk

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.MAIL_IN = ""


@pytest.fixture
def dana():
    return add_agent("dana@example.com", name="Dana", brands=[ensure_brand(["support@example.com"], at=NOW)], at=NOW)


def needed(*, at=NOW):
    return {str(one.about): one for one in examining.examine(at=at) if one.state == "needed"}


def test_a_new_installation_needs_a_user_and_a_way_out():
    assert set(needed()) == {"people", "mail out"}


def test_when_all_is_set_up_nothing_needs_doing(dana, settings):
    settings.SMTP_URL = "smtp://mail.example.com"
    assert needed() == {}


def test_every_finding_that_is_not_well_says_what_to_do(dana):
    assert all(one.do for one in examining.examine(at=NOW) if one.state != "well")


def test_held_mail_and_a_clock_that_is_behind_need_somebody(dana, settings):
    settings.SMTP_URL = "smtp://mail.example.com"
    RawMessage.objects.create(digest="d", sha256="s", size=1, body=b"x", received_at=NOW, not_before=NOW,
                              state=HELD, reason="unreadable")  # fmt: skip
    noa = Person.objects.create(name="Noa", language="en")
    open_case(noa, dana.brands.get(), subject="Router", text="It is broken", by=at_the_desk(dana), at=NOW)
    late = Commitment.objects.get().alarm_at + timedelta(minutes=1)

    found = needed(at=late)
    assert set(found) == {"mail in", "clock"}
    assert found["mail in"].says.startswith("1 held") and "60 seconds behind" in found["clock"].says


def test_a_missing_guard_is_found():
    guarding.unguard()
    assert "sealed_" in needed()["record"].says
    guarding.guard()


def test_secrets_others_can_read_are_found(tmp_path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "mail").write_text("x")
    (tmp_path / "secrets" / "mail").chmod(0o644)
    assert needed()["secrets"].do == f"chmod 600 {tmp_path / 'secrets' / 'mail'}"


def test_a_disk_that_takes_nothing_is_found_however_much_of_it_is_free(tmp_path, settings):
    (tmp_path / "a file").write_bytes(b"")
    settings.FILES = tmp_path / "a file"
    assert "Nothing can be written at" in needed()["disk"].says


def test_each_domain_is_told_its_three_lines(dana, settings):
    settings.SMTP_URL = "smtp://user:secret@mail.provider.example"
    lines = next(one.do for one in examining.examine(at=NOW) if one.about == "domains").splitlines()
    assert lines[0] == 'example.com. TXT "v=spf1 a:mail.provider.example ~all"'
    assert lines[1].startswith("SELECTOR._domainkey.example.com.")
    assert lines[2].startswith('_dmarc.example.com. TXT "v=DMARC1;')
    assert "secret" not in "".join(lines)


def test_a_closed_door_is_worth_knowing(settings):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        settings.MAIL_IN = f"127.0.0.1:{listening.getsockname()[1]}"
        assert any("door" in one.says for one in examining.mail_in(NOW))
        listening.listen()
        assert not any("door" in one.says for one in examining.mail_in(NOW))


def test_as_json_it_exits_with_one_when_something_needs_doing():
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=out)
    assert ended.value.code == 1
    assert {"about", "state", "says", "do"} == set(json.loads(out.getvalue())[0])

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.config.asking_names import NotAnswered
from amana.config.backing_up import stating
from amana.config.backing_up.keying import kept_key, mark
from amana.config.examining import copies, ways_out
from amana.config.looking_outside import look_outside
from amana.config.withholding import RESTORED, withhold
from amana.handling.intake.importing import ensure_brand

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
GOOD = {
    "tavor.example": ["v=spf1 a:mail.example ~all", "something else"],
    "key1._domainkey.tavor.example": ["v=DKIM1; k=ed25519; p=abc="],
    "_dmarc.tavor.example": ["v=DMARC1; p=reject"],
}

pytestmark = pytest.mark.django_db


def found(lines, *, at=NOW):
    ensure_brand(["support@tavor.example"], at=NOW)
    return list(look_outside(at, ask=lambda name: lines.get(name, [])))


def test_a_domain_with_its_three_lines_is_well(settings):
    settings.DKIM_SELECTORS = ["key1"]
    assert [one.state for one in found(GOOD)] == ["well"] * 3


@pytest.mark.parametrize(
    ("name", "lines", "says"),
    [
        ("tavor.example", [], "no SPF line"),
        ("tavor.example", ["v=spf1 mx ~all", "v=spf1 -all"], "several SPF lines"),
        ("tavor.example", ["v=spf1 +all"], "lets everybody send"),
        ("tavor.example", ["v=spf1 mx all"], "lets everybody send"),
        ("key1._domainkey.tavor.example", ["v=DKIM1; p="], "holds no DKIM key"),
        ("_dmarc.tavor.example", [], "no DMARC line"),
        ("_dmarc.tavor.example", ["v=DMARC1; p=none"], "refuse forged mail"),
    ],
)
def test_a_line_that_is_missing_or_wrong_is_said_with_the_right_one(settings, name, lines, says):
    settings.DKIM_SELECTORS = ["key1"]
    wrong = [one for one in found(GOOD | {name: lines}) if one.state != "well"]
    assert len(wrong) == 1 and says in wrong[0].says and name in wrong[0].do


def test_without_a_name_server_it_is_not_checked_and_says_so():
    def silent(_name):
        raise NotAnswered("The name server did not answer.")

    ensure_brand(["support@tavor.example"], at=NOW)
    (one,) = look_outside(NOW, ask=silent)
    assert (one.state, "was not checked" in one.says) == ("advice", True)


def test_a_certificate_that_ends_soon_or_is_not_believed_needs_somebody(settings):
    settings.BASE_URL = "https://help.example"
    for ends, state in ((60, "well"), (10, "needed"), (-1, "needed")):
        (one,) = look_outside(
            NOW, ask=lambda _name: [], until=lambda _host, _port, ends=ends: NOW + timedelta(days=ends)
        )
        assert one.state == state

    def refused(_host, _port):
        raise OSError("self-signed certificate")

    (one,) = look_outside(NOW, ask=lambda _name: [], until=refused)
    assert (one.state, "self-signed" in one.says) == ("needed", True)


def test_copies_that_are_missing_old_or_without_a_sheet_are_said(settings, tmp_path):
    settings.DATA = tmp_path
    assert [one.state for one in copies(NOW)] == ["advice"]
    stating.note(tmp_path, folder="/backup", at=NOW.isoformat())
    assert [one.state for one in copies(NOW)] == ["well", "needed"]
    stating.note(tmp_path, sheet=mark(kept_key(tmp_path)))
    assert [one.state for one in copies(NOW)] == ["well"]
    assert [one.state for one in copies(NOW + timedelta(days=3))] == ["needed"]


def test_what_keeps_mail_in_is_said(settings, tmp_path):
    settings.FILES = tmp_path
    assert list(ways_out()) == []
    withhold(tmp_path, RESTORED)
    assert [one.state for one in ways_out()] == ["needed"]

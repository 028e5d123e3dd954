"""A checkpoint leaves the house with every mail that names the fingerprint of a record."""

from __future__ import annotations

from amana.handling.mails.saying import footer
from amana.record.fixing.checkpointing import make


def foot(case):
    return footer(case, sentence="Next.", link=None, number=3, head="ab" * 32, signature="")


def test_a_mail_names_the_latest_checkpoint_beside_the_fingerprint_and_asks_nothing(
    case, now, settings, tmp_path, django_capture_on_commit_callbacks, django_assert_num_queries
):
    settings.DATA = tmp_path
    before = foot(case)
    assert "ab" * 32 in before
    with django_capture_on_commit_callbacks(execute=True):
        latest = make(at=now)
    with django_assert_num_queries(0):
        after = foot(case)
    assert after.startswith(before) and after.splitlines()[-1].endswith(latest.short)


def test_a_damaged_copy_of_it_keeps_no_mail_back(case, settings, tmp_path):
    settings.DATA = tmp_path
    for rubbish in ("", "{", "[]", "{}", '{"number": "x", "fingerprint": 1}', "\x00"):
        (tmp_path / "checkpoint.json").write_text(rubbish)
        assert "ab" * 32 in foot(case)

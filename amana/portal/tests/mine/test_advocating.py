"""An advocate with a link does what its scope says: words, calls, letters to be sent by the keeper; all with both names."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.advocacy.shares import Share
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, url
from amana.portal.tests.mine.test_sharing import made_link

CALL = {
    "spoke_with": "Avi",
    "said": "He will look into it.",
    "minutes": "4",
    "promised": "A call back",
    "due_at": "2027-01-10T10:00",
}


@pytest.fixture
def link(own, client) -> str:
    return made_link(client, own, scope="writes", name="Adv. Levi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_is_written_down_with_both_names_and_its_promise_is_in_the_ledger(own, client, language):
    in_language(own, language)
    link = made_link(client, own, scope="writes")
    guest = Client()
    assert guest.post(f"{link}calls/", CALL).status_code == 302
    noted = entries(own, "call.noted")[0]
    assert (
        noted["signed"]["helper"] == "Adv. Levi" and noted["signed"]["customer"] == "Gil" and "Adv. Levi" in noted["by"]
    )
    assert Commitment.objects.get(action="A call back").promiser == "company"
    assert "He will look into it." in guest.get(link).content.decode()
    assert "Adv. Levi" in client.get(url(own)).content.decode()


def test_a_letter_is_drafted_by_the_advocate_and_sent_by_the_keeper_alone(own, client, link):
    guest = Client()
    letter = guest.post(f"{link}letters/", {"kind": "complaint"}).url
    assert "Adv. Levi" in guest.get(letter).content.decode()
    text = "They owe two hundred.\nGil\nWritten together with Adv. Levi"
    assert guest.post(letter, {"subject": "The router", "text": text}).status_code == 302
    draft = LetterDraft.objects.get()
    assert draft.text == text and draft.helper == "Adv. Levi" and not SentLetter.objects.exists()
    assert guest.post(url(own, f"letters/drafts/{draft.pk}/sending/"), {"how": "print"}).status_code == 302
    assert not SentLetter.objects.exists()
    page = client.get(url(own)).content.decode()
    assert "The router" in page and "Adv. Levi" in page
    client.get(url(own, f"letters/drafts/{draft.pk}/"))
    client.post(url(own, f"letters/drafts/{draft.pk}/sending/"), {"how": "print"})
    sent = entries(own, "letter.sent")[0]
    assert (
        sent["drafted_by"] == "Adv. Levi" and sent["by"] == "Gil" and "Written together with Adv. Levi" in sent["text"]
    )


def test_what_the_keeper_has_opened_is_what_the_keeper_sends(own, client, link):
    guest = Client()
    letter = guest.post(f"{link}letters/", {"kind": "complaint"}).url
    draft = LetterDraft.objects.get()
    client.get(url(own, f"letters/drafts/{draft.pk}/"))
    guest.post(letter, {"subject": "Other", "text": "Other words"})
    draft.refresh_from_db()
    assert draft.text != "Other words" and guest.get(letter).status_code == 404


def test_a_link_that_reads_or_has_ended_does_nothing(own, client):
    reads = made_link(client, own)
    for address, said in (("calls/", CALL), ("letters/", {"kind": "complaint"})):
        assert Client().post(f"{reads}{address}", said).status_code == 422
    writes = made_link(client, own, scope="writes", name="Ronit")
    letter = Client().post(f"{writes}letters/", {"kind": "complaint"}).url
    client.post(url(own, f"sharing/{Share.objects.get(name='Ronit').pk}/"))
    for address in ("", "calls/", "letters/", "language/"):
        assert Client().post(f"{writes}{address}", CALL).status_code == 404
    assert Client().get(letter).status_code == 404 and not entries(own, "call.noted")


def test_a_letter_begun_while_one_might_write_stays_as_it_was_once_the_link_only_reads(own, client, link):
    letter = Client().post(f"{link}letters/", {"kind": "complaint"}).url
    before = LetterDraft.objects.get().text
    Share.objects.update(scope=Share.READS)
    answer = Client().post(letter, {"subject": "Other", "text": "Other words"}, follow=True)
    assert "is changed no more here" in answer.content.decode() and LetterDraft.objects.get().text == before


def test_one_link_does_not_open_the_letter_of_another(own, client, link):
    letter = Client().post(f"{link}letters/", {"kind": "complaint"}).url
    other = made_link(client, own, scope="writes", name="Ronit")
    key = letter.rstrip("/").rpartition("/")[2]
    assert Client().get(f"{other}letters/{key}/").status_code == 404
    Client().post(f"{other}letters/{key}/", {"text": "Theirs"})
    assert LetterDraft.objects.get().text != "Theirs"


def test_drafts_of_the_keeper_and_what_is_private_are_not_shown(own, client, link):
    client.post(url(own, "letters/"), {"kind": "complaint", "language": "en"})
    own_draft = LetterDraft.objects.get()
    guest = Client()
    assert guest.get(f"{link}letters/{own_draft.pk}/").status_code == 404
    letter = guest.post(f"{link}letters/", {"kind": "complaint"}).url
    assert "150 would do" not in guest.get(letter).content.decode() + guest.get(link).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_its_reader_chooses(own, client, link, language):
    guest = Client()
    assert 'lang="en"' in guest.get(link).content.decode()
    guest.post(f"{link}language/", {"language": language})
    assert f'<html lang="{language}"' in guest.get(link).content.decode()
    guest.post(f"{link}language/", {"language": "xx\0"})
    assert f'<html lang="{language}"' in guest.get(link).content.decode()


@pytest.mark.parametrize("said", [{}, {"said": ""}, {"said": "x", "minutes": "-1"}, {"said": "x", "spoke_at": "2199-01-01T10:00"},
                                  {"said": "x", "due_at": "soon"}, {"said": "x", "promised": "y"}])  # fmt: skip
def test_a_call_that_makes_no_sense_is_asked_again_with_what_was_typed(own, client, link, said):
    answer = Client().post(f"{link}calls/", said)
    assert answer.status_code == 422 and not entries(own, "call.noted")
    assert not said.get("said") or ">x</textarea>" in answer.content.decode()


def test_rubbish_finds_no_letter_and_a_closed_case_takes_none(own, client, link):
    assert Client().post(f"{link}letters/", {"kind": "\0king"}).status_code == 422
    assert Client().get(f"{link}letters/{uuid4()}/").status_code == 404
    Case.objects.filter(pk=own.pk).update(
        state="closed", closed_at=timezone.now(), next_due_at=None, next_commitment=None, next_reason=""
    )
    assert 'name="kind"' not in Client().get(link).content.decode()
    assert Client().post(f"{link}calls/", CALL).status_code == 422

"""What stands beside the record of words that were erased: the mail as it came and went, its files, quotes, whom we asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from amana.cases.tracing import onward
from amana.channels.models import Call
from amana.commitments.models import Commitment
from amana.handling.questions import Question, QuestionMail
from amana.kit.codes import key_in
from amana.post.models import File, Outgoing, RawMessage
from amana.post.storing import discard
from amana.record.appending import Appended
from amana.record.reading import entries as read_entries

# A mail that is still to leave is stopped by whoever answers for it, and not by this.
OVER = (Outgoing.SENT, Outgoing.FAILED)


def forget(entries: Sequence[Appended]) -> None:
    """Reaction to `entry.erased`: nothing of the words is left in the mails, files, promises noticed and questions beside it.

    The digest of a mail stays, so that the same one is not taken in again, and so do the ids by which answers find their
    case. Listed after whatever holds files of its own. The caller holds the case.
    """
    about = [key for one in entries if (key := key_in(str(one.content["about"])))]
    books = {one.book for one in entries}
    _forget_mails(books, about)
    _forget_files(about)
    promises = Commitment.objects.filter(case__in=books | set(onward(books).values()), said_in__in=about)
    promises.filter(state=Commitment.NOTICED).delete()
    promises.exclude(quote="").update(quote="")
    _forget_questions(about)


def forget_calls(entries: Sequence[Appended]) -> None:
    """Reaction to `entry.erased` and `entry.withdrawn`: nobody knows who called, and the call's recording is not fetched.

    What an exchange calls it stays, so that the same call is not placed again.
    """
    about = [key for one in entries if (key := key_in(str(one.content["about"])))]
    Call.objects.filter(entry__in=about).update(number="", recording_url="")


def _forget_mails(books: Collection[UUID], about: Collection[UUID]) -> None:
    raws = RawMessage.objects.filter(case__in=books, entry__in=about)
    _discard_later(list(raws.exclude(file_key="").values_list("file_key", flat=True)))
    raws.update(body=b"", file_key="", subject="", sender="", envelope_from="", size=0)
    Outgoing.objects.filter(entry__in=about, state__in=OVER).update(mime=b"", subject="")


def _forget_files(about: Collection[UUID]) -> None:
    files = File.objects.filter(entry__in=about)
    _discard_later(list(files.values_list("key", flat=True)))
    files.delete()


def _discard_later(keys: Sequence[str]) -> None:
    """Remove bytes once it is certain: what is rolled back has its bytes still."""
    for key in keys:
        transaction.on_commit(partial(discard, key))


def _forget_questions(about: Collection[UUID]) -> None:
    """Let go of whom we asked, and about what, once every mail of ours to them is erased; no answer finds the thread then."""
    touched = QuestionMail.objects.filter(entry__in=about).values_list("question", flat=True)
    for key in set(touched):
        # Those that are erased by this have their words until the reactions have been.
        mails = (
            QuestionMail.objects.filter(question=key, is_answer=False)
            .exclude(entry__in=about)
            .values_list("entry", flat=True)
        )
        if all(one.content is None for one in read_entries(mails, side="company").values()):
            Question.objects.filter(pk=key).update(address="", name="", subject="")

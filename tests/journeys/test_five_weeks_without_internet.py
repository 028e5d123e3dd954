"""From "my internet has been cut for five weeks" to the executive's answer and the file a court can read, in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pypdf
import pytest

from amana.advocacy.calling import Call
from amana.advocacy.climbing import send_letter, take_answer
from amana.advocacy.composing import Wish, begin_letter
from amana.advocacy.defining import finish, open_from, person_of, sentence_of
from amana.advocacy.filing.choosing import Choice
from amana.advocacy.filing.composing import file_pdf
from amana.advocacy.following_up import fallen_due_in, follow_silence, waiting_drafts
from amana.advocacy.letters.letter import Letter
from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.advocacy.letters.sending import Leaving
from amana.advocacy.phoning import add_line, answered, caught, dial, hang_up, keep_words
from amana.advocacy.phoning import finish as write_down
from amana.advocacy.questioning import answers_of, begin, say
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.keeping import admit_broken
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.own.laddering import ladder
from amana.escalation.own.models import EXECUTIVE, HEAD, SUPERVISOR, OwnRung
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending.closing import close_own
from amana.handling.handing_out.exporting import export
from amana.people.models import Account
from amana.post.models import Recipient
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import Viewer, owner

pytestmark = pytest.mark.django_db

FLOOR = "zz-floor-230"


@dataclass(frozen=True)
class Told:
    """The same matter as it is told in one language."""

    name: str
    company: str
    happened: str
    wanted: str
    by_when: str
    avi: str
    said: str
    promise: str
    head: str
    chief: str
    chief_said: str
    how_far: str


TOLD = {
    "en": Told(
        "Noa Levi", "Kav Telecom", "My internet has been cut for five weeks. Account 8841.",
        "Connect my line again and credit five weeks.", "in two weeks", "Avi",
        "He said a technician will come on Sunday at 10:00.", "a technician will come", "Tamar Peled", "Yoram Gal",
        "The line is connected and 320 is credited.", "The order stood in a list that nobody owned.",
    ),
    "he": Told(
        "נועה לוי", "קו תקשורת", "האינטרנט שלי מנותק כבר חמישה שבועות. מספר לקוח 8841.",
        "לחבר את הקו מחדש ולזכות על חמישה שבועות.", "בעוד שבועיים", "אבי",
        "הוא אמר שטכנאי יגיע ביום ראשון ב-10:00.", "טכנאי יגיע", "תמר פלד", "יורם גל",
        "הקו חובר וניתן זיכוי של 320.", "ההזמנה עמדה ברשימה שאיש לא אחראי לה.",
    ),
    "ar": Told(
        "سامي حدّاد", "خطّ للاتصالات", "الإنترنت عندي مقطوع منذ خمسة أسابيع. رقم الزبون 8841.",
        "إعادة وصل الخطّ وتعويض عن خمسة أسابيع.", "بعد أسبوعين", "آفي",
        "قال إنّ فنّياً سيأتي يوم الأحد الساعة 10:00.", "فنّي سيأتي", "تمار", "يورام",
        "وُصل الخطّ وأُضيف رصيد 320.", "كان الطلب في قائمة لا أحد مسؤول عنها.",
    ),
}  # fmt: skip


@pytest.fixture(params=TOLD)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def defined(told: Told, language: str, at: datetime) -> Case:
    account = Account.objects.create_user("keeper@example.com", "correct horse", name=told.name, language=language)
    person = person_of(account)
    problem = begin(person, company=told.company, sector="telecom", at=at)
    say(problem, {"happened": told.happened}, at=at)
    say(problem, {"wanted": told.wanted}, at=at)
    case = open_from(problem, at=at)
    problem.refresh_from_db()
    say(problem, {"settle_for": FLOOR, "by_when": told.by_when}, at=at)
    problem.refresh_from_db()
    assert problem.wanted_by is not None and problem.wanted_by > at + timedelta(days=10)
    finish(problem, terms=[told.wanted], by=owner(person), at=at)
    case.refresh_from_db()
    sentence = sentence_of(case, problem, answers_of(problem))
    assert told.name in sentence and FLOOR not in sentence
    return case


def called(case: Case, told: Told, by: Viewer, at: datetime) -> Commitment:
    """Wait for twenty minutes, talk for six, and take down what is promised as it is typed."""
    call = dial(case, at=at)
    answered(call, at=at + timedelta(minutes=20), now=at + timedelta(minutes=20))
    call = keep_words(call, who=told.avi, said=told.said, revision=0, at=at + timedelta(minutes=24))
    [found] = caught(call, [])
    assert found.due.at is not None and found.due.at > at
    add_line(call, "promise", found.action or found.quote, due_at=found.due.at, at=at + timedelta(minutes=25))
    hang_up(call, at=at + timedelta(minutes=26), now=at + timedelta(minutes=26))
    spoke = Call(told.avi, told.said, at, waited=20, minutes=6)
    write_down(call, spoke, {}, by=by, at=at + timedelta(minutes=27))
    made = Commitment.objects.get(case=case, owner_person__name=told.avi)
    assert made.due_at == found.due.at
    return made


def sent(draft: LetterDraft, to: str, how: str, by: Viewer, at: datetime) -> SentLetter:
    company = draft.case.company
    return send_letter(draft, Letter(to, draft.subject, draft.text), Leaving(how, company), by=by, at=at)


def climbed(case: Case, rung: str, reader: str, by: Viewer, at: datetime) -> SentLetter:
    [step] = [one for one in ladder(case, case.company, at=at) if one.rung == rung]
    assert step.is_open, step.why
    role = "" if rung == SUPERVISOR else "Service"
    draft = begin_letter(case, Wish(step.letter, rung=rung, reader=reader, role=role, source="their site"), at=at)
    assert FLOOR not in draft.text and reader in draft.text
    return sent(draft, f"{rung}@kav.example", SentLetter.EML, by, at)


def test_from_the_first_call_to_the_answer_of_an_executive_and_the_file(language: str, now: datetime) -> None:
    told = TOLD[language]
    case = defined(told, language, now)
    by = owner(case.customer)

    promise = called(case, told, by, now + timedelta(hours=1))
    assert promise.due_at is not None
    late = promise.due_at + timedelta(hours=3)
    while (due := next_alarm()) is not None and due <= late:
        ring(at=due)
    assert [one.commitment for one in fallen_due_in(case, at=late) if one.is_theirs] == [promise.pk]
    admit_broken(promise, by=by, at=late, why="Nobody came.")
    [draft] = waiting_drafts(case)
    assert told.avi in draft.text and FLOOR not in draft.text
    sent(draft, "service@kav.example", SentLetter.COPY, by, late)

    too_soon = begin_letter(case, Wish("executive", rung=EXECUTIVE, reader=told.chief, source="their site"), at=late)
    with pytest.raises(Refused):
        sent(too_soon, "chief@kav.example", SentLetter.EML, by, late)

    at = late + timedelta(days=1)
    for rung, reader in ((SUPERVISOR, told.avi), (HEAD, told.head), (EXECUTIVE, told.chief)):
        letter = climbed(case, rung, reader, by, at)
        assert letter.answer_by is not None
        at = letter.answer_by + timedelta(days=1)
        if rung != EXECUTIVE:
            assert follow_silence(at) >= 1
    answer = OwnRung.objects.get(case=case, rung=EXECUTIVE)
    take_answer(answer, text=told.chief_said, how_far=told.how_far, is_settled=True, by=by, at=at)

    made = file_pdf(case, Choice(language, "court"), by=by, at=at)
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(made.content)).pages]
    assert len(pages) == made.pages >= 4
    assert case.number in pages[0] and FLOOR not in "".join(pages)

    case.refresh_from_db()
    close_own(case, by=by, at=at + timedelta(days=1))
    shared = list(read(case.key, side="company", audiences=["shared"], most=400))
    assert {"call.noted", "promise.broken", "letter.sent", "rung.asked", "rung.answered"} <= {
        one.kind for one in shared
    }
    assert told.how_far in str([one.content for one in shared])
    assert FLOOR not in str([one.content for one in shared])
    assert FLOOR.encode() not in export(case.key, side="customer", at=at, purpose="own case", by=by)
    assert not Recipient.objects.exclude(address="keeper@example.com").exists()  # the company is never written to by us
    assert list(recount(at=at)) == [] and list(verify()) == []

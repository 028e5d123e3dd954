"""Questions to somebody outside, by the API: asked by mail, asked further, no longer waited for; only we read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.api.models import Upload
from amana.api.tests.conftest import program
from amana.commitments.models import Commitment
from amana.handling.models import Question
from amana.handling.opening import open_case
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.reading import heads, read
from tests.letters import words_of

pytestmark = pytest.mark.django_db
ASKED = {
    "to": "depot@courier.example",
    "name": "Depot",
    "subject": "A parcel",
    "text": "Where is it?",
    "language": "en",
}


def mails() -> list[str]:
    rows = [bytes(row.mime) for row in Outgoing.objects.order_by("created_at", "pk")]
    return [words_of(mime) for mime in rows if b"courier.example" in mime]


def of_kind(case, kind: str, side: str = "company") -> list:
    return [one for one in read(case.key, side=side) if one.kind == kind]


def test_somebody_is_asked_once_further_and_no_longer(danas, case):
    path, first = f"cases/{case.number}/questions", of_kind(case, "message.received")[0]
    asked = danas.post(path, ASKED | {"quotes": [str(first.id)]}, Idempotency_Key="q")
    assert asked.status_code == 201, asked.content
    assert danas.post(path, ASKED | {"quotes": [str(first.id)]}, Idempotency_Key="q").json() == asked.json()
    assert len(mails()) == 1 and "Where is it?" in mails()[0] and "The router is dead" in mails()[0]
    thread = f"{path}/{asked.json()['key']}"

    again = (timezone.now() + timedelta(days=2)).isoformat()
    further = danas.post(
        f"{thread}/further", {"text": "And now?", "again_at": again, "promise": "We ask the depot again."}
    )
    assert further.status_code == 201 and further.json()["again_at"], further.content
    assert Commitment.objects.filter(case=case, action="We ask the depot again.").count() == 1 and len(mails()) == 2
    for _twice in range(2):
        assert danas.post(f"{thread}/end").json()["ended_at"]
    assert len(of_kind(case, "question.ended")) == 1 and len(of_kind(case, "question.asked")) == 2
    assert not [one for one in read(case.key, side="customer") if one.kind.startswith("question")]
    assert [one["name"] for one in danas.get(path).json()["questions"]] == ["Depot"]
    assert danas.post(f"{thread}/further", {"text": "Still?"}).json()["ended_at"] is None


@pytest.mark.parametrize(
    "wrong",
    [{"to": "nobody"}, {"to": ""}, {"text": " "}, {"subject": ""}, {"language": "fr"}, {"quotes": ["x"]}, {"cc": "x"},
     {"quotes": [str(new_id())]}, {"quotes": [str(new_id())] * 40}, {"again_at": "2199-01-01T00:00Z"},
     {"again_at": "2020-01-01T00:00Z", "promise": "x"}, {"text": 3}],
)  # fmt: skip
def test_a63_nothing_is_asked_of_nobody_and_without_words(danas, case, wrong):
    before = heads(case.key)
    answer = danas.post(f"cases/{case.number}/questions", ASKED | wrong)

    assert answer.status_code in {409, 422} and answer["Content-Type"] == "application/problem+json"
    assert heads(case.key) == before and not Question.objects.exists() and not mails()


def test_a48_a_question_of_another_case_and_of_another_brand_is_not_found(danas, case, omar, sami, brand, desk, now):
    other = open_case(sami, brand, subject="A part", text="Where is it?", by=desk, at=now)
    key = danas.post(f"cases/{case.number}/questions", ASKED).json()["key"]
    for caller, path in ((danas, f"cases/{other.number}/questions"), (program(omar), f"cases/{case.number}/questions")):
        assert caller.post(f"{path}/{key}/further", {"text": "x"}).status_code == 404
        assert caller.post(f"{path}/{key}/end").status_code == 404
    assert program(omar).post(f"cases/{case.number}/questions", ASKED).status_code == 404
    assert danas.get(f"cases/{other.number}/questions").json()["questions"] == []
    assert len(mails()) == 1 and Question.objects.get().ended_at is None


def test_what_a_colleague_reads_is_covered_and_not_what_is_sent(danas, case):
    said = danas.post(f"cases/{case.number}/questions", ASKED | {"subject": "Card 4580 4580 4580 4580"})

    assert said.json()["subject"] == "Card •••• •••• •••• 4580"


def test_files_go_with_a_question_and_are_read_by_us_alone(danas, case):
    path = f"cases/{case.number}"

    def waits() -> str:
        return danas.post(f"{path}/uploads?name=label.pdf", b"%PDF the label", kind="application/octet-stream").json()[
            "id"
        ]

    asked = danas.post(f"{path}/questions", ASKED | {"files": [waits()]})
    assert asked.status_code == 201, asked.content
    thread = f"{path}/questions/{asked.json()['key']}/further"
    assert danas.post(thread, {"text": "And this?", "files": [waits()]}).status_code == 201
    assert [len(one["files"]) for one in of_kind(case, "question.asked")] == [1, 1] and not Upload.objects.exists()
    assert all(b"label.pdf" in bytes(row.mime) for row in Outgoing.objects.filter(what="question"))
    kept, before = waits(), heads(case.key)
    for wrong in ({"files": [str(new_id())]}, {"files": [kept], "to": "nobody"}, {"files": ["x"]}):
        assert danas.post(f"{path}/questions", ASKED | wrong).status_code in {409, 422}
    assert Upload.objects.filter(pk=kept).exists() and heads(case.key) == before

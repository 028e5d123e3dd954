"""Tactics: what presses a customer is found, and plain service is left alone."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amana.language import read
from amana.language.findings import Side, Tactic
from amana.language.heads import manifest
from amana.language.tactics import tactic, techniques

AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
POSSIBLE = {"rapport_empathy", "reframing", "embedded_command", "pacing_leading", "presupposition", "save_offer_ladder"}


def found(text: str, side: Side = "company") -> tuple[Tactic, ...]:
    return read(text, sent_at=AT, side=side).tactics


def ids(text: str) -> set[str]:
    return {one.id for one in found(text)}


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Sorry, that's our company policy and there's nothing I can do about it.", "authority_policy"),
        ("זו מדיניות החברה ואין לי מה לעשות בעניין.", "authority_policy"),
        ("هذه سياسة الشركة ولا أستطيع تغييرها.", "authority_policy"),
        ("There is no manager here, I am the manager.", "fake_supervisor"),
        ("אין כאן מנהל, אני האחראית.", "fake_supervisor"),
        ("لا يوجد مدير هنا، أنا المسؤول.", "fake_supervisor"),
        ("Just say yes so that I can continue, you don't have to read all that.", "trick_consent"),
        ("רק תגידי כן כדי שאוכל להמשיך, אין צורך לקרוא את הכול.", "trick_consent"),
        ("فقط قل نعم كي أكمل، لا داعي لقراءة كل ذلك.", "trick_consent"),
    ],
)
def test_wording_that_presses_is_found(text: str, id_: str) -> None:
    assert id_ in ids(text)


@pytest.mark.parametrize(
    "text",
    [
        "Under clause 8.2 of your contract, attached, the notice period is 30 days.",
        "I'm so sorry. I have refunded you 49 today, and you will see it by Friday.",
        "Your cancellation is done. The confirmation number is C-7741.",
        "לפי סעיף 8.2 בחוזה, המצורף, ההודעה המוקדמת היא 30 ימים.",
        "הביטול בוצע. מספר האישור הוא 48213.",
        "بموجب البند 8.2 من عقدك المرفق مدة الإشعار 30 يوماً.",
        "تم الإلغاء. رقم التأكيد 48213.",
        "Which address should we send it to?",
        "",
    ],
)
def test_plain_service_is_left_alone(text: str) -> None:
    assert ids(text) == set()


def test_a_tactic_quotes_the_sentence_that_carries_it() -> None:
    text = "Good morning, this is Rami.\n\nThere is no manager here, I am the manager. Anything else?"

    (one,) = [tactic for tactic in found(text) if tactic.id == "fake_supervisor"]

    assert one.quote == "There is no manager here, I am the manager."
    assert text[one.start : one.end] == one.quote


def test_what_honest_people_say_too_is_possible_at_most() -> None:
    for id_ in POSSIBLE:
        assert tactic(id_).most == "possible"
    for text in ("I totally understand how you feel, I'd be upset too.", "אני לגמרי מבין אתכם, גם אני הייתי כועס."):
        assert {one.certainty for one in found(text)} <= {"possible"}


def test_a_customer_is_not_said_to_use_tactics() -> None:
    assert found("There is no manager here, they said: I am the manager.", "customer") == ()


def test_a_note_of_a_call_is_read_for_what_the_company_said() -> None:
    assert "fake_supervisor" in {
        one.id for one in found("She said there is no manager, I'm the manager.", "caller_note")
    }


def test_every_label_of_the_head_is_in_the_taxonomy() -> None:
    assert set(manifest()["heads"]["tactics"]["labels"]) == set(techniques())


def test_every_technique_speaks_three_languages() -> None:
    for technique in techniques().values():
        for told in (technique.names, technique.definition, technique.reply):
            assert set(told) == {"en", "he", "ar"}
            assert all(told.values())
        assert all(len(set(technique.examples[language])) >= 6 for language in ("en", "he", "ar"))
        assert technique.sources


def test_replies_accuse_nobody() -> None:
    words = ("manipulat", "trick", "מניפול", "תרגיל", "تلاعب", "خدعة")
    for technique in techniques().values():
        assert not [word for word in words if any(word in reply.lower() for reply in technique.reply.values())]


def test_the_taxonomy_holds_the_shared_ids(shared: Path) -> None:
    given = json.loads((shared / "data/tactics.json").read_text(encoding="utf-8"))

    assert {one["id"] for one in given["tactics"]} <= set(techniques())


def test_no_line_of_the_development_sets_was_learned_from(shared: Path) -> None:
    data = Path(__file__).resolve().parents[1] / "data"
    for language in ("en", "he", "ar"):
        learned = {json.loads(line)["text"] for line in (data / f"tactics_{language}.jsonl").open(encoding="utf-8")}
        judged = (shared / f"eval/tactics_dev_{language}.jsonl").read_text(encoding="utf-8").splitlines()
        assert not learned & {json.loads(line)["text"] for line in judged}


def test_the_data_have_enough_of_each_technique() -> None:
    data = Path(__file__).resolve().parents[1] / "data"
    for language in ("en", "he", "ar"):
        lines = [json.loads(line) for line in (data / f"tactics_{language}.jsonl").open(encoding="utf-8")]
        labels = Counter(label for line in lines for label in line["labels"])
        assert min(labels[id_] for id_ in techniques()) >= 80
        assert sum(not line["labels"] for line in lines) >= 900


def test_a_long_text_is_judged_turn_by_turn() -> None:
    text = "Your order left on Monday. " * 30 + "There is no manager here, I am the manager. " + "Thank you. " * 30

    quotes = {one.quote for one in found(text) if one.id == "fake_supervisor"}

    assert quotes == {"There is no manager here, I am the manager."}


@pytest.mark.parametrize("text", ["0000 0000 0000 0000", "Order 4111 1111 1111 1112", "₪ 120", "120-4471"])
def test_a_number_alone_or_with_its_name_is_no_tactic(text: str) -> None:
    assert not read(text, sent_at=AT, side="company", only={"tactics"}).tactics

"""Machines are told from people, in three languages, and people are not taken for machines."""

from __future__ import annotations

import pytest

from amana.channels.email.parsing import parse
from amana.channels.email.tests.messages import message


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("auto_submitted", "auto-replied", "auto_reply"),
        ("auto_submitted", "auto-generated; x=y", "auto_reply"),
        ("x_auto_response_suppress", "OOF, AutoReply", "auto_reply"),
        ("x_autoreply", "yes", "auto_reply"),
        ("precedence", "auto_reply", "auto_reply"),
        ("precedence", "bulk", "newsletter"),
        ("precedence", "list", "list"),
        ("list_id", "<a.x.example>", "list"),
        ("list_unsubscribe", "<https://x.example/u>", "newsletter"),
        ("return_path", "<>", "auto_reply"),
        ("from", "no-reply@shop.example", "newsletter"),
        ("from", "MAILER-DAEMON@shop.example", "auto_reply"),
    ],
)
def test_a35_a_field_shows_a_machine(field: str, value: str, kind: str) -> None:
    found = parse(message("hi", **{field: value})).automatic

    assert found and found.kind == kind and value.split(";", maxsplit=1)[0] in found.evidence


@pytest.mark.parametrize(
    "field", [{"auto_submitted": "no"}, {"x_auto_response_suppress": "none"}, {"precedence": "normal"}]
)
def test_fields_that_deny_it_show_nothing(field: dict[str, str]) -> None:
    assert parse(message("hi", **field)).automatic is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: your order",
        "Out of Office: Noa",
        "Auto: Re: order",
        "Re: Autoreply: x",
        "מענה אוטומטי: ההזמנה שלך",
        "תשובה אוטומטית",
        "הודעת היעדרות",
        "אני בחופשה: ההזמנה",
        "رد تلقائي: طلبك",
        "الرد التلقائي",
        "خارج المكتب",
        "Abwesenheitsnotiz",
    ],
)
def test_a36_a_subject_shows_an_absence_without_any_field(subject: str) -> None:
    found = parse(message("x", subject=subject)).automatic

    assert found and found.kind == "auto_reply"


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\nI am currently out of the office and will reply upon my return on Sunday.",
        "Thank you for your message. I'm on vacation. For urgent matters please contact Dana.",
        "שלום, אני נמצאת בחופשה עד יום ראשון. אחזור אליך עם שובי.",
        "לא אהיה במשרד השבוע. בנושאים דחופים ניתן לפנות לדנה.",
        "أنا حالياً خارج المكتب. سأرد على رسالتك عند عودتي.",
        "أنا في إجازة حتى الأحد. للأمور العاجلة يرجى التواصل مع دانا.",
    ],
)
def test_a36_words_show_an_absence_without_any_field(text: str) -> None:
    found = parse(message(text, content_type="text/plain; charset=utf-8")).automatic

    assert found and found.kind == "auto_reply"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Your automatic reply was useless", "Nobody called me back."),
        ("Order", "I will be on vacation from Sunday, so please deliver before that."),
        ("הזמנה", "אני בחופשה מיום ראשון, תגיעו לפני כן בבקשה."),
        ("طلب", "أنا في إجازة من الأحد، أرجو التوصيل قبل ذلك."),
        ("Auto insurance", "What does it cost?"),
        ("Office chairs out of stock", "When will they be back?"),
    ],
)
def test_a_person_who_speaks_of_absence_is_a_person(subject: str, text: str) -> None:
    assert parse(message(text, subject=subject, content_type="text/plain; charset=utf-8")).automatic is None


def test_a_form_that_names_a_person_to_answer_is_that_persons() -> None:
    raw = message("I need help", **{"from": "noreply@shop.example", "reply_to": "noa@customer.example"})

    assert parse(raw).automatic is None


@pytest.mark.parametrize("field", [{"from": "Us <Support@shop.example>"}, {"x_loop": "support@shop.example"}])
def test_a39_our_own_mail_coming_back_is_a_loop(field: dict[str, str]) -> None:
    found = parse(message("hi", **field), ours={"support@shop.example"}).automatic

    assert found and found.kind == "loop"


def test_a_bounce_is_a_bounce_before_it_is_anything_else() -> None:
    raw = message(
        "<a@b.example>: 550 5.1.1 User unknown",
        return_path="<>",
        subject="Undelivered Mail",
        auto_submitted="auto-replied",
    )
    found = parse(raw).automatic

    assert found and found.kind == "bounce"

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.channels.whatsapp.parsing import NotAChat, Said, names_in, parse

WHEN = datetime(2023, 12, 31, 21, 41)


@pytest.mark.parametrize(
    "line",
    [
        "31/12/2023, 21:41 - Noa: Hello: you",
        "12/31/23, 9:41\u202fPM - Noa: Hello: you",
        "31.12.2023, 21:41 - Noa: Hello: you",
        "[31/12/2023, 21:41:00] Noa: Hello: you",
        "\u200e[31.12.2023, 21:41:00] Noa: \u200eHello: you",
        "[12/31/23, 9:41:00\u202fPM] Noa: Hello: you",
        "2023-12-31, 21:41 - Noa: Hello: you",
        "٣١\u200f/١٢\u200f/٢٠٢٣، ٩:٤١ م - Noa: Hello: you",
        "\u200f31/12/2023, 9:41 אחה״צ - Noa: Hello: you",
    ],
)
def test_each_way_a_telephone_writes_a_line_is_read(line):
    assert parse(line) == [Said(WHEN, "Noa", "Hello: you")]


def test_lines_go_on_systems_words_are_left_out_and_files_are_named():
    chat = (
        "31.12.2023, 21:40 - ההודעות והשיחות מוצפנות מקצה לקצה.\n"
        "[31.12.2023, 21:40:00] דנה: \u200eההודעות והשיחות מוצפנות מקצה לקצה.\n"
        "31.12.2023, 21:41 - דנה כץ: שלום\nשורה שנייה\n\n– ועוד אחת\n"
        "31.12.2023, 21:42 - דנה כץ צירפה את נועה\n"
        "31.12.2023, 21:43 - נועה לוי: <המדיה לא נכללה>\n"
        "31.12.2023, 21:43 - נועה לוי: כן\n31.12.2023, 21:43 - נועה לוי: כן"
    )
    said = parse(chat)
    assert [one.text for one in said] == ["שלום\nשורה שנייה\n\n– ועוד אחת", "<המדיה לא נכללה>", "כן", "כן"]
    assert [one.again for one in said] == [0, 0, 0, 1]
    assert names_in(said) == ["נועה לוי", "דנה כץ"]


def test_the_whole_chat_tells_whether_the_day_comes_first():
    american = parse("1/2/24, 9:00 AM - A: x\n1/13/24, 9:00 AM - A: y")
    assert [one.at.month for one in american] == [1, 1]
    rising = parse("3/1/24, 09:00 - A: x\n2/2/24, 09:00 - A: y\n")
    assert [one.at.month for one in rising] == [1, 2]
    assert parse("1/2/24, 9:00 AM - A: x")[0].at.month == 1
    assert parse("1/2/24, 09:00 - A: x")[0].at.month == 2


@pytest.mark.parametrize("rubbish", ["", "Hello", "99/99/9999, 99:99 - A: x", "12:30 Noa: x", "1/1/24, 10:00 - A:"])
def test_rubbish_is_no_chat(rubbish):
    with pytest.raises(NotAChat):
        parse(rubbish)


def test_a_chat_without_end_is_refused():
    with pytest.raises(NotAChat):
        parse("1/1/24, 10:00 - A: x\n" * 5001)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        assert parse(f"1/1/24, 10:00 - A: x\n{text}")
    except NotAChat:
        pytest.fail("the first line is a message")

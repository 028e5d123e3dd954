from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.readings.covering import LONGEST, LONGEST_SENT, cover, has_words

NAMES = ["Noa Levi", "Dana Katz-Amit", "נועה לוי", "טל", "فاطمة علي", "José", "Ben Cohen", "Yael de Vries"]


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("noa@levi.example", "write to noa@levi.example today"),
        ("noa", "write to <NOA.levi+x@levi.example>, please"),
        ("levi", "I am LEVI"),
        ("0501234567", "call 050-123-4567"),
        ("123", "call +972 (50) 123 4567"),
        ("4111", "card 4111 1111 1111 1111 expired"),
        ("4111", "card 4111-1111-1111-1111"),
        ("4111", "card 4111\u200b1111\u200b1111\u200b1111"),
        ("012345674", "my id is 012345674"),
        ("108", "IBAN IL62 0108 0000 0009 9999 999"),
        ("12345", "order AB-12345 is late"),
        ("771", "account number 771 is mine"),
        ("x1y2z3w4", "my code is x1y2z3w4"),
        ("shop", "see https://shop.example/orders?id=7"),
        ("shop", "see www.shop.example"),
        ("shop", "see shop.co.il or SHOP.com"),
        ("tracking", "tracking.example/abc"),
        ("handle", "I am @handle there"),
        ("נועה", "אני נועה"),
        ("נועה", "אמרתי לנועה וגם שלנועה"),
        ("נועה", "נוֹעָה אמרה"),
        ("טל", "דיברתי עם טל וגם הטל"),
        ("فاطم", "انا فاطمة واتصلت بفاطمه"),
        ("٠٥٢", "هاتفي ٠٥٢١٢٣٤٥٦٧"),
        ("ose", "I am jose\u0301 and JOSÉ and Jose"),
        ("n\u200boa", "I am N\u200boa"),
        ("katz", "Dana Katz said so, and Amit's friend"),
        ("ben", "Ben said so"),
    ],
)
def test_what_names_a_person_is_covered(secret, text):
    assert secret not in cover(text, names=NAMES).text.casefold()


def test_sums_days_hours_and_common_words_stay():
    text = 'I pay 12,500.50 NIS on 12.10.2026 at 16:00, in 3 days, de facto. בן שלי ישלם 350 ש"ח ביום 3.11.2026'

    assert cover(text, names=[*NAMES, "David Ben Gurion", "יוסף בן דוד"]).text == text


def test_a_place_in_what_is_sent_leads_back_to_the_original():
    text = "Hi, No\u200ba here: call 050-123-4567 after 16:00."
    covered = cover(text, names=NAMES)
    assert covered.text == "Hi, [name] here: call [number] after 16:00."

    start = covered.text.index("call")
    assert text[slice(*covered.original(start, start + len("call [number] after")))] == "call 050-123-4567 after"
    start = covered.text.index("ame")
    assert text[slice(*covered.original(start, start + 1))] == "No\u200ba"


def test_a_signature_is_left_out_as_a_whole():
    text = "No\u200b, it is dead.\n-- \nPeregrine Lane 7"
    covered = cover(text, names=(), without=[(text.index("--"), len(text))])

    assert covered.text == "No, it is dead.\n[left out]"
    assert covered.original(len(covered.text) - 1, len(covered.text)) == (text.index("--"), len(text))
    assert has_words(covered.text) and not has_words("[left out] [name] 12.")


@given(st.text(max_size=300))
def test_any_text_can_be_covered(text):
    covered = cover(text, names=NAMES)

    assert len(covered.text) == len(covered.begins) == len(covered.ends)
    covered.text.encode()
    for place in range(len(covered.text)):
        start, end = covered.original(place, place + 1)
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("piece", ["a", "1 ", "5 NIS ", "a.", "a@", "-", "x1", "הו", "1.1.2026 "])
def test_a_long_text_is_cut_and_takes_no_long_time(piece):
    began = process_time()
    covered = cover(piece * (3 * LONGEST), names=NAMES)

    assert len(covered.text) <= LONGEST_SENT
    assert process_time() - began < 3

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.wording.formatting import direction_of, formatted, formatted_for_mail, without_signs


def test_bold_lists_and_links_become_what_they_say():
    html = formatted(
        "Dear Noa,\nit is **done**.\n\n- one\n- two\n\n3. three\n4. four\n\nSee https://shop.example/a?b=1."
    )
    assert '<p dir="ltr">Dear Noa,<br>it is <strong>done</strong>.</p>' in html
    assert '<ul dir="ltr"><li dir="ltr">one</li><li dir="ltr">two</li></ul>' in html
    assert '<ol dir="ltr" start="3"><li dir="ltr">three</li>' in html
    assert 'href="https://shop.example/a?b=1"' in html and html.rstrip().endswith("</a>.</p>")


def test_each_paragraph_has_the_direction_of_its_first_letter():
    html = formatted("שלום נועה,\nוזה ב-Latin\nThe order: הזמנה\n\n123 ₪\n\n> English quote\nתודה")
    assert html.count('<p dir="rtl">') == 2 and '<p dir="ltr">The order' in html and '<p dir="ltr">123 ₪</p>' in html
    assert '<blockquote dir="rtl">' not in html and '<p dir="rtl">תודה</p>' in html


def test_the_direction_of_a_text_passes_over_what_it_quotes():
    assert direction_of("> The router is dead\n> again\nשלום") == "rtl"
    assert direction_of("> שלום") is None and direction_of("123 !") is None and direction_of("") is None


def test_a_link_with_words_says_where_it_leads():
    html = formatted("[your bank](https://evil.example/login)")
    assert ">your bank</a> (evil.example)" in html and 'rel="noopener noreferrer nofollow"' in html


def test_what_is_quoted_is_only_shown():
    html = formatted("> **x** https://evil.example/ [a](https://evil.example/)")
    assert "<strong>" not in html and "<a " not in html and "**x**" in html


@pytest.mark.parametrize("text", [
    "[x](javascript:alert(1))", "[x](http://a.example)", "[x](https://a@b.example/)", "https://user:pw@b.example/",
    "https://localhost/", "https://аррle.example/", "[x](data:text/html,hi)", "https://", "https://[::1", "https://a\\.example/",
])  # fmt: skip
def test_what_hides_where_it_leads_is_no_link(text):
    assert "<a " not in formatted(text)


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "**<b onclick=x>y</b>**", "- <svg/onload=alert(1)>",
    '[" onmouseover="x](https://a.example/")', "https://a.example/\"onclick=\"x", "<https://a.example/><script>",
    "[<img src=x>](https://a.example/)", "> <iframe src=x>", "&lt;script&gt;", "1. </ol><script>x</script>",
])  # fmt: skip
def test_hostile_words_stay_words(text):
    for html in (formatted(text), formatted_for_mail(text)):
        assert not re.search(r"<(?!/?(?:p|br|strong|ul|ol|li|a|blockquote)\b)", html)
        assert not re.search(r"<[^>]*\son\w+\s*=", html)


@given(st.text(alphabet=st.sampled_from("*[]()<>-1. \nhttps://a.example/>שa\"'&\0\u202e\ud800"), max_size=400))
def test_no_text_breaks_it(text):
    html = formatted(text)
    assert len(re.findall("<[a-z]", html)) == len(re.findall("<[a-z]", formatted_for_mail(text)))
    assert not re.search(r"<(?!/?(?:p|br|strong|ul|ol|li|a|blockquote)\b)", html)
    assert all(url.startswith("https://") for url in re.findall(r'href="([^"]*)"', html))


@pytest.mark.parametrize("text", ["*" * 50_000, "[" * 50_000, "**a" * 20_000, "[a](https://" * 10_000, "https://" * 20_000,
                                  "> " * 50_000, "א\na\n" * 20_000, "1\n" * 90_000])  # fmt: skip
def test_a_long_hostile_text_costs_little(text):
    began = time.process_time()
    formatted(text)
    assert time.process_time() - began < 5


def test_without_signs_every_word_stands_where_it_stood():
    text = "We call you **tomorrow at 10**."
    assert len(without_signs(text)) == len(text) and without_signs(text).index("tomorrow") == text.index("tomorrow")


@pytest.mark.parametrize("mark", ["\u202e", "\u202d", "\u2066", "\u2067", "\u202b"])
def test_a12_words_that_turn_the_direction_make_no_link(mark):
    """Turned around, the server's name behind the words could be read as another's."""
    html = str(formatted(f"[pay {mark}here](https://moc.knab.example/x)"))
    assert "<a" not in html and f"[pay {mark}here](" in html

"""The words of a page."""

from __future__ import annotations

import time

import pytest

from amana.channels.email.texting import has_quotes, html_to_text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one<p>two<br>three", "one\n\ntwo\nthree"),
        ("<div>a</div><div>b</div>c", "a\nb\nc"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("a &amp; b &lt;c&gt; &#x5d0;&nbsp;d", "a & b <c> א\xa0d"),
        ("<style>x</style><script>alert(1)</script>y<!-- z --><title>t</title>", "y"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n> > b\nc"),
        ('<a title="x > y" href="u">link</a>', "link"),
        ('<img alt="a cat"> 1 < 2', "a cat 1 < 2"),
        ("x<b", "x"),
        ("<?xml x?><!doctype html>y", "y"),
    ],
)
def test_a_page_becomes_its_words(page: str, text: str) -> None:
    assert html_to_text(page) == text


@pytest.mark.parametrize(
    "quoted",
    [
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On x wrote:</div><div>old</div></div>',
        '<div id="divRplyFwdMsg" dir="ltr"><b>From:</b> x</div><div>old</div>',
        '<div id="x_appendonsend"></div><div>old</div>',
        '<blockquote type="cite">old</blockquote>',
        '<div class="moz-cite-prefix">On x wrote:</div><blockquote type="cite" cite="mid:x">old</blockquote>',
        '<div id="ydp1" class="ydpx yahoo_quoted"><div>old</div></div>',
        '<div class="protonmail_quote">old</div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>From: x</p></div><p>old</p>',
        '<div id="mail-editor-reference-message-container">old</div>',
    ],
)
def test_what_a_mail_program_marked_as_earlier_is_left_out(quoted: str) -> None:
    page = f"<html><body><div>new</div>{quoted}</body></html>"

    assert html_to_text(page, without_quotes=True) == "new"
    assert has_quotes(page) and "old" in html_to_text(page)


def test_an_answer_below_a_quote_is_kept() -> None:
    page = '<div class="gmail_quote"><div>old</div></div><div>new</div>'

    assert html_to_text(page, without_quotes=True) == "new"


@pytest.mark.parametrize(
    "flood",
    ["<", "<a ", '<a "', "<!--", "<!", "&#", "<p>", "<blockquote>", "</b>", "<script>", "<a b='", "<pre>\n", "<li>"],
)
def test_a43_twice_the_page_takes_about_twice_the_time(flood: str) -> None:
    def seconds(length: int) -> float:
        page = (flood * length)[:length]
        return min(_timed(page) for _ in range(3))

    assert seconds(240_000) < max(2.5 * 2 * seconds(60_000), 0.5) * 2


def _timed(page: str) -> float:
    started = time.process_time()
    html_to_text(page, without_quotes=True)
    return time.process_time() - started

"""Pages from outside, made fit to show."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from amana.channels.email.mail import Unparseable
from amana.channels.email.parsing import parse
from amana.channels.email.sanitising import MAX_HTML, frame_document, sanitise

FORBIDDEN_TAGS = {
    "script",
    "style",
    "form",
    "input",
    "button",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "meta",
    "base",
    "link",
    "template",
}


class Looker(HTMLParser):
    """Collects what is dangerous in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN_TAGS:
            self.dangers.append(tag)
        for name, value in attrs:
            text = re.sub(r"[\s\x00-\x1f]", "", (value or "").lower())
            if name.startswith("on") or name in {"id", "name", "class", "srcset", "background", "action", "formaction"}:
                self.dangers.append(name)
            if name == "src" and not text.startswith(("/files/", "data:image/")):
                self.dangers.append(f"src={text}")
            if name == "href" and not text.startswith(("http:", "https:", "mailto:", "tel:")):
                self.dangers.append(f"href={text}")
            if name == "style" and re.search(r"url|position|expression|@import|\\|z-index|behavior", text):
                self.dangers.append(f"style={text}")


def dangers_in(page: str) -> list[str]:
    looker = Looker()
    looker.feed(page)
    looker.close()
    return looker.dangers


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="java\tscript:alert(1)">x</a>',
        '<a href="&#106;avascript&colon;alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
        "<svg><script>alert(1)</script></svg>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        "<details open ontoggle=alert(1)>",
        '<a href="//evil.example">x</a><a href="/admin/">y</a>',
    ],
)
def test_a17_nothing_runs(page: str) -> None:
    assert dangers_in(sanitise(page).html) == []


@pytest.mark.parametrize(
    "page",
    [
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        '<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>',
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        '<svg></p><style><a title="</style><img src=1 onerror=alert(1)>">',
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<table><a><table><a><div><p title='</table><img src=x onerror=alert(1)>'>",
        "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
        "<select><template><img src=x onerror=alert(1)></template></select>",
        "<ruby><rt><ruby><rp></ruby><p title='</p><img src=x onerror=alert(1)>'>",
    ],
)
def test_a18_two_more_rounds_change_nothing(page: str) -> None:
    once = sanitise(page).html
    twice = sanitise(once).html

    assert once == twice == sanitise(twice).html
    assert dangers_in(twice) == []


@pytest.mark.parametrize(
    "style",
    [
        "position:fixed;inset:0;z-index:9999",
        "background:url(https://evil.example/a)",
        'background:url("cid:\\");position:fixed;background:url(\\"cid:")',
        "width:expression(alert(1))",
        "color:red;}body{position:fixed",
        "behavior:url(x)",
        "background-color:\\75rl(x)",
        "color:/**/red;-moz-binding:url(x)",
        "unicode-bidi:bidi-override;direction:rtl;position:absolute",
    ],
)
def test_a21_no_style_covers_or_loads(style: str) -> None:
    page = sanitise(f"<div style='{style}'>x</div><style>*{{color:red}}</style>").html

    assert dangers_in(page) == [] and "override" not in page and "*" not in page


def test_a21_ordinary_styles_stay() -> None:
    assert (
        "style=\"color: rgb(1, 2, 3); margin: 0 auto; font-family: 'A B', serif\""
        in sanitise("<p style=\"color:rgb(1, 2, 3);margin:0 auto;font-family:'A B', serif\">x</p>").html
    )


def test_a22_forms_refreshes_and_bases_go() -> None:
    page = '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=x">'
    page += "<form action=x><input name=p><button>Log in</button></form>"

    assert sanitise(page).html == "Log in"


def test_a23_nothing_takes_a_name_in_our_document() -> None:
    page = sanitise(
        '<a id=config name=config class=x href="https://x.example">y</a><p id=csrfmiddlewaretoken data-x=1>'
    ).html

    assert dangers_in(page) == [] and "config" not in page and "data-" not in page


def test_a24_remote_images_are_left_out_and_counted() -> None:
    page = '<img src="https://t.example/p.gif"><img src=//t.example/q><div style="background:url(https://t.example/b)">x</div>'
    page += '<img src="cid:a">'
    shown = sanitise(page)

    assert "t.example" not in shown.html and shown.blocked_remote == 3


def test_own_images_come_from_where_they_are_kept() -> None:
    shown = sanitise('<img src="cid:pic@x" alt="cat"><img src="cid:unknown">', cids={"pic@x": "/files/7"})

    assert shown.html == '<img src="/files/7" alt="cat"><img>'


def test_direction_and_language_stay() -> None:
    assert sanitise('<p dir="RTL" lang="he" style="text-align:right">שלום</p><p dir="x">a</p>').html == (
        '<p dir="rtl" lang="he" style="text-align: right">שלום</p><p>a</p>'
    )


def test_a_link_opens_elsewhere_and_tells_nobody() -> None:
    assert sanitise('<a href="https://x.example" target="_top">y</a>').html == (
        '<a href="https://x.example" target="_blank" rel="noopener noreferrer nofollow">y</a>'
    )


@pytest.mark.parametrize(
    "page", ["<div>" * 30_000, "<b>" * 200_000, "<table><tr><td>" * 20_000, "<a href=x>" * 50_000, "x" * (MAX_HTML + 1)]
)
def test_a43_a_flood_is_shown_as_words_in_time(page: str) -> None:
    started = time.process_time()
    sanitise(page)

    assert time.process_time() - started < 2


def test_every_collected_page_is_clean_and_at_rest(shared: Path) -> None:
    pages = 0
    for file in sorted((shared / "mail").rglob("*")):
        if file.suffix not in {".eml", ".raw", ".txt"}:
            continue
        try:
            mail = parse(file.read_bytes())
        except Unparseable:
            continue
        if mail.html is not None:
            once = sanitise(mail.html)
            assert dangers_in(once.html) == [], file.name
            assert sanitise(once.html).html == once.html, file.name
            pages += 1
    assert pages > 40


def test_the_document_of_the_frame_loads_and_runs_nothing() -> None:
    document = frame_document("<p>x</p>", images_from="'self'; script-src *")

    assert "default-src 'none'" in re.sub("&#x27;", "'", document)
    assert "form-action" in document and "; script-src" not in document
    assert document.startswith("<!doctype html>") and '<body dir="auto"><p>x</p></body>' in document

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import RequestFactory, override_settings

from amana.look.gallery import PAGES, gallery
from amana.look.gallery_texts import TEXTS

LOOK = Path(__file__).resolve().parents[1]
ROOM = LOOK.parent
TEMPLATES = sorted(page for room in ("look", "desk", "portal") for page in (ROOM / room / "templates").rglob("*.html"))


class Tags(HTMLParser):
    """Which ids, styles, handlers and uses of icons a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.icons: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key == "id" and value:
                self.ids.append(value)
            if key == "style" or key.startswith("on") or (tag == "style"):
                self.inline.append(f"{tag} {key}")
            if tag == "use" and value:
                self.icons.add(value.rpartition("#")[2])
        if tag == "script" and not dict(attrs).get("src"):
            self.inline.append("script")


def page(name: str, language: str) -> str:
    with override_settings(
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    ):
        response = gallery(RequestFactory().get("/", {"page": name, "lang": language}))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_and_has_nothing_inline(name: str, language: str):
    html = page(name, language)
    tags = Tags()
    tags.feed(html)

    direction = "ltr" if language == "en" else "rtl"
    assert f'<html lang="{language}" dir="{direction}"' in html
    assert tags.inline == []
    assert sorted(set(tags.ids)) == sorted(tags.ids) or name == "components"
    assert tags.icons <= set(re.findall(r'symbol id="([^"]+)"', (LOOK / "static/look/icons.svg").read_text()))


def test_the_queue_reads_the_reason_first():
    html = page("queue", "en")
    row = html[html.index('class="queue-row queue-row--late"') :]

    assert row.index("promised a call by 10:00") < row.index("Noa Levi") < row.index("41 min late")
    assert "12 things need you today" in html


def test_the_composer_asks_the_vague_promise_for_a_time_with_the_usual_one_taken():
    html = page("case", "en")

    assert "“<bdi>soon</bdi>” has no time: by when?" in html
    assert '<input type="radio" name="promise-2-due" value="mon" checked>' in html
    # Enter in the choices presses the first button of the form, which sends.
    assert html.index('name="act" value="send"') < html.index('name="act" value="check"')


def test_the_customer_reads_the_five_answers_in_their_language():
    hebrew, arabic = page("portal", "he"), page("portal", "ar")

    for heading in ("מה קרה ולמה", "מה נעשה עכשיו ולמה", "מי מטפל", "עד מתי", "מי חוזר אליך ומתי"):
        assert f"<dt>{heading}</dt>" in hebrew
    for heading in ("ماذا حدث ولماذا", "ماذا نفعل الآن ولماذا", "من المسؤول", "حتى متى", "من يعود إليك ومتى"):
        assert f"<dt>{heading}</dt>" in arabic


def test_a_note_is_marked_as_read_by_one_side():
    assert "only this side reads it" in page("case", "en")
    assert "only this side reads it" not in page("portal", "en")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_template_says_what_it_is_for(template: Path):
    assert re.search(r"{#.+#}", "\n".join(template.read_text().splitlines()[:4]))

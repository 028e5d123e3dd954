"""A telephone at twice the size: 195 pixels, in which nothing may lie beside the page."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import enter_by_link
from tests.browser.installed import Installed
from tests.browser.test_all_pages import OVER_THE_EDGE

pytestmark = pytest.mark.browser

NARROW = {"width": 195, "height": 422}


def test_files_in_a_story_stay_within_it_too(sample: Installed, context_of):
    page = context_of("en", viewport=NARROW).new_page()
    case = sample.rows(
        'SELECT f."case" FROM post_file f JOIN post_outgoing o ON o."case" = f."case" WHERE o.what IN (\'reply\', \'receipt\') '
        'GROUP BY f."case" ORDER BY max(length(f.name)) DESC'
    )[0][0]
    enter_by_link(page, sample, str(case))
    page.wait_for_selector(".entry__file")
    assert page.evaluate(OVER_THE_EDGE) == []


def test_the_portal_is_no_wider_than_a_telephone_at_twice_the_size(sample: Installed, context_of):
    # One code for all three languages: a link gives only so many in an hour.
    page = context_of("en", viewport=NARROW).new_page()
    link = sample.link_in_newest_mail()
    page.goto(link)
    page.click("form[action*='/code/'] button")
    page.fill("input[name=code]", re.search(r"\d{4} \d{4}", sample.newest_mail("code"))[0])
    page.click("form[action*='/device/'] button")
    for language in ("en", "he", "ar"):
        page.goto(link)
        page.click(f"button[name=language][value={language}]")
        page.wait_for_selector(f"html[lang={language}]")

        for screen in ("", "?before=5", "message/", "claim/", "link/"):
            page.goto(f"{link}{screen}")
            over = page.evaluate(OVER_THE_EDGE)
            assert not over, (language, screen, over)

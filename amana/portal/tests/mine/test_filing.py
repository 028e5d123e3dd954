"""The file of an own case as its keeper takes it home, and as nobody else can."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest

from amana.portal.tests.mine.stage import LANGUAGES, in_language, somebody_else, url


def text(answer) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_offers_readers_languages_and_the_zip_beside(own, client, language):
    in_language(own, language)
    page = client.get(url(own, "filing/")).content.decode()

    assert 'value="court"' in page and f'value="{language}" selected' in page
    assert url(own, "record/") in page
    assert url(own, "filing/") in client.get(url(own)).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_comes_as_a_pdf_in_the_language_that_was_chosen(own, client, language):
    answer = client.post(url(own, "filing/"), {"to": "court", "language": language, "with": ["exhibits", "claims"]})

    assert answer["Content-Type"] == "application/pdf" and f"{own.number}.pdf" in answer["Content-Disposition"]
    assert pypdf.PdfReader(BytesIO(answer.content)).trailer["/Root"]["/Lang"] == language
    assert "Kav Telecom" in text(answer) and "150 would do" not in text(answer)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"to": "moon", "language": "xx"},
        {"with": ["\x00", "costs" * 99]},
        {"paper": ["no-uuid", "1" * 99, "\x00"] * 30},
    ],
    ids=["nothing", "unknown", "rubbish", "no papers"],
)
def test_rubbish_counts_as_not_chosen(own, client, typed):
    answer = client.post(url(own, "filing/"), typed)

    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


def test_nobody_else_has_the_file(own, client):
    other = somebody_else()

    assert other.get(url(own, "filing/")).status_code == 404
    assert other.post(url(own, "filing/"), {"to": "court"}).status_code == 404
    client.logout()
    assert client.get(url(own, "filing/")).status_code == 302

"""Wording that may press: what was found stands together, every technique is taught, practice is kept for oneself."""

from __future__ import annotations

import pytest
from django.utils import timezone

from amana.advocacy.models import Practised
from amana.advocacy.shielding.practising import CALM, exercise
from amana.language.tactics import techniques
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, somebody_else, url
from amana.readings.models import Correction, Reading

QUOTE = "It is our policy, nothing can be done"


@pytest.fixture
def found(own, client) -> Reading:
    """A call in which words that may press were found."""
    client.post(url(own, "calls/"), {"said": f"He said: {QUOTE}.", "act": "save", "asked": "1"})
    said = entries(own, "call.noted")[0]
    row = Reading.objects.get(entry=said.id)
    one = {"kind": "tactic", "id": "authority_policy", "start": 9, "end": 9 + len(QUOTE), "quote": QUOTE, "reason": "",
           "confidence": 0.8, "more": {"certainty": "possible"}}  # fmt: skip
    Reading.objects.filter(pk=row.pk).update(found=[one], read_at=timezone.now(), version=1)
    return row


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_found_stands_with_its_name_what_it_does_and_a_calm_reply(own, client, found, language):
    in_language(own, language)
    page = client.get(url(own, "shield/")).content.decode()
    technique = techniques()["authority_policy"]
    assert QUOTE in page and technique.names[language] in page
    assert technique.reply[language].replace('"', "&quot;").replace("'", "&#x27;") in page and "data-copies" in page


@pytest.mark.parametrize(("verdict", "stays"), [("right", True), ("wrong", False)])
def test_one_click_says_that_it_is_right_or_wrong(own, client, found, verdict, stays):
    typed = {"tactic": "authority_policy", "quote": QUOTE, "verdict": verdict, "back": "shield"}
    answer = client.post(url(own, f"entries/{found.entry}/pressing/"), typed)
    assert answer.url == url(own, "shield/")
    assert (QUOTE in client.get(answer.url).content.decode()) is stays


@pytest.mark.parametrize(
    ("typed", "said"), [({"quote": "We never said this"}, "not in the message"), ({"verdict": "maybe"}, "Say whether")]
)
def test_what_cannot_be_said_of_a_finding_is_refused_with_a_sentence_and_kept_nowhere(own, client, found, typed, said):
    whole = {"tactic": "authority_policy", "quote": QUOTE, "verdict": "wrong", "back": "shield"} | typed
    answer = client.post(url(own, f"entries/{found.entry}/pressing/"), whole, follow=True)
    assert said in answer.content.decode() and QUOTE in answer.content.decode() and not Correction.objects.exists()


def test_nothing_found_is_said_so(own, client):
    assert "Nothing was found" in client.get(url(own, "shield/")).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_technique_is_taught(own, client, language):
    in_language(own, language)
    page = client.get("/mine/shield/").content.decode()
    assert all(f'id="{one}"' in page for one in techniques())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("technique", sorted(techniques()))
def test_each_exercise_has_one_calm_answer_and_stays_the_same(language, technique):
    for turn in range(3):
        made = exercise(techniques()[technique], language, turn=turn)
        assert [one.kind for one in made.choices].count(CALM) == 1 and len({one.text for one in made.choices}) == 3
        assert made == exercise(techniques()[technique], language, turn=turn) and made.says


def test_the_calm_answer_is_not_always_in_the_same_place():
    places = {[one.kind for one in exercise(one, "en").choices].index(CALM) for one in techniques().values()}
    assert places == {0, 1, 2}


def test_practice_says_why_and_keeps_progress_for_oneself(own, client):
    technique = techniques()["blame_shift"]
    kinds = [one.kind for one in exercise(technique, "en", turn=1).choices]
    for _time in range(2):
        page = client.post(
            "/mine/shield/practice/", {"technique": "blame_shift", "turn": "1", "chosen": str(kinds.index(CALM) + 1)}
        )
        assert "Yes. This one brings you further." in page.content.decode()
    client.post(
        "/mine/shield/practice/", {"technique": "blame_shift", "turn": "1", "chosen": str(kinds.index("sharp") + 1)}
    )
    row = Practised.objects.get()
    assert (row.calm, row.other) == (2, 1) and row.person == own.owner
    assert "You know 1 of" in client.get("/mine/shield/").content.decode()
    assert "You know 1 of" not in somebody_else().get("/mine/shield/").content.decode()


@pytest.mark.parametrize(
    "said", [{"technique": "x"}, {"turn": "9" * 40}, {"chosen": "7"}, {"chosen": "\0"}, {"turn": "٢", "chosen": "x"}]
)
def test_rubbish_is_an_exercise_like_any_other(own, client, said):
    assert client.post("/mine/shield/practice/", said).status_code == 200
    assert client.get("/mine/shield/practice/", said).status_code == 200
    assert not Practised.objects.exists()


def test_another_persons_findings_are_nothing(own, client, found):
    assert somebody_else().get(url(own, "shield/")).status_code == 404

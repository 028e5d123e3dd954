"""Feelings and threats in the words of each language, and how hot a text is."""

from __future__ import annotations

import pytest

from amana.language.findings import Language, Sentence
from amana.language.normalising import fold_in_place
from amana.language.sentences import sentences
from amana.language.tone import tone_of

LANGUAGES: tuple[Language, ...] = ("en", "he", "ar")
FELT = """
anger | I am fed up with your excuses. | נמאס לי מהתירוצים שלכם. | طفح الكيل من أعذاركم.
distress | Please help me, I haven't slept for three nights. | תעזרו לי, לא ישנתי שלושה לילות. | ساعدوني، ما نمت ثلاث ليالي.
sarcasm | Thanks for nothing. | תודה על כלום. | شكرا على لا شيء.
thanks | Thank you for the quick help. | תודה על העזרה המהירה. | شكرا على المساعدة السريعة.
threat_to_leave | Close my account, I'm switching to another bank. | תסגרו לי את החשבון, אני עובר לבנק אחר. | سكروا حسابي، رايح لبنك ثاني.
threat_of_law | I will sue you, my lawyer knows. | אתבע אתכם, עורך הדין שלי יודע. | سأقاضيكم، المحامي عنده خبر.
threat_to_smear | Everyone will hear about this in the press. | כולם ישמעו על זה בתקשורת. | كل الناس راح يعرفون، رايح للصحافة.
"""


def read(text: str, language: Language) -> list[Sentence]:
    folded, places = fold_in_place(text)
    text = text if places is None else "".join(text[place] for place in places)
    return [Sentence(start, end, text[start:end], folded[start:end], language) for start, end in sentences(folded)]


@pytest.mark.parametrize("line", FELT.strip().splitlines())
def test_a_feeling_is_found_by_its_words_in_each_language(line: str) -> None:
    kind, *texts = line.split(" | ")
    for text, language in zip(texts, LANGUAGES, strict=True):
        feelings = tone_of(read(text, language)).feelings
        assert kind in {feeling.kind for feeling in feelings}, (language, text)
        assert all(text[feeling.start : feeling.end] == feeling.quote for feeling in feelings)


@pytest.mark.parametrize(
    "text", ["Thank you, that was very helpful!!!", "Great phone!", "My lawyer friend recommended you.", ""]
)
def test_what_is_kind_or_plain_is_not_hot(text: str) -> None:
    assert tone_of(read(text, "en")).heat == 0


def test_thanks_for_nothing_is_no_thanks() -> None:
    kinds = {feeling.kind for feeling in tone_of(read("Thanks for nothing!", "en")).feelings}
    assert kinds == {"sarcasm"}


def test_shouting_is_hotter_than_saying() -> None:
    said, drawn, capitals = (
        tone_of(read(text, "en")).heat
        for text in ("this is unacceptable", "this is unacceptaaaable", "THIS IS UNACCEPTABLE")
    )
    assert said < drawn == capitals


def test_politeness_cools_what_is_not_very_hot() -> None:
    assert (
        tone_of(read("Please answer, I am still waiting.", "en")).heat < tone_of(read("I am still waiting.", "en")).heat
    )
    assert tone_of(read("Please, you thieves.", "en")).heat == tone_of(read("You thieves.", "en")).heat


def test_a_threat_beside_anger_is_hotter_than_either() -> None:
    both = tone_of(read("I am fed up. I will sue you.", "en")).heat
    assert both > max(tone_of(read(text, "en")).heat for text in ("I am fed up.", "I will sue you."))

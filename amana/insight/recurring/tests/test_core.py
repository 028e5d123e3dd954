from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.insight.recurring.likeness.framing import Frame, frame_from, places_of
from amana.insight.recurring.likeness.gathering import AT_ONCE, gather, join, pieces, together
from amana.insight.recurring.likeness.hearing import question_of, sentences_of
from amana.insight.recurring.likeness.linking import linked
from amana.insight.recurring.likeness.matching import matched
from amana.insight.recurring.likeness.nearing import Index
from amana.insight.recurring.likeness.parting import plant, tree_from
from amana.insight.recurring.likeness.picturing import pictures_of, words_of
from amana.insight.recurring.telling import without_what_names
from amana.insight.recurring.tests.conftest import LOGIN, REFUND, ROUTER
from amana.insight.recurring.tests.questions import QUESTIONS
from amana.kit.codes import new_id

TOPICS = (REFUND, ROUTER, LOGIN)
TEXTS = [
    (number, language, text) for number, topic in enumerate(TOPICS) for language, some in topic.items() for text in some
]


@pytest.fixture(scope="module")
def points():
    pictures = pictures_of([text for _topic, _language, text in TEXTS])
    languages = places_of(language for _topic, language, _text in TEXTS)
    frame = Frame()
    frame.add(pictures, languages)
    return frame.points(pictures, languages), languages


def test_what_is_asked_is_heard_without_greetings_old_letters_and_signatures():
    letter = (
        "Hello Dana,\n\nI wrote last week. Where is my refund? Please call me.\n\nThank you!\n\n"
        "On Mon, Nov 2, 2026 at 9:00, Shop <shop@example.com> wrote:\n> Do you want a new password?"
    )
    question, language = question_of(letter, "Re: Re: refund")
    assert (question, language) == ("I wrote last week. Where is my refund? Please call me.", "en")


def test_a_letter_that_says_nothing_is_heard_by_its_subject():
    assert question_of("Hi", "Re: Fwd: My refund is late")[0] == "My refund is late"
    assert question_of("", "") == ("", "unknown")


@given(st.text(max_size=300))
def test_any_text_is_heard(text):
    question, _language = question_of(text, text[:20])
    assert len(question) <= 600
    assert len(pictures_of([question])) == 1
    assert list(words_of(question)) == sorted(set(words_of(question).tolist()))
    for sentence in sentences_of(text):
        without_what_names(sentence, text[:10])


def test_a_sentence_is_shown_without_numbers_and_names():
    said = without_what_names("I am Noa Levi, noa@levi.example, order 4419922 for 349.90 ILS", "Noa Levi")
    assert not any(part in said for part in ("Noa", "Levi", "levi.example", "4419922", "349"))
    assert said.startswith("I am")


def test_the_nearest_are_linked_first_and_no_further_than_asked():
    nearness = np.array([[1, 0.9, 0.5, 0], [0.9, 1, 0.3, 0], [0.5, 0.3, 1, 0.2], [0, 0, 0.2, 1]], np.float32)
    assert linked(nearness.copy(), least=0.6).tolist() == [0, 0, 1, 2]
    assert linked(nearness.copy(), least=0.4).tolist() == [0, 0, 0, 1]  # 0.4 is the mean of 0.5 and 0.3
    assert linked(nearness.copy(), least=0.41).tolist() == [0, 0, 1, 2]
    assert linked(nearness.copy(), least=-1).tolist() == [0, 0, 0, 0]


@given(st.integers(1, 40), st.floats(-0.5, 0.9), st.integers(0, 9))
def test_linking_agrees_with_looking_at_every_pair_each_time(count, least, seed):
    random = np.random.default_rng(seed)
    points = random.standard_normal((count, 5)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1)[:, None]
    nearness = points @ points.T
    groups = [[place] for place in range(count)]
    while len(groups) > 1:
        means = {
            (a, b): float(nearness[np.ix_(groups[a], groups[b])].mean()) for a in range(len(groups)) for b in range(a)
        }
        pair = max(means, key=lambda one: means[one])
        if means[pair] < least:
            break
        groups[pair[1]] += groups.pop(pair[0])
    labels = linked(nearness.copy(), least=least)
    assert sorted(map(sorted, groups)) == sorted(
        np.flatnonzero(labels == one).tolist() for one in range(labels.max() + 1)
    )


def test_the_topics_of_three_languages_are_found(points):
    rows, languages = points
    labels, bundles = gather(rows, languages)
    groups = matched(bundles, join(bundles))[labels]
    topics = np.array([topic for topic, _language, _text in TEXTS])
    assert len(np.unique(groups)) == len(TOPICS)
    assert all(len(np.unique(groups[topics == one])) == 1 for one in range(len(TOPICS)))


def test_the_same_questions_are_grouped_alike_again(points):
    rows, languages = points
    first, second = gather(rows.copy(), languages)[0], gather(rows.copy(), languages)[0]
    assert first.tolist() == second.tolist()


def test_gathering_in_parts_finds_what_gathering_at_once_finds(points):
    rows, languages = np.repeat(points[0], 2, axis=0), np.repeat(points[1], 2)
    half = np.arange(len(rows)) % 2 == 0
    parts = [gather(rows[mine], languages[mine]) for mine in (half, ~half)]
    bundles = together([own for _labels, own in parts])
    groups = matched(bundles, join(bundles))
    found = np.zeros(len(rows), np.int64)
    found[half], found[~half] = groups[parts[0][0]], groups[parts[1][0] + len(parts[0][1])]
    topics = np.repeat([topic for topic, _language, _text in TEXTS], 2)
    assert all(len(np.unique(found[topics == one])) == 1 for one in range(len(TOPICS)))


def test_a_frame_is_kept_and_taken_back(points):
    pictures = pictures_of([text for _topic, _language, text in TEXTS])
    languages = places_of(language for _topic, language, _text in TEXTS)
    frame = Frame()
    frame.add(pictures, languages)
    again = frame_from(frame.to_bytes())
    assert np.allclose(again.points(pictures, languages), points[0], atol=1e-5)
    assert frame_from(b"").made_from == 0
    assert places_of(["xx", "en", ""]).tolist() == [3, 0, 3]


def test_cells_are_of_about_a_size_and_the_same_when_taken_back():
    random = np.random.default_rng(3)
    rows = random.standard_normal((4_000, 16)).astype(np.float32)
    tree = plant(rows, most=500, of=len(rows))
    cells = tree.cells(rows)
    assert np.unique(cells, return_counts=True)[1].max() <= 510
    assert (tree_from(tree.to_bytes()).cells(rows) == cells).all()


def test_what_is_all_alike_is_one_cell_and_is_cut_into_pieces():
    rows = np.ones((2 * AT_ONCE + 5, 8), np.float32)
    cells = plant(rows, most=AT_ONCE, of=len(rows)).cells(rows)
    found = pieces(cells, AT_ONCE)
    assert sorted(np.concatenate(found).tolist()) == list(range(len(rows)))
    assert max(map(len, found)) <= AT_ONCE
    assert pieces(np.zeros(0, np.int64), 5) == []


def test_an_index_finds_the_nearest_group_and_forgets_what_is_dropped(points):
    rows, languages = points
    index, keys = Index(), [new_id() for _one in TOPICS]
    for number, key in enumerate(keys):
        mine = [place for place, one in enumerate(TEXTS) if one[0] == number and one[1] == "en"]
        index.put(key, [(0, len(mine), rows[mine].sum(axis=0))])
    for place, (topic, language, _text) in enumerate(TEXTS):
        if language == "en":
            near = index.nearest(rows[place], int(languages[place]))[0]
            assert (near.key, near.is_same) == (keys[topic], True)
    assert index.nearest(np.zeros_like(rows[0]), 0) == []
    for key in keys:
        index.drop(key)
    assert index.nearest(rows[0], 0) == [] and len(index) == 0


def test_hebrew_questions_of_many_trades_join_those_who_ask_the_same_in_english():
    rows = [
        (intent, language, text)
        for intent, some in QUESTIONS.items()
        for language, texts in some.items()
        for text in texts
    ]
    pictures, languages = pictures_of([row[2] for row in rows]), places_of(row[1] for row in rows)
    frame = Frame()
    frame.add(pictures, languages)
    labels, bundles = gather(frame.points(pictures, languages), languages)
    groups = matched(bundles, join(bundles))[labels]
    found = [(intent, language, group) for (intent, language, _text), group in zip(rows, groups, strict=True)]
    right = 0
    for intent, language, group in found:
        theirs = Counter(other for other, spoken, at in found if spoken == "en" and at == group)
        right += language == "he" and bool(theirs) and theirs.most_common(1)[0][0] == intent
    assert right >= 50  # of 60

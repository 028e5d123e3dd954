"""How hot a text is, on one scale in every language, and which feelings it shows.

The scale has few steps, so that a translation lands on the same one: the hottest class of words decides, and being
shouted, insisted on, or put politely moves it by one step. Counting words would not survive translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from amana.language.findings import Feeling, FeelingKind, Sentence, Tone
from amana.language.heads import threshold
from amana.language.matching import Hit
from amana.language.tone.cues import Cues, cues_of

# How hot each class of words is, 0 to 100.
_HEAT = {
    "displeased": 20,
    "sarcasm": 40,
    "angry": 40,
    "threat_to_leave": 40,
    "threat_to_smear": 40,
    "threat_of_law": 40,
    "furious": 60,
    "insult": 75,
    "curse": 90,
}
_THREATS = ("threat_to_leave", "threat_of_law", "threat_to_smear")
_SHOUTED, _INSISTED, _POLITE, _WITH_THREAT = 10, 2, 10, 5
_POLITE_UP_TO = 40  # hotter words are not cooled by a "please"

_MOCKING = "sarcasm"
_WORDS_OF_ANGER = ("curse", "insult", "furious", "angry")
_FEELINGS: dict[FeelingKind, tuple[tuple[str, ...], str, float]] = {
    "anger": (_WORDS_OF_ANGER, "words of anger", 0.9),
    "distress": (("distress",), "words of distress", 0.9),
    "sarcasm": (("sarcasm",), "praise for what went wrong", 0.85),
    "thanks": (("thanks",), "words of thanks", 0.95),
    "threat_to_leave": (("threat_to_leave",), "says that they may leave", 0.9),
    "threat_of_law": (("threat_of_law",), "speaks of courts, lawyers or authorities", 0.9),
    "threat_to_smear": (("threat_to_smear",), "speaks of telling the public", 0.9),
}
_SUREST = 0.97
# The learned head alone speaks only from here on. On examples left out and without a known phrase, it was right about
# 0.82 times the square of the probability it gives.
_LEAST = 0.7
_LEAST_OF_ANGER = 0.6  # where it was best on news comments and reviews that were not learned from
_TRUTH_IN_SQUARE = 0.82
_AS_A_WHOLE = "the sentence as a whole reads so"


def tone_of(sentences: Sequence[Sentence]) -> Tone:
    """How hot the sentences are together, 0 to 100, and each feeling with its words, in the order of the text."""
    read = list(zip(sentences, cues_of(sentences), strict=True))
    feelings = tuple(feeling for sentence, cues in read for feeling in _feelings(sentence, cues))
    return Tone(heat_of([cues for _sentence, cues in read]), feelings)


def heat_of(cues: Iterable[Cues]) -> int:
    """How hot the cues of a whole text are, 0 to 100.

    The hottest class counts, not how many words there are of it; a threat beside hot words, shouting and insistence
    add a step each, politeness takes one off what is not very hot.
    """
    everything = list(cues)
    found = [one for one in everything if one.hits or one.is_shouted]
    base = max((_HEAT[name] for one in found for name in one.hits if name in _HEAT), default=0)
    shouted = any(one.is_shouted for one in found)
    if not base:
        if not shouted:
            return 0
        return 0 if any(one.has("thanks") or one.is_exclaimed for one in everything) else _SHOUTED
    threatens = any(one.has(*_THREATS) for one in found)
    heat = base
    if threatens and any(one.has(*_WORDS_OF_ANGER) for one in found):
        heat += _WITH_THREAT
    if shouted:
        heat += _SHOUTED
    elif any(one.is_exclaimed or one.has("insist") for one in found if one.hits.keys() & _HEAT.keys()):
        heat += _INSISTED
    if base <= _POLITE_UP_TO and not shouted and any(one.has("polite") for one in found):
        heat -= _POLITE
    return min(heat, 100)


def _feelings(sentence: Sentence, cues: Cues) -> list[Feeling]:
    learned = sentence.scores.get("tone", {})
    if not cues.hits and (not learned or max(learned.values()) < _LEAST_OF_ANGER):
        return []
    found = []
    for kind, (classes, reason, sure) in _FEELINGS.items():
        hit = next((cues.hits[name] for name in classes if name in cues.hits), None)
        likely = learned.get(kind, 0.0)
        if kind == "thanks" and cues.has(_MOCKING):
            continue
        if hit is not None:
            found.append(_feeling(sentence, kind, hit, reason, max(sure, likely)))
        elif likely >= (_LEAST_OF_ANGER if kind == "anger" else _LEAST) and likely >= threshold(
            "tone", kind, sentence.language
        ):
            whole = Hit(kind, 0, len(sentence.text))
            found.append(_feeling(sentence, kind, whole, _AS_A_WHOLE, _TRUTH_IN_SQUARE * likely**2))
    return found


def _feeling(sentence: Sentence, kind: FeelingKind, hit: Hit, reason: str, confidence: float) -> Feeling:
    return Feeling(
        start=sentence.start + hit.start,
        end=sentence.start + hit.end,
        quote=sentence.text[hit.start : hit.end],
        reason=reason,
        confidence=round(min(_SUREST, confidence), 2),
        kind=kind,
    )

"""What was promised before and not done: "we said we'd call on Tuesday and didn't" tells of a promise and makes none."""

from __future__ import annotations

from amana.language.seeking import sought

_WORDS = r"[^.!?]{0,90}?"
_RETOLD = sought(
    # said, promised ... and did not
    rf"\b(?:said|told|promised|assured|agreed|wrote)\b{_WORDS}\b(?:and|but|yet)\s+(?:(?:we|i|they|he|she|it|you|that)\s+)?"
    r"(?:didn't|did\s+not|never|haven't|hasn't|wasn't|weren't|failed|missed|forgot|nobody|no\s+one|nothing|it\s+(?:didn't|never))\b|"
    rf"(?<![א-ת])ו?ש?(?:אמרנו|אמרתי|הבטחנו|הבטחתי|התחייבנו|הובטח|נאמר|אמרו|הבטיחו|אמר|אמרה|הבטיח|הבטיחה)(?![א-ת]){_WORDS}"
    r"(?<![א-ת])(?:ו|אבל\s+|אך\s+|ולצערי\s+|ולצערנו\s+)(?:(?:זה|הוא|היא|הם)\s+)?(?:לא|טרם|אף\s+אחד\s+לא|שום|כלום|שכחתי|שכחנו)(?![א-ת])(?!\s+(?:[תינא]\w+|ת))|"
    rf"(?<!\w)و?(?:قلنا|قلت|وعدناك\w*|وعدنا|وعدتك|اخبرناك\w*|قالوا|وعدوا|وعدني|قال|قالت)(?!\w){_WORDS}(?<!\w)(?:و|بس\s+|لكن\s+)"
    r"(?:(?:ما|لم|محدش|ما\s+حدا|ولا)\s+(?!بن|سن|را?ح)\w+|نسينا|نسيت|قصرنا|قصرت|تاخرنا)"
)


# Every telling holds one of these; looking for them is much quicker than trying the whole expression at each letter.
_TELLS = ("said", "told", "promised", "assured", "agreed", "wrote")
_TELLS_OTHERWISE = tuple("אמר הבטיח הבטחנו הבטחתי התחייב הובטח قلنا قلت وعد اخبرنا قال".split())


def retold_in(sentence: str) -> list[tuple[int, int]]:
    """Where a folded sentence tells of a promise that was not kept."""
    for stretch in _TELLS if sentence.isascii() else (*_TELLS, *_TELLS_OTHERWISE):
        if stretch in sentence:
            return [told.span() for told in _RETOLD.finditer(sentence)]
    return []

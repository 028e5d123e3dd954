"""What was promised before and not done: "we said we'd call on Tuesday and didn't" tells of a promise and makes none."""

from __future__ import annotations

import re

_WORDS = r"[^.!?]{0,90}?"
_RETOLD = re.compile(
    # said, promised ... and did not
    rf"\b(?:said|told|promised|assured|agreed|wrote)\b{_WORDS}\b(?:and|but|yet)\s+(?:(?:we|i|they|he|she|it|you|that)\s+)?"
    r"(?:didn't|did\s+not|never|haven't|hasn't|wasn't|weren't|failed|missed|forgot|nobody|no\s+one|nothing|it\s+(?:didn't|never))\b|"
    rf"(?<![א-ת])ו?ש?(?:אמרנו|אמרתי|הבטחנו|הבטחתי|התחייבנו|הובטח|נאמר|אמרו|הבטיחו|אמר|אמרה|הבטיח|הבטיחה)(?![א-ת]){_WORDS}"
    r"(?<![א-ת])(?:ו|אבל\s+|אך\s+|ולצערי\s+|ולצערנו\s+)(?:(?:זה|הוא|היא|הם)\s+)?(?:לא|טרם|אף\s+אחד\s+לא|שום|כלום|שכחתי|שכחנו)(?![א-ת])(?!\s+(?:[תינא]\w+|ת))|"
    rf"(?<!\w)و?(?:قلنا|قلت|وعدناك\w*|وعدنا|وعدتك|اخبرناك\w*|قالوا|وعدوا|وعدني|قال|قالت)(?!\w){_WORDS}(?<!\w)(?:و|بس\s+|لكن\s+)"
    r"(?:(?:ما|لم|محدش|ما\s+حدا|ولا)\s+(?!بن|سن|را?ح)\w+|نسينا|نسيت|قصرنا|قصرت|تاخرنا)"
)


def is_retold(sentence: str, place: int) -> bool:
    """Whether what stands at the place of a folded sentence is inside the telling of a promise that was not kept."""
    return any(told.start() <= place < told.end() for told in _RETOLD.finditer(sentence))

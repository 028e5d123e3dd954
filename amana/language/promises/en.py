"""English words that carry a promise."""

from __future__ import annotations

import re

from amana.language.due.en import ENGLISH as TIMES
from amana.language.findings import Party, Side
from amana.language.promises.heads import Grammar, Head, Token

_WILL = {"will", "shall", "won't", "shan't", "wil"}
_SHORT = {f"{who}'ll": who for who in "i we you he she they it that there someone somebody u who this".split()} | {
    "ill": "i",
    "youll": "you",
    "theyll": "they",
}
_FIRST = {"i", "we", "im", "i'm", "we're", "we'll", "i'll"}
_BE_GOING = {"i'm", "we're", "he's", "she's", "they're", "it's", "you're", "is", "are", "am", "im"}
_WOULD = {"i'd": "i", "we'd": "we", "he'd": "he", "she'd": "she", "they'd": "they", "it'd": "it"}
_PRONOUNS = {"i", "we", "you", "u", "he", "she", "they", "it", "that", "there", "this", "someone", "somebody"}
_ADVERBS = set(
    "also just now personally then still definitely gladly happily certainly of course immediately shortly soon only"
    " go ahead and always both all each again first at least either surely to be".split()
) - {"be", "to", "and"}
_HEDGING = {"try", "hope", "aim", "endeavour", "endeavor", "attempt", "probably", "hopefully", "possibly", "do"}
_NO_FIRST = set(
    "need require want love like drink miss appreciate understand assume guess suggest recommend know have"
    " unable sorry asking attending traveling travelling out away vacation leave holiday happy glad pleased delighted"
    " able admit believe bet wait consider see never say".split()
)
_BEING = {"back", "there", "home", "with", "ready", "in", "at", "right", "sure", "here", "round", "over", "calling"}
_REFUSAL = set("be able accept offer refuse consider allow have know need see discuss change agree pay refund".split())
_THREATS = set("cancel leave report sue switch complain escalate".split())
_NO_THIRD = set(
    "let allow allows mean need enjoy help take cost apply expire lapse end change require depend have increase rise"
    " show showing include like want know love find cease stop vary play happen sort".split()
)
_ADVERSE = set(
    "blocked suspended disconnected terminated forfeited charged restricted passed referred closed lapse barred"
    " increased debited reduced challenged asked required expected subject due used shown".split()
)
_SERVICE = set(
    "arrive arrives contact call ring phone text email write reply respond answer follow reach land fix repair send"
    " deliver refund credit update get come visit install activate replace confirm process check review issue receive"
    " ship dispatch post finish complete resolve restore reboot investigate pick collect bring release transfer pay"
    " reimburse waive remove cancel keep work look be give provide return forward notify inform advise meet attend"
    " close open set hand drop swap make go".split()
)
_DONE = set(
    "sent posted refunded credited delivered shipped dispatched contacted called emailed notified informed updated fixed"
    " repaired resolved restored replaced reversed waived removed cancelled canceled processed paid returned reimbursed"
    " activated installed reserved booked unlocked released issued transferred applied corrected amended completed made"
    " ready back done sorted available live working treated taken charged collected deducted billed debited handled"
    " reviewed investigated closed confirmed forwarded connected reconnected exchanged swapped matched home there in"
    " with on up send put added honoured kept held extended escalated assigned collecting visiting calling".split()
)
_TO_YOU = set("receive get have see hear be find".split())
_TO_YOU_BE = set(
    "contacted notified refunded credited emailed called sent paid informed updated compensated given able".split()
)
_NOT_TO_COME = set(
    "looking waiting hoping having going getting trying writing wondering asking expecting attaching seeing being"
    " feeling thinking afraid sorry reading telling saying talking using experiencing facing living not".split()
)
_ARRIVING = set(
    "arrives arrive goes go lands land ships ship leaves comes come lands starts finishes returns delivers gets"
    " scheduled due booked arriving coming going landing shipping".split()
)
_THINGS = set(
    "refund credit update reply answer response callback call technician engineer delivery activation repair replacement"
    " visit appointment installation transfer parcel confirmation decision fix collection pickup compensation cheque"
    " router card invoice one letter sim courier driver".split()
)
_PEOPLE = set(
    "team manager colleague agent department specialist someone somebody member supervisor adviser advisor officer money"
    " amount payment bill line service order package goods item items phone number account balance fee funds".split()
)
_FINITE = set(
    "was were is are am has have had did do does can could take takes took may might must should would said says told"
    " been got went came asked wants wanted need needs failed missed promised sent received arrived usually normally"
    " i'm we're it's isn't wasn't didn't".split()
)
_SAID = {"said", "says", "promised", "promises", "agreed", "confirmed", "told", "assured", "claims", "reckons"}
_AND_THEN = set(
    "call ring phone text email e-mail whatsapp message send let update come get write report return confirm".split()
)
_GAVE_WORD = {"promise", "promised", "guarantee", "undertake", "commit", "agreed", "promises", "agree", "vow"}

_TEMPTED = re.compile(
    r"'ll\b|\bwill\b|\bill\b|\bshall\b|won't|going to|gonna|'m\b|'re\b|\bi am\b|\bwe are\b|\b(?:i|we|he|she|they|it)'d\b|would|should|"
    r"promise|agree|guarantee|undertake|commit|scheduled|\bdue\b|booked|arriv|\bgoes\b|\bgo\b|lands?\b|ships?\b|leaves\b|comes?\b|"
    r"\bhope|\baim|\btry|\bplan|\bexpect|to be |update|refund|repl|respon|activation|technician|engineer|delivery|visit|the post|leave it with|fix|"
    r"\bcall|card|credit|\bone\b|\bwil\b|\bit'?s yours"
)
_INFINITIVE = re.compile(r"[a-z][a-z'-]+$")


def heads(sentence: str, words: list[Token], side: Side) -> list[Head]:
    """The places of an English sentence that may carry a promise, in order."""
    if not _TEMPTED.search(sentence):
        return []
    found: list[Head] = []
    for place, token in enumerate(words):
        head = _head_at(words, place, side)
        if head is None and token.word == "and" and found and _word(words, place + 1) in _AND_THEN:
            head = found[-1]._replace(start=words[place + 1].start, action=words[place + 1].start, hedged=False)
        if head is not None:
            found.append(head)
    if side != "customer" and (not found or side == "caller_note"):
        found = sorted([*found, *_things_with_a_time(sentence, words, side, found)])
    return found


def _head_at(words: list[Token], place: int, side: Side) -> Head | None:
    word = words[place].word
    if word in _SHORT:
        return _future(words, place, place, place + 1, _SHORT[word], side)
    if word in _WILL and place:
        start = place - 1
        while start and words[start].word in ("personally", "also", "then", "now", "still", "gladly"):
            start -= 1
        subject = words[start].word
        return _future(words, start, place, place + 1, subject, side, refusing=word in ("won't", "shan't"))
    if word in _BE_GOING and _word(words, place + 1) in ("going", "gonna"):
        first = place + (2 if _word(words, place + 1) == "gonna" else 3)
        subject = word.split("'")[0] if "'" in word or word == "im" else _word(words, place - 1)
        start = place if "'" in word or word == "im" else place - 1
        if _word(words, first - 1) in ("to", "gonna"):
            return _future(words, max(start, 0), place, first, "i" if subject == "im" else subject, side)
        return None
    if word == "going" and _word(words, place + 1) == "to" and side == "caller_note" and place == 0:
        return _future(words, place, place, place + 2, "he", side)
    if side == "caller_note" and (word in _WOULD or (word == "would" and place)):
        return _reported(words, place, side)
    if word in ("i'm", "we're", "am", "are"):
        return _continuous(words, place, side)
    if word in _GAVE_WORD and _word(words, place + 1) in ("to", "you", "that"):
        return _word_given(words, place, side)
    if word == "expect" and side != "customer" and (expected := _expected(words, place)) is not None:
        return expected
    if word in (
        "hope",
        "hoping",
        "aim",
        "aiming",
        "try",
        "trying",
        "plan",
        "planning",
        "expect",
        "expecting",
        "intend",
    ):
        return _hoped(words, place, side)
    if word == "be" and side == "caller_note" and (listed := _to_be_done(words, place)) is not None:
        return listed
    if word == "should":
        return _should(words, place, side)
    if word == "leave" and [_word(words, place + n) for n in (1, 2, 3)] == ["it", "with", "me"]:
        return (
            Head(words[place].start, words[place].start, "company", "word_given", 0.6, hedged=True)
            if side != "customer"
            else None
        )
    if word in _ARRIVING and side != "customer":
        return _arriving(words, place)
    return None


def _future(
    words: list[Token], start: int, place: int, verb: int, subject: str, side: Side, *, refusing: bool = False
) -> Head | None:
    hedged = False
    while (
        _word(words, verb) in _ADVERBS
        or _word(words, verb).endswith("ly")
        or _word(words, verb) in ("not", "never", "do", "try", "and")
    ):
        here = _word(words, verb)
        if here == "and" and _word(words, verb - 1) != "ahead":
            break
        if here == "do" and _word(words, verb + 1) not in ("my", "our", "everything", "all"):
            break
        if here == "try" and _word(words, verb + 1) == "again":
            break
        refusing = refusing or here in ("not", "never")
        hedged = hedged or here in _HEDGING
        if here in ("do", "try"):
            break
        verb += 1
    act, after = _word(words, verb), _word(words, verb + 1)
    if not act or not _INFINITIVE.match(act):
        return None
    if subject in _FIRST or subject == "and":
        return _first_person(words, start, verb, act, after, side, refusing=refusing, hedged=hedged)
    if side == "customer":
        return _of_my_people(words, start, verb)
    if subject in ("you", "u"):
        return _to_you(words, start, verb, act, after, refusing=refusing)
    return _third_person(words, start, verb, act, after, subject, refusing=refusing, hedged=hedged, side=side)


def _first_person(
    words: list[Token], start: int, verb: int, act: str, after: str, side: Side, *, refusing: bool, hedged: bool
) -> Head | None:
    doing = after if act == "be" else act
    if act == "have" and after in ("to", "no", "not"):
        return None
    if act == "be" and after == "able":
        return _head(words, start, verb, side, "first_person", 0.7) if not refusing else None
    if act == "see" and after in ("what", "if", "whether"):
        return _head(words, start, verb, side, "first_person", 0.7, hedged=True)
    if act in ("wait", "consider", "say", "let", "have", "take", "get") and side == "customer" and not _gives(act, words, verb):
        return None
    if doing in _NO_FIRST and act != "have":
        return None
    if act == "be" and not (after in _BEING or after.endswith("ing")):
        return None
    if refusing:
        if act in _REFUSAL - {"be"} or (act == "be" and after not in _DONE and not after.endswith("ing")):
            return None
        return _head(words, start, verb, side, "refrain", 0.8)
    if side == "customer" and act in _THREATS:
        return None
    if act == "look" and after == "into":
        hedged = True
    return _head(words, start, verb, side, "first_person", 0.9, hedged=hedged)


def _gives(act: str, words: list[Token], verb: int) -> bool:
    """Whether a customer's "I'll get …" is an undertaking ("get it to you"), not an order ("I'll have a coffee")."""
    rest = {token.word for token in words[verb + 1 : verb + 9]}
    return act in ("have", "take", "get") and bool(rest & {"ready", "you", "sent", "signed", "back", "to", "husband", "wife", "in"})


def _of_my_people(words: list[Token], start: int, verb: int) -> Head | None:
    """A customer speaks for their own: "my husband will be at home"."""
    before = [token.word for token in words[max(0, start - 3) : start + 1]]
    if not ({"my", "our"} & set(before)):
        return None
    begins = next(place for place in range(max(0, start - 3), start + 1) if words[place].word in ("my", "our"))
    return Head(words[begins].start, words[verb].start, "customer", "third_person", 0.7, needs_time=True)


def _to_you(words: list[Token], start: int, verb: int, act: str, after: str, *, refusing: bool) -> Head | None:
    if refusing:
        fits = act == "be" and after in ("charged", "billed", "asked", "disturbed", "contacted")
        return Head(words[start].start, words[verb].start, "company", "refrain", 0.8) if fits else None
    if act not in _TO_YOU or after in ("to", "no", "extra") or _word(words, verb - 1) == "still":
        return None
    given = after in _TO_YOU_BE or (after.endswith("ed") and after not in _ADVERSE and not after.endswith("pointed"))
    if act == "be" and not given:
        return None
    if act == "be" and after == "able":
        return Head(words[start].start, words[verb].start, "company", "to_you", 0.5, needs_time=True)
    return Head(words[start].start, words[verb].start, "company", "to_you", 0.8)


def _third_person(
    words: list[Token],
    start: int,
    verb: int,
    act: str,
    after: str,
    subject: str,
    *,
    refusing: bool,
    hedged: bool,
    side: Side,
) -> Head | None:
    begins = _subject_start(words, start)
    reading = {token.word for token in words[max(0, begins - 1) : start + 1]}
    what = after if act == "be" else act
    if what in ("not", "fully", "all", "then") or what.endswith("ly"):
        what = _word(words, verb + 2)
    if act in _NO_THIRD and not (
        act in ("have", "take", "help") and side == "caller_note" and subject in ("he", "she", "they")
    ):
        return None
    if act == "be" and (what in _ADVERSE - {"closed", "debited", "charged"} or what[:1].isdigit()):
        return None
    if (
        act in ("be",)
        and what in ("closed", "charged", "debited", "passed")
        and not (refusing or _negative_subject(words, begins) or what == "closed")
    ):
        return None
    subject_words = {token.word for token in words[begins : start + 1]}
    if (
        act == "be"
        and what in ("closed", "open")
        and subject_words & {"shop", "store", "branch", "office", "offices", "lines"}
    ):
        return None
    about_you = bool({"you", "your", "u"} & {token.word for token in words[begins : verb + 9]})
    known = act in _SERVICE - {"be"} or (act == "be" and (what in _DONE or what.endswith("ing")))
    ours = side == "caller_note" or bool(subject_words & (_THINGS | _PEOPLE))
    if what in _NO_THIRD or (act == "be" and not known and not about_you and not ours):
        return None
    if act == "be" and not known and not about_you:
        return Head(words[begins].start, words[verb].start, "company", "third_person", 0.6, needs_time=True)
    if "which" in reading or "who" in reading or subject in ("this", "there") or subject == "that":
        known = known and about_you
    if act == "be" and what == "available":
        return Head(words[begins].start, words[verb].start, "company", "third_person", 0.7, needs_time=True)
    if not known and not about_you:
        spoken = side == "caller_note" and subject in ("he", "she", "they")
        return Head(words[begins].start, words[verb].start, "company", "third_person", 0.55, needs_time=not spoken)
    code = "refrain" if refusing or _negative_subject(words, begins) else "third_person"
    strength = 0.8 if known and about_you else 0.7
    return Head(
        words[begins].start,
        words[verb].start,
        "company",
        code,
        strength,
        hedged=hedged or (what == "taken" and _word(words, verb + 2) == "care") or what == "treated",
    )


def _reported(words: list[Token], place: int, side: Side) -> Head | None:
    word = words[place].word
    subject = _WOULD.get(word) or _word(words, place - 1)
    verb = place + 1
    while _word(words, verb) in _ADVERBS:
        verb += 1
    act = _word(words, verb)
    if act in ("have", "like", "rather", "prefer", "need", "not", "be", "love") and not (
        act == "be" and subject not in ("i", "we")
    ):
        return None
    if not {token.word for token in words[:place]} & (_SAID | {"agreed", "it"}) and subject not in (
        "i",
        "he",
        "she",
        "they",
    ):
        return None
    start = place if word in _WOULD else place - 1
    by: Party = "customer" if subject in ("i", "we") else "company"
    return Head(
        words[_subject_start(words, start)].start,
        words[verb].start if verb < len(words) else words[place].end,
        by,
        "reported",
        0.8,
    )


def _continuous(words: list[Token], place: int, side: Side) -> Head | None:
    word = words[place].word
    if word in ("am", "are") and _word(words, place - 1) not in ("i", "we"):
        return None
    start, verb = (place if "'" in word else place - 1), place + 1
    while _word(words, verb) in _ADVERBS:
        verb += 1
    act = _word(words, verb)
    if (
        not act.endswith("ing")
        or act in _NOT_TO_COME
        or (side == "customer" and act in ("cancelling", "leaving", "canceling"))
    ):
        return None
    return _head(words, start, verb, side, "present", 0.75, needs_time=True)


def _word_given(words: list[Token], place: int, side: Side) -> Head | None:
    word = words[place].word
    start = place
    for back in range(place - 1, max(-1, place - 6), -1):
        if words[back].word in ("i", "we", "he", "she", "they", "it", "i've"):
            start = back
            break
    subject = words[start].word if start != place else ""
    past = word in ("promised", "agreed")
    if past and side != "caller_note":
        return None
    if subject in ("i", "we", "i've") or (side == "customer" and not subject):
        return _head(words, start, place, side, "word_given", 0.8)
    if side == "caller_note":
        return Head(words[start].start, words[place].start, "company", "word_given", 0.75)
    return None


def _hoped(words: list[Token], place: int, side: Side) -> Head | None:
    start = place - 1 if _word(words, place - 1) in ("i", "we", "i'm", "we're", "he", "she", "they") else place
    after = _word(words, place + 1)
    if start == place or after not in ("to", "that", "we", "i", "we'll", "i'll", "we'd", "and"):
        return None
    if after == "to" and _word(words, place + 2) in ("see", "hear", "answer", "welcome", "understand", "know"):
        return None
    if _word(words, start) in ("he", "she", "they"):
        return (
            Head(words[start].start, words[place].start, "company", "third_person", 0.5, needs_time=True, hedged=True)
            if side == "caller_note"
            else None
        )
    return _head(words, start, place, side, "first_person", 0.65, hedged=True, needs_time=side == "customer")


def _expected(words: list[Token], place: int) -> Head | None:
    """"You can expect a call today", "Expect it by noon" are given; "we expect service to be back by six" is a hope."""
    before, after = _word(words, place - 1), _word(words, place + 1)
    if before == "can" or (not place and after not in ("to", "that")):
        return Head(words[max(place - 2, 0)].start, words[place].end, "company", "to_you", 0.65, needs_time=True)
    if before in ("we", "i", "engineers", "and", "they") and "to" in (_word(words, place + n) for n in (2, 3, 4)):
        return Head(words[place].start, words[place].start, "company", "third_person", 0.55, needs_time=True, hedged=True)
    return None


def _to_be_done(words: list[Token], place: int) -> Head | None:
    """A note of what is to be done: "voucher to be emailed within 72 hours"."""
    before = _word(words, place - 2)
    if _word(words, place - 1) != "to" or before in ("have", "has", "need", "needs", "had", "going", "want", "wants", "ought", "used", "asked"):
        return None
    return Head(words[_subject_start(words, max(place - 2, 0))].start, words[place].start, "company", "named_time", 0.65, needs_time=True)


def _should(words: list[Token], place: int, side: Side) -> Head | None:
    subject, act, after = _word(words, place - 1), _word(words, place + 1), _word(words, place + 2)
    if side == "customer" or not place:
        return None
    if subject in ("i", "we"):
        fits = act in ("be", "have", "get", "know", "hear") and after != "happy"
        return _head(words, place - 1, place + 1, side, "first_person", 0.7, hedged=True) if fits else None
    if subject == "you":
        fits = act in ("receive", "get", "have", "see", "hear") and after != "to"
        return (
            Head(words[place - 1].start, words[place + 1].start, "company", "to_you", 0.6, hedged=True)
            if fits
            else None
        )
    fits = act in _SERVICE and act not in ("check", "contact", "call", "help")
    begins = words[_subject_start(words, place - 1)].start
    return (
        Head(begins, words[place + 1].start, "company", "third_person", 0.55, needs_time=True, hedged=True)
        if fits
        else None
    )


def _arriving(words: list[Token], place: int) -> Head | None:
    if _word(words, place - 1) in (
        "to",
        "will",
        "not",
        "i",
        "we",
        "you",
        "please",
        "i'm",
        "who",
        "would",
        "should",
        "can",
        "could",
    ):
        return None
    if not place:
        return None
    begins = _subject_start(words, place - 1)
    if {token.word for token in words[begins:place]} & (_FINITE - {"is", "are", "have"}):
        return None
    return Head(words[begins].start, words[place].start, "company", "present", 0.65, needs_time=True)


def _things_with_a_time(sentence: str, words: list[Token], side: Side, found: list[Head]) -> list[Head]:
    """A thing the company gives, with a time and no verb of its own: "Next update from us: Friday 5pm"."""
    comma = sentence.find(", ")
    words = [token for token in words if comma < 0 or token.start < comma]
    if any(comma < 0 or head.start < comma for head in found):
        return []
    said = {token.word for token in words}
    things = [place for place, token in enumerate(words) if token.word in _THINGS]
    if not things or (side == "company" and not ({"next", "to"} & said)):
        return []
    begins = next((place + 1 for place, token in enumerate(words[: things[0]]) if token.word in _SAID), 0)
    if {token.word for token in words[begins:]} & _FINITE:
        return []
    return [Head(words[begins].start, words[things[0]].start, "company", "named_time", 0.6, needs_time=True)]


def _head(
    words: list[Token],
    start: int,
    verb: int,
    side: Side,
    code: str,
    strength: float,
    *,
    hedged: bool = False,
    needs_time: bool = False,
) -> Head:
    by: Party = "company" if side == "company" else "customer"
    return Head(words[start].start, words[min(verb, len(words) - 1)].start, by, code, strength, needs_time, hedged)


_BEFORE_SUBJECT = {
    "and",
    "but",
    "so",
    "that",
    "said",
    "says",
    "because",
    "as",
    "or",
    "told",
    "once",
    "when",
    "if",
    "then",
    "confirmed",
    "me",
    "also",
}


def _subject_start(words: list[Token], place: int) -> int:
    """Where the noun phrase that ends at `place` begins; at most nine words back, and never over a pause."""
    start = place
    while start and place - start < 9:
        before = words[start - 1]
        if before.word in _BEFORE_SUBJECT or words[start].start - before.end > 1:
            break
        start -= 1
    return start


def _negative_subject(words: list[Token], begins: int) -> bool:
    return _word(words, begins) in ("no", "nothing", "none", "never", "nobody")


def _word(words: list[Token], place: int) -> str:
    return words[place].word if 0 <= place < len(words) else ""


ENGLISH = Grammar(
    heads=heads,
    times=TIMES.parts,
    condition=re.compile(
        r"\b(?:if(?! not too)|unless|provided(?: that)?|providing|as long as|assuming|subject to|in case|should you|"
        r"once (?!i've\b|i have\b|we've spoken|i'm\b|i get\b)|as soon as (?!possible|we can|i can|we possibly|i possibly|i'm|we're able)|depending on)"
    ),
    hedge=re.compile(
        r"\b(?:try|trying|hope|hoping|hopefully|should|aim|aiming|(?<!can )expect(?:ing|ed)? (?=\w+ to\b|to\b|service|that)|endeavou?r|attempt|do (?:my|our) (?:best|utmost)|do everything|"
        r"see (?:what|if|whether)|look(?:ing)? into(?!.*\band (?:will |i'll |we'll )?(?:get|call|come|email|e-mail|let|update|write|ring|reply|send|text|report|revert))|probably|possibly|likely|as a priority|taken? care of|planning to|plan to|intend)\b"
    ),
    never=re.compile(
        r"\b(?:usually|normally|typically|generally|often|sometimes|on average|as a rule|in most cases|may|might|could|maybe|perhaps|no doubt|"
        r"would you|shall (?:i|we)|customers who|otherwise|or else|can take|all (?:e-?mails|requests|orders|queries)|every (?:e-?mail|request|query|order))\b"
    ),
    never_sentence=re.compile(
        r"\b(?:would have|had (?:you|we|i|it) |if you'd|wish (?:i|we) could|can't (?:promise|guarantee)|cannot (?:promise|guarantee)|not (?:something|able to) (?:i|we)? ?(?:can )?(?:guarantee|promise)|"
        r"(?:unless|if) (?:payment|the balance|the debt|we do not receive|we don't receive payment)|would you like|do you want|would it help|take effect|tariff changes|open(?:ing)? hours)\b"
    ),
    never_customer=re.compile(
        r"\b(?:(?:you|he|she|they|your \w+|agent|colleague|someone|whoever|nobody|\w+) (?:said|told|promised|assured|claimed|swore)|was told|were told|promised (?:me|us)|"
        r"if (?:you|this|it|that|i) (?:don't|do not|can't|won't|isn't|is not|doesn't|hasn't)|chargeback|ombudsman|lawyer|solicitor|court|unless you|or i'll|or i will|otherwise)\b"
    ),
    joins=re.compile(
        r"(?:^|\s)(?:and|but|so|that|said|says|told (?:me|her|him|them|us)|because|as|confirmed|reckons|claims)\s+(?=(?:i|we|you|he|she|they|it|the|a|an|my|our|your|new|this|no|someone|refund)\b|(?:i|we|you|he|she|they|it)')"
    ),
)

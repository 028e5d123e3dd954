"""English words that carry a promise."""

from __future__ import annotations

import re

from amana.language.due.en import ENGLISH as TIMES
from amana.language.findings import Party, Side
from amana.language.promises.denying import ENGLISH_CLAUSE, ENGLISH_CUSTOMER, ENGLISH_SENTENCE
from amana.language.promises.english.future import future
from amana.language.promises.english.given import given, soon_back, things_with_a_time
from amana.language.promises.english.guessing import guess, weigh, weigh_words
from amana.language.promises.english.hoping import expected, hoped, should
from amana.language.promises.english.noted import am_to, note_begins_going, noted_coming, reported, to_be_done, to_do
from amana.language.promises.english.present import (
    DOES,
    DOING,
    FIXES,
    GETTING,
    back_later,
    does,
    doing,
    fixed_thing,
    is_to_be,
    you_get,
)
from amana.language.promises.english.words import (
    ADVERBS,
    AND_THEN,
    ARRIVING,
    BE_GOING,
    COMING,
    DONE,
    FINITE,
    FIXED_THINGS,
    FIXING,
    GAVE_WORD,
    HOPES,
    NOT_SHORTLY,
    NOT_TO_COME,
    SERVICE,
    SHORT,
    THINGS,
    WILL,
    WOULD,
)
from amana.language.promises.heads import Grammar, Head, Token, Words
from amana.language.seeking import sought


def heads(sentence: str, tokens: list[Token], side: Side) -> list[Head]:
    """The places of an English sentence that may carry a promise, in order."""
    words = Words(tokens, side)
    found: list[Head] = []
    of_others = "'s " in sentence
    for place, token in enumerate(tokens):
        if token.word not in _CARRIERS and not (of_others and token.word.endswith("'s")):
            continue
        head = _head_at(words, place, token.word)
        if head is None and token.word == "and" and found and words.at(place + 1) in AND_THEN | SERVICE:
            start = tokens[place + 1].start
            head = found[-1]._replace(start=start, action=start, hedged=False)
        if head is not None:
            found.append(head)
    return _beside_verbs(sentence, words, found)


def _beside_verbs(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """What is found by verbs, or what is promised without one in their place or beside them."""
    side = words.side
    if side == "company" and all(head.needs_time for head in found) and (gift := given(sentence, words)):
        return [gift]
    if not found and (brief := _begins_coming(words) or soon_back(sentence, words) or back_later(sentence, words)):
        return [brief]
    if len(found) == 1 and found[0].code == "word_given" and found[0].hedged:
        found = []  # "Leave it with me" alone says nothing yet
    if side != "customer" and (not found or side == "caller_note"):
        found = sorted([*found, *things_with_a_time(sentence, words, found)])
    return found


def _head_at(words: Words, place: int, word: str) -> Head | None:
    """What one word says: the future first, then the ways of promising that do without it."""
    if word in SHORT:
        return future(words, place, place + 1, SHORT[word])
    if word in WILL:
        return _will(words, place, word)
    if words.at(place + 1) in ("going", "gonna") and (word in BE_GOING or word.endswith("'s")):
        return _going_to(words, place, word)
    if word == "gonna" and not place and words.side != "caller_note":
        return future(words, 0, 1, "i")
    if word not in _CARRIERS:
        return _others_coming(words, place) if words.at(place + 1).endswith("ing") else None
    for fits, look in _OTHERS:
        if word in fits and (head := look(words, place)) is not None:
            return head
    return None


def _will(words: Words, place: int, word: str) -> Head | None:
    if not place:
        sent = words.at(1) in AND_THEN | SERVICE and word == "will"
        if sent and words.side == "caller_note":
            theirs = words.at(1) in ("pay", "send", "post", "return", "drop") and not words.helps(
                1, {"me", "us"}, within=2
            )
            return words.head(0, 1, "reported", 0.6, by="customer" if theirs else "company")
        return words.head(0, 1, "first_person", 0.7) if sent else None
    if word == "will" and words.is_after_pause(place) and words.at(place + 1) in AND_THEN | _DOING:
        return words.head(place, place + 1, "first_person", 0.7)
    start = place - 1
    while start and words.at(start) in ("personally", "also", "then", "now", "still", "gladly"):
        start -= 1
    return future(words, start, place + 1, words.at(start), refusing=word in ("won't", "shan't"))


_DOING = {"do", "pay", "bring", "drop", "sort", "transfer", "return", "post"}


def _going_to(words: Words, place: int, word: str) -> Head | None:
    verb = place + (2 if words.at(place + 1) == "gonna" else 3)
    if words.at(verb - 1) not in ("to", "gonna"):
        return None
    if "'" in word or word == "im":
        return future(words, place, verb, "i" if word == "im" else word.partition("'")[0])
    return future(words, max(place - 1, 0), verb, words.at(place - 1))


def _continuous(words: Words, place: int) -> Head | None:
    """The present with a time to come: "I'm swapping them on Sunday"."""
    word = words.at(place)
    if word in ("am", "are") and words.at(place - 1) not in ("i", "we"):
        return _others_coming(words, place)
    verb = words.after(place + 1, ADVERBS)
    act = words.at(verb)
    leaves = words.side == "customer" and act in _MOVING and words.at(verb + 1) != "out"
    had_done = act == "having" and any(word in DONE or word.endswith("ed") for word in words.among(verb + 2, verb + 6))
    if not act.endswith("ing") or (act in NOT_TO_COME and not had_done) or leaves:
        return None
    if act == "to":
        return None
    return words.head(place if "'" in word else place - 1, verb, "present", 0.75, needs_time=True)


def _serves(act: str) -> bool:
    """Whether an -ing form is of a verb of service: "restoring", "fitting"."""
    base = act[:-3]
    known = base in SERVICE or base + "e" in SERVICE or (base[-1:] == base[-2:-1] and base[:-1] in SERVICE)
    return act in COMING or (act.endswith("ing") and known and base not in _STATES)


_STATES = {"work", "look", "keep", "go", "be", "mak", "giv", "meet", "get", "us", "tak", "hav"}


def _others_coming(words: Words, place: int) -> Head | None:
    """The same of others: "our duty officer is calling round between 2 and 4"."""
    verb = words.after(place + 1, ADVERBS)
    spoken = "'" in words.at(place)
    done = words.at(verb) == "being" and words.at(verb + 1) in DONE
    if words.side == "customer" or not (done or _serves(words.at(verb))) or not (place or spoken):
        return None
    begins = place if spoken else words.subject(place - 1)
    if words.among(begins, place) & {"you", "what", "which", "that", "this", "there", "if", "when", "i", "it"}:
        return None
    return words.head(begins, verb, "present", 0.7, by="company", needs_time=True)


def _begins_coming(words: Words) -> Head | None:
    """The same without "I am": "Popping round tomorrow", "Paying the rest on Friday"."""
    first = int(words.at(0) in _OPENINGS)
    act = words.at(first)
    if act[-3:] != "ing":
        return None
    if (
        words.side == "caller_note"
        or not (_serves(act) or act == "rolling")
        or act in ("receiving", "checking", "following", "regarding", "concerning", "missing")
    ):
        return None
    if words.at(first + 1) in ("for", "since", "about", "to", "from", "is", "was", "receipt"):
        return None
    soon = words.among(1, len(words.tokens)) & {
        "sec",
        "secs",
        "shortly",
        "soon",
        "minute",
        "min",
        "mo",
        "moment",
        "bit",
        "asap",
        "now",
    }
    return words.head(first, first, "present", 0.65, needs_time=not soon)


_OPENINGS = set("hi hello hey ok okay yes thanks thx right morning great cool just sorry no sure".split())
_MOVING = set("cancelling leaving canceling moving travelling traveling flying switching working starting".split())


def _at_home(words: Words, place: int) -> Head | None:
    """A customer who will be in: "I'm in all day Friday"."""
    if words.side != "customer" or (words.at(place) == "am" and words.at(place - 1) != "i"):
        return None
    where, after = words.at(place + 1), words.at(place + 2)
    there = (
        where == "home"
        or (where == "at" and after == "home")
        or (where in ("in", "around", "about") and after in _ALL_DAY)
    )
    return words.head(place, place, "present", 0.65, needs_time=True) if there else None


_ALL_DAY = set(
    "all from until till on any tomorrow today tonight this between after before by monday tuesday wednesday thursday friday"
    " saturday sunday mon tue tues wed thu thurs fri sat sun most the".split()
)


def _fixed_for_you(words: Words, place: int) -> Head | None:
    """A time fixed by the company: "I've booked you in for Thursday", "your repair has been arranged for the 3rd"."""
    before = words.among(place - 4, place)
    if words.side == "customer" or not before & {
        "i've",
        "we've",
        "they've",
        "have",
        "has",
        "been",
        "is",
        "are",
        "you're",
        "it's",
    }:
        return None
    start = words.subject(place - 1)
    named = words.among(start, place + 6) & FIXED_THINGS or words.at(place + 1) in ("it", "me", "us")
    named = named or (words.at(place) == "arranged" and words.at(place + 1) == "for")
    if (
        not named
        or before & {"not", "was", "were", "had", "if", "already"}
        or words.among(place + 1, place + 3) & {"by"}
    ):
        return None
    own: Party | None = None if words.side == "company" else "company"
    return words.head(start, place, "fixed", 0.75, by=own, needs_time=True)


def _word_given(words: Words, place: int) -> Head | None:
    """A word of promising: "I promise to", and in a note "she agreed to"."""
    if words.side == "caller_note" and (
        words.at(place + 1) in THINGS or words.at(place + 1) in ("a", "the", "c", "call")
    ):
        return words.head(place, place, "named_time", 0.65, by="company", needs_time=True)
    if words.at(place + 1) not in ("to", "you", "that", "not") or (
        words.at(place + 2) in ("we", "it", "this") and words.at(place) == "agree"
    ):
        return None
    who = ("i", "we", "he", "she", "they", "it", "i've")
    start = next((back for back in range(place - 1, max(-1, place - 6), -1) if words.at(back) in who), place)
    subject = words.at(start) if start != place else ""
    noted = words.side == "caller_note"
    if words.at(place) in ("promised", "agreed") and not noted:
        theirs = words.side == "company" and words.at(place - 1) == "has" and words.at(place + 1) == "to"
        return words.head(words.subject(place - 1), place, "word_given", 0.65, by="company") if theirs else None
    if subject in ("i", "we", "i've") or (words.side == "customer" and not subject):
        return words.head(start, place, "word_given", 0.8)
    return words.head(start, place, "word_given", 0.75, by="company") if noted else None


def _left_with_me(words: Words, place: int) -> Head | None:
    if words.side == "customer" or [words.at(place + n) for n in (1, 2, 3)] != ["it", "with", "me"]:
        return None
    return words.head(place, place, "word_given", 0.6, hedged=True)


def _arriving(words: Words, place: int) -> Head | None:
    """Said in the present of what will come: "the washing machine arrives Tuesday"."""
    if words.side == "customer" or not place or words.at(place - 1) in NOT_SHORTLY:
        return None
    begins = words.subject(place - 1)
    if words.among(begins, place) & (FINITE - {"is", "are", "have"} | _PRICES):
        return None
    return words.head(begins, place, "present", 0.65, by="company", needs_time=True)


_PRICES = {"prices", "rates", "fees", "tariffs", "premiums", "fares", "rents"}


_OTHERS = (
    ({"going"}, note_begins_going),
    ({*WOULD, "would"}, reported),
    ({"i'm", "we're", "am", "are"}, _continuous),
    ({"i'm", "we're", "am"}, _at_home),
    ({"is", "he's", "she's", "they're", "someone's", "somebody's"}, _others_coming),
    (FIXING, _fixed_for_you),
    ({"i'm", "am"}, am_to),
    (GAVE_WORD, _word_given),
    ({"expect"}, expected),
    (HOPES, hoped),
    ({"be"}, to_be_done),
    ({"be"}, is_to_be),
    ({"to"}, to_do),
    ({"coming", "attending", "visiting", "delivering", "collecting"}, noted_coming),
    ({"should", "ought"}, should),
    ({"leave"}, _left_with_me),
    (ARRIVING, _arriving),
    (DOING, doing),
    (DOES, does),
    (GETTING, you_get),
    (FIXES, fixed_thing),
)


_CARRIERS = frozenset({"and", "gonna", *SHORT, *WILL, *BE_GOING}.union(*(fits for fits, _ in _OTHERS)))


_THREATS = sought(
    r"\b(?:proceedings|court action|legal action|bailiffs?|collection agency|prosecut\w+|towed|clamped|"
    r"(?:turn|switch|shut|cut)(?:ed|ting|ched)? (?:me |you |us |it )?off|to the pound|forced to|no option but|recover the debt)\b|"
    r"^(?:failure|failing)\b|\bno guarantee\b"
)
_SPARED = re.compile(r"n't\b|\b(?:not?|nobody|no one|nothing|stop|never)\b(?! (?:option|guarantee))|\bto have\b")

ENGLISH = Grammar(
    heads=heads,
    times=TIMES.parts,
    weigh=weigh,
    weigh_words=weigh_words,
    guess=guess,
    # Where three in four were right among sentences of voices the weights were not learned from.
    least={
        "third_person": 0.0,
        "first_person": -1.0,
        "to_you": -0.5,
        "present": -0.5,
        "fixed": -1.2,
        "named_time": -1.2,
        "refrain": -1.8,
    },
    likely=0.7,
    threatens=lambda sentence: _THREATS.search(sentence) is not None and _SPARED.search(sentence) is None,
    condition=sought(
        r"\b(?:(?<!even )if(?! not too)|unless|provided(?: that)?|providing|the (?:second|minute|moment|instant) (?=(?:you|it|he|she|they|that|the|your|my|his|her|some|any|our|an?)\w*\b)|as long as|assuming|subject to|in case|(?<!\w )should (?:you|the|your|it|this|that|there|any(?:thing)?|he|she|they)\b|"
        r"once (?!i've\b|i have\b|we've spoken|i'm\b|i get\b)|as soon as (?!possible|we can|i can|we possibly|i possibly|i'm|we're able)|depending on)"
    ),
    hedge=sought(
        r"\b(?:try(?! again)|trying|hope|hoping|hopefully|should|ought to|aim|aiming|(?<!can )expect(?:ing|ed)? (?=\w+ to\b|to\b|service|that)|endeavou?r|attempt|do (?:my|our) (?:best|utmost)|do everything|"
        r"see (?:what|if|whether)|look(?:ing)? into(?!.*\band (?:will |i'll |we'll )?(?:get|call|come|email|e-mail|let|update|write|ring|reply|send|text|report|revert))|probably|possibly|likely|as a priority|taken? care of|planning to|plan to|intend|i reckon (?=i|we|you|they|it))\b"
    ),
    never=sought(
        r"\b(?:usually|normally|typically|generally|often|sometimes|on average|as a rule|in most cases|most \w+s (?:are|is|will)|(?<![\dtdh] )(?<!\bof )(?<!\bin )(?<!\bby )(?<!from )(?<!until )(?<!\bmid )may(?! \d)|might|could|maybe|perhaps|no doubt|"
        r"would you|shall (?:i|we)|(?:customers|staff|members|guests|people|anyone|those|passengers|tenants|pupils|students|applicants|users|sellers|buyers|employees|parents|patients|visitors|owners) (?:who|whose|arriving|joining|booking|leaving)|otherwise|or else|can take|all (?:\w+ )?(?:e-?mails|requests|orders|queries|patients|customers|calls|messages|enquiries|complaints|claims|applications|guests|passengers|letters)|every (?:e-?mail|request|query|order))\b"
        + ENGLISH_CLAUSE
    ),
    usual=sought(
        r"\b(?:fortnightly|weekly|monthly|quarterly|annually)\b|\b(?:every|each) (?:other )?(?:day|week|month|year|morning|evening|night|mon|tue|wed|thu|fri|sat|sun)"
    ),
    never_sentence=sought(
        r"^(?:as per|in line with|under) (?:our|the) (?:\w+ )?(?:charter|policy|policies|terms),? (?:we|you|all|the) (?!will\b)|"
        r"\b(?:would have|(?<!'ve )(?<!have )(?<!has )(?<!just )had (?:you|we|i|it) |if you'd|wish (?:i|we) could|(?:can't|cannot|can not|unable to|not able to|couldn't|wouldn't|won't|not in a position to|not going to) (?:\w+ )?(?:commit|promise|guarantee)|(?:branch|store|office|shop)(?:es|s)? (?:\w+ ){0,3}(?:is|are|will be) closing|not (?:something|able to) (?:i|we)? ?(?:can )?(?:guarantee|promise)|"
        r"(?:unless|if) (?:payment|the balance|the debt|we do not receive|we don't receive payment)|would you like|do you want|would it help|take effect|tariff changes|open(?:ing)? hours)\b|"
        r"\b(?:unless|failing|without|if (?:we|i|you|no|this|it|that|your|the|payment) (?:\w+ ){0,3}(?:not|don't|doesn't|haven't|hasn't|fail|isn't|aren't|cannot|can't|no)|if no)\b"
        r".*\b(?:(?:be|being) (?:closed|cancell?ed|withdrawn|suspended|terminated|disconnected|referred|passed|charged|returned|disposed|released|blocked|refused|declined|treated|deemed|removed|forfeited|archived|offered to|given to|sold)|"
        r"lapse|lapses|expires?|forfeit|(?:will|'ll|have to|must) (?:close|suspend|terminate|disconnect|withdraw|pass|refer|charge|dispose|cancel (?!the (?:fee|charge|penalt|debt))))\b|"
        r"\b(?:either (?:party|side)|both (?:parties|sides))\b|\b(?:i'd be|i would be) lying|\b(?:rather not|not sure|unsure|don't know|can't say|cannot say|couldn't say|no idea|hard to say|wouldn't like to) (?:\w+ ){0,3}(?:when|if|whether|how|what)\b|"
        r"^(?:(?:and|so|but|also|hi|hello|hey|please),? )*(?:can|could|would|will|do|does|did|is|are|was|how|why|where|who) (?:you|i|we|it|the|my|this|that|there|they|he|she|your|much|long|come|do)\b(?!.*\b(?:and|then|so) (?:i|we)(?:'ll| will)\b)|"
        r"^(?:so |and |but |when |what |where |why |how |who |which )+(?:do|does|did|is|are|can|will|would|should)\b|"
        r"\b(?:serv(?:e|ing) notice|(?:begin|issue|commence|take) (?:legal |court )?proceedings|close (?:our|your|the) file|won't lie|be straight with|remind(?:ing)? you (?:that|about)|tell you something)\b|"
        r"^(?:(?:act|book|join|sign up|subscribe|switch|upgrade|register|enrol|renew|order|reserve) (?:now|today|early|online|direct|before|by|to|in store|with us)|sign up|subscribe|download|pre-?order|join (?:us|our|as)|become a|take out|"
        r"trade in|refer (?:a|your)|invite (?:a|your|\w+ friends?)|tell a friend|bring (?:a|your) (?:friends?|mates?)|(?:spend|order|book) (?:just |over |only )?[£$€]?\d+|buy (?:two|one|three|any|\d+)|with (?:\w+ )?(?:premium|gold|pro|platinum|plus))\b"
        r".*\b(?:and|to|,) (?:(?:we|you|one)(?:'ll| will| can| could| get| save)|get|receive|earn|save|enjoy|your first|(?:pay|win)\b)"
        + ENGLISH_SENTENCE
    ),
    never_customer=sought(
        r"\b(?:(?<!like )(?<!as )(?:you|he|she|they|your \w+|agent|colleague|someone|whoever|nobody|(?!i |i've )\w+) (?:said|told|promised|assured|claimed|swore)|was told|were told|promised (?:me|us)|"
        r"if (?:\w+ ){1,3}(?:don't|do not|can't|won't|isn't|is not|doesn't|hasn't)|chargeback|ombudsman|going to (?:the (?:press|papers?|media|police)|my mp)|unless i|trading standards|watchdog|lawyer|solicitor(?!(?: will|'ll| is|'s) (?:be )?send)|court|unless you|or i'll|or i will|otherwise (?:i|we|my))\b"
        + ENGLISH_CUSTOMER
    ),
    never_note=sought(
        r"\b(?:had|they'd|she'd|he'd) (?:said|told|promised|mentioned|assured)\b|\b(?:first|previous|last|other) (?:agent|lad|chap|guy|woman|lady|man|rep|one)\b.*\b(?:said|had|told|promised)\b|"
        r"\b(?:promised|said|told|assured|agreed|supposed|swore)\b.*\b(?:last (?:week|month|time|year|\w+day)|previously|(?:days|weeks|months) ago|but (?:never|nobody|no one|nothing|it (?:never|didn't)))\b|"
        r"\basked (?:(?:me|her|him|them) )?(?:when|if|whether|what|how|where|why)\b|\b(?:never|didn't|did not|nobody|no one) (?:came|called|rang|showed|turned|happened|arrived|phoned|did)\b"
    ),
    joins=re.compile(
        r"(?:^|\s)(?:and|but|so|that|said|says|told (?:me|her|him|them|us)|because|as|confirmed|reckons|claims)\s+(?=(?:i|we|you|he|she|they|it|the|a|an|my|our|your|new|this|no|someone|refund)\b|(?:i|we|you|he|she|they|it)')"
    ),
)

"""How English words are read before they are weighed: what form of a verb they are, and what kind of word."""

from __future__ import annotations

from functools import lru_cache

from amana.language.due.en_words import MONTHS, WEEKDAYS
from amana.language.promises.english import words as en_words
from amana.language.promises.weighing import Vocabulary

_LISTS = "STAFF THINGS PEOPLE ADVERSE CUSTOMERS_THINGS CALLERS FIXED_THINGS".split()
_WORDS: dict[str, str] = {
    "<i>": "i we i'll we'll i'm we're i've we've i'd we'd ill im weve ive myself ourselves",
    "<you>": "you u you'll you're you've you'd yourself ya y'all yous",
    "<he>": "he she they he'll she'll they'll he's she's they're they've he'd she'd they'd someone somebody someone's somebody's",
    "<it>": "it it'll it's that this there that'll that's there'll there's these those they",
    "<my>": "my our mine ours",
    "<your>": "your yours ur",
    "<me>": "me us",
    "<will>": "will shall i'll we'll you'll he'll she'll they'll it'll there'll that'll ill youll gonna wil going",
    "<would>": "would i'd we'd he'd she'd they'd you'd it'd wouldn't",
    "<am>": "am is are be i'm we're he's she's they're you're it's being im that's there's",
    "<was>": "was were been wasn't weren't had hadn't did didn't",
    "<have>": "have has having i've we've they've you've haven't hasn't",
    "<may>": "can could may might maybe perhaps possibly cannot can't couldn't able unable",
    "<must>": "must should need needs needed have has ought required supposed due",
    "<neg>": "not no never nobody nothing none nor without won't don't doesn't didn't isn't aren't wasn't can't cannot couldn't haven't "
    "hasn't wouldn't shan't shouldn't weren't wont dont didnt cant neither unable failed",
    "<if>": "if unless once when whenever as until till provided assuming subject should upon after minute moment",
    "<ask>": "what where why how who which whether when does do did is are can could would",
    "<usual>": "usually normally typically generally often sometimes always every each any all most standard typical monthly weekly daily "
    "annually yearly policy rules terms t&cs per customers members guests orders refunds claims applicants tenants passengers",
    "<please>": "please kindly pls plz ensure remember sorry thanks thank ta",
    "<want>": "want wants wanted like love hope hoping expect expecting wish need prefer demand insist require requested request look looking",
    "<said>": "said says told promised promises agreed confirmed assured claims reckons swore swears advised says agent asked",
    "<hedge>": "try trying tries hope hoping hopefully aim aiming should expect probably likely plan planning intend",
    "<gone>": "ago yesterday last already since previously earlier before yet still",
    "<by>": "by before within until till on at in for from no-later than",
    "<word>": "promise promised undertake undertakes guarantee guarantees commit committed assure assured assurance assured pledge vow word",
}  # fmt: skip
_VERBS = set(
    "accept act add adjust agree allow amend answer apply approve arrange arrive ask assign attend authorise authorize avoid back bill block"
    " book bring call cancel carry change charge chase check clean clear close collect come commit compensate complete confirm connect"
    " contact cover credit cut debit decide deduct deliver deposit dispatch discuss do double drive drop email e-mail escalate examine"
    " exchange expedite explain extend fetch file fill find finish fit fix flag follow forward freeze get give go grab hand handle help hold"
    " honour inform inspect install instruct investigate invoice issue join keep know lay leave lend let lift load lodge log look lower mail"
    " make manage match mend message move notify offer open order organise organize pack paint park pass pay phone pick place pop post prepare"
    " print process provide pull push put raise reach reactivate readjust reactivate rearrange rebook recalculate receive reconnect record"
    " redeliver reduce refit refund reimburse reinstate reissue relay release remain remind remove renew repair repay replace reply report"
    " rerun resend reserve reset resolve respond restore return reverse review revert ring rotate run save schedule scan see sell send serve"
    " service set settle shift ship show sign sort speak square squeeze start stay stick stop submit supply suspend swap swing switch take talk"
    " tell test text top trace track transfer try turn undertake unlock update upgrade upload vacate visit wait waive walk wash wire withdraw"
    " work write bank bill circle credit draw drain dump ping refix reseal rewire snap stand sweep throw tidy treat whack zip return"
    " hear have sit sleep meet let feed brew bake cook mow plough tow mind watch refrain abstain ensure"
    " happen reopen recheck retest reprint refer repeat recover remit route spare split staff stamp stock store swear sync tackle tag"
    .split()
)  # fmt: skip
_IRREGULAR = {
    past: base
    for base, forms in {
        "bring": "brought", "come": "came", "do": "did done", "draw": "drew drawn", "drive": "drove driven", "feed": "fed",
        "find": "found", "get": "got gotten", "give": "gave given", "go": "went gone", "have": "had", "hear": "heard",
        "hold": "held", "keep": "kept", "know": "knew known", "lay": "laid", "leave": "left", "lend": "lent",
        "make": "made", "meet": "met", "pay": "paid", "repay": "repaid", "ring": "rang rung", "run": "ran", "say": "said", "see": "saw seen",
        "sell": "sold", "send": "sent", "resend": "resent", "show": "shown", "sit": "sat", "speak": "spoke spoken spk", "stand": "stood",
        "stick": "stuck", "swear": "swore sworn", "sweep": "swept", "swing": "swung", "take": "took taken", "tell": "told", "throw": "threw thrown",
        "undertake": "undertook undertaken", "withdraw": "withdrew withdrawn", "write": "wrote written", "freeze": "froze frozen",
        "rewrite": "rewrote", "sleep": "slept", "buy": "bought", "think": "thought", "wake": "woke",
    }.items()
    for past in forms.split()
}  # fmt: skip
_OF_KIND: dict[str, list[str]] = {}
for _kind, _listed in _WORDS.items():
    for _word in _listed.split():
        if _kind not in (_known := _OF_KIND.setdefault(_word, [])):
            _known.append(_kind)
for _name in _LISTS:
    for _word in getattr(en_words, _name):
        _OF_KIND.setdefault(_word, []).append(f"<{_name}>")
_ALIKE = (
    dict.fromkeys(WEEKDAYS, "<day>")
    | dict.fromkeys(MONTHS.keys() - {"may", "mar"}, "<month>")
    | dict.fromkeys("tomorrow tmrw today tonight 2moro 2day tmr 2mrw tomoz".split(), "<today>")
    | dict.fromkeys("morning afternoon evening noon midday lunchtime lunch midnight teatime".split(), "<part>")
    | dict.fromkeys("hour hours hr hrs minute minutes min mins".split(), "<hours>")
    | dict.fromkeys("one two three four five six seven eight nine ten eleven twelve".split(), "#")
)
_TIMED = {
    "<day>",
    "<month>",
    "<today>",
    "<part>",
    "<hours>",
    "#",
    "days",
    "week",
    "weeks",
    "soon",
    "shortly",
    "weekend",
}


def alike(word: str) -> str:
    """The word, or the name of those that are read alike: numbers, days, months, parts of a day, hours."""
    return "#" if word[0].isdigit() else _ALIKE.get(word, word)


@lru_cache(maxsize=40_000)
def kinds(name: str) -> tuple[str, ...]:
    """What kind of word it is: of which lists, and which form of a verb."""
    if name in ("^", "$", ""):
        return ()
    found = ["<time>"] if name in _TIMED else []
    if name[0] in "<#":
        return tuple(found)
    found += _OF_KIND.get(name, ())
    return (*found, *(f"<{form}>" for form, _base in [form_of(name)] if form))


@lru_cache(maxsize=40_000)
def form_of(word: str) -> tuple[str, str]:
    """Which form of which verb the word is ("does", "send"); both empty when it is none, the verb when it is unknown."""
    if word in _VERBS:
        return "do", word
    if word in _IRREGULAR:
        return "did", _IRREGULAR[word]
    for ending, form in (("ing", "doing"), ("ed", "did"), ("es", "does"), ("s", "does")):
        if not word.endswith(ending) or len(word) < len(ending) + 3:
            continue
        stem = word[: -len(ending)]
        for base in (
            stem,
            f"{stem}e",
            stem[:-1] if stem[-1:] == stem[-2:-1] else "",
            f"{stem[:-1]}y" if stem[-1] == "i" else "",
        ):
            if base in _VERBS:
                return form, base
        if ending in ("ing", "ed") and len(stem) > 3:
            return f"like {ending}", ""
    return "", ""


def of_word(name: str) -> tuple[str, ...]:
    """The features of a word by itself: it, its verb, and its end."""
    if name[0] in "<#^":
        return (f"u {name}",)
    form, base = form_of(name)
    found = [f"u {name}"]
    if base:
        found += [f"v {base}", f"v {form} {base}"]
    if len(name) > 4:
        found.append(f"s {name[-3:]}")
    return tuple(found)


ENGLISH = Vocabulary(
    language="en",
    version="promises-en-2",
    alike=alike,
    of_word=of_word,
    kinds=kinds,
    telling=tuple(
        "<time> <will> <i> <you> <he> <do> <does> <doing> <did> <neg> <if> <ask> <usual> <may> <must> <please> <want> <said> <was> <have>"
        " <gone> <hedge> <word>".split()
    ),
)

"""Tells the sample world as one ordered list of events, relative to a given now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from amana.sample.casting import Cast, cast
from amana.sample.dating import is_working
from amana.sample.drafting import Draft, Story, stories
from amana.sample.drawing import attachment
from amana.sample.happenings import (
    Attachment,
    Call,
    Climbed,
    ClosingAgreed,
    ClosingProposed,
    ClosingRefused,
    Event,
    Fate,
    HandOverAccepted,
    HandOverAsked,
    HandOverReturned,
    LateNotice,
    Mail,
    NewTimeAccepted,
    NewTimeOffered,
    Note,
    OwnCaseOpened,
    OwnLetterSent,
    OwnRungAnswered,
    PortalMessage,
    PromiseBroken,
    PromiseDisputed,
    PromiseKept,
    PromiseMade,
    Quoted,
    Reply,
    Undertaking,
    Withdrawn,
)
from amana.sample.rendering import render
from amana.sample.wording import fill

__all__ = ["Event", "cast", "events", "render"]

_FATES: dict[str, Fate] = {
    "": "case",
    "out_of_office": "recorded",
    "out_of_office_bare": "recorded",
    "bounce": "recorded",
}


def events(now: datetime) -> list[Event]:
    """Return everything that happened, the earliest first, all of it before `now` (which must be aware).

    The shop's own deeds fall on its working days. The same `now` always gives the same list. Raises ValueError when
    `now` is naive or a story file contradicts itself.
    """
    if now.tzinfo is None:
        raise ValueError("now has no time zone")
    told = [event for story in stories(now) for event in _Teller(story, cast()).events()]
    return sorted(told, key=lambda event: event.at)


class _Teller:
    """Turns one story's drafts into events, in order; later ones may look back at earlier ones."""

    def __init__(self, story: Story, world: Cast) -> None:
        self.story = story
        self.world = world
        self.told: dict[str, Event] = {}
        self.promises: dict[str, Undertaking] = {}
        self.offered: dict[str, datetime] = {}
        self.withdrawn = {story.full(draft.fields["entry"]) for draft in story.drafts if draft.kind == "withdraw"}

    def events(self) -> list[Event]:
        for draft in self.story.drafts:
            if draft.kind not in _TELLERS:
                raise ValueError(f"{draft.id}: nothing is called {draft.kind!r}")
            event = _TELLERS[draft.kind](self, draft)
            if draft.fields:
                raise ValueError(f"{draft.id}: {draft.kind} has no {sorted(draft.fields)}")
            self._check_day(event)
            self.told[event.id] = event
        return list(self.told.values())

    def _check_day(self, event: Event) -> None:
        """The shop's own deeds need a working day."""
        actor = getattr(event, "by", None) or getattr(event, "giver", None) or getattr(event, "owner", None)
        if actor in self.world.agents and not is_working(event.at.date()):
            raise ValueError(f"{event.id}: {actor} is not at work on {event.at:%A %d %B}")

    # Any: keyword arguments of the dataclass that the caller names.
    def _base(self, draft: Draft) -> dict[str, Any]:
        return {"id": draft.id, "at": draft.at, "case": self.story.case or None}

    def _customer(self, draft: Draft) -> str:
        customer: str = draft.take("by", self.story.head["customer"])
        return customer

    def _language(self, draft: Draft) -> Any:
        head = self.story.head
        usual = head.get("language") or self.world.customers[head["customer"]].language
        return draft.take("language", usual)

    def _words(self, draft: Draft, text: str, language: Any) -> str:
        return fill(text.strip(), language=language, written_at=draft.at, moment=self.story.moment)

    def _spoken(self, draft: Draft, name: str = "text") -> dict[str, Any]:
        language = self._language(draft)
        return {name: self._words(draft, draft.need(name), language), "language": language}

    def _known(self, short: str) -> str:
        """The full id of an earlier event or promise of this story."""
        full = self.story.full(short)
        if full not in self.told and full not in self.promises:
            raise ValueError(f"{full} has not happened")
        return full

    def _undertakings(self, draft: Draft, text: str, language: Any, *, owner: str) -> tuple[Undertaking, ...]:
        return tuple(self._undertaking(draft, row, text, language, owner=owner) for row in draft.take("promises", []))

    def _undertaking(self, draft: Draft, row: dict[str, Any], text: str, language: Any, *, owner: str) -> Undertaking:
        promiser = row.get("promiser", "shop")
        owners = {"shop": row.get("owner", owner), "customer": self.story.head["customer"], "company": ""}
        promise = Undertaking(
            key=self.story.full(row["key"]),
            promiser=promiser,
            owner=owners[promiser],
            action=row["action"],
            quote=self._words(draft, row["quote"], language),
            due=row["due"],
        )
        if promise.quote not in text:
            raise ValueError(f"{draft.id}: the quote of {promise.key} is not in the text: {promise.quote}")
        self.promises[promise.key] = promise
        return promise

    def _files(self, draft: Draft) -> tuple[Attachment, ...]:
        return tuple(attachment(row) for row in draft.take("files", []))

    def mail(self, draft: Draft) -> Mail:
        if again := draft.take("again"):
            first = self.told[self._known(again)]
            assert isinstance(first, Mail)
            return replace(first, id=draft.id, at=draft.at, again=first.id, opens=False, fate="duplicate")
        language, automatic = self._language(draft), draft.take("automatic", "")
        answered = draft.take("reply_to")
        sender = self._sender(draft)
        zone = ZoneInfo(sender.pop("zone"))
        text = self._words(draft, draft.need("text"), language)
        client = draft.take("client", "gmail")
        signature = sender.pop("signature")
        if client == "outlook" and signature and not automatic:
            text = f"{text}\n\n{signature}"
        opens = draft.id == self.story.case
        return Mail(
            **self._base(draft),
            **sender,
            to=draft.take("to", self.world.brand.address),
            subject=draft.take("subject") or self._subject(client if answered else "", language),
            text=text,
            language=language,
            written_at=draft.at.astimezone(zone),
            message_id=_message_id(draft.id, sender["from_address"]),
            client=client,
            parts=draft.take("parts", "plain"),
            charset=draft.take("charset", "utf-8"),
            encoding=draft.take("encoding", "base64" if client in ("gmail", "bulk") else "quoted-printable"),
            files=self._files(draft),
            reply_to=self._answered(answered) if answered else None,
            history=self._history(answered) if answered and not automatic.startswith("out_of") else (),
            automatic=automatic,
            fate=_FATES.get(automatic, "set_aside"),
            verified=automatic not in ("spam", "phishing"),
            opens=opens,
            holder=self.story.head.get("holder", "") if opens else "",
            again=None,
        )

    def _sender(self, draft: Draft) -> dict[str, Any]:
        address, name, brand = draft.take("from_address"), draft.take("from_name"), self.world.brand
        if address:
            return {"customer": None, "from_name": name, "from_address": address, "signature": "", "zone": brand.zone}
        customer = self.world.customers[self.story.head["customer"]]
        return {
            "customer": customer.key,
            "from_name": customer.name,
            "from_address": customer.addresses[draft.take("address", 0)],
            "signature": customer.signature,
            "zone": customer.zone,
        }

    def _subject(self, client: str, language: str) -> str:
        subject: str = self.story.head["subject"]
        if not client:
            return subject
        marks = {"he": "RE: ", "ar": "رد: ", "en": "RE: "} if client == "outlook" else {}
        return marks.get(language, "Re: ") + subject

    def _answered(self, short: str) -> str:
        """The id of the reply or notice answered; nothing else has been sent."""
        event = self.told[self._known(short)]
        if not isinstance(event, Reply | LateNotice):
            raise ValueError(f"{event.id} was not sent to anybody")
        return event.id

    def _history(self, answered: str) -> tuple[Quoted, ...]:
        """What a client quotes: our mail and the customer's before it, unless its words were withdrawn."""
        sent = self.told[self._answered(answered)]
        assert isinstance(sent, Reply | LateNotice)
        brand, customer = self.world.brand, self.world.customers[self.story.head["customer"]]
        names = (brand.names[sent.language], brand.address, customer.addresses[0])
        before = self.told.get(sent.answers) if isinstance(sent, Reply) else None
        if not isinstance(before, Mail) or before.id in self.withdrawn:
            return (_quoted(sent, names, message_id=""),)
        theirs = (before.from_name, before.from_address, before.to)
        return _quoted(sent, names, message_id=""), _quoted(before, theirs, message_id=before.message_id)

    def reply(self, draft: Draft) -> Reply:
        by, spoken = draft.need("by"), self._spoken(draft)
        return Reply(
            **self._base(draft),
            **spoken,
            by=by,
            customer=self.story.head["customer"],
            subject=f"Re: {self.story.head['subject']}",
            files=self._files(draft),
            promises=self._undertakings(draft, spoken["text"], spoken["language"], owner=by),
            answers=self._last_from_customer(),
        )

    def _last_from_customer(self) -> str:
        said = [
            e.id
            for e in self.told.values()
            if isinstance(e, PortalMessage) or (isinstance(e, Mail) and e.fate == "case")
        ]
        return said[-1]

    def late_notice(self, draft: Draft) -> LateNotice:
        late, spoken = self.promises[self._known(draft.need("promise"))], self._spoken(draft)
        return LateNotice(
            **self._base(draft),
            **spoken,
            promise=late.key,
            owner=late.owner,
            customer=self.story.head["customer"],
            subject=f"Re: {self.story.head['subject']}",
            promises=self._undertakings(draft, spoken["text"], spoken["language"], owner=late.owner),
        )

    def promise(self, draft: Draft) -> PromiseMade:
        source = self.told[self._known(draft.need("source"))]
        assert isinstance(source, Mail | Call | PortalMessage)
        by = draft.need("by")
        # The words were written by the customer, on the day of the mail.
        written = replace(draft, at=source.at)
        promise = self._undertaking(written, draft.need("promise"), source.text, source.language, owner=by)
        return PromiseMade(**self._base(draft), by=by, promise=promise, source=source.id)

    def keep(self, draft: Draft) -> PromiseKept:
        promise, shown_by = (self._known(draft.need(name)) for name in ("promise", "shown_by"))
        return PromiseKept(**self._base(draft), by=self._customer(draft), promise=promise, shown_by=shown_by)

    def broken(self, draft: Draft) -> PromiseBroken:
        promise, by = self._known(draft.need("promise")), self._customer(draft)
        return PromiseBroken(**self._base(draft), by=by, promise=promise, reason=draft.need("reason"))

    def new_time(self, draft: Draft) -> NewTimeOffered:
        promise, due = self._known(draft.need("promise")), draft.need("due")
        self.offered[promise] = due
        return NewTimeOffered(
            **self._base(draft), by=draft.need("by"), promise=promise, due=due, reason=draft.need("reason")
        )

    def consent(self, draft: Draft) -> NewTimeAccepted:
        promise = self._known(draft.need("promise"))
        return NewTimeAccepted(
            **self._base(draft), by=self._customer(draft), promise=promise, due=self.offered[promise]
        )

    def dispute(self, draft: Draft) -> PromiseDisputed:
        promise, by = self._known(draft.need("promise")), self._customer(draft)
        return PromiseDisputed(**self._base(draft), by=by, promise=promise, text=draft.need("text"))

    def note(self, draft: Draft) -> Note:
        return Note(**self._base(draft), **self._spoken(draft), by=self._customer(draft))

    def call(self, draft: Draft) -> Call:
        by, spoken = self._customer(draft), self._spoken(draft)
        return Call(
            **self._base(draft),
            **spoken,
            by=by,
            direction=draft.need("direction"),
            spoke_with=draft.need("spoke_with"),
            minutes=draft.need("minutes"),
            waited=draft.need("waited"),
            promises=self._undertakings(draft, spoken["text"], spoken["language"], owner=by),
        )

    def hand_over(self, draft: Draft) -> HandOverAsked:
        giver, taker = draft.need("from"), draft.need("to")
        return HandOverAsked(**self._base(draft), giver=giver, taker=taker, reason=draft.need("reason"))

    def accept(self, draft: Draft) -> HandOverAccepted:
        return HandOverAccepted(**self._base(draft), by=draft.need("by"))

    def give_back(self, draft: Draft) -> HandOverReturned:
        return HandOverReturned(**self._base(draft), by=draft.need("by"), reason=draft.need("reason"))

    def close_propose(self, draft: Draft) -> ClosingProposed:
        return ClosingProposed(**self._base(draft), **self._spoken(draft), by=draft.need("by"))

    def close_agree(self, draft: Draft) -> ClosingAgreed:
        return ClosingAgreed(**self._base(draft), by=self._customer(draft))

    def close_refuse(self, draft: Draft) -> ClosingRefused:
        spoken, by = self._spoken(draft, "term"), self._customer(draft)
        return ClosingRefused(**self._base(draft), **spoken, by=by, goes_to=draft.need("goes_to"))

    def climb(self, draft: Draft) -> Climbed:
        by = self._customer(draft)
        return Climbed(**self._base(draft), by=by, to=draft.need("to"), reason=draft.need("reason"))

    def portal_message(self, draft: Draft) -> PortalMessage:
        by = self._customer(draft)
        return PortalMessage(**self._base(draft), **self._spoken(draft), by=by, files=self._files(draft))

    def withdraw(self, draft: Draft) -> Withdrawn:
        said = {name: draft.need(name) for name in ("by", "side", "reason")}
        return Withdrawn(**self._base(draft), entry=self._known(draft.need("entry")), **said)

    def own_case(self, draft: Draft) -> OwnCaseOpened:
        said = self._own(draft, "happened", "wanted")
        return OwnCaseOpened(**said, company=self.story.head["company"], language=self._language(draft))

    def own_letter(self, draft: Draft) -> OwnLetterSent:
        return OwnLetterSent(**self._own(draft, "rung", "reader", "role", "to"))

    def own_answer(self, draft: Draft) -> OwnRungAnswered:
        return OwnRungAnswered(**self._own(draft, "rung", "text"))

    def _own(self, draft: Draft, *names: str) -> dict[str, Any]:
        return self._base(draft) | {"by": self._customer(draft)} | {name: draft.need(name) for name in names}


_TELLERS: dict[str, Callable[[_Teller, Draft], Event]] = {
    "mail": _Teller.mail,
    "reply": _Teller.reply,
    "late_notice": _Teller.late_notice,
    "promise": _Teller.promise,
    "keep": _Teller.keep,
    "broken": _Teller.broken,
    "new_time": _Teller.new_time,
    "consent": _Teller.consent,
    "dispute": _Teller.dispute,
    "note": _Teller.note,
    "call": _Teller.call,
    "hand_over": _Teller.hand_over,
    "accept": _Teller.accept,
    "return": _Teller.give_back,
    "close_propose": _Teller.close_propose,
    "close_agree": _Teller.close_agree,
    "close_refuse": _Teller.close_refuse,
    "climb": _Teller.climb,
    "portal_message": _Teller.portal_message,
    "withdraw": _Teller.withdraw,
    "own_case": _Teller.own_case,
    "own_letter": _Teller.own_letter,
    "own_answer": _Teller.own_answer,
}


def _quoted(event: Mail | Reply | LateNotice, names: tuple[str, str, str], *, message_id: str) -> Quoted:
    name, address, to = names
    return Quoted(
        event=event.id,
        name=name,
        address=address,
        to=to,
        at=event.at,
        subject=event.subject,
        text=event.text,
        message_id=message_id,
    )


def _message_id(key: str, address: str) -> str:
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:24]}@{address.rpartition('@')[2]}>"

"""Answering by a messenger: by which ones a customer can be answered now, until when, and a reply that leaves by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.messaging.finding import Channel, channels
from amana.channels.messaging.words import Template
from amana.channels.models import ChatTemplate, Correspondent
from amana.commitments.models import Commitment
from amana.handling.chats.posting import Message, as_template, blanks_of, post, text_line
from amana.handling.talking.replying import UNDO, Reply, Through, said_of
from amana.kit.quiet_hours import next_civil_moment
from amana.record.appending import Appended, Line
from amana.team.viewing import Viewer

MOST_WAYS = 5
MOST_TEMPLATES = 100
# Whoever wrote so short a time ago is awake.
AWAKE = timedelta(hours=1)


@dataclass(frozen=True)
class Chat:
    """A messenger by which a customer can be answered: who they are there, and until when they may be written to freely."""

    who: Correspondent
    channel: Channel
    open_until: datetime | None  # None: always
    at: datetime

    @property
    def key(self) -> str:
        return str(self.who.pk)

    @property
    def is_open(self) -> bool:
        return self.open_until is None or self.open_until > self.at

    @property
    def has_stopped(self) -> bool:
        return self.who.stopped_at is not None

    @property
    def is_unanswered_in_public(self) -> bool:
        """Whether they wrote in public, and were neither answered there nor have written to us alone since."""
        return bool(self.who.in_public) and not self.has_stopped

    @property
    def templates(self) -> Sequence[ChatTemplate]:
        """What may be sent once the window has closed, the language of nobody preferred."""
        return list(ChatTemplate.objects.filter(messenger=self.who.messenger_id)[:MOST_TEMPLATES])


def chats_of(case: Case, *, at: datetime) -> list[Chat]:
    """Return the messengers of the case's brand by which its customer has written, whoever wrote last first; one query."""
    rows = Correspondent.objects.filter(
        person=case.customer_id, messenger__brand=case.brand_id, messenger__is_on=True
    ).select_related("messenger", "person")
    found = []
    for who in rows.order_by("-last_in_at", "-pk")[:MOST_WAYS]:
        channel = channels().get(who.messenger.channel)
        if channel is not None:
            window = channel.limits.window_in_person(who.messenger.said)
            found.append(Chat(who, channel, who.last_in_at + window if window else None, at))
    return found


def chat_of(case: Case, key: UUID, *, at: datetime) -> Chat:
    """Return the one with this key. Raises Refused where the customer of the case has no such messenger."""
    for chat in chats_of(case, at=at):
        if chat.who.pk == key:
            return chat
    raise Refused(_("This customer cannot be written to by this messenger any more. Choose another way."))


def by_chat(key: UUID, *, template: Template | None = None) -> Through:
    """Return the way by this messenger; with a template its words are sent as they were approved."""

    def through(case: Case, message: Reply, promise: Commitment | None, *, by: Viewer, at: datetime) -> _Chatting:  # noqa: ARG001  # every way is asked alike
        chat = chat_of(case, key, at=at)
        _must_be_possible(chat, message, template)
        says = said_of(case, message, by, at, channel=chat.channel.name)
        if template is not None:
            says["template"] = template.name
        return _Chatting(
            Message(
                case, chat.who, message.text.strip(), "reply", "message.sent", says=says, by=by.actor,
                is_automatic=False, not_before=civil(case, chat, at) + UNDO, template=template, entry=message.key,
            ),
            at,
        )  # fmt: skip

    return through


def civil(case: Case, chat: Chat, at: datetime) -> datetime:
    """Return when their telephone may ring for a message written now: at once for somebody awake, else not at night.

    Raises Refused when the messenger would not take it any more by then.
    """
    moment = at if at - chat.who.last_in_at < AWAKE else next_civil_moment(at, zone=case.zone or "UTC")
    if moment > at and chat.open_until is not None and chat.is_open and chat.open_until <= moment:
        raise Refused(
            _("It is night there, and in the morning they can no longer be written to freely. Write by mail.")
        )
    return moment


@dataclass(frozen=True)
class _Chatting:
    message: Message
    at: datetime

    @property
    def line(self) -> Line:
        return text_line(self.message, at=self.at)

    def post(self, text: Appended) -> None:
        post(self.message, text, at=self.at)


def _must_be_possible(chat: Chat, message: Reply, template: Template | None) -> None:
    if chat.has_stopped:
        raise Refused(_("They asked for no more messages here. Write by mail, or call."))
    if not chat.is_open and (template is None or not chat.channel.limits.has_templates):
        raise Refused(_too_late(chat))
    if message.cc:
        raise Refused(_("A messenger sends no copies. Take the addresses out, or write by mail."))
    if template is not None and message.files:
        raise Refused(_("An approved template carries no files. Write by mail, or wait for their answer."))
    for file in message.files:
        most = chat.channel.limits.files.get(file.type)
        if most is None:
            words = {"name": file.name, "channel": chat.channel.title}
            raise Refused(_("%(channel)s does not take this kind of file: %(name)s. Send it by mail.") % words)
        if len(file.content) > most:
            words = {"name": file.name, "channel": chat.channel.title, "size": filesizeformat(most)}
            raise Refused(_("%(name)s is too large: %(channel)s takes up to %(size)s. Send it by mail.") % words)


def _too_late(chat: Chat) -> str:
    if chat.channel.limits.has_templates:
        return _("They wrote too long ago to be written to freely: send an approved template, or write by mail.")
    return _("They wrote too long ago to be written to here. Write by mail, or wait until they write again.")


def filled(chat: Chat, key: UUID, values: Sequence[str]) -> tuple[Template, str]:
    """Return a template filled in, and its words. Raises Refused when it is gone or something is left empty."""
    row = ChatTemplate.objects.filter(messenger=chat.who.messenger_id, pk=key).first()
    if row is None:
        raise Refused(_("This template is no longer there. Choose another one."))
    wanted = blanks_of(row.text)
    given = [" ".join(value.split()) for value in values[:wanted]]
    if len(given) < wanted or not all(given):
        raise Refused(_("Fill in every blank of the template."))
    return Template(row.name, row.language, given), as_template(row.text, given)

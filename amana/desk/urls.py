"""The addresses of the desk: things, and what can be done with them."""

from __future__ import annotations

from django.urls import path

from amana.desk import (
    answers,
    case,
    closings,
    consenting,
    entries,
    find,
    hand_overs,
    held,
    inviting,
    mailboxes,
    noting,
    people,
    promise,
    promises,
    queue,
    readings,
    records,
    replies,
    settings,
    unsent,
)

app_name = "desk"
CASE = "cases/<str:number>"
ENTRY = f"{CASE}/entries/<uuid:key>"
PROMISE = "promises/<uuid:key>"
HAND_OVER = "hand-overs/<uuid:key>"
CLOSING = "closings/<uuid:key>"
MAIL = "mail/<uuid:key>"
MAILBOX = "settings/mailboxes/<uuid:key>"
INVITATION = "settings/invitations/<uuid:key>"
COLLEAGUE = "settings/team/<uuid:key>"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path(f"{CASE}/", case.case, name="case"),
    path(f"{CASE}/replies/", replies.replies, name="replies"),
    path(f"{CASE}/replies/check/", replies.reply_check, name="reply_check"),
    path(f"{CASE}/replies/<uuid:key>/recall/", replies.reply_recall, name="reply_recall"),
    path(f"{CASE}/notes/", noting.notes, name="notes"),
    path(f"{CASE}/calls/", noting.calls, name="calls"),
    path(f"{CASE}/hand-overs/", hand_overs.hand_overs, name="hand_overs"),
    path(f"{CASE}/closings/", closings.closings, name="closings"),
    path(f"{CASE}/reopening/", closings.reopening, name="reopening"),
    path(f"{CASE}/record/", records.record, name="record"),
    path(f"{CASE}/record/export/", records.record_export, name="record_export"),
    path(f"{CASE}/link/", records.customer_link, name="customer_link"),
    path(f"{CASE}/files/<uuid:key>/", entries.file, name="file"),
    path(f"{ENTRY}/original/", entries.entry_original, name="entry_original"),
    path(f"{ENTRY}/raw/", entries.entry_raw, name="entry_raw"),
    path(f"{ENTRY}/release/", entries.entry_release, name="entry_release"),
    path(f"{ENTRY}/withdrawal/", entries.entry_withdrawal, name="entry_withdrawal"),
    path(f"{ENTRY}/reading/", readings.entry_reading, name="entry_reading"),
    path(f"{ENTRY}/reading/corrections/", readings.entry_reading_corrections, name="entry_reading_corrections"),
    path(f"{CASE}/answers/<uuid:key>/record/", answers.answer_record, name="answer_record"),
    path(f"{CASE}/answers/<uuid:key>/dismissal/", answers.answer_dismissal, name="answer_dismissal"),
    path(f"{HAND_OVER}/acceptance/", hand_overs.hand_over_acceptance, name="hand_over_acceptance"),
    path(f"{HAND_OVER}/return/", hand_overs.hand_over_return, name="hand_over_return"),
    path(f"{HAND_OVER}/recall/", hand_overs.hand_over_recall, name="hand_over_recall"),
    path(f"{CLOSING}/withdrawal/", closings.closing_withdrawal, name="closing_withdrawal"),
    path(f"{CLOSING}/agreement/", closings.closing_agreement, name="closing_agreement"),
    path("promises/", promises.promises, name="promises"),
    path(f"{PROMISE}/", promise.promise, name="promise"),
    path(f"{PROMISE}/fulfilment/", promise.fulfilment, name="fulfilment"),
    path(f"{PROMISE}/breach/", promise.breach, name="breach"),
    path(f"{PROMISE}/offers/", promise.offers, name="offers"),
    path(f"{PROMISE}/owner/", promise.owner, name="owner"),
    path(f"{PROMISE}/settlement/", promise.settlement, name="settlement"),
    path(f"{PROMISE}/release/", promise.release, name="release"),
    path(f"{PROMISE}/confirmation/", promise.confirmation, name="confirmation"),
    path(f"{PROMISE}/dismissal/", promise.dismissal, name="dismissal"),
    path(f"{PROMISE}/answer/", promise.answer, name="claim_answer"),
    path("held/", held.held, name="held"),
    path("aside/", held.set_aside, name="set_aside"),
    path(f"{MAIL}/raw/", held.mail_raw, name="mail_raw"),
    path(f"{MAIL}/retry/", held.mail_retry, name="mail_retry"),
    path(f"{MAIL}/admission/", held.mail_admission, name="mail_admission"),
    path("unsent/", unsent.unsent_mail, name="unsent"),
    path("unsent/<uuid:key>/again/", unsent.unsent_again, name="unsent_again"),
    path("people/", people.people, name="people"),
    path("people/<uuid:key>/", people.person, name="person"),
    path("find/", find.find, name="find"),
    path("settings/", settings.settings, name="settings"),
    path("settings/account/", settings.account, name="account"),
    path("settings/brands/<uuid:key>/", settings.brand, name="brand"),
    path("settings/mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("settings/mailboxes/return/", consenting.mailbox_return, name="mailbox_return"),
    path(f"{MAILBOX}/", mailboxes.mailbox, name="mailbox"),
    path(f"{MAILBOX}/trial/", mailboxes.mailbox_trial, name="mailbox_trial"),
    path(f"{MAILBOX}/pause/", mailboxes.mailbox_pause, name="mailbox_pause"),
    path(f"{MAILBOX}/resumption/", mailboxes.mailbox_resumption, name="mailbox_resumption"),
    path(f"{MAILBOX}/disconnection/", mailboxes.mailbox_disconnection, name="mailbox_disconnection"),
    path(f"{MAILBOX}/sign-in/", consenting.mailbox_sign_in, name="mailbox_sign_in"),
    path("settings/invitations/", inviting.invitations, name="invitations"),
    path(f"{INVITATION}/", inviting.invitation, name="invitation"),
    path(f"{INVITATION}/renewal/", inviting.invitation_renewal, name="invitation_renewal"),
    path(f"{INVITATION}/withdrawal/", inviting.invitation_withdrawal, name="invitation_withdrawal"),
    path(f"{COLLEAGUE}/", settings.colleague, name="colleague"),
    path(f"{COLLEAGUE}/absence/", settings.absence, name="absence"),
    path(f"{COLLEAGUE}/absence/end/", settings.absence_end, name="absence_end"),
    path(f"{COLLEAGUE}/disabling/", settings.disabling, name="disabling"),
]

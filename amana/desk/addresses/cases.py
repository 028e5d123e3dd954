"""Addresses of one case: `/desk/cases/NUMBER/…`."""

from __future__ import annotations

from django.urls import path

from amana.desk.administering import describing
from amana.desk.casework import (
    case,
    disclosing,
    entries,
    helping,
    live,
    merging,
    noting,
    previewing,
    printing,
    records,
    replies,
    spending,
    splitting,
    standing,
    tagging,
    unmasking,
)
from amana.desk.composing import chats, drafting, in_public, sending_later, templating
from amana.desk.conduct import noting as conduct_noting
from amana.desk.conduct import overview as conduct_overview
from amana.desk.conduct import stepping as conduct_stepping
from amana.desk.connecting import telephone
from amana.desk.insight.causes import gathering as cause_gathering
from amana.desk.outside import questions
from amana.desk.outside import systems as own_systems
from amana.desk.promising import (
    amending,
    calling,
    calling_back,
    closings,
    hand_overs,
    incidents,
    ladders,
    leaks,
    opposing,
    recording,
    terms,
)
from amana.desk.queueing import following
from amana.desk.reading import answers, asking, readings

CASE = "cases/<str:number>"
ENTRY = f"{CASE}/entries/<uuid:key>"

urlpatterns = [
    path(f"{CASE}/", case.case, name="case"),
    path(f"{CASE}/live/", live.case_live, name="case_live"),
    path(f"{CASE}/replies/", replies.replies, name="replies"),
    path(f"{CASE}/replies/check/", replies.reply_check, name="reply_check"),
    path(f"{CASE}/replies/<uuid:key>/recall/", replies.reply_recall, name="reply_recall"),
    path(f"{CASE}/replies/draft/removal/", drafting.draft_removal, name="draft_removal"),
    path(f"{CASE}/replies/later/<uuid:key>/stop/", sending_later.later_stop, name="later_stop"),
    path(f"{CASE}/questions/", questions.questions, name="questions"),
    path(f"{CASE}/questions/<uuid:key>/", questions.question, name="question"),
    path(f"{CASE}/questions/<uuid:key>/end/", questions.question_end, name="question_end"),
    path(f"{CASE}/system/", own_systems.case_system, name="case_system"),
    path(f"{CASE}/system/quotes/", own_systems.system_quote, name="system_quote"),
    path(f"{CASE}/print/", printing.case_print, name="case_print"),
    path(f"{CASE}/files/<uuid:key>/preview/", previewing.file_preview, name="file_preview"),
    path(f"{CASE}/files/<uuid:key>/shown/", previewing.file_shown, name="file_shown"),
    path(f"{CASE}/notes/", noting.notes, name="notes"),
    path(f"{CASE}/calls/", calling.calls, name="calls"),
    path(f"{CASE}/chats/", chats.chats, name="chats"),
    path(f"{CASE}/chats/reply/", chats.chat_reply, name="chat_reply"),
    path(f"{CASE}/chats/<uuid:key>/template/", templating.chat_template, name="chat_template"),
    path(f"{CASE}/chats/<uuid:key>/in-public/", in_public.chat_in_public, name="chat_in_public"),
    path(f"{CASE}/call-back/", calling_back.call_back, name="call_back"),
    path(f"{CASE}/calls/check/", calling.call_check, name="call_check"),
    path(f"{CASE}/calls/draft/removal/", calling.call_draft_removal, name="call_draft_removal"),
    path(f"{CASE}/calls/<uuid:key>/summary/", calling.call_summary, name="call_summary"),
    path(f"{CASE}/hand-overs/", hand_overs.hand_overs, name="hand_overs"),
    path(f"{CASE}/closings/", closings.closings, name="closings"),
    path(f"{CASE}/reopening/", closings.reopening, name="reopening"),
    path(f"{CASE}/terms/", terms.terms, name="terms"),
    path(f"{CASE}/amends/", amending.amends, name="amends"),
    path(f"{CASE}/gestures/", amending.gestures, name="gestures"),
    path(f"{CASE}/conduct/", conduct_overview.conduct, name="conduct"),
    path(f"{CASE}/conduct/incidents/", conduct_noting.conduct_incident, name="conduct_incident"),
    path(f"{CASE}/conduct/<slug:name>/", conduct_stepping.conduct_step, name="conduct_step"),
    path(f"{CASE}/relief/", conduct_overview.relief, name="relief"),
    path(f"{CASE}/effort/", opposing.effort, name="effort"),
    path(f"{CASE}/fault/", opposing.fault, name="fault"),
    path(f"{CASE}/bending/", opposing.bending, name="bending"),
    path(f"{CASE}/opposites/<slug:name>/", opposing.opposite, name="opposite"),
    path(f"{CASE}/opposites/<slug:name>/promise/", opposing.word_new, name="word_new"),
    path(f"{CASE}/record/", records.record, name="record"),
    path(f"{CASE}/record/export/", records.record_export, name="record_export"),
    path(f"{CASE}/link/", records.customer_link, name="customer_link"),
    path(f"{CASE}/files/<uuid:key>/", entries.file, name="file"),
    path(f"{ENTRY}/recording/", recording.entry_recording, name="entry_recording"),
    path(f"{ENTRY}/recording/sound/", recording.entry_recording_sound, name="entry_recording_sound"),
    path(f"{ENTRY}/recording/sharing/", recording.entry_recording_sharing, name="entry_recording_sharing"),
    path(f"{ENTRY}/recording/removal/", recording.entry_recording_removal, name="entry_recording_removal"),
    path(f"{ENTRY}/original/", entries.entry_original, name="entry_original"),
    path(f"{ENTRY}/raw/", entries.entry_raw, name="entry_raw"),
    path(f"{ENTRY}/release/", entries.entry_release, name="entry_release"),
    path(f"{ENTRY}/withdrawal/", entries.entry_withdrawal, name="entry_withdrawal"),
    path(f"{ENTRY}/unmasking/", unmasking.entry_unmask, name="entry_unmask"),
    path(f"{ENTRY}/reading/", readings.entry_reading, name="entry_reading"),
    path(f"{ENTRY}/reading/corrections/", readings.entry_reading_corrections, name="entry_reading_corrections"),
    path(f"{ENTRY}/asking/", asking.entry_asking, name="entry_asking"),
    path(f"{ENTRY}/translation/", asking.entry_translation, name="entry_translation"),
    path(f"{ENTRY}/suggestions/", asking.entry_suggestions, name="entry_suggestions"),
    path(f"{CASE}/answers/<uuid:key>/record/", answers.answer_record, name="answer_record"),
    path(f"{CASE}/answers/<uuid:key>/dismissal/", answers.answer_dismissal, name="answer_dismissal"),
    path(f"{CASE}/rung-report/", ladders.rung_report, name="rung_report"),
    path(f"{CASE}/incident/", incidents.case_incident, name="case_incident"),
    path(f"{CASE}/merging/", merging.merging, name="merging"),
    path(f"{CASE}/merging/end/", merging.unmerging, name="unmerging"),
    path(f"{CASE}/links/", merging.links, name="links"),
    path(f"{CASE}/showing/", disclosing.disclosing, name="disclosing"),
    path(f"{CASE}/entries/<uuid:key>/not-so/", disclosing.entry_not_so, name="entry_not_so"),
    path(f"{CASE}/links/<uuid:key>/removal/", merging.link_removal, name="link_removal"),
    path(f"{CASE}/splitting/", splitting.splitting, name="splitting"),
    path(f"{CASE}/tags/", tagging.tags, name="tags"),
    path(f"{CASE}/tags/<uuid:key>/removal/", tagging.tag_removal, name="tag_removal"),
    path(f"{CASE}/fields/", describing.case_fields, name="case_fields"),
    path(f"{CASE}/following/", following.follows, name="follows"),
    path(f"{CASE}/time/", spending.time, name="time"),
    path(f"{CASE}/time/<uuid:key>/removal/", spending.time_removal, name="time_removal"),
    path(f"{CASE}/leaks/<uuid:key>/dispute/", leaks.leak_dispute, name="leak_dispute"),
    path(f"{CASE}/leaks/<uuid:key>/return/", leaks.leak_return, name="leak_return"),
    path(f"{CASE}/standstill/", standing.standstill, name="standstill"),
    path(f"{CASE}/helpers/", helping.helpers, name="helpers"),
    path(f"{CASE}/helpers/<uuid:key>/removal/", helping.helper_removal, name="helper_removal"),
    path(f"{CASE}/cause/", cause_gathering.case_cause, name="case_cause"),
    path(f"{CASE}/dialling/", telephone.case_dialling, name="case_dialling"),
]

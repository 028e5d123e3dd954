"""The addresses of the desk: things, and what can be done with them."""

from __future__ import annotations

from django.urls import path

from amana.desk import held, practising
from amana.desk.administering import (
    carrying,
    consenting,
    describing,
    employees,
    first_questions,
    inviting,
    language_models,
    mailboxes,
    notices,
    reports,
    rules,
    settings,
    systems,
    teams,
    writing_form,
)
from amana.desk.administering.signing_in import firm as sign_in_firm
from amana.desk.administering.signing_in import rules as sign_in_rules
from amana.desk.carrying.noting import noted_page
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
from amana.desk.composing import chats, drafting, saved_replies, sending_later, templating, unsent
from amana.desk.conduct import noting as conduct_noting
from amana.desk.conduct import overview as conduct_overview
from amana.desk.conduct import settling as conduct_settling
from amana.desk.conduct import stepping as conduct_stepping
from amana.desk.connecting import calendars, messengers, providers, telephone, tokens, web_hooks
from amana.desk.connecting import forms as widget_forms
from amana.desk.finding import find, people
from amana.desk.insight import cases as insight_cases
from amana.desk.insight import ladder as insight_ladder
from amana.desk.insight import leaks as insight_leaks
from amana.desk.insight import overview as insight_overview
from amana.desk.insight import own as insight_own
from amana.desk.insight import patience as insight_patience
from amana.desk.insight import promises as insight_promises
from amana.desk.insight import today as insight_today
from amana.desk.insight import waiting as insight_waiting
from amana.desk.insight.causes import fixing as cause_fixing
from amana.desk.insight.causes import gathering as cause_gathering
from amana.desk.insight.causes import listing as cause_listing
from amana.desk.insight.causes import one as cause_one
from amana.desk.insight.causes import writing as cause_writing
from amana.desk.insight.costs import costs as insight_costs
from amana.desk.insight.costs import outcomes as insight_outcomes
from amana.desk.insight.knowledge import article as article_page
from amana.desk.insight.knowledge import listing as article_listing
from amana.desk.insight.recurring import listing as group_listing
from amana.desk.insight.recurring import one as group_one
from amana.desk.outside import questions
from amana.desk.outside import systems as own_systems
from amana.desk.privacy import officer as privacy_officer
from amana.desk.privacy import requests as privacy_requests
from amana.desk.privacy import retention as privacy_retention
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
    promise,
    promises,
    recording,
    terms,
)
from amana.desk.queueing import bulk, counter, feeling, following, queue, views
from amana.desk.reading import answers, asking, readings
from amana.desk.reviewing import reading as review_reading
from amana.desk.reviewing import samples as review_samples
from amana.look.proving import proved

app_name = "desk"
CASE = "cases/<str:number>"
ENTRY = f"{CASE}/entries/<uuid:key>"
PROMISE = "promises/<uuid:key>"
HAND_OVER = "hand-overs/<uuid:key>"
CLOSING = "closings/<uuid:key>"
MAIL = "mail/<uuid:key>"
MAILBOX = "settings/mailboxes/<uuid:key>"
MODEL = "settings/brands/<uuid:key>/model"
SYSTEM = "settings/brands/<uuid:key>/system"
HOOK = "settings/hooks/<uuid:key>"
LABELS = "settings/brands/<uuid:key>/labels/"
INVITATION = "settings/invitations/<uuid:key>"
COLLEAGUE = "settings/team/<uuid:key>"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("queue/acts/", bulk.bulk, name="bulk"),
    path("queue/acts/<uuid:key>/undo/", bulk.bulk_undo, name="bulk_undo"),
    path("queue/views/", views.views, name="views"),
    path("counter/", counter.counter, name="counter"),
    path("counter/acts/", counter.counter_acts, name="counter_acts"),
    path("queue/views/<uuid:key>/removal/", views.view_removal, name="view_removal"),
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
    path(f"{CASE}/call-back/", calling_back.call_back, name="call_back"),
    path("call-backs/", calling_back.call_backs, name="call_backs"),
    path(f"{CASE}/calls/check/", calling.call_check, name="call_check"),
    path(f"{CASE}/calls/draft/removal/", calling.call_draft_removal, name="call_draft_removal"),
    path(f"{CASE}/calls/<uuid:key>/summary/", calling.call_summary, name="call_summary"),
    path(f"{CASE}/hand-overs/", hand_overs.hand_overs, name="hand_overs"),
    path(f"{CASE}/closings/", closings.closings, name="closings"),
    path(f"{CASE}/reopening/", closings.reopening, name="reopening"),
    path(f"{CASE}/terms/", terms.terms, name="terms"),
    path("terms/<uuid:key>/met/", terms.term_met, name="term_met"),
    path("terms/<uuid:key>/dropping/", terms.term_dropping, name="term_dropping"),
    path(f"{CASE}/amends/", amending.amends, name="amends"),
    path(f"{CASE}/gestures/", amending.gestures, name="gestures"),
    path("amends/", amending.made_up, name="made_up"),
    path("amends/<uuid:key>/approval/", amending.amends_approval, name="amends_approval"),
    path("amends/<uuid:key>/refusal/", amending.amends_refusal, name="amends_refusal"),
    path("amends/<uuid:key>/giving/", amending.amends_giving, name="amends_giving"),
    path("settings/brands/<uuid:key>/amends/", amending.brand_scale, name="brand_scale"),
    path(f"{CASE}/conduct/", conduct_overview.conduct, name="conduct"),
    path(f"{CASE}/conduct/incidents/", conduct_noting.conduct_incident, name="conduct_incident"),
    path(f"{CASE}/conduct/<slug:name>/", conduct_stepping.conduct_step, name="conduct_step"),
    path(f"{CASE}/relief/", conduct_overview.relief, name="relief"),
    path("conduct/<uuid:key>/confirmation/", conduct_stepping.conduct_confirmation, name="conduct_confirmation"),
    path("conduct/<uuid:key>/refusal/", conduct_stepping.conduct_refusal, name="conduct_refusal"),
    path("conduct/<uuid:key>/taking-back/", conduct_stepping.conduct_taking_back, name="conduct_taking_back"),
    path(
        "settings/brands/<uuid:key>/conduct/",
        noted_page("conduct", conduct_settling.brand_conduct),
        name="brand_conduct",
    ),
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
    path(
        "settings/brands/<uuid:key>/recordings/",
        noted_page("recordings", recording.brand_recordings),
        name="brand_recordings",
    ),
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
    path(f"{HAND_OVER}/acceptance/", hand_overs.hand_over_acceptance, name="hand_over_acceptance"),
    path(f"{HAND_OVER}/return/", hand_overs.hand_over_return, name="hand_over_return"),
    path(f"{HAND_OVER}/recall/", hand_overs.hand_over_recall, name="hand_over_recall"),
    path(f"{CLOSING}/withdrawal/", closings.closing_withdrawal, name="closing_withdrawal"),
    path(f"{CLOSING}/agreement/", closings.closing_agreement, name="closing_agreement"),
    path(f"{CASE}/rung-report/", ladders.rung_report, name="rung_report"),
    path(f"{CASE}/incident/", incidents.case_incident, name="case_incident"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<uuid:key>/", incidents.incident, name="incident"),
    path("incidents/<uuid:key>/message/", incidents.incident_message, name="incident_message"),
    path("incidents/<uuid:key>/end/", incidents.incident_end, name="incident_end"),
    path("surges/<uuid:key>/release/", incidents.surge_release, name="surge_release"),
    path("settings/brands/<uuid:key>/ladder/", ladders.ladder, name="ladder"),
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
    path(LABELS, describing.labels, name="labels"),
    path(f"{LABELS}fields/", describing.label_fields, name="label_fields"),
    path("settings/fields/<uuid:key>/", describing.label_field, name="label_field"),
    path("settings/fields/<uuid:key>/retirement/", describing.label_field_retirement, name="label_field_retirement"),
    path("settings/tags/<uuid:key>/retirement/", describing.label_tag_retirement, name="label_tag_retirement"),
    path("practice/", practising.practice, name="practice"),
    path("day/", feeling.day, name="day"),
    path("day/<uuid:key>/", feeling.day_of, name="day_of"),
    path("day/<uuid:key>/looks/", feeling.day_looks, name="day_looks"),
    path("reports/", reports.reports, name="reports"),
    path("reports/export/", reports.report_export, name="report_export"),
    # What is kept of people: what they asked for, and how long words are kept.
    path("settings/privacy/", privacy_officer.privacy, name="privacy"),
    path("settings/privacy/requests/new/", privacy_requests.request_new, name="request_new"),
    path("settings/privacy/requests/<uuid:key>/", privacy_requests.privacy_request, name="privacy_request"),
    path("settings/privacy/requests/<uuid:key>/copy/", proved(privacy_requests.privacy_copy), name="privacy_copy"),
    path(
        "settings/privacy/requests/<uuid:key>/erasure/",
        proved(privacy_requests.privacy_erasure),
        name="privacy_erasure",
    ),
    path("settings/privacy/requests/<uuid:key>/refusal/", privacy_requests.privacy_refusal, name="privacy_refusal"),
    path("settings/privacy/brands/<uuid:key>/", proved(privacy_retention.retention), name="retention"),
    path("settings/privacy/holds/new/", privacy_retention.hold_new, name="hold_new"),
    path("settings/privacy/holds/<uuid:key>/end/", proved(privacy_retention.hold_end), name="hold_end"),
    # Pages of insight: figures by team and week, and what is about to break.
    path("insight/", insight_overview.insight, name="insight"),
    path("insight/today/", insight_today.today, name="insight_today"),
    path("insight/patience/", insight_patience.patience, name="insight_patience"),
    path("insight/promises/", insight_promises.promises, name="insight_promises"),
    path("insight/leaks/", insight_leaks.leaks, name="insight_leaks"),
    path("insight/ladder/", insight_ladder.ladder, name="insight_ladder"),
    path("insight/waiting/", insight_waiting.waiting, name="insight_waiting"),
    path("insight/own/", insight_own.own, name="insight_own"),
    path("insight/cases/", insight_cases.cases, name="insight_cases"),
    path("insight/letter/", insight_overview.insight_letter, name="insight_letter"),
    path("insight/<slug:name>/file/", insight_overview.insight_file, name="insight_file"),
    # Answers to questions that come again.
    path("articles/", article_listing.articles, name="articles"),
    path("articles/new/", article_listing.article_new, name="article_new"),
    path("articles/<uuid:key>/", article_page.article, name="article"),
    path("articles/<uuid:key>/words/<slug:language>/", article_page.article_words, name="article_words"),
    path("articles/<uuid:key>/reading/", article_page.article_reading, name="article_reading"),
    path("articles/<uuid:key>/keeping/", article_page.article_keeping, name="article_keeping"),
    path("articles/<uuid:key>/removal/", article_page.article_removal, name="article_removal"),
    # Cases of the past, read as a whole.
    path("reviews/", review_samples.samples, name="samples"),
    path("reviews/<uuid:key>/", review_samples.sample, name="sample"),
    path("reviews/<uuid:key>/<int:place>/", review_reading.reading_of, name="reading_of"),
    # Questions that come again.
    path("groups/", group_listing.groups, name="groups"),
    path("groups/<uuid:key>/", group_one.group, name="group"),
    path("groups/<uuid:key>/name/", group_one.group_name, name="group_name"),
    path("groups/<uuid:key>/merging/", group_one.group_merging, name="group_merging"),
    path("groups/<uuid:key>/cases/", group_one.group_cases, name="group_cases"),
    path("rulings/<uuid:key>/undo/", group_one.ruling_undo, name="ruling_undo"),
    # Causes of recurring questions, and what they cost.
    path("causes/", cause_listing.causes, name="causes"),
    path("causes/new/", cause_one.cause_new, name="cause_new"),
    path("causes/<uuid:key>/", cause_one.cause, name="cause"),
    path("causes/<uuid:key>/change/", cause_one.cause_change, name="cause_change"),
    path("causes/<uuid:key>/withdrawal/", cause_one.cause_withdrawal, name="cause_withdrawal"),
    path("causes/<uuid:key>/reopening/", cause_one.cause_reopening, name="cause_reopening"),
    path("causes/<uuid:key>/groups/", cause_gathering.cause_groups, name="cause_groups"),
    path("causes/<uuid:key>/cases/", cause_gathering.cause_cases, name="cause_cases"),
    path("causes/<uuid:key>/fixes/", cause_fixing.fix_new, name="fix_new"),
    path("causes/<uuid:key>/message/", cause_writing.cause_message, name="cause_message"),
    path("cause-messages/<uuid:key>/removal/", cause_writing.cause_message_back, name="cause_message_back"),
    path("fixes/<uuid:key>/fulfilment/", cause_fixing.fix_keeping, name="fix_keeping"),
    path("fixes/<uuid:key>/breach/", cause_fixing.fix_breach, name="fix_breach"),
    path("fixes/<uuid:key>/time/", cause_fixing.fix_time, name="fix_time"),
    path("fixes/<uuid:key>/agreement/", cause_fixing.fix_agreement, name="fix_agreement"),
    path("rising/<uuid:key>/removal/", cause_listing.notable_away, name="notable_away"),
    path(f"{CASE}/cause/", cause_gathering.case_cause, name="case_cause"),
    path("costs/", insight_costs.costs, name="costs"),
    path("outcomes/", insight_outcomes.outcomes, name="outcomes"),
    path("outcomes/<uuid:key>/", insight_outcomes.outcome_file, name="outcome_file"),
    path(
        "settings/brands/<uuid:key>/assumptions/",
        noted_page("assumptions", insight_costs.brand_assumptions),
        name="brand_assumptions",
    ),
    path("notices-worker.js", notices.notices_worker, name="notices_worker"),
    path("settings/notices/", notices.notices, name="notices"),
    path("settings/notices/browsers/", notices.browsers, name="browsers"),
    path("settings/notices/browsers/key/", notices.browser_key, name="browser_key"),
    path("settings/notices/browsers/trial/", notices.browser_trial, name="browser_trial"),
    path("settings/notices/browsers/<uuid:key>/removal/", notices.browser_removal, name="browser_removal"),
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
    path("settings/brands/<uuid:key>/policies/", rules.policies, name="policies"),
    path("settings/brands/<uuid:key>/patience/", rules.patience, name="patience"),
    # How people sign in.
    path("settings/sign-in/", sign_in_rules.sign_in_rules, name="sign_in_rules"),
    path("settings/sign-in/directory/", sign_in_firm.sign_in_firm, name="sign_in_firm"),
    path("settings/sign-in/directory/removal/", sign_in_firm.sign_in_firm_removal, name="sign_in_firm_removal"),
    # Calendars, telephones and mail providers.
    path("settings/calendar/", calendars.calendar, name="calendar"),
    path(
        "settings/brands/<uuid:key>/telephone/",
        proved(noted_page("telephones", telephone.brand_telephone)),
        name="brand_telephone",
    ),
    path(
        "settings/brands/<uuid:key>/mail-providers/",
        proved(noted_page("providers", providers.brand_providers)),
        name="brand_providers",
    ),
    path("telephone/ringing/", telephone.ringing, name="ringing"),
    path("telephone/calls/", telephone.unplaced_calls, name="unplaced_calls"),
    path("telephone/calls/<uuid:key>/placing/", telephone.call_placing, name="call_placing"),
    path(f"{CASE}/dialling/", telephone.case_dialling, name="case_dialling"),
    path("settings/calendar/removal/", calendars.calendar_removal, name="calendar_removal"),
    path("settings/changes/", carrying.changes, name="changes"),
    path("settings/file/", proved(carrying.settings_carrying), name="settings_carrying"),
    path("settings/file/amana-settings.json", proved(carrying.settings_file), name="settings_file"),
    path(f"{SYSTEM}/", proved(noted_page("systems", systems.brand_system)), name="brand_system"),
    path(f"{SYSTEM}/secret/", proved(noted_page("systems", systems.brand_system_secret)), name="brand_system_secret"),
    path(f"{SYSTEM}/trial/", systems.brand_system_trial, name="brand_system_trial"),
    path(f"{MODEL}/", proved(language_models.brand_model), name="brand_model"),
    path(f"{MODEL}/trial/", language_models.brand_model_trial, name="brand_model_trial"),
    path(f"{MODEL}/consent/", language_models.brand_model_consent, name="brand_model_consent"),
    path(f"{MODEL}/withdrawal/", language_models.brand_model_withdrawal, name="brand_model_withdrawal"),
    path("settings/brands/<uuid:key>/hooks/", proved(web_hooks.brand_hooks), name="brand_hooks"),
    path("settings/brands/<uuid:key>/hooks/in/", proved(web_hooks.brand_inlet), name="brand_inlet"),
    path(f"{HOOK}/", proved(web_hooks.web_hook), name="web_hook"),
    path(f"{HOOK}/secret/", proved(web_hooks.web_hook_secret), name="web_hook_secret"),
    path(f"{HOOK}/trial/", proved(web_hooks.web_hook_trial), name="web_hook_trial"),
    path(f"{HOOK}/replays/", proved(web_hooks.web_hook_replays), name="web_hook_replays"),
    path(f"{HOOK}/removal/", proved(web_hooks.web_hook_removal), name="web_hook_removal"),
    path("settings/deliveries/<uuid:key>/replay/", proved(web_hooks.delivery_replay), name="delivery_replay"),
    path("settings/brands/<uuid:key>/staff/", noted_page("staff", employees.brand_staff), name="brand_staff"),
    path(
        "settings/brands/<uuid:key>/question/",
        noted_page("questions", first_questions.brand_question),
        name="brand_question",
    ),
    path("settings/brands/<uuid:key>/form/", noted_page("forms", writing_form.brand_form), name="brand_form"),
    path("settings/brands/<uuid:key>/widget/", noted_page("widgets", widget_forms.brand_widget), name="brand_widget"),
    path(
        "settings/brands/<uuid:key>/messengers/",
        noted_page("messengers", messengers.brand_messengers),
        name="brand_messengers",
    ),
    path(
        "settings/brands/<uuid:key>/messengers/switch/",
        noted_page("messengers", messengers.brand_messenger_switch),
        name="brand_messenger_switch",
    ),
    path(
        "settings/brands/<uuid:key>/messengers/trial/", messengers.brand_messenger_trial, name="brand_messenger_trial"
    ),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/<uuid:key>/", teams.team, name="team"),
    path("settings/teams/<uuid:key>/removal/", teams.team_removal, name="team_removal"),
    path("settings/saved-replies/", saved_replies.saved_replies, name="saved_replies"),
    path("settings/saved-replies/new/", saved_replies.saved_reply_new, name="saved_reply_new"),
    path("settings/saved-replies/<uuid:key>/", saved_replies.saved_reply, name="saved_reply"),
    path("settings/saved-replies/<uuid:key>/removal/", saved_replies.saved_reply_removal, name="saved_reply_removal"),
    path("settings/mailboxes/", proved(mailboxes.mailboxes), name="mailboxes"),
    path("settings/mailboxes/return/", consenting.mailbox_return, name="mailbox_return"),
    path(f"{MAILBOX}/", proved(mailboxes.mailbox), name="mailbox"),
    path(f"{MAILBOX}/trial/", mailboxes.mailbox_trial, name="mailbox_trial"),
    path(f"{MAILBOX}/pause/", mailboxes.mailbox_pause, name="mailbox_pause"),
    path(f"{MAILBOX}/resumption/", mailboxes.mailbox_resumption, name="mailbox_resumption"),
    path(f"{MAILBOX}/disconnection/", proved(mailboxes.mailbox_disconnection), name="mailbox_disconnection"),
    path(f"{MAILBOX}/sign-in/", proved(consenting.mailbox_sign_in), name="mailbox_sign_in"),
    # Programs that act in an agent's name.
    path("settings/tokens/", proved(tokens.tokens), name="tokens"),
    path("settings/tokens/<uuid:key>/revocation/", tokens.token_revocation, name="token_revocation"),
    path("settings/invitations/", proved(inviting.invitations), name="invitations"),
    path(f"{INVITATION}/", inviting.invitation, name="invitation"),
    path(f"{INVITATION}/renewal/", proved(inviting.invitation_renewal), name="invitation_renewal"),
    path(f"{INVITATION}/withdrawal/", inviting.invitation_withdrawal, name="invitation_withdrawal"),
    path(f"{COLLEAGUE}/", proved(settings.colleague), name="colleague"),
    path(f"{COLLEAGUE}/absence/", settings.absence, name="absence"),
    path(f"{COLLEAGUE}/absence/end/", settings.absence_end, name="absence_end"),
    path(f"{COLLEAGUE}/disabling/", proved(settings.disabling), name="disabling"),
]

"""Addresses of the settings: `/desk/settings/…`."""

from __future__ import annotations

from django.urls import path

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
    rules,
    settings,
    systems,
    teams,
    writing_form,
)
from amana.desk.administering.signing_in import firm as sign_in_firm
from amana.desk.administering.signing_in import rules as sign_in_rules
from amana.desk.administering.signing_in import saml as sign_in_saml
from amana.desk.carrying.noting import noted_page
from amana.desk.composing import saved_replies
from amana.desk.conduct import settling as conduct_settling
from amana.desk.connecting import calendars, messengers, providers, telephone, tokens, web_hooks
from amana.desk.connecting import forms as widget_forms
from amana.desk.insight.costs import costs as insight_costs
from amana.desk.privacy import officer as privacy_officer
from amana.desk.privacy import requests as privacy_requests
from amana.desk.privacy import retention as privacy_retention
from amana.desk.promising import amending, ladders, recording
from amana.look.proving import proved

MAILBOX = "settings/mailboxes/<uuid:key>"
MODEL = "settings/brands/<uuid:key>/model"
SYSTEM = "settings/brands/<uuid:key>/system"
HOOK = "settings/hooks/<uuid:key>"
LABELS = "settings/brands/<uuid:key>/labels/"
INVITATION = "settings/invitations/<uuid:key>"
COLLEAGUE = "settings/team/<uuid:key>"

urlpatterns = [
    path("settings/brands/<uuid:key>/amends/", amending.brand_scale, name="brand_scale"),
    path(
        "settings/brands/<uuid:key>/conduct/",
        noted_page("conduct", conduct_settling.brand_conduct),
        name="brand_conduct",
    ),
    path(
        "settings/brands/<uuid:key>/recordings/",
        noted_page("recordings", recording.brand_recordings),
        name="brand_recordings",
    ),
    path("settings/brands/<uuid:key>/ladder/", ladders.ladder, name="ladder"),
    path(LABELS, describing.labels, name="labels"),
    path(f"{LABELS}fields/", describing.label_fields, name="label_fields"),
    path("settings/fields/<uuid:key>/", describing.label_field, name="label_field"),
    path("settings/fields/<uuid:key>/retirement/", describing.label_field_retirement, name="label_field_retirement"),
    path("settings/tags/<uuid:key>/retirement/", describing.label_tag_retirement, name="label_tag_retirement"),
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
    path(
        "settings/brands/<uuid:key>/assumptions/",
        noted_page("assumptions", insight_costs.brand_assumptions),
        name="brand_assumptions",
    ),
    path("settings/notices/", notices.notices, name="notices"),
    path("settings/notices/browsers/", notices.browsers, name="browsers"),
    path("settings/notices/browsers/key/", notices.browser_key, name="browser_key"),
    path("settings/notices/browsers/trial/", notices.browser_trial, name="browser_trial"),
    path("settings/notices/browsers/<uuid:key>/removal/", notices.browser_removal, name="browser_removal"),
    path("settings/", settings.settings, name="settings"),
    path("settings/account/", settings.account, name="account"),
    path("settings/brands/<uuid:key>/", settings.brand, name="brand"),
    path("settings/brands/<uuid:key>/policies/", rules.policies, name="policies"),
    path("settings/brands/<uuid:key>/patience/", rules.patience, name="patience"),
    # How people sign in.
    path("settings/sign-in/", sign_in_rules.sign_in_rules, name="sign_in_rules"),
    path("settings/sign-in/directory/", sign_in_firm.sign_in_firm, name="sign_in_firm"),
    path("settings/sign-in/directory/removal/", sign_in_firm.sign_in_firm_removal, name="sign_in_firm_removal"),
    path("settings/sign-in/saml/", sign_in_saml.sign_in_saml, name="sign_in_saml"),
    path("settings/sign-in/saml/removal/", sign_in_saml.sign_in_saml_removal, name="sign_in_saml_removal"),
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

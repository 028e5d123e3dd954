"""The addresses of the desk: things, and what can be done with them."""

from __future__ import annotations

from django.urls import path

from amana.desk import held, practising
from amana.desk.addresses import cases, learning, settings
from amana.desk.administering import notices, reports
from amana.desk.composing import unsent
from amana.desk.conduct import stepping as conduct_stepping
from amana.desk.connecting import telephone
from amana.desk.finding import find, people
from amana.desk.promising import amending, calling_back, closings, hand_overs, incidents, promise, promises, terms
from amana.desk.queueing import bulk, counter, feeling, queue, views

app_name = "desk"
PROMISE = "promises/<uuid:key>"
HAND_OVER = "hand-overs/<uuid:key>"
CLOSING = "closings/<uuid:key>"
MAIL = "mail/<uuid:key>"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("queue/acts/", bulk.bulk, name="bulk"),
    path("queue/acts/<uuid:key>/undo/", bulk.bulk_undo, name="bulk_undo"),
    path("queue/views/", views.views, name="views"),
    path("counter/", counter.counter, name="counter"),
    path("counter/acts/", counter.counter_acts, name="counter_acts"),
    path("queue/views/<uuid:key>/removal/", views.view_removal, name="view_removal"),
    path("call-backs/", calling_back.call_backs, name="call_backs"),
    path("terms/<uuid:key>/met/", terms.term_met, name="term_met"),
    path("terms/<uuid:key>/dropping/", terms.term_dropping, name="term_dropping"),
    path("amends/", amending.made_up, name="made_up"),
    path("amends/<uuid:key>/approval/", amending.amends_approval, name="amends_approval"),
    path("amends/<uuid:key>/refusal/", amending.amends_refusal, name="amends_refusal"),
    path("amends/<uuid:key>/giving/", amending.amends_giving, name="amends_giving"),
    path("conduct/<uuid:key>/confirmation/", conduct_stepping.conduct_confirmation, name="conduct_confirmation"),
    path("conduct/<uuid:key>/refusal/", conduct_stepping.conduct_refusal, name="conduct_refusal"),
    path("conduct/<uuid:key>/taking-back/", conduct_stepping.conduct_taking_back, name="conduct_taking_back"),
    path(f"{HAND_OVER}/acceptance/", hand_overs.hand_over_acceptance, name="hand_over_acceptance"),
    path(f"{HAND_OVER}/return/", hand_overs.hand_over_return, name="hand_over_return"),
    path(f"{HAND_OVER}/recall/", hand_overs.hand_over_recall, name="hand_over_recall"),
    path(f"{CLOSING}/withdrawal/", closings.closing_withdrawal, name="closing_withdrawal"),
    path(f"{CLOSING}/agreement/", closings.closing_agreement, name="closing_agreement"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<uuid:key>/", incidents.incident, name="incident"),
    path("incidents/<uuid:key>/message/", incidents.incident_message, name="incident_message"),
    path("incidents/<uuid:key>/end/", incidents.incident_end, name="incident_end"),
    path("surges/<uuid:key>/release/", incidents.surge_release, name="surge_release"),
    path("practice/", practising.practice, name="practice"),
    path("day/", feeling.day, name="day"),
    path("day/<uuid:key>/", feeling.day_of, name="day_of"),
    path("day/<uuid:key>/looks/", feeling.day_looks, name="day_looks"),
    path("reports/", reports.reports, name="reports"),
    path("reports/export/", reports.report_export, name="report_export"),
    path("notices-worker.js", notices.notices_worker, name="notices_worker"),
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
    path("telephone/ringing/", telephone.ringing, name="ringing"),
    path("telephone/calls/", telephone.unplaced_calls, name="unplaced_calls"),
    path("telephone/calls/<uuid:key>/placing/", telephone.call_placing, name="call_placing"),
    *cases.urlpatterns,
    *settings.urlpatterns,
    *learning.urlpatterns,
]

"""Every address of the portal: a case by its link, and a consumer's own cases."""

from __future__ import annotations

from django.urls import path

from amana.portal import (
    calling_back,
    case,
    choosing,
    climbing,
    closing,
    conduct,
    door,
    ending,
    helping,
    keeping,
    linking,
    listening,
    printing,
    promises,
    standing,
    writing,
)
from amana.portal.mine import calls, cases, letters, pressing, starting
from amana.portal.mine import promises as own_promises

app_name = "portal"
LINK = "c/<str:token>"
OWN = "mine/<str:number>"

urlpatterns = [
    path(f"{LINK}/", case.case_page, name="case"),
    path(f"{LINK}/code/", door.code, name="code"),
    path(f"{LINK}/device/", door.device, name="device"),
    path(f"{LINK}/language/", door.language, name="language"),
    path(f"{LINK}/message/", writing.message, name="message"),
    path(f"{LINK}/not-kept/", promises.not_kept, name="not_kept"),
    path(f"{LINK}/claim/", promises.claim, name="claim"),
    path(f"{LINK}/promises/<uuid:key>/", promises.promise, name="promise"),
    path(f"{LINK}/promises/<uuid:key>/release/", promises.released, name="release"),
    path(f"{LINK}/offers/<uuid:key>/", promises.offer, name="offer"),
    path(f"{LINK}/closing/", closing.closing_agreed, name="closing_agreed"),
    path(f"{LINK}/closing/missing/", closing.closing_refused, name="closing_refused"),
    path(f"{LINK}/terms/", ending.term, name="term"),
    path(f"{LINK}/terms/<uuid:key>/dropping/", ending.term_dropping, name="term_dropping"),
    path(f"{LINK}/still-solved/", ending.still_solved, name="still_solved"),
    path(f"{LINK}/not-solved/", ending.not_solved, name="not_solved"),
    path(f"{LINK}/care/", ending.care, name="care"),
    path(f"{LINK}/conduct/<uuid:key>/", conduct.conduct_answer, name="conduct_answer"),
    path(f"{LINK}/call-back/", calling_back.call_back, name="call_back"),
    path(f"{LINK}/question/", choosing.question, name="question"),
    path(f"{LINK}/next-person/", climbing.next_person, name="next_person"),
    path(f"{LINK}/standstill/", standing.standstill, name="standstill"),
    path(f"{LINK}/entries/<uuid:key>/version/", writing.version, name="version"),
    path(f"{LINK}/entries/<uuid:key>/recording/", listening.recording, name="recording"),
    path(f"{LINK}/entries/<uuid:key>/recording/sound/", listening.recording_sound, name="recording_sound"),
    path(f"{LINK}/files/<uuid:key>/", keeping.file, name="file"),
    path(f"{LINK}/print/", printing.printed, name="printed"),
    path(f"{LINK}/record/", keeping.record, name="record"),
    path(f"{LINK}/link/", linking.link, name="link"),
    path(f"{LINK}/link/new/", linking.new_link, name="new_link"),
    path(f"{LINK}/link/none/", linking.no_link, name="no_link"),
    path(f"{LINK}/devices/", linking.devices, name="devices"),
    path(f"{LINK}/helpers/", helping.helpers, name="helpers"),
    path(f"{LINK}/helpers/new/", helping.new, name="helper_new"),
    path(f"{LINK}/helpers/<uuid:key>/", helping.helper, name="helper"),
    path(f"{LINK}/helpers/<uuid:key>/confirmation/", helping.confirmation, name="helper_confirmation"),
    path(f"{LINK}/helpers/<uuid:key>/end/", helping.end, name="helper_end"),
    # A consumer's own cases
    path("mine/", cases.own_cases, name="mine"),
    path("mine/start/", starting.start, name="mine_start"),
    path("mine/new/", cases.new, name="mine_new"),
    path("mine/language/", starting.language, name="mine_language"),
    path(f"{OWN}/", cases.own_case, name="own_case"),
    path(f"{OWN}/closing/", cases.closed, name="own_closing"),
    path(f"{OWN}/opening/", cases.reopened, name="own_opening"),
    path(f"{OWN}/record/", cases.record, name="own_record"),
    path(f"{OWN}/readings/", pressing.readings, name="own_readings"),
    path(f"{OWN}/entries/<uuid:key>/pressing/", pressing.pressing, name="own_pressing"),
    path(f"{OWN}/files/<uuid:key>/", cases.file, name="own_file"),
    path(f"{OWN}/calls/", calls.calls, name="own_calls"),
    path(f"{OWN}/letters/<uuid:key>/", letters.letter, name="own_letter"),
    path(f"{OWN}/promises/<uuid:key>/", own_promises.promise, name="own_promise"),
    path(f"{OWN}/promises/<uuid:key>/kept/", own_promises.was_kept, name="own_kept"),
    path(f"{OWN}/promises/<uuid:key>/broken/", own_promises.broken, name="own_broken"),
    path(f"{OWN}/promises/<uuid:key>/new-time/", own_promises.new_time, name="own_new_time"),
]

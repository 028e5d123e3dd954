"""Every address of the portal: a case by its link, and a consumer's own cases."""

from __future__ import annotations

from django.urls import path

from amana.look.proving import proved
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
from amana.portal.answers import reading as answering_many
from amana.portal.bringing import kept as bringing_kept
from amana.portal.directory import bringing as directory_bringing
from amana.portal.directory import changing as directory_changing
from amana.portal.directory import joining as directory_joining
from amana.portal.directory import searching as directory_searching
from amana.portal.directory import showing as directory_showing
from amana.portal.mine import calls, cases, listing, pressing, starting, tokens
from amana.portal.mine import promises as own_promises
from amana.portal.mine.adding import dropping, fetching, looking
from amana.portal.mine.adding import posting as post_adding
from amana.portal.mine.asking import one_form
from amana.portal.mine.calling import ending as call_ending
from amana.portal.mine.calling import live, working_offline
from amana.portal.mine.climbing import ladder, rungs, sparing
from amana.portal.mine.concluding import afterwards
from amana.portal.mine.concluding import closing as own_closing
from amana.portal.mine.filing import making as filing
from amana.portal.mine.finding import searching
from amana.portal.mine.leaking import quoting as leaking_quoting
from amana.portal.mine.linking import joining as linking_joining
from amana.portal.mine.linking import reading as linking_reading
from amana.portal.mine.linking import showing as linking_showing
from amana.portal.mine.linking import their_record as linking_record
from amana.portal.mine.outside import clocks, ruling, turning
from amana.portal.mine.planning import plan
from amana.portal.mine.problem import lists as problem_lists
from amana.portal.mine.problem import questions
from amana.portal.mine.reminding import calendars
from amana.portal.mine.reminding import choosing as reminder_choosing
from amana.portal.mine.sharing import home, shared, shares
from amana.portal.mine.shielding import practising, shield, teaching
from amana.portal.mine.writing import changing as letter_changing
from amana.portal.mine.writing import choosing as letter_choosing
from amana.portal.mine.writing import confirming as letter_confirming
from amana.portal.mine.writing import mailbox as letter_mailbox
from amana.portal.mine.writing import sending as letter_sending
from amana.portal.privacy import asking as asking_privacy
from amana.portal.strangers import checkpoints
from amana.portal.strangers import writing as strangers
from amana.portal.widget import serving as widget
from amana.portal.widget import talking as widget_talking
from amana.portal.widget import writing as widget_writing

app_name = "portal"
LINK = "c/<str:token>"
OWN = "mine/<str:number>"
COMPANY = "mine/companies/<uuid:company_key>"

urlpatterns = [
    # Strangers
    path("checkpoints/", checkpoints.checkpoints, name="checkpoints"),
    path("checkpoints/list.jsonl", checkpoints.published, name="checkpoints_list"),
    path("write/", strangers.writing, name="writing"),
    path("write/<uuid:key>/", strangers.writing_to, name="write_to"),
    # The widget on a brand's own sites
    path("widget/<uuid:key>.js", widget.script, name="widget_script"),
    path("widget/<uuid:key>/", widget.shown, name="widget"),
    path("widget/<uuid:key>/times/", widget.times, name="widget_times"),
    path("widget/<uuid:key>/message/", widget_writing.message, name="widget_message"),
    path("widget/<uuid:key>/call/", widget_writing.call, name="widget_call"),
    path("widget/<uuid:key>/chat/", widget_talking.chat, name="widget_chat"),
    path("widget/<uuid:key>/chat/mail/", widget_talking.mail, name="widget_mail"),
    path("answers/<uuid:key>/", answering_many.answers, name="answers"),
    path("answers/one/<uuid:key>/", answering_many.answer, name="answer"),
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
    path(f"{LINK}/kept/", bringing_kept.kept, name="kept"),
    path(f"{LINK}/kept/<uuid:key>/", bringing_kept.kept_file, name="kept_file"),
    path(f"{LINK}/about-me/", asking_privacy.privacy, name="privacy"),
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
    path("mine/", listing.own_cases, name="mine"),
    path("mine/start/", starting.start, name="mine_start"),
    path("mine/new/", cases.new, name="mine_new"),
    path("mine/worker.js", working_offline.worker, name="mine_worker"),
    path("mine/language/", starting.language, name="mine_language"),
    path("mine/data/", home.my_data, name="mine_data"),
    path("mine/data/all/", home.all_of_it, name="mine_all"),
    path("mine/data/copy/", home.sealed_copy, name="mine_copy"),
    path("mine/tokens/", proved(tokens.tokens), name="mine_tokens"),
    path("mine/data/deleting/", proved(home.everything), name="mine_everything"),
    path("mine/phone/", home.phone, name="mine_phone"),
    path("mine/phone/code/", home.phone_code, name="mine_phone_code"),
    path("mine/shared/<str:token>/", shared.shared_case, name="shared_case"),
    path("mine/shared/<str:token>/language/", shared.shared_language, name="shared_language"),
    path("mine/shared/<str:token>/calls/", shared.shared_calls, name="shared_calls"),
    path("mine/shared/<str:token>/letters/", shared.shared_letters, name="shared_letters"),
    path("mine/shared/<str:token>/letters/<uuid:key>/", shared.shared_letter, name="shared_letter"),
    path("mine/shared/<str:token>/files/<uuid:key>/", shared.shared_file, name="shared_file"),
    path("mine/rules/", ruling.rules, name="mine_rules"),
    path("mine/rules/<uuid:key>/", ruling.rule, name="mine_rule"),
    # The directory: companies and how to reach them
    path("mine/companies/", directory_searching.companies, name="companies"),
    path("mine/companies/suggested/", directory_searching.suggested, name="companies_suggested"),
    path("mine/companies/bodies/", directory_searching.bodies, name="companies_bodies"),
    path("mine/companies/new/", directory_changing.new_company, name="company_new"),
    path("mine/companies/import/", directory_bringing.bringing, name="directory_import"),
    path("mine/companies/import/<uuid:key>/removal/", directory_bringing.taken_back, name="directory_import_undone"),
    path(f"{OWN}/company/", directory_showing.of_case, name="own_reach"),
    path(f"{COMPANY}/", directory_showing.company, name="company"),
    path(f"{COMPANY}/waits/", directory_showing.wait, name="company_wait"),
    path(f"{COMPANY}/address/", directory_showing.address, name="company_address"),
    path(f"{COMPANY}/history/", directory_changing.history, name="company_history"),
    path(f"{COMPANY}/history/<uuid:change_key>/undoing/", directory_changing.undone, name="company_change_undone"),
    path(f"{COMPANY}/history/<uuid:change_key>/decision/", directory_changing.decided, name="company_change_decided"),
    path(f"{COMPANY}/joining/", directory_joining.joined, name="company_joining"),
    path(f"{COMPANY}/parting/", directory_joining.parted, name="company_parting"),
    path(f"{COMPANY}/people/<uuid:person>/stop/", directory_changing.stopped, name="company_stop"),
    path(f"{COMPANY}/<slug:thing>/new/", directory_changing.new_row, name="company_row_new"),
    path(f"{COMPANY}/<slug:thing>/<slug:key>/", directory_changing.row, name="company_row"),
    # Defining the problem
    path("mine/problem/", questions.new_problem, name="problem_new"),
    path("mine/problem/<uuid:key>/<slug:name>/", questions.problem_question, name="problem_question"),
    path(f"{OWN}/problem/", questions.problem_page, name="own_problem"),
    path(f"{OWN}/problem/<slug:name>/", questions.own_question, name="own_question"),
    path(f"{OWN}/costs/", problem_lists.costs, name="own_costs"),
    path(f"{OWN}/costs/<uuid:key>/removal/", problem_lists.cost, name="own_cost"),
    path(f"{OWN}/papers/", problem_lists.papers, name="own_papers"),
    path(f"{OWN}/papers/<uuid:key>/removal/", problem_lists.paper, name="own_paper"),
    path(f"{OWN}/papers/<uuid:key>/file/", problem_lists.paper_file, name="own_paper_file"),
    path(f"{OWN}/sides/", problem_lists.sides, name="own_sides"),
    path(f"{OWN}/companies/<uuid:key>/removal/", problem_lists.company, name="own_company"),
    path(f"{OWN}/claimants/<uuid:key>/removal/", problem_lists.claimant, name="own_claimant"),
    # Planning the next contact, and the call while it lasts
    path(f"{OWN}/plan/", plan.plan, name="own_plan"),
    path(f"{OWN}/call/", live.live, name="own_call"),
    path(f"{OWN}/call/lines/", live.lines, name="own_call_lines"),
    path(f"{OWN}/call/lines/<uuid:key>/", live.line, name="own_call_line"),
    path(f"{OWN}/call/answered/", live.person_answered, name="own_call_answered"),
    path(f"{OWN}/call/over/", live.hung_up, name="own_call_over"),
    path(f"{OWN}/call/end/", call_ending.over, name="own_call_end"),
    # Wording that may press: what was found, and a page that teaches
    path("mine/shield/", teaching.techniques_page, name="mine_shield"),
    path("mine/shield/practice/", practising.practice, name="mine_practice"),
    path(f"{OWN}/shield/", shield.shield, name="own_shield"),
    # Finding again
    path("mine/search/", searching.search, name="mine_search"),
    path(f"{OWN}/entries/<uuid:key>/", searching.entry, name="own_entry"),
    # What is due, and in a calendar
    path("mine/calendar/", calendars.calendar, name="mine_calendar"),
    path("mine/calendar/due/", calendars.due_now, name="mine_calendar_due"),
    path("mine/reminders/", reminder_choosing.reminders, name="mine_reminders"),
    path("mine/reminders/browsers/", reminder_choosing.browsers, name="mine_browsers"),
    path("mine/reminders/browsers/key/", reminder_choosing.browser_key, name="mine_browser_key"),
    path("mine/reminders/browsers/trial/", reminder_choosing.browser_trial, name="mine_browser_trial"),
    path("mine/reminders/browsers/<uuid:key>/removal/", reminder_choosing.browser_removal, name="mine_browser_removal"),
    path("calendar/<str:token>/promises.ics", calendars.feed, name="calendar_feed"),
    path(f"{OWN}/promises/<uuid:key>/calendar/", calendars.promise_calendar, name="own_promise_calendar"),
    # One form
    path("mine/asking/", one_form.one_form, name="mine_asking"),
    path(f"{OWN}/waiting/", one_form.waiting, name="own_waiting"),
    # One's own mailbox
    path("mine/mailbox/", letter_mailbox.mailbox, name="mine_mailbox"),
    path("mine/mailbox/removal/", letter_mailbox.mailbox_removal, name="mine_mailbox_removal"),
    # One own case
    path(f"{OWN}/", cases.own_case, name="own_case"),
    path(f"{OWN}/closing/", own_closing.closed, name="own_closing"),
    path(f"{OWN}/opening/", own_closing.reopened, name="own_opening"),
    path(f"{OWN}/check-ups/", afterwards.check_ups, name="own_check_ups"),
    path(f"{OWN}/check-ups/<uuid:key>/", afterwards.check_up, name="own_check_up"),
    path(f"{OWN}/allies/", afterwards.allies, name="own_allies"),
    path(f"{OWN}/record/", cases.record, name="own_record"),
    path(f"{OWN}/readings/", pressing.readings, name="own_readings"),
    path(f"{OWN}/entries/<uuid:key>/pressing/", pressing.pressing, name="own_pressing"),
    path(f"{OWN}/files/<uuid:key>/", cases.file, name="own_file"),
    path(f"{OWN}/calls/", calls.calls, name="own_calls"),
    # What leaks in an own case
    path(f"{OWN}/leaks/", leaking_quoting.own_leaks, name="own_leaks"),
    # Letters
    path(f"{OWN}/letters/", letter_choosing.letters, name="own_letters"),
    path(f"{OWN}/letters/<uuid:key>/", letter_confirming.letter, name="own_letter"),
    path(f"{OWN}/letters/drafts/<uuid:key>/", letter_changing.draft, name="own_draft"),
    path(f"{OWN}/letters/drafts/<uuid:key>/saved/", letter_changing.saved, name="own_draft_saved"),
    path(f"{OWN}/letters/drafts/<uuid:key>/sending/", letter_sending.ways, name="own_draft_sending"),
    path(f"{OWN}/letters/drafts/<uuid:key>/file/", letter_sending.file, name="own_draft_file"),
    path(f"{OWN}/letters/drafts/<uuid:key>/paper/", letter_sending.paper, name="own_draft_paper"),
    path(f"{OWN}/letters/drafts/<uuid:key>/pdf/", letter_sending.pdf, name="own_draft_pdf"),
    path(f"{OWN}/letters/sent/<uuid:key>/", letter_sending.sent, name="own_sent"),
    # Words from elsewhere
    path(f"{OWN}/adding/", dropping.adding, name="own_adding"),
    path(f"{OWN}/adding/post/", post_adding.post, name="own_adding_post"),
    path(f"{OWN}/adding/mailbox/", fetching.from_mailbox, name="own_adding_mailbox"),
    path(f"{OWN}/adding/<uuid:key>/", looking.added, name="own_added"),
    # One record with the company, and what each side shows of its own
    path(f"{OWN}/linking/", linking_joining.linking, name="own_linking"),
    path(f"{OWN}/linking/written/", linking_joining.written, name="own_linking_written"),
    path(f"{OWN}/linking/known/", linking_joining.known, name="own_linking_known"),
    path(f"{OWN}/linking/code/", linking_joining.code, name="own_linking_code"),
    path(f"{OWN}/linking/proof/", linking_joining.proof, name="own_linking_proof"),
    path(f"{OWN}/linking/end/", linking_joining.ended, name="own_linking_end"),
    path(f"{OWN}/linking/message/", linking_reading.message, name="own_linking_message"),
    path(f"{OWN}/linking/page/", linking_reading.page, name="own_linking_page"),
    path(f"{OWN}/linking/record/", linking_reading.exported, name="own_linking_export"),
    path(f"{OWN}/linking/files/<uuid:key>/", linking_reading.file, name="own_linking_file"),
    path(f"{OWN}/showing/", linking_showing.showing, name="own_showing"),
    path(f"{OWN}/their-record/", linking_record.their_record, name="own_their_record"),
    # The ladder
    path(f"{OWN}/ladder/", ladder.ladder, name="own_ladder"),
    path(f"{OWN}/ladder/letter/", ladder.rung_letter, name="own_rung_letter"),
    path(f"{OWN}/ladder/asking/", rungs.asked, name="own_rung_asked"),
    path(f"{OWN}/ladder/<uuid:key>/answer/", rungs.rung_answer, name="own_rung_answer"),
    path(f"{OWN}/ladder/stop/", sparing.stop, name="own_stop"),
    path(f"{OWN}/ladder/stop/lifting/", sparing.stop_lifting, name="own_stop_lifting"),
    path(f"{OWN}/promises/<uuid:key>/", own_promises.promise, name="own_promise"),
    path(f"{OWN}/promises/<uuid:key>/kept/", own_promises.was_kept, name="own_kept"),
    path(f"{OWN}/promises/<uuid:key>/broken/", own_promises.broken, name="own_broken"),
    path(f"{OWN}/promises/<uuid:key>/new-time/", own_promises.new_time, name="own_new_time"),
    # The file, clocks and rungs outside the company, and whom one lets read
    path(f"{OWN}/filing/", filing.filing, name="own_filing"),
    path(f"{OWN}/filing/progress/", filing.progress, name="own_filing_progress"),
    path(f"{OWN}/filing/<uuid:key>/", filing.made_file, name="own_filing_file"),
    path(f"{OWN}/clocks/", clocks.clocks, name="own_clocks"),
    path(f"{OWN}/clocks/matter/", clocks.matter, name="own_matter"),
    path(f"{OWN}/clocks/<uuid:key>/end/", clocks.clock_end, name="own_clock_end"),
    path(f"{OWN}/rules/<uuid:key>/clock/", clocks.clock_start, name="own_clock_start"),
    path(f"{OWN}/rules/<uuid:key>/check/", clocks.rule_check, name="own_rule_check"),
    path(f"{OWN}/outside/<uuid:key>/", turning.office, name="own_office"),
    path(f"{OWN}/sharing/", shares.sharing, name="own_sharing"),
    path(f"{OWN}/sharing/<uuid:key>/", shares.one_share, name="own_share"),
    path(f"{OWN}/deleting/", home.one_case, name="own_deleting"),
]

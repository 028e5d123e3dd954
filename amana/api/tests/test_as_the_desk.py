"""Everything that is done at the desk is done by the API too, or is named here with what it is instead."""

from __future__ import annotations

import json

from amana.api.opening import DESCRIPTION
from amana.desk.tests.carrying.test_noting import takes_a_form
from amana.desk.urls import urlpatterns

# An address of the desk, by its name, and the call that does the same.
DONE = {
    "amends": "give_amends", "amends_approval": "approve_amends", "amends_giving": "give_approved_amends",
    "amends_refusal": "decline_amends", "answer_dismissal": "dismiss_answer", "answer_record": "record_answer",
    "brand_hooks": "make_web_hook", "breach": "admit_broken", "bulk": "bring_in_notes", "call_back": "book_call_back",
    "calls": "note_call", "case_fields": "describe_case", "chat_reply": "send_message", "claim_answer": "answer_claim",
    "closing_agreement": "note_agreement", "closing_withdrawal": "withdraw_closing", "closings": "propose_closing",
    "confirmation": "confirm_promise", "delivery_replay": "replay_web_hook", "disclosing": "show_entries",
    "dismissal": "dismiss_promise", "entry_not_so": "add_version", "entry_reading_corrections": "correct_reading",
    "entry_release": "release_entry", "entry_unmask": "unmask_entry", "entry_withdrawal": "withdraw_entry",
    "fault": "admit_fault", "follows": "follow_case", "fulfilment": "keep_promise", "hand_over_acceptance": "accept_hand_over",
    "hand_over_recall": "recall_hand_over", "hand_over_return": "return_hand_over", "hand_overs": "offer_hand_over",
    "helper_removal": "take_back_helper", "helpers": "claim_helper", "leak_dispute": "dispute_leak",
    "leak_return": "reinstate_leak", "link_removal": "unlink_case", "links": "link_case", "mail_admission": "admit_mail",
    "mail_retry": "retry_mail", "merging": "merge_case", "notes": "write_note", "offers": "offer_time",
    "owner": "pass_promise_on", "record_export": "export_case", "release": "release_promise", "reopening": "reopen_case",
    "replies": "send_message", "reply_check": "check_message", "reply_recall": "recall_message",
    "report_export": "take_report", "insight_file": "take_report", "rung_report": "report_rung",
    "settlement": "settle_dispute", "splitting": "split_case", "standstill": "note_standstill", "tag_removal": "untag_case",
    "tags": "tag_case", "term_dropping": "drop_term", "term_met": "meet_term", "terms": "write_term",
    "time": "spend_time", "time_removal": "take_back_time", "unmerging": "unmerge_case", "web_hook": "change_web_hook",
    "web_hook_removal": "remove_web_hook", "web_hook_replays": "replay_web_hook", "web_hook_secret": "rotate_web_hook",
    "web_hook_trial": "try_web_hook", "gestures": "give_amends", "bending": "write_note",
    "questions": "ask_outside", "question": "ask_further", "question_end": "end_question",
    "incidents": "begin_incident", "incident_message": "tell_all_cases", "incident_end": "end_incident",
    "case_incident": "gather_case", "cause_new": "open_cause", "cause_change": "change_cause",
    "cause_withdrawal": "withdraw_cause", "cause_reopening": "reopen_cause", "cause_groups": "add_group_to_cause",
    "cause_cases": "add_case_to_cause", "case_cause": "add_case_to_cause", "fix_new": "promise_fix",
    "fix_keeping": "keep_fix", "fix_breach": "break_fix", "fix_time": "ask_fix_time", "fix_agreement": "agree_fix_time",
    "group_cases": "split_group", "group_merging": "merge_groups",
    "group_name": "rename_group", "ruling_undo": "undo_ruling",
    "cause_message": "write_to_cause", "cause_message_back": "take_back_cause_message", "chats": "bring_in_chat",
    "chat_template": "send_template", "chat_in_public": "answer_in_public", "entry_recording": "keep_recording",
    "entry_recording_sharing": "share_recording", "entry_recording_removal": "delete_recording",
    "outcomes": "look_at_outcome_file", "outcome_file": "take_in_outcome_file", "unsent_again": "send_again",
}  # fmt: skip
# What belongs to the page, or to the person before it.
OF_THE_PAGE = {
    "bulk_undo": "each act of many is taken back by its own call", "case_live": "says who looks at a page now",
    "call_check": "check_message tells what a draft promises", "call_draft_removal": "drafts are kept by the page",
    "draft_removal": "drafts are kept by the page", "view_removal": "views are lists of a page; cases are asked by filters",
    "views": "views are lists of a page; cases are asked by filters", "counter_acts": "keys of the counter; each act has its call",
    "day_looks": "who looked at a person's day", "opposite": "leads to the page of the act", "word_new": "make_promise",
    "entry_asking": "shows the model's suggestions on the page", "entry_suggestions": "shows the model's suggestions on the page",
    "entry_translation": "shows a translation on the page, which is no record", "system_quote": "quotes what the page asked your systems",
    "case_dialling": "makes the agent's own telephone ring", "call_placing": "answers the card of a ringing telephone",
    "samples": "a review is read by a person", "reading_of": "a review is read by a person",
    "notable_away": "puts a notice off the page", "effort": "puts words into the draft of the page",
    "call_summary": "puts words into the draft of the page; get_call_summary gives them",
    "later_stop": "a program sends when it wants to; what a person planned is their draft",
    "insight_letter": "a person's own letter of the week", "customer_link": "a link that opens a customer's page is handed on by a person",
}  # fmt: skip
# Two people decide it, or one who was asked by name: no program does it in their stead.
OF_PEOPLE = {
    "conduct_confirmation", "conduct_incident", "conduct_refusal", "conduct_step", "conduct_taking_back", "relief",
    "article_keeping", "article_new", "article_reading", "article_removal", "article_words", "surge_release",
}  # fmt: skip
# How an installation is set up: behind a fresh proof of who one is, and carried over as a file (`settings/file/`).
SETTINGS = "settings/"


def sent_to() -> dict[str, str]:
    """Return the addresses of the desk to which something is sent, by name."""
    return {one.name: str(one.pattern) for one in urlpatterns if takes_a_form(one)}


def calls() -> dict[str, str]:
    """Return by what each call of the API is made: get, post or delete."""
    paths = json.loads(DESCRIPTION.read_text("utf-8"))["paths"]
    return {said["operationId"]: how for path in paths.values() for how, said in path.items()}


def test_what_is_done_at_the_desk_is_done_by_the_api_or_has_a_reason():
    named = [*DONE, *OF_THE_PAGE, *OF_PEOPLE]
    assert len(named) == len(set(named))
    set_up = {name for name, route in sent_to().items() if route.startswith(SETTINGS) and name not in DONE}

    assert sorted(set(sent_to()) - set_up) == sorted(named)


def test_each_of_them_is_a_call_that_changes_something():
    how = calls()

    assert {one: how.get(one) for one in DONE.values() if how.get(one) not in {"post", "delete"}} == {}

"""Each leak on pictures put together by hand: found, not found, and what is nearly one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from amana.kit.working_time import week_in_zone
from amana.review.leaks import (
    disproportion,
    indifference,
    no_admission,
    no_apology,
    no_empathy,
    no_follow_up,
    no_paper,
    opacity,
    rigid_tools,
    runaround,
    unprofessional,
)
from amana.review.leaks.judging import judge, next_look
from amana.review.leaks.picture import COMPANY, CUSTOMER, Picture, Promise, Told
from amana.review.tests.leaks.labelled.composing import BEGAN

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = BEGAN + 9 * HOUR  # a Sunday, nine in the morning
WEEK = week_in_zone("Asia/Jerusalem")
IN, OUT, CALL = ("message.received", CUSTOMER), ("message.sent", COMPANY), ("call.noted", COMPANY)


def told(number: int, what: tuple[str, str], *, hours: float = 0, **more) -> Told:
    more = {"text": "Some words.", **more}
    return Told(str(number), what[0], AT + timedelta(hours=hours or number), what[1], **more)


def picture(*entries: Told, **more) -> Picture:
    return Picture(**{"kept_by": COMPANY, "began_at": AT, "entries": entries, "week": WEEK, **more})


def promise(
    *, due: float, ended: float | None = None, said_in: str = "", state: str = "open", made: float = 0
) -> Promise:
    at = {name: AT + timedelta(hours=hours) for name, hours in (("made", made), ("due", due))}
    return Promise("p", "Call", at["made"], at["due"], state, AT + timedelta(hours=ended) if ended is not None else None,
                   said_in)  # fmt: skip


def later(hours: float) -> datetime:
    return AT + timedelta(hours=hours)


HANDED, RETURNED = ("handover.accepted", COMPANY), ("handover.returned", COMPANY)


def test_two_hand_overs_without_work_between_are_a_runaround_and_with_work_they_are_none():
    idle = picture(told(1, IN), told(2, HANDED, text=""), told(3, HANDED, text=""), told(4, OUT))
    worked = picture(told(1, IN), told(2, HANDED, text=""), told(3, OUT), told(4, HANDED, text=""), told(5, OUT))
    found = runaround.judge(idle, later(9))
    assert found is not None and found.reason == "handed_on" and found.entries == ("2", "3") and found.strength == 2
    assert runaround.judge(worked, later(9)) is None


def test_saying_that_it_was_passed_on_is_no_work():
    passed = told(3, OUT, marks={"hand_off": 0.9})
    found = runaround.judge(picture(told(2, HANDED), passed, told(4, HANDED)), later(9))
    assert found is not None and found.reason == "handed_on"


def test_a_hand_over_that_came_back_is_a_sign_and_two_are_clear():
    once, twice = picture(told(1, RETURNED)), picture(told(1, RETURNED), told(2, RETURNED))
    assert [runaround.judge(one, later(9)).strength for one in (once, twice)] == [1, 2]


def test_in_treatment_is_a_runaround_only_where_nothing_was_done_before_the_customer_asked_again():
    said = told(2, OUT, heard=frozenset({"in_treatment"}))
    again = told(5, IN)
    assert runaround.judge(picture(told(1, IN), said, again, told(6, OUT)), later(9)).reason == "only_said"
    note = told(3, ("note.written", COMPANY))
    assert runaround.judge(picture(told(1, IN), said, note, again), later(9)) is None
    dated = replace(said, said={"has_time": True})
    assert runaround.judge(picture(told(1, IN), dated, again), later(9)) is None


def test_a_next_step_whose_time_has_passed_grows_with_its_silence_and_a_word_ends_it():
    silent = picture(told(1, IN), told(2, OUT), next_due_at=later(5))
    strengths = [
        (found.strength if (found := opacity.judge(silent, later(hours))) else 0) for hours in (5.5, 6, 60, 200)
    ]
    assert strengths == [0, 1, 2, 3]
    word = told(7, ("notice.sent", ""))
    assert opacity.judge(replace(silent, entries=(*silent.entries, word)), later(60)) is None
    assert opacity.judge(replace(silent, closed_at=later(4)), later(60)) is None


def test_the_first_words_of_a_customer_ask_for_something_and_later_ones_for_news():
    asks = frozenset({"asks_news"})
    assert opacity.judge(picture(told(1, IN, heard=asks)), later(9)) is None
    assert opacity.judge(picture(told(1, IN), told(2, IN, heard=asks)), later(9)).reason == "had_to_ask"


def test_a_promise_that_passed_without_contact_is_found_and_one_that_was_kept_is_not():
    said = told(1, OUT)
    passed = picture(said, promises=(promise(due=5, said_in="1"),))
    assert no_follow_up.judge(passed, later(5.5)) is None, "an hour of grace"
    found = no_follow_up.judge(passed, later(7))
    assert found is not None and (found.strength, found.entries) == (1, ("1",))
    assert no_follow_up.judge(passed, later(40)).strength == 2
    for ends in (promise(due=5, ended=4, state="kept"), promise(due=5, state="released")):
        assert no_follow_up.judge(picture(said, promises=(ends,)), later(40)) is None
    told_before = picture(said, told(4, OUT), promises=(promise(due=5, said_in="1"),))
    assert no_follow_up.judge(told_before, later(40)) is None, "somebody came back in time, whatever they said"
    broken = picture(said, promises=(promise(due=5, ended=5.5, state="broken", said_in="1"),))
    assert no_follow_up.judge(broken, later(40)) is not None


def test_the_keepers_own_call_is_nobody_coming_back():
    call = told(3, CALL, retells=True)
    own = picture(told(1, CALL, retells=True), call, kept_by=CUSTOMER, promises=(promise(due=5, said_in="1"),))
    assert no_follow_up.judge(own, later(8)) is not None


def test_a_call_with_a_promise_has_a_working_hour_until_it_is_on_paper():
    call = told(1, CALL)
    made = promise(due=50, said_in="1")
    assert no_paper.judge(picture(call, promises=(made,)), later(1.5)) is None
    assert no_paper.judge(picture(call, promises=(made,)), later(3)).reason == "promised_aloud"
    assert no_paper.judge(picture(call, told(2, OUT, hours=1.5), promises=(made,)), later(9)) is None
    assert no_paper.judge(picture(call, told(6, OUT), promises=(made,)), later(9)).reason == "written_late"
    assert no_paper.judge(picture(call), later(9)) is None, "nothing was promised in it"


def test_in_an_own_case_the_letter_of_its_keeper_is_paper():
    call, made = told(1, CALL, retells=True), promise(due=50, said_in="1")
    letter = told(2, ("letter.sent", CUSTOMER), hours=1.5)
    assert no_paper.judge(picture(call, letter, kept_by=CUSTOMER, promises=(made,)), later(9)) is None
    assert no_paper.judge(picture(call, kept_by=CUSTOMER, promises=(made,)), later(9)) is not None


def test_a_mistake_known_inside_and_told_to_nobody_is_no_admission_and_telling_it_ends_that():
    note = told(1, ("note.written", COMPANY), marks={"admission_of_liability": 0.9})
    sent = told(2, OUT)
    silent = picture(note, sent)
    assert no_admission.judge(silent, later(3)) is None, "within a working day"
    assert no_admission.judge(silent, later(60)).reason == "known_inside"
    owned = replace(sent, marks={"admission_of_fact": 0.5})
    assert no_admission.judge(picture(note, owned), later(60)) is None
    marked = told(1, ("fault.admitted", COMPANY))
    assert no_admission.judge(picture(marked, sent, closed_at=later(50)), later(60)).strength == 3
    assert no_admission.judge(picture(sent), later(60)) is None
    assert no_admission.judge(picture(note), later(60)) is None, "nobody has written at all"


def late_case(*entries: Told, **more) -> Picture:
    return picture(
        *entries, promises=(promise(due=5, ended=50, state="kept"), promise(due=20, ended=60, state="kept")), **more
    )


def test_an_ordeal_without_an_apology_is_found_and_sorry_ends_it():
    sent = told(70, OUT)
    assert no_apology.judge(late_case(told(1, IN), sent), later(80)).reason == "ordeal_unsaid"
    for sorry in (replace(sent, marks={"apology": 0.5}), replace(sent, heard=frozenset({"says_sorry"}))):
        assert no_apology.judge(late_case(told(1, IN), sorry), later(80)) is None
    assert no_apology.judge(picture(told(1, IN), told(2, OUT)), later(80)) is None, "nothing went wrong"


def test_an_apology_for_feelings_is_one_that_blames_until_a_real_one_follows():
    blames = told(2, OUT, marks={"non_apology": 0.9}, heard=frozenset({"says_sorry"}))
    assert no_apology.judge(picture(blames), later(9)).reason == "blaming_apology"
    real = told(3, OUT, marks={"apology": 0.9})
    assert no_apology.judge(picture(blames, real), later(9)) is None


def test_silence_in_a_keepers_note_proves_no_missing_apology():
    assert no_apology.judge(late_case(told(70, CALL, retells=True), kept_by=CUSTOMER), later(80)) is None


def hard_case(*more: Told, **other) -> Picture:
    entries = [told(number, IN) for number in range(1, 6)] + [told(300, OUT), *more]
    late = tuple(promise(due=due, ended=250, state="kept") for due in (5, 20, 40))
    return picture(*entries, promises=late, is_standstill=True, **other)


def test_a_grave_ordeal_with_nothing_done_is_out_of_proportion_and_a_gesture_ends_it():
    assert disproportion.judge(hard_case(), later(310)).reason == "nothing_given"
    gesture = told(305, ("gesture.given", COMPANY))
    assert disproportion.judge(hard_case(gesture), later(310)) is None
    assert disproportion.judge(picture(told(1, IN), told(2, OUT)), later(310)) is None


def test_less_than_half_of_what_is_in_proportion_is_too_little_only_where_the_mistake_is_ours():
    given = told(305, ("amends.given", COMPANY))
    ours = {"is_ours": True, "amounts": (25.0, 75.0, 150.0, 400.0)}
    assert disproportion.judge(hard_case(given, given=20.0, **ours), later(310)).reason == "too_little"
    assert disproportion.judge(hard_case(given, given=150.0, **ours), later(310)) is None
    assert disproportion.judge(hard_case(given, given=20.0), later(310)) is None


def test_distress_that_the_answer_does_not_meet_is_found_and_any_word_of_it_is_enough():
    cry = told(1, IN, feelings={"distress": 0.9})
    assert no_empathy.judge(picture(cry, told(2, OUT)), later(9)).entries == ("1", "2")
    for answer in (told(2, OUT, marks={"empathy": 0.5}), told(2, OUT, heard=frozenset({"says_sorry"}))):
        assert no_empathy.judge(picture(cry, answer), later(9)) is None
    assert no_empathy.judge(picture(cry), later(9)) is None, "nobody has answered yet"
    assert no_empathy.judge(picture(told(1, IN, feelings={"distress": 0.3}), told(2, OUT)), later(9)) is None


def test_a_contest_over_who_is_right_is_found_in_notes_too_and_a_guess_of_the_machine_is_not_enough():
    note = ("note.written", COMPANY)
    strong, weak = {"proving_wrong": 0.93}, {"proving_wrong": 0.6}
    assert no_empathy.judge(picture(told(1, OUT, marks=strong)), later(9)).strength == 2
    assert no_empathy.judge(picture(told(1, note, marks=strong)), later(9)).strength == 1
    assert no_empathy.judge(picture(told(1, OUT, marks=weak)), later(9)) is None


def test_what_was_tried_is_not_suggested_again_and_other_advice_may_be():
    did = told(1, IN, done=frozenset({"restart"}))
    assert unprofessional.judge(picture(did, told(2, OUT, asked=frozenset({"restart"}))), later(9)).entries == (
        "1",
        "2",
    )
    assert unprofessional.judge(picture(did, told(2, OUT, asked=frozenset({"update"}))), later(9)) is None
    before = picture(told(2, OUT, asked=frozenset({"restart"})), told(3, IN, done=frozenset({"restart"})))
    assert unprofessional.judge(before, later(9)) is None, "it was suggested first"


def test_solved_that_was_not_solved_is_clear_and_a_refused_term_is_one():
    refused = told(1, ("closing.refused", CUSTOMER))
    assert unprofessional.judge(picture(refused), later(9)).strength == 2
    reopened = picture(told(1, ("case.reopened", CUSTOMER)), ends=frozenset({"1"}))
    assert unprofessional.judge(reopened, later(9)).reason == "not_solved"
    unsolved = told(1, ("followup.answered", CUSTOMER), said={"is_solved": False})
    assert unprofessional.judge(picture(unsolved), later(9)) is not None
    assert unprofessional.judge(picture(replace(unsolved, said={"is_solved": True})), later(9)) is None


LONG = "Thank you for your message. We have received it and will answer it in the order in which messages come to us."


def test_the_same_long_text_twice_is_indifference_and_a_short_one_is_not():
    assert indifference.judge(picture(told(1, OUT, text=LONG), told(5, OUT, text=LONG)), later(9)).entries == ("1", "5")
    assert (
        indifference.judge(picture(told(1, OUT, text="Thank you."), told(5, OUT, text="Thank you.")), later(9)) is None
    )


def test_contempt_counts_in_a_note_and_more_in_a_message():
    marks = {"contempt": 0.93}
    assert indifference.judge(picture(told(1, OUT, marks=marks)), later(9)).strength == 3
    assert indifference.judge(picture(told(1, ("note.written", COMPANY), marks=marks)), later(9)).strength == 2


def test_a_canned_sentence_in_an_answer_that_says_something_is_left_alone():
    canned = {"canned": 0.93}
    assert indifference.judge(picture(told(1, OUT, marks=canned)), later(9)).reason == "canned"
    dated = told(1, OUT, marks=canned, said={"has_time": True})
    assert indifference.judge(picture(dated), later(9)) is None
    assert indifference.judge(picture(told(1, OUT, marks=canned, text="word " * 80)), later(9)) is None


def test_a_system_as_the_reason_is_found_in_messages_and_in_what_is_retold():
    assert rigid_tools.judge(picture(told(1, OUT, marks={"tool_excuse": 0.93})), later(9)).strength == 2
    retold = told(1, CALL, retells=True, heard=frozenset({"excused_by_tool"}))
    assert rigid_tools.judge(picture(retold, kept_by=CUSTOMER), later(9)) is not None
    assert rigid_tools.judge(picture(told(1, IN), told(2, OUT)), later(9)) is None


def test_papers_that_were_sent_and_asked_for_again_are_found():
    asks = frozenset({"asks_papers"})
    sent = told(1, IN, said={"files": ["a"]})
    assert rigid_tools.judge(picture(sent, told(2, OUT, heard=asks)), later(9)) is None, (
        "asked for once: others, perhaps"
    )
    says = told(3, IN, heard=frozenset({"sent_already"}))
    assert rigid_tools.judge(picture(sent, told(2, OUT, heard=asks), says), later(9)).reason == "asked_twice"


def test_an_empty_case_shows_nothing_and_needs_the_clock_for_its_days_alone():
    empty = picture()
    assert judge(empty, at=later(1)) == {}
    assert next_look(empty, at=later(1)) == AT + 3 * DAY + timedelta(minutes=1)
    assert next_look(replace(empty, closed_at=later(1)), at=later(1)) is None


def test_the_same_picture_is_judged_the_same():
    one = hard_case()
    assert judge(one, at=later(310)) == judge(one, at=later(310))


@pytest.mark.parametrize("hours", [0, 5.9, 6.1, 29, 31, 200])
def test_between_two_looks_nothing_changes_by_itself(hours):
    one = late_case(told(1, IN), told(2, OUT), told(3, CALL), next_due_at=later(6))
    at = later(hours)
    ahead = next_look(one, at=at)
    assert ahead is not None and ahead > at
    just_before = ahead - timedelta(minutes=1, seconds=1)
    if just_before > at:
        assert set(judge(one, at=at)) == set(judge(one, at=just_before))

"""English words of time and the moment each names: the table that grows."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from amana.kit.working_time import week_in_zone
from amana.language.due.en import ENGLISH
from amana.language.due.resolving import due_from
from amana.language.normalising import fold_in_place

LONDON = ZoneInfo("Europe/London")
WEEK = week_in_zone("Europe/London")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=LONDON)  # 18 November 2026, 10:00

# words | the moment they name when written on Wednesday 18 November 2026 at 10:00 in London, or "-" for none
TABLE = """
allow up to 7 days | 25.11 18:00
please allow 3-5 working days | 25.11 18:00
give it ten minutes | 18.11 10:10
in the next quarter of an hour | 18.11 10:15
within a fortnight of the tenancy ending | -
within 14 days of you handing in the keys | -
by close of play | 18.11 18:00
by COB tomorrow | 19.11 18:00
by EOD Friday | 20.11 18:00
end of day tomorrow | 19.11 18:00
by end of business Monday | 23.11 18:00
by the end of play on Friday | 20.11 18:00
first thing Monday | 23.11 12:00
first thing | 19.11 12:00
first thing in the morning | 19.11 12:00
within the hour | 18.11 11:00
half five tonight | 18.11 17:30
tonight at 5 | 18.11 17:00
within an hour | 18.11 11:00
inside the hour | 18.11 11:00
in the next 48h | 20.11 10:00
within 48hrs | 20.11 10:00
in 24-48 hours | 20.11 10:00
within the next 24 hours | 19.11 10:00
no later than the 3rd | 03.12 18:00
not later than 3 December | 03.12 18:00
in a fortnight | 02.12 18:00
within the next fortnight | 02.12 18:00
a fortnight today | 02.12 18:00
in a fortnight's time | 02.12 18:00
this time next week | 25.11 10:00
this time tomorrow | 19.11 10:00
tmrw morning | 19.11 12:00
2moro | 19.11 18:00
2nite | 18.11 23:59
tonite | 18.11 23:59
2day | 18.11 18:00
mid next week | 25.11 18:00
in the middle of next week | 25.11 18:00
by the 20th inst | 20.11 18:00
on 25th inst | 25.11 18:00
Friday at the earliest | -
Mon/Tues | 24.11 18:00
Monday or Tuesday | 24.11 18:00
half three | 18.11 15:30
half 2 | 18.11 14:30
at half past ten tomorrow | 19.11 10:30
quarter to six | 18.11 17:45
ten past four | 18.11 16:10
twenty to five | 18.11 16:40
five to three | 18.11 14:55
3ish | 18.11 15:00
around 4ish | 18.11 16:00
noonish | 18.11 12:00
midday-ish tomorrow | 19.11 12:00
elevenish | 18.11 11:00
early next week | 27.11 18:00
week commencing 4 May | -
w/c 23 November | -
the week of 23 November | -
by month end | 30.11 18:00
by the end of the month | 30.11 18:00
month-end | 30.11 18:00
end of next month | 31.12 18:00
by year end | 31.12 18:00
by the end of the year | 31.12 18:00
end of November | 30.11 18:00
by the end of Q1 | -
2026-12-03 | 03.12 18:00
by 2026-12-03 14:00 | 03.12 14:00
03/12/2026 | 03.12 18:00
by 3/12 | 03.12 18:00
12/28 | 28.12 18:00
Dec 3rd | 03.12 18:00
December 3, 2026 | 03.12 18:00
3 Dec at 2pm | 03.12 14:00
3rd of December | 03.12 18:00
the 3rd at 10am | 03.12 10:00
on Thursday 26th | 26.11 18:00
Thu 26 Nov 14:30 | 26.11 14:30
3-5 working days | 25.11 18:00
three to five business days | 25.11 18:00
5 WD | 25.11 18:00
2 w/days | 20.11 18:00
in two working days' time | 20.11 18:00
a couple of days | 20.11 18:00
in a couple of days | 20.11 18:00
in the next couple of days | 20.11 18:00
a day or two | 20.11 18:00
within the day | 18.11 18:00
in a week | 25.11 18:00
within a week | 25.11 18:00
a week today | 25.11 18:00
a week tomorrow | 26.11 18:00
a week on Tuesday | 01.12 18:00
Tuesday week | 01.12 18:00
in a week's time | 25.11 18:00
in two weeks | 02.12 18:00
in 2-3 weeks | 09.12 18:00
in six weeks | 30.12 18:00
within a month | 18.12 18:00
in a month's time | 18.12 18:00
10 days from now | 28.11 18:00
10 days from today | 28.11 18:00
before the weekend | 20.11 18:00
by the weekend | 20.11 18:00
for the weekend | -
over the weekend | -
at the weekend | -
this week | 20.11 18:00
by the end of this week | 20.11 18:00
by the end of next week | 27.11 18:00
end of the week | 20.11 18:00
EOW | 20.11 18:00
later this week | 20.11 18:00
next week | 27.11 18:00
Wednesday of next week | 25.11 18:00
next Friday | 20.11 18:00
next Monday | 23.11 18:00
Friday next | 20.11 18:00
this coming Friday | 20.11 18:00
Friday this week | 20.11 18:00
the Monday after next | 30.11 18:00
the week after next | -
by Friday lunchtime | 20.11 14:00
by Friday evening | 20.11 21:00
Friday am | 20.11 12:00
Fri pm | 20.11 18:00
Fri PM, 2-4 | 20.11 16:00
Friday between 8 and 12 | 20.11 12:00
Friday 8-12 | 20.11 12:00
Friday, 9 to 11 | 20.11 11:00
Friday 2-4pm | 20.11 16:00
on Friday from 10 to 1 | 20.11 13:00
between 2 and 4 | 18.11 16:00
between 2 & 4 | 18.11 16:00
2-4 today | 18.11 16:00
8am-1pm tomorrow | 19.11 13:00
at 7.30 Friday morning | 20.11 07:30
7 tomorrow morning | 19.11 07:00
tomorrow at 7 in the morning | 19.11 07:00
at 8 tonight | 18.11 20:00
8pm tonight | 18.11 20:00
by 9 tonight | 18.11 21:00
by 6 this evening | 18.11 18:00
by 12 | 18.11 12:00
by 12 noon | 18.11 12:00
12 midday tomorrow | 19.11 12:00
by midnight | 18.11 23:59
by teatime | 18.11 18:00
by dinner time | 18.11 21:00
by lunch | 18.11 14:00
before lunch | 18.11 12:00
after lunch | 18.11 18:00
after work | -
this arvo | 18.11 18:00
this aft | 18.11 18:00
this afternoon | 18.11 18:00
early afternoon | 18.11 18:00
mid-afternoon | 18.11 18:00
late morning | 18.11 12:00
mid-morning tomorrow | 19.11 12:00
overnight | 18.11 23:59
at 1500 | 18.11 15:00
15:00 hrs | 18.11 15:00
15h00 | 18.11 15:00
1730hrs | 18.11 17:30
at 4 p.m. on Friday | 20.11 16:00
four o'clock | 18.11 16:00
five pm tomorrow | 19.11 17:00
ten in the morning tomorrow | 19.11 10:00
in 20 | 18.11 10:20
in 20 mins | 18.11 10:20
in the next 15 mins | 18.11 10:15
within 90 minutes | 18.11 11:30
half an hour | 18.11 10:30
in under an hour | 18.11 11:00
in an hour and a half | 18.11 11:30
an hour and a half from now | 18.11 11:30
in 2.5 hours | 18.11 12:30
in two and a half hours | 18.11 12:30
two hours from now | 18.11 12:00
in the next hour or so | 18.11 11:00
in a couple of hours | 18.11 12:00
4-6 weeks | 30.12 18:00
30 days from today | 18.12 18:00
Saturday at the latest | 21.11 18:00
at the latest by Friday | 20.11 18:00
Friday latest | 20.11 18:00
Monday the 23rd | 23.11 18:00
on the 23rd | 23.11 18:00
23rd Nov | 23.11 18:00
tomorrow week | 26.11 18:00
tomorrow at ten to nine | 19.11 08:50
Monday 10am sharp | 23.11 10:00
tues 10:15 | 24.11 10:15
b4 5 | 18.11 17:00
b4 fri | 20.11 18:00
by tomoz | 19.11 18:00
till 8.15 | 18.11 20:15
for 8.40 tomorrow | 19.11 08:40
at 11 on Saturday | 21.11 11:00
Saturday at 11 then, | 21.11 11:00
the next working day | 19.11 18:00
next business day | 19.11 18:00
same day | -
within one working day | 19.11 18:00
through Friday | 20.11 18:00
through December 31 | 31.12 18:00
thru Friday | 20.11 18:00
from Monday | 23.11 18:00
starting Monday | 23.11 18:00
as of 1 December | 01.12 18:00
on Friday's van | 20.11 18:00
at Monday's meeting | 23.11 18:00
tonight's van | 18.11 23:59
tomorrow's post | 19.11 18:00
today's run | 18.11 18:00
by suppertime | 18.11 21:00
before close today | 18.11 18:00
before we close tonight | 18.11 23:59
by 5 at the latest | 18.11 17:00
5pm latest | 18.11 17:00
on or before 1 December | 01.12 18:00
on or around 1 December | 01.12 18:00
by the 1st | 01.12 18:00
1st Dec | 01.12 18:00
Black Friday | -
at Christmas | -
by Christmas | 25.12 18:00
before Christmas | 25.12 18:00
on New Year's Eve | 31.12 18:00
on payday | -
in a jiffy | -
in a mo | -
in 5 | 18.11 10:05
in a tick | -
ASAP | -
within 5 days of receipt | -
twelve noon | 18.11 12:00
by Weds | 25.11 18:00
Thursday 19/11 | 19.11 18:00
19-11-2026 | 19.11 18:00
19.11.26 | 19.11 18:00
19 Nov '26 | 19.11 18:00
6 to 8 weeks | 13.01 18:00
another twelve months | -
the following day | -
the day after | -
the day after tomorrow | 20.11 18:00
in 3 days' time | 21.11 18:00
three days' time | 21.11 18:00
by Sunday night | 22.11 23:59
Sunday evening | 22.11 21:00
on the morning of the 20th | 20.11 12:00
20 November in the afternoon | 20.11 18:00
the last day of the month | 30.11 18:00
the first of December | 01.12 18:00
the first week of December | -
later today | 18.11 18:00
sometime today | 18.11 18:00
any time before 3 | 18.11 15:00
from 9 till 5 tomorrow | 19.11 17:00
after 4 today | 18.11 16:00
by this time tomorrow | 19.11 10:00
"""


@pytest.mark.parametrize("line", [line for line in TABLE.splitlines() if line.strip()])
def test_words_of_time_name_their_moment_alone_and_in_a_sentence(line: str) -> None:
    words, expected = (cell.strip() for cell in line.split("|"))
    assert moment_of(words) == expected
    assert moment_of(f"We will do it {words}.") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("first thing", "18.11 12:00"), ("in the morning", "18.11 12:00"), ("first thing Friday", "20.11 12:00")],
)
def test_first_thing_said_before_nine_is_the_same_morning(words: str, expected: str) -> None:
    assert moment_of(words, sent=WEDNESDAY.replace(hour=7)) == expected


def moment_of(words: str, *, sent: datetime = WEDNESDAY) -> str:
    """The moment that words name, as day and time in London."""
    folded, _ = fold_in_place(words)
    due = due_from(ENGLISH.parts(folded), folded, sent=sent, week=WEEK)
    return f"{due.at.astimezone(LONDON):%d.%m %H:%M}" if due.at else "-"

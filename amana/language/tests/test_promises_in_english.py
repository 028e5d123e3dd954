"""What is and is not a promise in English, and when it is due: a table that grows."""

from __future__ import annotations

import pytest

from amana.language.tests.reading_a_table import Line, found_in, table

# side | what was written on Wednesday 18 November 2026 at 10:00 in Israel | each promise: due, firmness, by whom
TABLE = """
company | Thanks for your patience, Mr Ali. Your claim has been approved and the settlement of £2,300 will be paid into your nominated account by 27 November. | 27.11 18:00 firm company
company | I've passed your comments to the crew manager. She'll be in touch before the weekend. | 19.11 18:00 firm company
company | The council will collect the bulky items on Tuesday 24 November between 7am and 3pm. | 24.11 15:00 firm company
company | We're arranging for a courier to pick up the faulty kettle on Friday. | 20.11 18:00 firm company
company | Your boarding passes will be available 24 hours before departure.
company | You can expect a call from our dental nurse this afternoon. | 18.11 18:00 firm company
company | Sorry to hear that! Can you send us your booking reference so that we can check?
company | Refunds are processed within 10 working days of the item reaching us.
company | Your meter reading has been updated and a new bill was issued yesterday.
company | I'll make sure the driver has your gate code. | none firm company
company | We'll put the difference back on your card, allow up to 7 days for it to show. | 25.11 18:00 firm company
company | Should the fault come back, we'll send someone out free of charge. | none conditional company
company | You won't be billed for this month, and what you've paid already will come off your next invoice. | vague firm company | none firm company
customer | I'm not in tomorrow but my son will let your man in. | 19.11 18:00 firm customer
company | I'm out of the office until 24 November and will reply to your message on my return. | none firm company
company | I've reset the password and texted it to you.
company | Let me check with the pharmacy and I'll get back to you within the hour. | 18.11 11:00 firm company
company | We'll have someone out to you first thing tomorrow. | 19.11 12:00 firm company
company | No further action is needed. Have a lovely day.
company | If you have not heard from us by Monday, please reply to this email.
company | It may take up to 48 hours for the change to show.
company | We hope to reopen the pool on 1 December. | 01.12 18:00 vague company
company | I will not charge you for the missed appointment. | none firm company
company | Our opening hours will change from 1 December.
company | Your new tenancy agreement is on its way and should reach you by Saturday. | 21.11 18:00 vague company
company | We guarantee that the part will be fitted within 5 business days. | 25.11 18:00 firm company
company | You'll be reimbursed in full once the hotel confirms the cancellation. | none conditional company
company | Give me ten minutes and I'll email you the e-ticket. | 18.11 10:10 firm company
company | We would love to hear your feedback.
company | I understand you will be disappointed.
company | Unless payment is received by 30 November, your policy will lapse.
company | I can confirm that a supervisor is going to review the recording and write to you by the 25th. | 25.11 18:00 firm company
company | Expect the revised quote in your inbox by noon tomorrow. | 19.11 12:00 firm company
company | A new card is being sent to you and will arrive in 3 to 5 working days. | 25.11 18:00 firm company
company | Rest assured, we are working on it.
company | Our next meeting is on Thursday, when the committee will decide on your appeal. | 19.11 18:00 firm company
customer | I will transfer the rent on Sunday evening. | 22.11 21:00 firm customer
customer | I'm sending the forms by registered post tomorrow | 19.11 18:00 firm customer
customer | If this isn't fixed by Friday I will dispute the charge with my bank.
customer | Your colleague assured me I'd have the refund within a week.
customer | When will my passport arrive?
customer | we'll be at the property from 9 on Saturday, ring the bell | 21.11 09:00 firm customer
customer | Let me know and I'll come by the branch | none firm customer
customer | I want you to call me tomorrow at 10.
caller_note | Spoke to Karen at the airline. Voucher to be emailed within 72 hours. | 21.11 10:00 firm company
caller_note | Vet's receptionist says results will be back Thursday and they'll phone me. | 19.11 18:00 firm company | none firm company
caller_note | Dave from the garage: couldn't say when the part would come. I said I'd ring again on Monday. | 23.11 18:00 firm customer
caller_note | Insurer refused to give a date. Supervisor not available.
caller_note | The lady promised to send out a new meter within 10 working days and I agreed to send a photo of the old one. | 02.12 18:00 firm company | none firm customer
company | Our engineers are aware of the outage and expect service to be restored by 6pm. | 18.11 18:00 vague company
company | You won't be billed for November. | none firm company
company | Upgrade today and we'll double your data.
company | Sign up by Sunday and we'll give you three months free.
company | The builders next door will start at eight on Monday.
company | Dr Hughes won't be in on Monday.
company | Mr Singh will not be in the office this week.
company | You can check in from 3 on Friday.
company | I'm going to be straight with you.
company | We'll bring it on Friday at the earliest. | vague firm company
company | We shall reply by the 20th inst. | 20.11 18:00 firm company
company | I'll call you back in 20 minutes. | 18.11 10:20 firm company
company | You'll have it by Friday. | 20.11 18:00 firm company
company | We'll try to get it to you next week. | 26.11 18:00 vague company
company | We'll get back to you as soon as possible. | vague firm company
company | If stock allows, we'll swap it within a week. | 25.11 18:00 conditional company
company | The engineer will be with you tomorrow between 8 and 12. | 19.11 12:00 firm company
company | I'll write to you by close of play Monday. | 23.11 18:00 firm company
company | We will answer within 3-5 working days. | 25.11 18:00 firm company
company | It will be there by the end of the month. | 30.11 18:00 firm company
company | Refunds usually take five days.
company | We sent it yesterday.
company | Would you like us to call you on Saturday?
company | I'll let you know by 5 December. | 05.12 18:00 firm company
company | Our night team will reboot the exchange between midnight and 4am. | 19.11 04:00 firm company
customer | You promised to call me back yesterday by 4.
company | The technician will arrive on Sunday 22.11 at 09:30. | 22.11 09:30 firm company
company | I'll check it and call you on Sunday, and we'll refund the fee by Tuesday. | 22.11 18:00 firm company | 24.11 18:00 firm company
company | We'll send it on Wednesday of next week. | 25.11 18:00 firm company
company | I'll ring you this evening. | 18.11 21:00 firm company
company | There's a cot going into your room as you asked. | none firm company
company | Staff who join after the 15th will be paid with the next payroll.
company | The seat fee is going to be refunded, I've just had it approved. | none firm company
company | Our technician will be visiting your premises on 23rd between 10 am and 1 pm. | 23.11 13:00 firm company
customer | Thursday's good for the meter, there'll be somebody in between 12 and 4. | 19.11 16:00 firm customer
customer | I paid the balance on Monday and emailed you the receipt the same night.
customer | Our last day is still the 30th and we will text you the readings that day. | 30.11 18:00 firm customer
company | No penalty will be added if you switch before Friday. | none conditional company
company | A charge of £20 will be made for missed appointments.
company | Access to the portal will be withdrawn on Monday.
company | I'm not going to give you a date.
company | We were going to ring you on Monday but the line was down.
company | You should have received a letter by Friday.
company | She has rebooked you on the 6:10 tomorrow.
company | Forms are to be handed in by Friday.
company | We'll try to fit you in sooner if somebody cancels. | none vague company
company | We'll let you know if anything changes. | none conditional company
company | Once we have the signed form we'll refund you within 3 working days. | none conditional company
company | The engineer is with you at half five tonight. | 18.11 17:30 firm company
customer | I promise not to park there again. | none firm customer
customer | I'll go for the blue one.
customer | I'll wait for your call until noon.
customer | I'll try another shop.
caller_note | Told me to call back Monday.
caller_note | I'm to ring again in a fortnight.
company | On orders over £50 postage is on us.
company | Your breakfast is on us this time. | none firm company
company | Rent goes up by 2% in January in line with the index.
company | The premium is going to be returned to you on Friday. | 20.11 18:00 firm company
company | We are looking into it with the supplier.
"""


@pytest.mark.parametrize("line", table(TABLE), ids=lambda line: line.text[:40])
def test_the_promises_of_a_line_are_found_and_nothing_else(line: Line) -> None:
    assert found_in(line) == line.promises

"""Israel: rules of consumer law as they were found, each with its source."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from amana.deadlines.known.facts import KnownRule

PHONE_SECTORS = ("telecom", "tv", "electricity", "gas", "water", "bank", "cards", "insurance", "pension", "health")
IL = ("IL",)

RULES = [
    KnownRule(
        key="il-call-6min", kind="waiting", countries=IL, sectors=PHONE_SECTORS, topics=("fault", "charge", "stop_service"),
        title=_("A person answers within 6 minutes when you call about a fault, a bill or ending the contract."),
        what_to_do=_("Write down how long you waited, and say so in your complaint."),
        counts_from=_("the beginning of the call"), amount="6", unit="minutes",
        source="Consumer Protection Law, s. 18B (amendment 57); dinolaw.co.il; kolzchut.org.il; consumers.org.il; tviot-ktanot.co.il",
        source_date="2019-2023", confidence="high",
        trap=_("A regulator may allow a company another time."),
    ),
    KnownRule(
        key="il-call-callback-3h", kind="waiting", countries=IL, sectors=PHONE_SECTORS,
        title=_("Where the wait is longer than 3 minutes you may leave a message, and a person calls back within 3 hours."),
        what_to_do=_("Leave the message and write down the hour. One left in the last two hours of the day is answered within "
                     "3 hours of the next opening."),
        counts_from=_("the message you left"), amount="3", unit="hours",
        source="Consumer Protection Regulations (Telephone Service) 2012, at fridmanwork.com", source_date="",
        confidence="high", trap=_("It holds for the matters that the six-minute rule leaves out."),
    ),
    KnownRule(
        key="il-distance-cancel-14d", kind="claim", countries=IL, topics=("cancel_purchase",),
        title=_("Something bought by telephone or on the internet can be cancelled within 14 days."),
        what_to_do=_("Write to the seller that you cancel. The fee is at most 5 per cent or 100 shekels, the lower of the two; there "
                     "is none where it is faulty, something else or late."),
        counts_from=_("the day you got it, or the written terms, whichever came later"), amount="14", unit="days",
        source="kolzchut.org.il; consumers.org.il", confidence="high",
        trap=_("A single service has to be cancelled at least two working days before it as well."),
    ),
    KnownRule(
        key="il-distance-cancel-4mo", kind="claim", countries=IL, topics=("cancel_purchase",),
        title=_("People of 65 and over, with a disability or new in the country may cancel within 4 months where the sale "
                "included a conversation."),
        what_to_do=_("Write to the seller that you cancel, and attach what shows that this holds for you."),
        counts_from=_("the day you got it, or the written terms, whichever came later"), amount="4", unit="months",
        source="kolzchut.org.il; globes.co.il", source_date="2020", confidence="high",
        trap=_("New in the country means the first five years. Without a conversation the 14 days hold."),
    ),
    KnownRule(
        key="il-refund-14d", kind="answer", countries=IL, topics=("refund", "cancel_purchase"),
        title=_("After a cancellation for a fault, a late delivery or a breach the money is back within 14 days."),
        what_to_do=_("Write a letter before claim, then go to small claims."),
        counts_from=_("the day your cancellation reached them"), amount="14", unit="days",
        source="hitlahavut.com, on s. 14C-14E", confidence="medium",
        trap=_("Whether an ordinary cancellation has the same time needs a look at s. 14E."),
    ),
    KnownRule(
        key="il-continuing-stop-3d", kind="answer", countries=IL, topics=("stop_service",),
        title=_("A company stops charging within 3 days of your notice that you end a subscription or a service."),
        what_to_do=_("If they go on charging, ask it back in writing; the law knows damages without proof of loss for this."),
        counts_from=_("the day you gave notice"), amount="3", unit="working_days",
        source="kolzchut.org.il, on s. 13D", confidence="medium",
        trap=_("6 days after a registered letter. Whether the days are working days needs a look at s. 13D; they are counted as "
               "working days here, which is the later end."),
    ),
    KnownRule(
        key="il-overcharge-check", kind="answer", countries=IL, topics=("charge",),
        title=_("A company may take 10 working days to check what you say about a wrong charge."),
        what_to_do=_("Ask the money back in writing, naming s. 13D1."),
        counts_from=_("the day you asked"), amount="10", unit="working_days",
        source="igood.tw (copy of kolzchut.org.il), on s. 13D1", confidence="low",
        trap=_("The section exists; its figures need a look at the law."),
    ),
    KnownRule(
        key="il-technician-2h", kind="amount", countries=IL, topics=("visit",),
        title=_("A technician or a delivery comes within 2 hours of the hour that was set; later than 2 more hours, up to 600 "
                "shekels are due without proof of loss."),
        what_to_do=_("Write down the hour that was set and the hour they came, and ask for the sum in writing."),
        counts_from=_("the hour that was set"), amount="600", currency="ILS",
        source="kolzchut.org.il, on s. 18A; dinolaw.co.il; law-sr.co.il", source_date="2023-11", confidence="high",
        checked="2023-11-27",
        trap=_("An example in the source: set for 13:00, it is late from 17:00. From which delay 300 and from which 600 are due "
               "was not confirmed."),
    ),
    KnownRule(
        key="il-exemplary-10k", kind="amount", countries=IL, topics=("stop_service", "cancel_purchase", "charge"),
        title=_("A court may award up to 10,000 shekels without proof of loss for listed breaches, such as a refused "
                "cancellation or charges after it."),
        what_to_do=_("Small claims, with the letters in which you asked."),
        amount="10000", currency="ILS", source="kolzchut.org.il, on s. 31A", confidence="high",
        trap=_("Whether the sum is indexed was not checked."),
    ),
    KnownRule(
        key="il-bank-45d", kind="answer", countries=IL, sectors=("bank", "cards"), topics=("complaint", "charge", "payment"),
        title=_("A bank's own unit for complaints answers within 45 days."),
        what_to_do=_("Then, or with its answer, turn to the Banking Supervision at the Bank of Israel."),
        counts_from=_("the day you complained to the bank's own unit"), amount="45", unit="days",
        source="kolzchut.org.il; boi.org.il", confidence="high",
        trap=_("60 days in special cases, with notice. The bank has to be asked first."),
    ),
    KnownRule(
        key="il-insurance-30d", kind="answer", countries=IL, sectors=("insurance", "pension"), topics=("complaint", "payment"),
        title=_("An insurer's officer for complaints answers within 30 days."),
        what_to_do=_("Then turn to the Capital Market, Insurance and Savings Authority."),
        counts_from=_("the day you complained to the insurer"), amount="30", unit="days",
        source="circular 2016-9-9, its title at gilad-pension.co.il; the way on: kolzchut.org.il, savey.co.il", confidence="low",
        trap=_("The way is confirmed, the number of days is not."),
    ),
    KnownRule(
        key="il-telecom-route", kind="route", countries=IL, sectors=("telecom", "tv"),
        title=_("The Ministry of Communications looks only at breaches of the law or the licence."),
        what_to_do=_("For a cancellation within 14 days, a late technician, a misleading sale, debts, disputes on the contract, "
                     "compensation or waiting on the telephone, turn to the Consumer Protection Authority, the Consumer Council "
                     "or small claims."),
        counts_from=_("the company's answer"), source="moc.gov.il, pages 509 and 557", confidence="medium",
        trap=_("The pages are old; look again at gov.il."),
    ),
    KnownRule(
        key="il-cpa", kind="route", countries=IL,
        title=_("The Consumer Protection and Fair Trade Authority enforces the law; it does not represent you."),
        what_to_do=_("Tell it what happened; for help of your own ask the Israel Consumer Council."),
        source="kolzchut.org.il", confidence="medium", trap=_("Its hours change."),
    ),
    KnownRule(
        key="il-small-claims", kind="amount", countries=IL,
        title=_("Small claims courts hear claims up to 37,700 shekels (2024)."),
        what_to_do=_("Only a person can sue there, not a company. A letter before claim first."),
        counts_from=_("set anew every 1 January"), amount="37700", currency="ILS",
        source="kolzchut.org.il; fridmanwork.com/lawyers1527; elyon1.court.gov.il", source_date="2024-01", confidence="medium",
        checked="2024-01-01", trap=_("The sum is of 2024; look up the one of this year."),
    ),
    KnownRule(
        key="il-recording", kind="note", countries=IL,
        title=_("Whoever takes part in a call may record it."),
        what_to_do=_("Keep the recording as evidence; what may be done with it has limits of its own."),
        source="haaretz.co.il; timesofisrael.com; recordinglaw.com; law.co.il", source_date="2016-2026", confidence="high",
        trap=_("In other countries, and in about twelve states of the US, everybody on the call has to agree."),
    ),
    KnownRule(
        key="il-aviation", kind="answer", countries=IL, sectors=("airline",), topics=("flight", "refund"),
        title=_("An airline answers a request under the Aviation Services Law within 21 days."),
        what_to_do=_("Then small claims."), counts_from=_("the day you asked"), amount="21", unit="days",
        source="Aviation Services Law 2012, named at gov.il and maymon-law.co.il", source_date="2025-03", confidence="low",
        trap=_("The number of days was not found in a source; rules made in wartime may differ."),
    ),
]  # fmt: skip

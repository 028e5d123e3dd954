"""The United Kingdom: rules as they were found, each with its source."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from amana.deadlines.known.facts import KnownRule

GB = ("GB",)

RULES = [
    KnownRule(
        key="uk-fin-8w", kind="answer", countries=GB, sectors=("bank", "cards", "insurance", "finance"),
        topics=("complaint", "charge", "payment", "refund"),
        title=_("A bank, insurer or lender sends its final answer within 8 weeks."),
        what_to_do=_("Then, or with its final answer, the Financial Ombudsman Service is open to you, free."),
        counts_from=_("the day they got your complaint"), amount="8", unit="weeks",
        source="FCA Handbook, DISP 1.6.2R", source_date="2012-2024", confidence="high",
        trap=_("Look at the handbook as it stands today."),
    ),
    KnownRule(
        key="uk-fin-src-3bd", kind="note", countries=GB, sectors=("bank", "cards", "insurance", "finance"),
        topics=("complaint",),
        title=_("A complaint solved by the end of the third working day is closed with a short letter."),
        what_to_do=_("You may still go to the Financial Ombudsman Service."),
        counts_from=_("the day after they got it"), amount="3", unit="working_days",
        source="FCA Handbook, DISP 1.5", source_date="2024-02", confidence="high", checked="2024-02-27",
    ),
    KnownRule(
        key="uk-fos-6mo", kind="claim", countries=GB, sectors=("bank", "cards", "insurance", "finance"),
        topics=("complaint", "charge", "payment", "refund"),
        title=_("The Financial Ombudsman Service takes a complaint within 6 months of the company's final answer."),
        what_to_do=_("Send it the final answer and your file."),
        counts_from=_("the date of the final answer"), amount="6", unit="months",
        source="FCA Handbook, DISP 1.6.2R; which.co.uk", source_date="2012 and later", confidence="high",
    ),
    KnownRule(
        key="uk-psd-15bd", kind="answer", countries=("GB", "EU"), sectors=("bank", "cards", "finance"), topics=("payment",),
        title=_("A payment service answers a complaint about a payment within 15 working days."),
        what_to_do=_("35 working days at most where it says why it needs longer; then the ombudsman."),
        counts_from=_("the day they got your complaint"), amount="15", unit="working_days",
        source="eba.europa.eu, on article 101 of PSD2; nordigen.com", source_date="2018", confidence="medium",
        trap=_("The 35 days were not found in a source, and the law is being changed."),
    ),
    KnownRule(
        key="uk-telecom-6w", kind="answer", countries=GB, sectors=("telecom", "tv"), topics=("complaint", "fault", "charge"),
        title=_("After 6 weeks an unsolved complaint about telephone, internet or television can go to the ombudsman, free."),
        what_to_do=_("Communications Ombudsman or CISAS, whichever your company belongs to; earlier with a letter in which "
                     "the company says that it has nothing to add."),
        counts_from=_("the day you first complained"), amount="6", unit="weeks", in_force_from="2026-04-08",
        source="Ofcom, at wired-gov.net; trustalliancegroup.org", source_date="2025-07", confidence="high", checked="2025-07-08",
        trap=_("For complaints made before 8 April 2026 it was 8 weeks."),
    ),
    KnownRule(
        key="uk-energy-8w", kind="answer", countries=GB, sectors=("energy", "electricity", "gas"),
        topics=("complaint", "fault", "charge"),
        title=_("After 8 weeks an unsolved complaint about energy can go to the Energy Ombudsman."),
        what_to_do=_("Earlier with a letter in which the company says that it has nothing to add; then you have 12 months. It "
                     "can award a household up to 10,000 pounds."),
        counts_from=_("the day you first complained"), amount="8", unit="weeks",
        source="legaldocuments.co.uk; partners.ombudsman-services.org", source_date="2026-06", confidence="high",
        checked="2026-06-01",
        trap=_("It does not hold in Northern Ireland. One source says that 6 weeks were announced in June 2026; look from when."),
    ),
    KnownRule(
        key="uk-goods-30d", kind="claim", countries=GB, sectors=("retail", "other"), topics=("faulty_goods",),
        title=_("Faulty goods can be given back for the whole price within 30 days."),
        what_to_do=_("After that one repair or one replacement comes first. A fault within 6 months counts as there from the "
                     "beginning."),
        counts_from=_("the day you got it"), amount="30", unit="days",
        source="which.co.uk, on the Consumer Rights Act 2015", confidence="high",
    ),
    KnownRule(
        key="uk-small-claims", kind="amount", countries=GB, region="ENG",
        title=_("The small claims track in England and Wales hears claims up to 10,000 pounds."),
        what_to_do=_("A letter before claim first; claims made since 22 May 2024 go through free mediation."),
        amount="10000", currency="GBP", source="nelsonslaw.co.uk; salaw.com; garfield.law", source_date="2024-2026",
        confidence="high",
        trap=_("Scotland and Northern Ireland have other limits. That 14 days are usual for an answer to the letter was not found in "
               "a source."),
    ),
    KnownRule(
        key="uk-subscriptions", kind="note", countries=GB, topics=("stop_service",), is_in_force=False,
        title=_("New rules for subscriptions (reminders, an easy way out, two times 14 days to think) are not in force yet."),
        what_to_do=_("They are expected in spring 2027; until then the contract and general law hold."),
        counts_from=_("the beginning, and each renewal"), amount="14", unit="days",
        source="slaughterandmay.com; reedsmith.com", source_date="2026-04", confidence="high", checked="2026-04-02",
    ),
]  # fmt: skip

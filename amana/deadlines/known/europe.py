"""The European Union: rules as they were found, each with its source."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from amana.deadlines.known.facts import KnownRule

EU = ("EU",)

RULES = [
    KnownRule(
        key="eu-odr-closed", kind="note", countries=EU, is_in_force=False,
        title=_("The European platform for online disputes is closed since July 2025; links to it lead nowhere."),
        what_to_do=_("Turn to the body for disputes of your country, to the European Consumer Centre, or to European small claims."),
        source="twobirds.com; iubenda.com, on Regulation 2024/3228", source_date="2025", confidence="high",
    ),
    KnownRule(
        key="eu-adr-20wd", kind="note", countries=EU, is_in_force=False,
        title=_("From about the middle of 2028 a trader answers a body for disputes within 20 working days."),
        what_to_do=_("It is not in force. When it is, silence will count as a refusal."),
        counts_from=_("the day the body asked"), amount="20", unit="working_days",
        source="digitalpolicyalert.org; nais.bg", source_date="2025-11", confidence="high", checked="2025-11-17",
        trap=_("30 working days for what is complicated."),
    ),
    KnownRule(
        key="eu-withdraw-14d", kind="claim", countries=EU, topics=("cancel_purchase",),
        title=_("Something bought at a distance can be given back within 14 days, without a reason."),
        what_to_do=_("Say clearly that you withdraw; since 19 June 2026 shops on the internet have a button for it. Ask for "
                     "the confirmation."),
        counts_from=_("the day you got it; for a service, the day of the contract"), amount="14", unit="days",
        source="quastels.com; edwincoe.com; sourcingspeak.com, on Directive 2023/2673", source_date="2026", confidence="high",
        checked="2026-01-01", trap=_("Each country has put it into its own law."),
    ),
    KnownRule(
        key="eu-air-2mo", kind="answer", countries=EU, sectors=("airline",), topics=("flight", "complaint", "refund"),
        title=_("An airline should answer a complaint within 2 months."),
        what_to_do=_("Then the enforcement body of the country, a body for disputes, or a court; 250 to 600 euros by distance."),
        counts_from=_("the day you complained"), amount="2", unit="months",
        source="Guidelines of the Commission, at iuno.law", source_date="2016", confidence="medium",
        trap=_("This is advice to airlines and no law; an older form says 6 weeks, and the regulation is being changed."),
    ),
    KnownRule(
        key="eu-gdpr-1mo", kind="answer", countries=EU, topics=("personal_data",),
        title=_("A company gives you what it keeps about you, call notes and recordings too, within one month."),
        what_to_do=_("Then the data protection authority of the country."),
        counts_from=_("the day you asked"), amount="1", unit="months", source="GDPR, article 12", confidence="high",
        trap=_("It may take two months more where it says so within the first."),
    ),
]  # fmt: skip

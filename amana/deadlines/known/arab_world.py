"""The Emirates, Saudi Arabia and Egypt: rules as they were found, each with its source."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from amana.deadlines.known.facts import KnownRule

RULES = [
    KnownRule(
        key="ae-dubai", kind="route", countries=("AE",), region="DXB",
        title=_("In Dubai complaints about shops and services go to the consumer protection of the emirate."),
        what_to_do=_("Call it or use its site; about 4 working days were usual in 2018."),
        counts_from=_("the day you complained"), amount="4", unit="working_days",
        source="ameinfo.com; headline.ae; uaeflag.ae", source_date="2018-2025", confidence="low",
        trap=_("The company must be licensed in that emirate. The number of days is old."),
    ),
    KnownRule(
        key="ae-sanadak", kind="answer", countries=("AE",), sectors=("bank", "insurance"),
        topics=("complaint", "charge", "payment"),
        title=_("A bank or insurer has 30 days before Sanadak takes a complaint."),
        what_to_do=_("Sanadak confirms within 3 working days and first answers within 30 days; an appeal has 30 working days."),
        counts_from=_("the day you complained to the bank or insurer"), amount="30", unit="days",
        source="u.ae; sanadak.gov.ae", source_date="2023 and later", confidence="high",
    ),
    KnownRule(
        key="ae-tdra", kind="route", countries=("AE",), sectors=("telecom",),
        title=_("After the provider, complaints about telephone and internet go to the regulator, TDRA."),
        what_to_do=_("Use its platform."), source="emaratalyoum.com; tdra.gov.ae", source_date="2025-08",
        confidence="medium", checked="2025-08-30", trap=_("How long the provider has was not found."),
    ),
    KnownRule(
        key="sa-telecom-5d", kind="answer", countries=("SA",), sectors=("telecom",), topics=("complaint", "fault", "charge"),
        title=_("A provider deals with a complaint within 5 days."),
        what_to_do=_("Then the regulator, CST, within 180 days."),
        counts_from=_("the day you complained to the provider"), amount="5", unit="days",
        source="cst.gov.sa; saudiarabialife.net", confidence="high",
        trap=_("Complain to the provider within 60 days of the bill or of what happened."),
    ),
    KnownRule(
        key="sa-moc-1900", kind="route", countries=("SA",), sectors=("retail", "food", "other"),
        title=_("Complaints about shops go to the Ministry of Commerce."),
        what_to_do=_("Call it or use its application; one source says that it gets in touch within 3 days."),
        source="khabrna.com; alkhaleej-services.net", confidence="medium",
    ),
    KnownRule(
        key="sa-bank", kind="answer", countries=("SA",), sectors=("bank", "insurance", "finance"),
        topics=("complaint", "charge", "payment"),
        title=_("A bank, insurer or lender answers within 15 days."),
        what_to_do=_("Then SAMA Cares, at the central bank."),
        counts_from=_("the day you complained to it"), amount="15", unit="days",
        source="sama.gov.sa; newsworled.com", confidence="low", trap=_("The number of days is from a second hand."),
    ),
    KnownRule(
        key="eg-telecom", kind="route", countries=("EG",), sectors=("telecom",),
        title=_("Complaints about telephone and internet go to the regulator, NTRA."),
        what_to_do=_("Ask the provider first."), source="emaratalyoum.com", source_date="2022", confidence="medium",
        checked="2022-01-01",
    ),
]  # fmt: skip

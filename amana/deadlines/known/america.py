"""The United States: rules as they were found, each with its source."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from amana.deadlines.known.facts import KnownRule

US = ("US",)

RULES = [
    KnownRule(
        key="us-fcc-30d", kind="answer", countries=US, sectors=("telecom", "tv"), topics=("complaint", "fault", "charge"),
        title=_("A provider answers an informal complaint to the FCC in writing within 30 days."),
        what_to_do=_("Then a formal complaint, for which there is a fee, or the regulator of your state."),
        counts_from=_("the day the provider got it from the FCC"), amount="30", unit="days",
        source="consumercomplaints.fcc.gov", confidence="high",
        trap=_("Ask the provider first. Unwanted calls and decency go another way."),
    ),
    KnownRule(
        key="us-cfpb-15d", kind="answer", countries=US, sectors=("bank", "cards", "finance"),
        topics=("complaint", "charge", "payment"),
        title=_("A financial company answers through the CFPB within 15 days."),
        what_to_do=_("A final answer may take 60 days; you then have 60 days to say what you think of it."),
        counts_from=_("the day the complaint was sent to the company"), amount="15", unit="days",
        source="CFPB Company Portal manual, at fintechfutures.com and insidearm.com; legalexaminer.com",
        source_date="2015-2020", confidence="medium", trap=_("The agency works otherwise since 2025; look at how it does today."),
    ),
    KnownRule(
        key="us-fcba-60d", kind="claim", countries=US, sectors=("cards", "bank"), topics=("charge",),
        title=_("An error on a credit card bill is disputed in writing within 60 days."),
        what_to_do=_("Write to the address for billing inquiries. The issuer confirms within 30 days and settles it in two "
                     "billing cycles, 90 days at most."),
        counts_from=_("the day the first bill with the error was mailed"), amount="60", unit="days",
        source="citicards.com; thecredittuneup.com; legalclarity.org", confidence="high",
        trap=_("A telephone call does not keep the time."),
    ),
    KnownRule(
        key="us-air-30-60", kind="answer", countries=US, sectors=("airline",), topics=("flight", "complaint", "refund"),
        title=_("An airline confirms a complaint within 30 days and answers it within 60."),
        what_to_do=_("Then the Aviation Consumer Protection office of the Department of Transportation."),
        counts_from=_("the day they got your complaint"), amount="60", unit="days",
        source="14 CFR 259.7, at self-law.org; mondaq.com; benedelman.org", source_date="2014 and later", confidence="high",
    ),
    KnownRule(
        key="us-bbb-14d", kind="answer", countries=US, topics=("complaint",),
        title=_("The Better Business Bureau asks the company to answer within 14 days."),
        what_to_do=_("It asks a second time, and closes after about 30 days. Nobody has to answer it."),
        counts_from=_("the day you filed it"), amount="14", unit="days", source="bbb.org", source_date="2024-10",
        confidence="high", checked="2024-10-14", trap=_("Some offices say 30 days."),
    ),
    KnownRule(
        key="us-ag", kind="route", countries=US,
        title=_("The attorney general of your state takes complaints about companies; there is no fixed time."),
        what_to_do=_("Each state has its own form."), source="", confidence="medium",
    ),
    KnownRule(
        key="us-clicktocancel", kind="note", countries=US, topics=("stop_service",), is_in_force=False,
        title=_("The federal rule that cancelling must be as easy as signing up is not in force; a court ended it in July 2025."),
        what_to_do=_("Rely on the law of your state."), source="jdsupra.com; crowell.com; insideprivacy.com",
        source_date="2026-03", confidence="high", checked="2026-03-13",
        trap=_("A new rule is being prepared; what became of it after April 2026 was not found."),
    ),
    KnownRule(
        key="us-ca-arl", kind="answer", countries=US, region="CA", topics=("stop_service",),
        title=_("In California a cancellation left on voicemail is dealt with within one working day."),
        what_to_do=_("You may cancel in the way you signed up; offers to stay must not stand in the way."),
        counts_from=_("your message"), amount="1", unit="working_days", in_force_from="2025-07-01",
        source="ktslaw.com; complyauto.com; lexblog.com, on AB 2863", source_date="2024-2025", confidence="high",
        trap=_("One source says 24 hours."),
    ),
]  # fmt: skip

"""Whom one can turn to outside a company, as it was found; a fee, an hour or an address that is not known is left empty."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from amana.deadlines.known.facts import KnownOffice

MONEY = ("bank", "cards", "insurance", "finance")

OFFICES = [
    KnownOffice(
        key="il-boi", kind="regulator", countries=("IL",), sectors=("bank", "cards"), opens_after="il-bank-45d",
        name="Bank of Israel, Banking Supervision",
        says=_("Takes complaints about banks and card companies after the bank's own unit."),
        reach="pz@boi.org.il, fax 02-6669077", source="kolzchut.org.il; boi.org.il", confidence="high",
    ),
    KnownOffice(
        key="il-cma", kind="regulator", countries=("IL",), sectors=("insurance", "pension"), opens_after="il-insurance-30d",
        name="Capital Market, Insurance and Savings Authority",
        says=_("Takes complaints about insurers and pensions after the company's own officer."),
        source="kolzchut.org.il; savey.co.il", confidence="medium",
    ),
    KnownOffice(
        key="il-moc", kind="regulator", countries=("IL",), sectors=("telecom", "tv"), name="Ministry of Communications (Israel)",
        says=_("Looks at breaches of the law or the licence only; disputes on a contract, compensation and waiting times it does "
               "not take."),
        not_taken=("cancel_purchase", "visit", "refund", "charge"), source="moc.gov.il", confidence="medium",
    ),
    KnownOffice(
        key="il-cpa-office", kind="regulator", countries=("IL",), name="Consumer Protection and Fair Trade Authority",
        says=_("Enforces consumer law; it does not represent a person."), company_first=False,
        reach="073-3717777, fax 073-3717790", source="kolzchut.org.il", confidence="medium",
        trap=_("Its hours change."),
    ),
    KnownOffice(
        key="il-council", kind="advice", countries=("IL",), name="Israel Consumer Council",
        says=_("Advises consumers, free; it answers through the form on its site."), company_first=False,
        source="kolzchut.org.il", confidence="medium", needs=(),
    ),
    KnownOffice(
        key="il-court", kind="court", countries=("IL",), name="Small claims court (Israel)",
        says=_("Hears claims of people up to a limit that changes every year; no lawyer is needed."),
        needs=("complaint", "before_claim", "papers", "sum"), source="kolzchut.org.il; elyon1.court.gov.il",
        source_date="2024-01", confidence="medium", checked="2024-01-01",
        trap=_("An old page names a fee of 1%, 50 shekels at least (2017)."),
    ),
    KnownOffice(
        key="uk-fos", kind="ombudsman", countries=("GB",), sectors=MONEY, opens_after="uk-fin-8w",
        name="Financial Ombudsman Service", says=_("Decides disputes with banks, insurers and lenders, free for consumers."),
        fee=_("free"), source="FCA Handbook, DISP 1.6.2R; which.co.uk", confidence="high",
    ),
    KnownOffice(
        key="uk-comms", kind="ombudsman", countries=("GB",), sectors=("telecom", "tv"), opens_after="uk-telecom-6w",
        name="Communications Ombudsman, or CISAS", says=_("Each company belongs to one of the two; free for consumers."),
        fee=_("free"), source="Ofcom, at wired-gov.net; trustalliancegroup.org", source_date="2025-07", confidence="high",
        checked="2025-07-08",
    ),
    KnownOffice(
        key="uk-energy", kind="ombudsman", countries=("GB",), sectors=("energy", "electricity", "gas"),
        opens_after="uk-energy-8w", name="Energy Ombudsman",
        says=_("Decides disputes with energy companies; it can award a household up to 10,000 pounds."),
        source="legaldocuments.co.uk; partners.ombudsman-services.org", source_date="2026-06", confidence="high",
        checked="2026-06-01",
    ),
    KnownOffice(
        key="uk-court", kind="court", countries=("GB",), region="ENG", name="Small claims track (England and Wales)",
        says=_("Hears claims up to 10,000 pounds; free mediation comes first."),
        needs=("complaint", "before_claim", "papers", "sum"), source="nelsonslaw.co.uk; salaw.com", source_date="2024-04",
        confidence="high", checked="2024-04-15",
    ),
    KnownOffice(
        key="us-fcc", kind="regulator", countries=("US",), sectors=("telecom", "tv"), name="FCC Consumer Complaints",
        says=_("Passes an informal complaint to the provider, which has to answer you in writing."),
        reach="consumercomplaints.fcc.gov", source="consumercomplaints.fcc.gov", confidence="high",
    ),
    KnownOffice(
        key="us-cfpb", kind="regulator", countries=("US",), sectors=("bank", "cards", "finance"),
        name="Consumer Financial Protection Bureau", says=_("Passes a complaint to the company and publishes what became of it."),
        source="CFPB Company Portal manual, at fintechfutures.com", source_date="2015-2020", confidence="medium",
        trap=_("The agency works otherwise since 2025; look at how it does today."),
    ),
    KnownOffice(
        key="us-dot", kind="regulator", countries=("US",), sectors=("airline",), opens_after="us-air-30-60",
        name="DOT Aviation Consumer Protection", says=_("Takes complaints about airlines."), source="14 CFR 259.7, at self-law.org",
        confidence="high",
    ),
    KnownOffice(
        key="us-attorney", kind="advice", countries=("US",), name="Attorney general of your state",
        says=_("Takes complaints and says where consumers of the state are helped."), company_first=False, needs=(),
        confidence="medium",
    ),
    KnownOffice(
        key="us-bbb", kind="ombudsman", countries=("US",), name="Better Business Bureau",
        says=_("Asks the company to answer; nobody has to answer it."), source="bbb.org", source_date="2024-10",
        confidence="high", checked="2024-10-14",
    ),
    KnownOffice(
        key="eu-ecc", kind="advice", countries=("EU",), name="European Consumer Centre",
        says=_("Helps where the company is in another country of the Union."), company_first=False, needs=(),
        source="twobirds.com", source_date="2025", confidence="medium",
    ),
    KnownOffice(
        key="eu-court", kind="court", countries=("EU",), name="European small claims procedure",
        says=_("For a claim against a company in another country of the Union."),
        needs=("complaint", "before_claim", "papers", "sum"), source="twobirds.com", source_date="2025", confidence="medium",
    ),
    KnownOffice(
        key="ae-dubai-office", kind="regulator", countries=("AE",), region="DXB", name="Dubai consumer protection (DCCPFT)",
        says=_("Takes complaints about companies that are licensed in Dubai."), reach="600545555, consumerrights.ae",
        source="ameinfo.com; headline.ae; uaeflag.ae", source_date="2018-2025", confidence="high",
    ),
    KnownOffice(
        key="ae-sanadak-office", kind="ombudsman", countries=("AE",), sectors=("bank", "insurance"), opens_after="ae-sanadak",
        name="Sanadak", says=_("Decides disputes with banks and insurers in the Emirates."), reach="sanadak.gov.ae",
        source="u.ae; sanadak.gov.ae", source_date="2023 and later", confidence="high",
    ),
    KnownOffice(
        key="ae-tdra-office", kind="regulator", countries=("AE",), sectors=("telecom",), name="TDRA",
        says=_("Takes complaints about telephone and internet after the provider."), reach="tdra.gov.ae",
        source="emaratalyoum.com; tdra.gov.ae", source_date="2025-08", confidence="medium", checked="2025-08-30",
    ),
    KnownOffice(
        key="sa-cst", kind="regulator", countries=("SA",), sectors=("telecom",), opens_after="sa-telecom-5d", name="CST",
        says=_("Takes complaints about telephone and internet after the provider, within 180 days."), reach="19966",
        source="cst.gov.sa", confidence="high",
    ),
    KnownOffice(
        key="sa-moc", kind="regulator", countries=("SA",), name="Ministry of Commerce (Saudi Arabia)",
        says=_("Takes complaints about shops and services."), reach="1900", source="khabrna.com; alkhaleej-services.net",
        confidence="medium",
    ),
    KnownOffice(
        key="sa-sama", kind="regulator", countries=("SA",), sectors=("bank", "insurance", "finance"), opens_after="sa-bank",
        name="SAMA Cares", says=_("Takes complaints about banks, insurers and lenders."), reach="800-125-6666",
        source="sama.gov.sa", confidence="high",
    ),
    KnownOffice(
        key="eg-ntra", kind="regulator", countries=("EG",), sectors=("telecom",), name="NTRA",
        says=_("Takes complaints about telephone and internet."), reach="155", source="emaratalyoum.com", source_date="2022",
        confidence="medium", checked="2022-01-01",
    ),
]  # fmt: skip

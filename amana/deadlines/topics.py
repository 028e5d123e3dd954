"""What a case can be about, as rules tell it apart."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TOPICS = [
    ("complaint", _("a complaint they have to answer")),
    ("fault", _("a service that does not work")),
    ("charge", _("a wrong charge")),
    ("stop_service", _("ending a subscription or a service")),
    ("cancel_purchase", _("cancelling something bought at a distance")),
    ("refund", _("money that is due back")),
    ("faulty_goods", _("something bought that is faulty")),
    ("visit", _("a technician or a delivery that did not come in time")),
    ("payment", _("a payment that went wrong")),
    ("flight", _("a flight")),
    ("personal_data", _("what they keep about me")),
]
COUNTRIES = [
    ("IL", _("Israel")),
    ("GB", _("United Kingdom")),
    ("US", _("United States")),
    ("AE", _("United Arab Emirates")),
    ("SA", _("Saudi Arabia")),
    ("EG", _("Egypt")),
    ("JO", _("Jordan")),
    ("DE", _("Germany")),
    ("FR", _("France")),
    ("ES", _("Spain")),
    ("IT", _("Italy")),
    ("NL", _("Netherlands")),
    ("IE", _("Ireland")),
    ("AT", _("Austria")),
    ("BE", _("Belgium")),
    ("PL", _("Poland")),
    ("SE", _("Sweden")),
    ("PT", _("Portugal")),
    ("GR", _("Greece")),
    ("CY", _("Cyprus")),
]
EU = "EU"
MEMBERS = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
REGIONS = [
    ("", _("anywhere in the country")),
    ("ENG", _("England or Wales")),
    ("CA", _("California")),
    ("DXB", _("Dubai")),
]


def is_in(country: str, countries: list[str]) -> bool:
    """Whether a rule for these countries holds in this one; "EU" stands for its members."""
    return country in countries or (EU in countries and country in MEMBERS)

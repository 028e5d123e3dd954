"""The sectors a company can be of: codes that rules, checklists and the directory share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SECTORS = [
    ("telecom", _("telephone and internet")),
    ("tv", _("television")),
    ("bank", _("bank")),
    ("cards", _("payment cards")),
    ("insurance", _("insurance")),
    ("pension", _("pension")),
    ("finance", _("finance and investing")),
    ("electricity", _("electricity")),
    ("gas", _("gas")),
    ("energy", _("energy")),
    ("water", _("water")),
    ("health", _("health")),
    ("airline", _("airline")),
    ("transport", _("transport")),
    ("travel", _("travel")),
    ("retail", _("shops")),
    ("food", _("food and delivery")),
    ("post", _("post and couriers")),
    ("software", _("software and online services")),
    ("media", _("media and entertainment")),
    ("social", _("social networks")),
    ("education", _("education")),
    ("government", _("public body")),
    ("property", _("housing")),
    ("other", _("other")),
]

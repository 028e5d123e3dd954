"""Addresses of what is learned from cases: insight, recurring questions, causes and their cost, articles, reviews."""

from __future__ import annotations

from django.urls import path

from amana.desk.insight import cases as insight_cases
from amana.desk.insight import ladder as insight_ladder
from amana.desk.insight import leaks as insight_leaks
from amana.desk.insight import overview as insight_overview
from amana.desk.insight import own as insight_own
from amana.desk.insight import patience as insight_patience
from amana.desk.insight import promises as insight_promises
from amana.desk.insight import today as insight_today
from amana.desk.insight import waiting as insight_waiting
from amana.desk.insight.causes import fixing as cause_fixing
from amana.desk.insight.causes import gathering as cause_gathering
from amana.desk.insight.causes import listing as cause_listing
from amana.desk.insight.causes import one as cause_one
from amana.desk.insight.causes import writing as cause_writing
from amana.desk.insight.costs import costs as insight_costs
from amana.desk.insight.costs import outcomes as insight_outcomes
from amana.desk.insight.knowledge import article as article_page
from amana.desk.insight.knowledge import listing as article_listing
from amana.desk.insight.recurring import listing as group_listing
from amana.desk.insight.recurring import one as group_one
from amana.desk.reviewing import reading as review_reading
from amana.desk.reviewing import samples as review_samples

urlpatterns = [
    # Pages of insight: figures by team and week, and what is about to break.
    path("insight/", insight_overview.insight, name="insight"),
    path("insight/today/", insight_today.today, name="insight_today"),
    path("insight/patience/", insight_patience.patience, name="insight_patience"),
    path("insight/promises/", insight_promises.promises, name="insight_promises"),
    path("insight/leaks/", insight_leaks.leaks, name="insight_leaks"),
    path("insight/ladder/", insight_ladder.ladder, name="insight_ladder"),
    path("insight/waiting/", insight_waiting.waiting, name="insight_waiting"),
    path("insight/own/", insight_own.own, name="insight_own"),
    path("insight/cases/", insight_cases.cases, name="insight_cases"),
    path("insight/letter/", insight_overview.insight_letter, name="insight_letter"),
    path("insight/<slug:name>/file/", insight_overview.insight_file, name="insight_file"),
    # Answers to questions that come again.
    path("articles/", article_listing.articles, name="articles"),
    path("articles/new/", article_listing.article_new, name="article_new"),
    path("articles/<uuid:key>/", article_page.article, name="article"),
    path("articles/<uuid:key>/words/<slug:language>/", article_page.article_words, name="article_words"),
    path("articles/<uuid:key>/reading/", article_page.article_reading, name="article_reading"),
    path("articles/<uuid:key>/keeping/", article_page.article_keeping, name="article_keeping"),
    path("articles/<uuid:key>/removal/", article_page.article_removal, name="article_removal"),
    # Cases of the past, read as a whole.
    path("reviews/", review_samples.samples, name="samples"),
    path("reviews/<uuid:key>/", review_samples.sample, name="sample"),
    path("reviews/<uuid:key>/<int:place>/", review_reading.reading_of, name="reading_of"),
    # Questions that come again.
    path("groups/", group_listing.groups, name="groups"),
    path("groups/<uuid:key>/", group_one.group, name="group"),
    path("groups/<uuid:key>/name/", group_one.group_name, name="group_name"),
    path("groups/<uuid:key>/merging/", group_one.group_merging, name="group_merging"),
    path("groups/<uuid:key>/cases/", group_one.group_cases, name="group_cases"),
    path("rulings/<uuid:key>/undo/", group_one.ruling_undo, name="ruling_undo"),
    # Causes of recurring questions, and what they cost.
    path("causes/", cause_listing.causes, name="causes"),
    path("causes/new/", cause_one.cause_new, name="cause_new"),
    path("causes/<uuid:key>/", cause_one.cause, name="cause"),
    path("causes/<uuid:key>/change/", cause_one.cause_change, name="cause_change"),
    path("causes/<uuid:key>/withdrawal/", cause_one.cause_withdrawal, name="cause_withdrawal"),
    path("causes/<uuid:key>/reopening/", cause_one.cause_reopening, name="cause_reopening"),
    path("causes/<uuid:key>/groups/", cause_gathering.cause_groups, name="cause_groups"),
    path("causes/<uuid:key>/cases/", cause_gathering.cause_cases, name="cause_cases"),
    path("causes/<uuid:key>/fixes/", cause_fixing.fix_new, name="fix_new"),
    path("causes/<uuid:key>/message/", cause_writing.cause_message, name="cause_message"),
    path("cause-messages/<uuid:key>/removal/", cause_writing.cause_message_back, name="cause_message_back"),
    path("fixes/<uuid:key>/fulfilment/", cause_fixing.fix_keeping, name="fix_keeping"),
    path("fixes/<uuid:key>/breach/", cause_fixing.fix_breach, name="fix_breach"),
    path("fixes/<uuid:key>/time/", cause_fixing.fix_time, name="fix_time"),
    path("fixes/<uuid:key>/agreement/", cause_fixing.fix_agreement, name="fix_agreement"),
    path("rising/<uuid:key>/removal/", cause_listing.notable_away, name="notable_away"),
    path("costs/", insight_costs.costs, name="costs"),
    path("outcomes/", insight_outcomes.outcomes, name="outcomes"),
    path("outcomes/<uuid:key>/", insight_outcomes.outcome_file, name="outcome_file"),
]

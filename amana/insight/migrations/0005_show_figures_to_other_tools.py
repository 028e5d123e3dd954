"""What people with a tool of their own may read: views over figures of weeks, by names under which they may be shown."""

from django.db import migrations

UNIT = """
    JOIN insight_shownunit u ON u.brand_id = p.brand_id
     AND (u.team_id = p.team_id OR (u.team_id IS NULL AND p.team_id IS NULL))
"""
# Up to how many minutes each place on the scale reaches; the last one has no end.
MINUTES = """
    CASE p.bucket WHEN 0 THEN 15 WHEN 1 THEN 60 WHEN 2 THEN 120 WHEN 3 THEN 240 WHEN 4 THEN 480 WHEN 5 THEN 1440
      WHEN 6 THEN 2880 WHEN 7 THEN 4320 WHEN 8 THEN 10080 WHEN 9 THEN 20160 WHEN 10 THEN 43200 END
"""
VIEWS = {
    "amana_view_weeks": """
        SELECT w.week_on AS week_from, MIN(w.counted_at) AS counted_at
          FROM insight_partedweek w GROUP BY w.week_on
    """,
    "amana_view_promises": f"""
        SELECT u.name AS teams, p.week_on AS week_from, p.kind AS kind, p.value AS ending, SUM(p.number) AS number
          FROM insight_part p {UNIT}
         WHERE p.measure = 'promises' AND p."by" = 'ending'
         GROUP BY u.name, p.week_on, p.kind, p.value
    """,  # noqa: S608  # constants of ours
    "amana_view_promised_times": f"""
        SELECT u.name AS teams, p.week_on AS week_from, p.kind AS kind, {MINUTES} AS up_to_minutes, SUM(p.number) AS number
          FROM insight_part p {UNIT}
         WHERE p.measure = 'promises' AND p."by" = 'length'
         GROUP BY u.name, p.week_on, p.kind, p.bucket
    """,  # noqa: S608  # constants of ours
    "amana_view_waiting": f"""
        SELECT u.name AS teams, p.week_on AS week_from, p.kind AS answer, {MINUTES} AS up_to_minutes, SUM(p.number) AS number
          FROM insight_part p {UNIT}
         WHERE p.measure = 'waiting' AND p."by" = ''
         GROUP BY u.name, p.week_on, p.kind, p.bucket
    """,  # noqa: S608  # constants of ours
    "amana_view_climbs": f"""
        SELECT u.name AS teams, p.week_on AS week_from, p.kind AS why, p.value AS rung, SUM(p.number) AS number
          FROM insight_part p {UNIT}
         WHERE p.measure = 'climbs' AND p."by" = 'rung'
         GROUP BY u.name, p.week_on, p.kind, p.value
    """,  # noqa: S608  # constants of ours
    "amana_view_leaks": f"""
        SELECT u.name AS teams, p.week_on AS week_from, p.kind AS leak, p.value AS strength, SUM(p.number) AS number
          FROM insight_part p {UNIT}
         WHERE p.measure = 'leaks' AND p."by" = 'strength'
         GROUP BY u.name, p.week_on, p.kind, p.value
    """,  # noqa: S608  # constants of ours
}


class Migration(migrations.Migration):
    dependencies = [("insight", "0004_keep_causes")]

    operations = [
        migrations.RunSQL(sql=f"CREATE VIEW {name} AS {query}", reverse_sql=f"DROP VIEW {name}", elidable=False)
        for name, query in VIEWS.items()
    ]

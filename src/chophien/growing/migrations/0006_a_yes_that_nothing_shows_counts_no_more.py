"""What was written down before a yes had to be shown stays readable, row by row; of the yeses none counts any more.

Those households are "not asked yet" again, and one of so many to buyers, until they say it so that it can be shown.
"""

from django.db import migrations

KEEP_WHAT_WAS_SAID = """
INSERT INTO growing_householdword
    (household_id, naming, way, said_on, is_shown, file_code, witness_name, taken_by, on_behalf_of, at)
SELECT id, naming, naming_way, coalesce(said_on, since), naming <> 'agreed', '', witness_name, '', '', added_at
FROM growing_areahousehold WHERE naming <> 'not_asked' ORDER BY id
"""
A_NO_STAYS = """
UPDATE growing_areahousehold AS household SET word_id = word.id
FROM growing_householdword AS word WHERE word.household_id = household.id AND household.naming = 'unnamed'
"""
A_YES_IS_ASKED_AGAIN = """
UPDATE growing_areahousehold
SET naming = 'not_asked', naming_way = '', witness_name = '', said_on = NULL WHERE naming = 'agreed'
"""
WHEN_LAND_WAS_GIVEN_UP = """
UPDATE growing_growingarea AS area SET given_up_on = (
    SELECT (max(entry.at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM audit_entry AS entry
    WHERE entry.what = 'growing.step' AND entry.subject_code = area.code
        AND entry.facts ->> 'area_status' = 'given_up'
) WHERE area.status = 'given_up'
"""
NOTHING = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [
        ("growing", "0005_what_households_said"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(KEEP_WHAT_WAS_SAID, NOTHING),
        migrations.RunSQL(A_NO_STAYS, NOTHING),
        migrations.RunSQL(A_YES_IS_ASKED_AGAIN, NOTHING),
        migrations.RunSQL(WHEN_LAND_WAS_GIVEN_UP, NOTHING),
    ]

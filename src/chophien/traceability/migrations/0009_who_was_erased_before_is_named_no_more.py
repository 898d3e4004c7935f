"""Households whose person was erased while their yes stood: a no is written for them, as erasing does from now on."""

from django.db import migrations

SAY_NO = """
INSERT INTO traceability_namingwish (grower_id, may_be_named, name, said_by, at)
SELECT lots_grower.id, false, lots_grower.name, accounts_person.code, now()
FROM lots_grower JOIN accounts_person ON accounts_person.id = lots_grower.person_id
WHERE NOT accounts_person.is_active AND accounts_person.name = '' AND accounts_person.phone = accounts_person.code
"""


class Migration(migrations.Migration):
    dependencies = [
        ("traceability", "0008_a_yes_counts_for_the_name_it_was_said_of"),
    ]

    operations = [
        migrations.RunSQL(SAY_NO, migrations.RunSQL.noop),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            ALTER TABLE rules_legalparameter ADD CONSTRAINT rules_periods_do_not_overlap
            EXCLUDE USING gist (key WITH =, daterange(effective_from, effective_to, '[]') WITH &&)
            """,
            "ALTER TABLE rules_legalparameter DROP CONSTRAINT rules_periods_do_not_overlap",
        ),
    ]

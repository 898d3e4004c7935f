"""A household's yes is to one name. Those that were said before this was written down take the name of today.

The rows are added and never changed: what keeps them so rests while the new column is filled.
"""

from django.db import migrations, models

FILL = """
ALTER TABLE traceability_namingwish DISABLE TRIGGER USER;
UPDATE traceability_namingwish SET name = lots_grower.name
FROM lots_grower WHERE lots_grower.id = traceability_namingwish.grower_id;
ALTER TABLE traceability_namingwish ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("traceability", "0007_company_prefixes"),
    ]

    operations = [
        migrations.AddField(
            model_name="namingwish",
            name="name",
            field=models.CharField(
                default="", help_text="what the household was called then: a yes counts for no other", max_length=100
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]

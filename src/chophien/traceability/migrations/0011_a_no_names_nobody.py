"""A no about a name is to every name: what the household was called is not kept with it. A yes keeps what it was to.

The rows are added and never changed: what keeps them so rests while the names are taken out.
"""

from django.db import migrations

TAKE_OUT = """
ALTER TABLE traceability_namingwish DISABLE TRIGGER USER;
UPDATE traceability_namingwish SET name = '' WHERE NOT may_be_named AND name <> '';
ALTER TABLE traceability_namingwish ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("traceability", "0010_keys_beside_the_goods_are_found")]
    operations = [migrations.RunSQL(TAKE_OUT, migrations.RunSQL.noop)]

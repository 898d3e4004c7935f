"""A rate is announced with its terms, and things are sold by it: its row is never changed. One by which nothing was
sold may be put away by loading another schedule."""

from django.db import migrations

KEEP = """
CREATE TRIGGER regulations_feerate_stays BEFORE UPDATE ON regulations_feerate
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("regulations", "0007_fees_by_category_and_who_bears_them"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]
    operations = [
        migrations.RunSQL(KEEP, "DROP TRIGGER regulations_feerate_stays ON regulations_feerate"),
    ]

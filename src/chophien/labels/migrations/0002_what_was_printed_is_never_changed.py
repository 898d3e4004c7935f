"""What stood on labels when they were printed is never changed: they are in people's kitchens."""

from django.db import migrations

GUARD = """
CREATE FUNCTION labels_keep_print() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was printed stays as it is' USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER labels_keep_print BEFORE UPDATE OR DELETE ON labels_labelprint
    FOR EACH ROW EXECUTE FUNCTION labels_keep_print();
"""
UNGUARD = """
DROP TRIGGER labels_keep_print ON labels_labelprint;
DROP FUNCTION labels_keep_print();
"""


class Migration(migrations.Migration):
    dependencies = [("labels", "0001_labels_and_what_was_printed")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]

"""What a household said is never changed. A border is not either; that another one counts now is said of it, once."""

from django.db import migrations, models

KEEP_BORDER = """
CREATE FUNCTION growing_keep_border() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_current AND NOT NEW.is_current AND to_jsonb(NEW) - 'is_current' = to_jsonb(OLD) - 'is_current' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are added and never changed (% refused)', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER growing_keep_border BEFORE UPDATE ON growing_areashape
    FOR EACH ROW EXECUTE FUNCTION growing_keep_border();
CREATE TRIGGER audit_keep_rows BEFORE DELETE ON growing_areashape
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_keep_table BEFORE TRUNCATE ON growing_areashape
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
RELEASE_BORDER = """
DROP TRIGGER audit_keep_table ON growing_areashape;
DROP TRIGGER audit_keep_rows ON growing_areashape;
DROP TRIGGER growing_keep_border ON growing_areashape;
DROP FUNCTION growing_keep_border();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("growing", "0006_a_yes_that_nothing_shows_counts_no_more"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="areahousehold",
            constraint=models.CheckConstraint(
                condition=~models.Q(naming="agreed") | models.Q(word__isnull=False),
                name="growing_household_yes_is_shown",
            ),
        ),
        migrations.RunSQL(
            "SELECT audit_keep('growing_householdword')", "SELECT audit_release('growing_householdword')"
        ),
        migrations.RunSQL(KEEP_BORDER, RELEASE_BORDER),
    ]

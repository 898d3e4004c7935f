"""Steps, moves of float and counted days are added and never changed; what an order of cash is about neither."""

from django.db import migrations

FIXED = """
CREATE FUNCTION cashpoints_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.code, NEW.kind, NEW.seller_code, NEW.group_code, NEW.amount_vnd, NEW.counts_on, NEW.simulated)
       IS DISTINCT FROM
       (OLD.code, OLD.kind, OLD.seller_code, OLD.group_code, OLD.amount_vnd, OLD.counts_on, OLD.simulated)
       OR (OLD.status IN ('paid', 'refused', 'expired') AND NEW.status <> OLD.status) THEN
        RAISE EXCEPTION 'what an order of cash is about does not change, nor how it ended'
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cashpoints_keep_order BEFORE UPDATE ON cashpoints_cashorder
    FOR EACH ROW EXECUTE FUNCTION cashpoints_refuse_change();
"""
LOOSE = "DROP TRIGGER cashpoints_keep_order ON cashpoints_cashorder; DROP FUNCTION cashpoints_refuse_change()"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("cashpoints", "0001_where_cash_changes_hands"),
    ]
    operations = [
        migrations.RunSQL(FIXED, LOOSE),
        *(
            migrations.RunSQL(f"SELECT audit_keep('cashpoints_{table}')", f"SELECT audit_release('cashpoints_{table}')")
            for table in ("cashstep", "floatmove", "dayclose")
        ),
    ]

"""Any app keeps a table append-only with RunSQL("SELECT audit_keep('orders_orderstep')") in a migration of its own,
and takes that back with RunSQL("SELECT audit_release('orders_orderstep')")."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Tests that commit empty the tables behind themselves. Only their settings set this, for TRUNCATE alone.
    IF TG_OP = 'TRUNCATE' AND current_setting('chophien.tests', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'rows of % are added and never changed (% refused)', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$;
"""
KEEP = """
CREATE FUNCTION audit_keep(kept regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER audit_keep_rows BEFORE UPDATE OR DELETE ON %s '
                   'FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()', kept);
    EXECUTE format('CREATE TRIGGER audit_keep_table BEFORE TRUNCATE ON %s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', kept);
END
$$;
"""
RELEASE = """
CREATE FUNCTION audit_release(kept regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER audit_keep_rows ON %s', kept);
    EXECUTE format('DROP TRIGGER audit_keep_table ON %s', kept);
END
$$;
"""


def kept(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"SELECT audit_keep('{table}')", f"SELECT audit_release('{table}')")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse_change()"),
        migrations.RunSQL(KEEP, "DROP FUNCTION audit_keep(regclass)"),
        migrations.RunSQL(RELEASE, "DROP FUNCTION audit_release(regclass)"),
        kept("audit_entry"),
        kept("audit_sensitivelook"),
    ]

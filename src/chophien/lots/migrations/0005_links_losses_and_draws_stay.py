"""What went into a lot and came out of it, what was lost, and each step of it: added and never changed. Of what an order
was packed of only two figures move: what came back, which only grows, and what counts as sold."""

from django.db import migrations

TABLES = ("lotlink", "loss", "transformation", "lotstep")
GUARD = """
CREATE FUNCTION lots_keep_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM lots_refuse('rows of lots_draw are never changed');
    END IF;
    IF (OLD.id, OLD.order_code, OLD.line_key, OLD.pack_id, OLD.units, OLD.at)
       IS DISTINCT FROM (NEW.id, NEW.order_code, NEW.line_key, NEW.pack_id, NEW.units, NEW.at)
       OR NEW.given_back < OLD.given_back THEN
        PERFORM lots_refuse('rows of lots_draw are never changed: what comes back is added to given_back');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER lots_keep_draw BEFORE UPDATE OR DELETE ON lots_draw
    FOR EACH ROW EXECUTE FUNCTION lots_keep_draw();
CREATE TRIGGER audit_keep_table BEFORE TRUNCATE ON lots_draw
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
UNGUARD = """
DROP TRIGGER audit_keep_table ON lots_draw;
DROP TRIGGER lots_keep_draw ON lots_draw;
DROP FUNCTION lots_keep_draw();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("lots", "0004_lots_that_are_stopped"),
    ]
    operations = [
        *(
            migrations.RunSQL(f"SELECT audit_keep('lots_{table}')", f"SELECT audit_release('lots_{table}')")
            for table in TABLES
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]

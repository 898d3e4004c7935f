"""Every statement that changes what the map shows counts one up, in the lane of its connection.

A lane is a row, so that two connections that put land on the map at once wait for each other only if their lanes meet.
What is counted is seen when its change is: both are of one transaction.
"""

from django.db import migrations

COUNT = """
CREATE FUNCTION atlas_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO atlas_edition AS kept (lane, changes) VALUES (pg_backend_pid() % 16, 1)
  ON CONFLICT (lane) DO UPDATE SET changes = kept.changes + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER atlas_area_changed AFTER INSERT OR UPDATE OR DELETE ON growing_growingarea
  FOR EACH STATEMENT EXECUTE FUNCTION atlas_count_change();
CREATE TRIGGER atlas_shop_changed AFTER UPDATE OF status, commune_id, name, slug ON sellers_seller
  FOR EACH STATEMENT EXECUTE FUNCTION atlas_count_change();
CREATE TRIGGER atlas_site_changed AFTER INSERT OR UPDATE OR DELETE ON atlas_site
  FOR EACH STATEMENT EXECUTE FUNCTION atlas_count_change();
"""
FORGET = """
DROP TRIGGER atlas_site_changed ON atlas_site;
DROP TRIGGER atlas_shop_changed ON sellers_seller;
DROP TRIGGER atlas_area_changed ON growing_growingarea;
DROP FUNCTION atlas_count_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("atlas", "0001_places_on_the_map"),
        ("growing", "0001_land_on_the_map"),
        ("sellers", "0001_initial"),
    ]
    operations = [migrations.RunSQL(COUNT, FORGET)]

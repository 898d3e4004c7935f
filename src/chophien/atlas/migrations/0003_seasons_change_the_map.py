"""A season that is written down changes which areas are found by the month of their harvest."""

from django.db import migrations

COUNT = """
CREATE TRIGGER atlas_season_changed AFTER INSERT OR UPDATE OR DELETE ON growing_areaseason
  FOR EACH STATEMENT EXECUTE FUNCTION atlas_count_change();
"""


class Migration(migrations.Migration):
    dependencies = [("atlas", "0002_what_changes_the_map_is_counted"), ("growing", "0003_what_stands_on_an_area")]
    operations = [migrations.RunSQL(COUNT, "DROP TRIGGER atlas_season_changed ON growing_areaseason")]

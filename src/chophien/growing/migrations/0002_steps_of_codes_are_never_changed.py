from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("growing", "0001_land_on_the_map"), ("audit", "0002_rows_that_are_never_changed")]
    operations = [
        migrations.RunSQL("SELECT audit_keep('growing_areacodestep')", "SELECT audit_release('growing_areacodestep')"),
    ]

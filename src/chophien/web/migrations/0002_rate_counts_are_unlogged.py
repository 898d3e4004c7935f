from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE web_ratecount SET UNLOGGED",
            reverse_sql="ALTER TABLE web_ratecount SET LOGGED",
        ),
    ]

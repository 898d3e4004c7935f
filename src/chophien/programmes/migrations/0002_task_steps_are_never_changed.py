"""The steps of tasks and the results of quarters are added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("programmes", "0001_teams_tasks_visits")]
    operations = [
        migrations.RunSQL("SELECT audit_keep('programmes_taskstep')", "SELECT audit_release('programmes_taskstep')"),
        migrations.RunSQL(
            "SELECT audit_keep('programmes_quarterresult')", "SELECT audit_release('programmes_quarterresult')"
        ),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("growing", "0003_what_stands_on_an_area")]
    operations = [
        migrations.RunSQL("SELECT audit_keep('growing_diaryentry')", "SELECT audit_release('growing_diaryentry')"),
    ]

"""Reported messages, certificates, voices and proposed facts are decided about many at once, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("officedesk", "0002_filters_kept_and_runs_gone_on_with")]

    operations = [
        migrations.AlterField(
            model_name="bulkrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("listings", "Goods to review"),
                    ("shops", "Shops to review"),
                    ("words", "Words of buyers"),
                    ("findings", "Words to look at"),
                    ("never_sold", "Shops that never sold"),
                    ("tasks", "Tasks for helpers"),
                    ("sms", "SMS that were not understood"),
                    ("talks", "Reported messages"),
                    ("certs", "Certificates to compare"),
                    ("voices", "Voices to listen to"),
                    ("facts", "Facts that were proposed"),
                ],
                max_length=10,
            ),
        )
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0015_accounts_for_what_gateways_took")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="advance_of",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="code of the contract whose deposit is set off in the advance",
                max_length=16,
            ),
        ),
    ]

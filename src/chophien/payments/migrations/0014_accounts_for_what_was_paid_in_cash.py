from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0013_what_gateways_took_goes_back_through_them")]

    operations = [
        migrations.AddField(
            model_name="accountasked",
            name="of_cash",
            field=models.BooleanField(
                db_default=False, default=False, help_text="it was paid in cash, and no bank has sent it back"
            ),
        ),
    ]

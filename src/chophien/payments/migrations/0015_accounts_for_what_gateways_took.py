from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_accounts_for_what_was_paid_in_cash")]

    operations = [
        migrations.AddField(
            model_name="accountasked",
            name="through",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="the gateway's account that took it; of cash, and of what a bank has sent back, nothing",
                max_length=100,
            ),
        ),
    ]

"""Through which gateway a refund goes back. Those that went so before keep their way; what was promised as a transfer of
a deposit that a gateway took stays one, as somebody may have sent it already.
"""

from django.db import migrations, models

FILL = """
    UPDATE payments_refund AS refund SET through = payment.came_into FROM payments_payment AS payment
    WHERE payment.id = refund.payment_id AND refund.booked_vnd > 0 AND payment.came_into LIKE 'gateway:%'
      AND NOT EXISTS (SELECT 1 FROM payments_refundback AS back WHERE back.refund_id = refund.id)
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_another_account_asked_for")]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="through",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="the gateway's account that took it, and through which it goes back; of all else nothing",
                max_length=100,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]

"""What was set off of a contract's deposit before says of which contract: by how that deposit came it goes back."""

from django.db import migrations

FILL = """
    UPDATE payments_payment AS payment SET advance_of = contract.code
    FROM wholesale_deliverypart AS part
    JOIN wholesale_delivery AS delivery ON delivery.id = part.delivery_id
    JOIN wholesale_contract AS contract ON contract.id = delivery.contract_id
    WHERE payment.order_code = part.order_code AND part.set_off_vnd > 0 AND payment.advance_vnd > 0
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0016_payments_know_whose_deposit_was_set_off"),
        ("wholesale", "0007_quotes_name_their_lot"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]

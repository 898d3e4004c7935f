"""What came to a household's own account, or was sold outside, counts as its revenue of the year, also of sales from
before the market counted that. Years that count more already stay as they are.
"""

from django.db import migrations

RECOUNT = """
    WITH back AS (
        SELECT payment_id, sum(amount_vnd) AS amount, sum(shipping_vnd) AS shipping, sum(fee_vnd) AS fee,
               sum(booked_vnd) AS booked
        FROM payments_refund GROUP BY payment_id
    ), off AS (
        SELECT line.order_id, sum(cut.amount_vnd) AS shipping
        FROM orders_linediscount AS cut JOIN orders_orderline AS line ON line.id = cut.line_id
        WHERE cut.off_shipping GROUP BY line.order_id
    ), kept AS (
        SELECT payment.seller_code,
               extract(year FROM payment.earned_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::int AS year,
               sold.total_vnd - sold.shipping_vnd + coalesce(off.shipping, 0) - sold.fee_vnd
                   - coalesce(back.amount - back.shipping - back.fee, 0) AS goods,
               sold.shipping_vnd - coalesce(off.shipping, 0) - coalesce(back.shipping, 0)
                   + sold.fee_vnd - coalesce(back.fee, 0) AS others,
               payment.booked_vnd - coalesce(back.booked, 0) AS booked
        FROM payments_payment AS payment
        JOIN orders_order AS sold ON sold.code = payment.order_code
        JOIN sellers_seller AS seller ON seller.id = sold.seller_id
        LEFT JOIN back ON back.payment_id = payment.id
        LEFT JOIN off ON off.order_id = sold.id
        WHERE payment.earned_at IS NOT NULL AND (payment.paid_at IS NOT NULL OR sold.origin = 'by_hand')
          AND seller.kind IN ('individual', 'household_business')
    ), itself AS (
        SELECT seller_code, year,
               sum(greatest(goods, 0) - least(greatest(booked - others - least(goods, 0), 0), greatest(goods, 0))) AS came
        FROM kept GROUP BY seller_code, year
    )
    INSERT INTO tax_selleryear (seller_code, year, revenue_vnd, elsewhere_vnd, told_percent)
    SELECT seller_code, year, 0, came, 0 FROM itself WHERE came > 0
    ON CONFLICT (seller_code, year) DO UPDATE SET elsewhere_vnd = EXCLUDED.elsewhere_vnd
    WHERE tax_selleryear.elsewhere_vnd < EXCLUDED.elsewhere_vnd
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0015_orders_with_an_open_complaint_are_found_at_once"),
        ("payments", "0014_accounts_for_what_was_paid_in_cash"),
        ("sellers", "0001_initial"),
        ("tax", "0009_what_came_back_is_of_the_year_of_its_sale"),
    ]

    operations = [migrations.RunSQL(RECOUNT, migrations.RunSQL.noop)]

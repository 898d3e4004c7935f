"""Packs that were told no last day, of goods whose label says how long they keep: the day follows from it, as it does
from now on when a label is written. A step in the lot says so."""

from django.db import migrations

FOLLOW = """
WITH said AS (
    SELECT lots_pack.id, lots_pack.lot_id, lots_pack.code, lots_lot.status,
           coalesce(made_on, (packed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS made,
           left(texts ->> 'hsd_ngay', 5)::integer AS days
    FROM lots_pack
    JOIN lots_lot ON lots_lot.id = lots_pack.lot_id
    JOIN labels_productlabel ON labels_productlabel.variant_id = lots_pack.variant_id
    WHERE lots_pack.best_before IS NULL AND lots_lot.best_before IS NULL AND remaining > 0
      AND texts ->> 'hsd_ngay' ~ '^[0-9]{1,5}$'
), given AS (
    UPDATE lots_pack SET best_before = made + days, follows_since = now()
    FROM said WHERE said.id = lots_pack.id AND days BETWEEN 1 AND 36500
    RETURNING said.lot_id, said.status, said.code, made, lots_pack.best_before AS last
)
INSERT INTO lots_lotstep (lot_id, step, from_status, to_status, note, actor_code, on_behalf_of, at)
SELECT lot_id, 'day', status, status,
       code || ': ' || to_char(made, 'DD/MM/YYYY') || ' – ' || to_char(last, 'DD/MM/YYYY'), 'system', '', now()
FROM given ORDER BY code
"""


class Migration(migrations.Migration):
    dependencies = [
        ("labels", "0002_what_was_printed_is_never_changed"),
        ("lots", "0007_last_days_that_follow_how_long_goods_keep"),
    ]
    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop)]

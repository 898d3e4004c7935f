"""The statements that use vouchers up and give them back. Locks, conditions and exactly-once are here.

Each locks the vouchers' rows in the order of their keys and only then touches the rows of who used them, so that two
buyers wait for each other instead of locking crosswise. What is compared is the row as it stands once the lock is held.
"""

REDEEM = """
WITH wanted AS (
    SELECT * FROM unnest(%(vouchers)s::bigint[], %(amounts)s::bigint[]) AS t (voucher_id, amount_vnd)
), held AS MATERIALIZED (
    SELECT voucher.*, wanted.amount_vnd FROM promotions_voucher AS voucher
    JOIN wanted ON wanted.voucher_id = voucher.id
    ORDER BY voucher.id
    FOR NO KEY UPDATE OF voucher
), decided AS MATERIALIZED (
    SELECT held.*, status = 'running' AS runs,
           used < uses_most AND spent_vnd + amount_vnd <= budget_vnd AS fits,
           bool_and(status = 'running' AND used < uses_most AND spent_vnd + amount_vnd <= budget_vnd) OVER () AS all_fit
    FROM held
), counted AS (
    INSERT INTO promotions_voucherholder AS holder (voucher_id, holder, used)
    SELECT id, one, 1 FROM decided, unnest(%(holders)s::text[]) AS t (one) WHERE all_fit ORDER BY id, one
    ON CONFLICT (voucher_id, holder) DO UPDATE SET used = holder.used + 1
    WHERE holder.used < (SELECT per_person_most FROM decided WHERE decided.id = EXCLUDED.voucher_id)
    RETURNING voucher_id
), taken AS (
    UPDATE promotions_voucher AS voucher
    SET used = voucher.used + 1, spent_vnd = voucher.spent_vnd + decided.amount_vnd
    FROM decided WHERE voucher.id = decided.id AND all_fit
), parted AS (
    SELECT * FROM unnest(%(part_vouchers)s::bigint[], %(part_orders)s::text[], %(part_amounts)s::bigint[])
        AS t (voucher_id, order_code, amount_vnd)
), noted AS (
    INSERT INTO promotions_redemption (voucher_id, group_code, order_code, amount_vnd, holders, at)
    SELECT parted.voucher_id, %(group)s, parted.order_code, parted.amount_vnd, %(holders)s::varchar[], %(at)s
    FROM parted JOIN decided ON decided.id = parted.voucher_id WHERE all_fit
)
SELECT code, runs, fits, (SELECT count(*) FROM counted WHERE counted.voucher_id = decided.id) FROM decided
ORDER BY runs AND fits, id
"""
"""Answers with (code, whether it runs, whether it is enough, how many of the holders may use it once more).

Those that do not run or are not enough come first: beside one of them nobody is counted for any of the others.

All or nothing: when a row says no, whoever asked ends the transaction.
"""

HOLD = """
SELECT id FROM promotions_voucher
WHERE id IN (SELECT voucher_id FROM promotions_redemption WHERE order_code = ANY(%(orders)s) AND given_back_at IS NULL)
ORDER BY id
FOR NO KEY UPDATE
"""
"""Comes before `GIVE_BACK`, which then sees what others gave back while it waited."""

GIVE_BACK = """
WITH back AS (
    UPDATE promotions_redemption SET given_back_at = %(at)s
    WHERE order_code = ANY(%(orders)s) AND given_back_at IS NULL
    RETURNING voucher_id, group_code, amount_vnd, holders
), free AS (
    SELECT DISTINCT voucher_id, group_code, holders FROM back WHERE NOT EXISTS (
        SELECT FROM promotions_redemption AS other
        WHERE other.voucher_id = back.voucher_id AND other.group_code = back.group_code
              AND other.given_back_at IS NULL AND NOT other.order_code = ANY(%(orders)s)
    )
), again AS (
    UPDATE promotions_voucherholder AS holder SET used = holder.used - gone.times
    FROM (SELECT voucher_id, one, count(*) AS times FROM free, unnest(holders) AS t (one) GROUP BY voucher_id, one)
        AS gone
    WHERE holder.voucher_id = gone.voucher_id AND holder.holder = gone.one
)
UPDATE promotions_voucher AS voucher
SET spent_vnd = voucher.spent_vnd - sums.amount_vnd,
    used = voucher.used - (SELECT count(*) FROM free WHERE free.voucher_id = voucher.id)
FROM (SELECT voucher_id, sum(amount_vnd) AS amount_vnd FROM back GROUP BY voucher_id) AS sums
WHERE voucher.id = sums.voucher_id
RETURNING voucher.code, sums.amount_vnd
"""
"""What these orders used comes back, once: the money of each, and the use once nothing of its group is left."""

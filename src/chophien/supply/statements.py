"""The statements that change stock. Everything about locks, conditions and exactly-once is here.

Each locks the rows it will change in the order of the variant (`ORDER BY … FOR UPDATE` locks after sorting),
so that two carts with the same goods in another order wait for each other instead of locking crosswise. What is
compared and changed is the row as it stands once the lock is held, never an older snapshot of it.

All but `MAKE_ROWS` answer with rows of (variant, before, after, whether it was done, least quantity sold, listing).
"""

TAKE = """
WITH wanted AS (
    SELECT * FROM unnest(%(variants)s::bigint[], %(quantities)s::numeric[], %(subjects)s::text[])
        AS t (variant_id, quantity, subject_code)
), held AS MATERIALIZED (
    SELECT stock.id, stock.variant_id, stock.available, wanted.quantity, wanted.subject_code
    FROM supply_stock AS stock JOIN wanted ON wanted.variant_id = stock.variant_id
    ORDER BY stock.variant_id
    FOR UPDATE OF stock
), decided AS MATERIALIZED (
    SELECT held.*, bool_and(available >= quantity) OVER () AND count(*) OVER () = %(count)s AS enough FROM held
), taken AS (
    UPDATE supply_stock AS stock SET available = stock.available - decided.quantity
    FROM decided WHERE stock.id = decided.id AND decided.enough
), noted AS (
    INSERT INTO supply_stockmovement (variant_id, delta, reason, subject_code, actor_code, at)
    SELECT variant_id, -quantity, 'sold', subject_code, %(actor)s, %(at)s FROM decided WHERE enough
)
SELECT variant_id, available, available - quantity, enough, variant.min_quantity, variant.listing_id
FROM decided JOIN catalog_variant AS variant ON variant.id = decided.variant_id
"""

GIVE_BACK = """
WITH sold AS (
    SELECT variant_id, subject_code, -delta AS quantity FROM supply_stockmovement
    WHERE reason = 'sold' AND subject_code = ANY(%(subjects)s)
), noted AS (
    INSERT INTO supply_stockmovement (variant_id, delta, reason, subject_code, actor_code, at)
    SELECT variant_id, quantity, 'restored', subject_code, %(actor)s, %(at)s FROM sold ORDER BY subject_code, variant_id
    ON CONFLICT (subject_code, variant_id) WHERE reason = 'restored' DO NOTHING
    RETURNING variant_id, delta
), due AS (
    SELECT variant_id, sum(delta) AS quantity FROM noted GROUP BY variant_id
), held AS MATERIALIZED (
    SELECT stock.id, due.quantity FROM supply_stock AS stock JOIN due ON due.variant_id = stock.variant_id
    ORDER BY stock.variant_id
    FOR UPDATE OF stock
)
UPDATE supply_stock AS stock SET available = stock.available + held.quantity
FROM held, catalog_variant AS variant
WHERE stock.id = held.id AND variant.id = stock.variant_id
RETURNING stock.variant_id, stock.available - held.quantity, stock.available, TRUE, variant.min_quantity,
          variant.listing_id
"""

TAKE_IN = """
WITH noted AS (
    INSERT INTO supply_stockmovement (variant_id, delta, reason, subject_code, actor_code, on_behalf_of, at)
    SELECT variant_id, quantity, 'returned', %(subject)s, %(actor)s, %(behalf)s, %(at)s
    FROM unnest(%(variants)s::bigint[], %(quantities)s::numeric[]) AS t (variant_id, quantity) ORDER BY variant_id
    ON CONFLICT (subject_code, variant_id) WHERE reason = 'returned' DO NOTHING
    RETURNING variant_id, delta
), held AS MATERIALIZED (
    SELECT stock.id, noted.delta FROM supply_stock AS stock JOIN noted ON noted.variant_id = stock.variant_id
    ORDER BY stock.variant_id
    FOR UPDATE OF stock
)
UPDATE supply_stock AS stock SET available = stock.available + held.delta
FROM held, catalog_variant AS variant
WHERE stock.id = held.id AND variant.id = stock.variant_id
RETURNING stock.variant_id, stock.available - held.delta, stock.available, TRUE, variant.min_quantity,
          variant.listing_id
"""

PUT_IN = TAKE_IN.replace("'returned'", "'packed'")
"""The same for what comes out of a lot."""

MAKE_ROWS = """
INSERT INTO supply_stock (variant_id, available)
SELECT variant_id, 0 FROM unnest(%(variants)s::bigint[]) AS t (variant_id) ORDER BY variant_id
ON CONFLICT (variant_id) DO NOTHING
"""

COUNT = """
WITH counted AS (
    SELECT * FROM unnest(%(variants)s::bigint[], %(quantities)s::numeric[], %(seen)s::numeric[])
        AS t (variant_id, quantity, seen)
), locked AS MATERIALIZED (
    SELECT stock.id, stock.variant_id, stock.available, counted.quantity, counted.seen
    FROM supply_stock AS stock JOIN counted ON counted.variant_id = stock.variant_id
    ORDER BY stock.variant_id
    FOR UPDATE OF stock
), held AS MATERIALIZED (
    SELECT locked.*, bool_and(seen IS NULL OR seen = available OR quantity = available) OVER () AS fits FROM locked
), changed AS (
    UPDATE supply_stock AS stock SET available = held.quantity
    FROM held WHERE stock.id = held.id AND held.available <> held.quantity AND held.fits
), noted AS (
    INSERT INTO supply_stockmovement (variant_id, delta, reason, subject_code, actor_code, on_behalf_of, at)
    SELECT variant_id, quantity - available, %(reason)s, %(subject)s, %(actor)s, %(behalf)s, %(at)s
    FROM held WHERE available <> quantity AND fits
)
SELECT variant_id, available, quantity, fits, variant.min_quantity, variant.listing_id
FROM held JOIN catalog_variant AS variant ON variant.id = held.variant_id
WHERE available <> quantity
"""

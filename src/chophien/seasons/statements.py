"""The statement that gives shares of harvests back: exactly once, harvests locked in the order of their keys."""

GIVE_BACK = """
WITH back AS (
    UPDATE seasons_harvestshare SET returned_at = %(at)s
    WHERE subject_code = ANY(%(subjects)s) AND returned_at IS NULL
    RETURNING harvest_id, quantity
), due AS (
    SELECT harvest_id, sum(quantity) AS quantity FROM back GROUP BY harvest_id
), held AS MATERIALIZED (
    SELECT harvest.id, due.quantity FROM seasons_harvest AS harvest JOIN due ON due.harvest_id = harvest.id
    ORDER BY harvest.id
    FOR UPDATE OF harvest
)
UPDATE seasons_harvest AS harvest SET taken = harvest.taken - held.quantity FROM held WHERE harvest.id = held.id
"""

"""The nightly proof: every balance rebuilt from the transfers themselves."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

SHOWN_MOST = 1000

REBUILT = """
    WITH sides AS (
        SELECT debit_id AS account_id,
               CASE step WHEN 'pending' THEN amount_vnd ELSE -set_aside_vnd END AS dp,
               CASE WHEN step IN ('plain', 'post') THEN amount_vnd ELSE 0 END AS ds, 0 AS cp, 0 AS cs
        FROM ledger_transfer
        UNION ALL
        SELECT credit_id, 0, 0, CASE step WHEN 'pending' THEN amount_vnd ELSE -set_aside_vnd END,
               CASE WHEN step IN ('plain', 'post') THEN amount_vnd ELSE 0 END
        FROM ledger_transfer
    ), rebuilt AS (
        SELECT account_id, sum(dp) AS dp, sum(ds) AS ds, sum(cp) AS cp, sum(cs) AS cs FROM sides GROUP BY account_id
    ), stands AS (
        SELECT account_id, sum(debits_pending) AS dp, sum(debits_posted) AS ds,
               sum(credits_pending) AS cp, sum(credits_posted) AS cs
        FROM ledger_balance GROUP BY account_id
    ), both_ways AS (
        SELECT account.code, one.name, coalesce(one.rebuilt, 0) AS rebuilt, coalesce(one.stands, 0) AS stands
        FROM ledger_account AS account
        LEFT JOIN rebuilt ON rebuilt.account_id = account.id
        LEFT JOIN stands ON stands.account_id = account.id
        CROSS JOIN LATERAL (VALUES
            ('debits_pending', rebuilt.dp, stands.dp), ('debits_posted', rebuilt.ds, stands.ds),
            ('credits_pending', rebuilt.cp, stands.cp), ('credits_posted', rebuilt.cs, stands.cs)
        ) AS one (name, rebuilt, stands)
    )
    SELECT (SELECT count(*) FROM ledger_transfer), (SELECT count(*) FROM ledger_account),
           (SELECT coalesce(sum(dp + ds), 0) FROM stands), (SELECT coalesce(sum(cp + cs), 0) FROM stands),
           (SELECT coalesce(json_agg(json_build_array(code, name, rebuilt::text, stands::text) ORDER BY code, name),
                            '[]')
            FROM (SELECT * FROM both_ways WHERE rebuilt <> stands ORDER BY code, name LIMIT %s) AS wrong)
"""


@dataclass(frozen=True)
class Rebuilt:
    """What the books come to: how many rows, Σ debits and Σ credits in đồng, and each sum that is not as rebuilt."""

    transfers: int
    accounts: int
    debits_vnd: Decimal
    credits_vnd: Decimal
    differences: list[list[str]]


def rebuild() -> Rebuilt:
    """Compare every account's four sums with its transfers. At most `SHOWN_MOST` differences are named."""
    with connection.cursor() as cursor:
        cursor.execute(REBUILT, [SHOWN_MOST])
        transfers, accounts, debits, credits_, differences = cursor.fetchone()
    return Rebuilt(transfers, accounts, debits, credits_, differences)

"""The rules that nothing may go round: rows are never changed, every transfer moves both balances, books do not mix."""

from django.db import migrations

OPEN = """
CREATE FUNCTION ledger_open_lanes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_balance (account_id, lane, debits_capped, credits_capped,
                                debits_pending, debits_posted, credits_pending, credits_posted)
    SELECT NEW.id, lane, NEW.debits_capped, NEW.credits_capped, 0, 0, 0, 0
    FROM generate_series(0, NEW.lanes - 1) AS lane;
    RETURN NULL;
END
$$;
CREATE TRIGGER ledger_open_lanes AFTER INSERT ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_open_lanes();
"""
MOVE = """
CREATE FUNCTION ledger_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved record;
    free bigint;
BEGIN
    -- One account after the other by its id, as ledger.actions locks them: two transfers never wait in a circle.
    FOR moved IN
        SELECT sides.account_id, account.lanes,
               sum(dp)::bigint AS dp, sum(ds)::bigint AS ds, sum(cp)::bigint AS cp, sum(cs)::bigint AS cs
        FROM (
            SELECT debit_id AS account_id,
                   CASE step WHEN 'pending' THEN amount_vnd ELSE -set_aside_vnd END AS dp,
                   CASE WHEN step IN ('plain', 'post') THEN amount_vnd ELSE 0 END AS ds, 0 AS cp, 0 AS cs
            FROM made
            UNION ALL
            SELECT credit_id, 0, 0,
                   CASE step WHEN 'pending' THEN amount_vnd ELSE -set_aside_vnd END,
                   CASE WHEN step IN ('plain', 'post') THEN amount_vnd ELSE 0 END
            FROM made
        ) AS sides JOIN ledger_account AS account ON account.id = sides.account_id
        GROUP BY sides.account_id, account.lanes ORDER BY sides.account_id
    LOOP
        IF moved.lanes = 1 THEN
            SELECT id INTO STRICT free FROM ledger_balance WHERE account_id = moved.account_id;
        ELSE
            SELECT id INTO free FROM ledger_balance WHERE account_id = moved.account_id
            ORDER BY (lane + pg_backend_pid()) % moved.lanes FOR UPDATE SKIP LOCKED LIMIT 1;
            IF free IS NULL THEN
                SELECT id INTO STRICT free FROM ledger_balance
                WHERE account_id = moved.account_id AND lane = pg_backend_pid() % moved.lanes;
            END IF;
        END IF;
        UPDATE ledger_balance SET
            debits_pending = debits_pending + moved.dp, debits_posted = debits_posted + moved.ds,
            credits_pending = credits_pending + moved.cp, credits_posted = credits_posted + moved.cs
        WHERE id = free;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER ledger_move AFTER INSERT ON ledger_transfer REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_move();
"""
GUARD = """
CREATE FUNCTION ledger_guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Depth one is this trigger itself, asked for by a statement from outside.
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'balances follow from transfers (% refused)', TG_OP
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_guard_balance BEFORE INSERT OR UPDATE OR DELETE ON ledger_balance
    FOR EACH ROW EXECUTE FUNCTION ledger_guard_balance();

CREATE FUNCTION ledger_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL THEN
        OLD.closed_at := NEW.closed_at;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'an account is closed once and never changed otherwise (% refused)', TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER ledger_guard_account BEFORE UPDATE OR DELETE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_guard_account();
"""
BOOKS = """
ALTER TABLE ledger_transfer
    ADD CONSTRAINT ledger_transfer_debit_in_book FOREIGN KEY (debit_id, book) REFERENCES ledger_account (id, book),
    ADD CONSTRAINT ledger_transfer_credit_in_book FOREIGN KEY (credit_id, book) REFERENCES ledger_account (id, book);
"""
NO_BOOKS = """
ALTER TABLE ledger_transfer
    DROP CONSTRAINT ledger_transfer_debit_in_book, DROP CONSTRAINT ledger_transfer_credit_in_book;
"""


def kept(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"SELECT audit_keep('{table}')", f"SELECT audit_release('{table}')")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("audit", "0002_rows_that_are_never_changed")]
    operations = [
        migrations.RunSQL(OPEN, "DROP FUNCTION ledger_open_lanes() CASCADE"),
        migrations.RunSQL(MOVE, "DROP FUNCTION ledger_move() CASCADE"),
        migrations.RunSQL(
            GUARD, "DROP FUNCTION ledger_guard_balance() CASCADE; DROP FUNCTION ledger_guard_account() CASCADE"
        ),
        migrations.RunSQL(BOOKS, NO_BOOKS),
        migrations.RunSQL("ALTER TABLE ledger_balance SET (fillfactor = 50)", migrations.RunSQL.noop),
        kept("ledger_transfer"),
        kept("ledger_refusal"),
        kept("ledger_proof"),
    ]

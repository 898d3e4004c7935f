"""What was weighed and agreed stays as it is once the weighing is closed; earnings and shares are never changed."""

from django.db import migrations

GUARD = """
CREATE FUNCTION lots_refuse(sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION lots_is_open(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM lots_lot WHERE id = wanted AND status = 'open')
$$;

CREATE FUNCTION lots_keep_contribution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status = 'counted' AND NOT lots_is_open(NEW.lot_id) THEN
            PERFORM lots_refuse('the weighing of this lot is closed');
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.lot_id, OLD.grower_id, OLD.grade_id, OLD.grams, OLD.rejected_g, OLD.status)
       IS NOT DISTINCT FROM (NEW.lot_id, NEW.grower_id, NEW.grade_id, NEW.grams, NEW.rejected_g, NEW.status) THEN
        RETURN NEW;
    END IF;
    IF OLD.status = 'counted' AND NOT lots_is_open(OLD.lot_id) AND EXISTS (SELECT FROM lots_lot WHERE id = OLD.lot_id)
    THEN
        PERFORM lots_refuse('what was weighed into a lot that is closed stays as it is');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER lots_keep_contribution BEFORE INSERT OR UPDATE OR DELETE ON lots_contribution
    FOR EACH ROW EXECUTE FUNCTION lots_keep_contribution();

CREATE FUNCTION lots_keep_grade() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT lots_is_open(OLD.lot_id) AND EXISTS (SELECT FROM lots_lot WHERE id = OLD.lot_id) THEN
        PERFORM lots_refuse('the prices of a lot that is closed stay as they are');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER lots_keep_grade BEFORE UPDATE OR DELETE ON lots_grade
    FOR EACH ROW EXECUTE FUNCTION lots_keep_grade();

CREATE FUNCTION lots_keep_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'open' AND (OLD.seller_id, OLD.allocation, OLD.fee_basis_points, OLD.cost_vnd, OLD.total_g)
       IS DISTINCT FROM (NEW.seller_id, NEW.allocation, NEW.fee_basis_points, NEW.cost_vnd, NEW.total_g) THEN
        PERFORM lots_refuse('what was agreed about a lot that is closed stays as it is');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER lots_keep_terms BEFORE UPDATE ON lots_lot FOR EACH ROW EXECUTE FUNCTION lots_keep_terms();

CREATE FUNCTION lots_keep_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lots_refuse('rows of ' || TG_TABLE_NAME || ' are never changed');
    RETURN NULL;
END $$;

CREATE TRIGGER lots_keep_earning BEFORE UPDATE OR DELETE ON lots_earning
    FOR EACH ROW EXECUTE FUNCTION lots_keep_rows();
CREATE TRIGGER lots_keep_share BEFORE UPDATE OR DELETE ON lots_lotshare
    FOR EACH ROW EXECUTE FUNCTION lots_keep_rows();
"""
UNGUARD = """
DROP TRIGGER lots_keep_share ON lots_lotshare;
DROP TRIGGER lots_keep_earning ON lots_earning;
DROP TRIGGER lots_keep_terms ON lots_lot;
DROP TRIGGER lots_keep_grade ON lots_grade;
DROP TRIGGER lots_keep_contribution ON lots_contribution;
DROP FUNCTION lots_keep_rows();
DROP FUNCTION lots_keep_terms();
DROP FUNCTION lots_keep_grade();
DROP FUNCTION lots_keep_contribution();
DROP FUNCTION lots_is_open(bigint);
DROP FUNCTION lots_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [("lots", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]

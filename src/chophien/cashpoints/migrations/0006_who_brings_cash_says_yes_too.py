"""Cash that is brought waits for the payer's yes: who they are, where their code goes, and whether a yes is asked for.

What was taken before was taken without one, and says so. The row of an order keeps that, as it keeps its amount.
"""

from django.db import migrations, models
from django.db.models import F, Q

KEEP = """
CREATE OR REPLACE FUNCTION cashpoints_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.code, NEW.kind, NEW.seller_code, NEW.group_code, NEW.amount_vnd, NEW.counts_on, NEW.simulated{new})
       IS DISTINCT FROM
       (OLD.code, OLD.kind, OLD.seller_code, OLD.group_code, OLD.amount_vnd, OLD.counts_on, OLD.simulated{old})
       OR (OLD.status IN ('paid', 'refused', 'expired') AND NEW.status <> OLD.status) THEN
        RAISE EXCEPTION 'what an order of cash is about does not change, nor how it ended'
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
"""
KEEP_YES = KEEP.format(new=", NEW.needs_yes, NEW.of_contract", old=", OLD.needs_yes, OLD.of_contract")
KEEP_BEFORE = KEEP.format(new="", old="")
WITHOUT = "UPDATE cashpoints_cashorder SET needs_yes = false WHERE kind = 'cash_in_order'"


class Migration(migrations.Migration):
    dependencies = [("cashpoints", "0005_a_count_waits_for_the_second_yes")]
    operations = [
        migrations.AlterField(
            model_name="cashorder",
            name="group_code",
            field=models.CharField(
                blank=True, help_text="the group of orders, or the contract, that cash is taken for", max_length=16
            ),
        ),
        migrations.AddField(
            model_name="cashorder",
            name="of_contract",
            field=models.BooleanField(db_default=False, default=False, help_text="cash for a contract's deposit"),
        ),
        migrations.AddField(
            model_name="cashorder",
            name="payer_code",
            field=models.CharField(
                blank=True,
                default="",
                help_text="whoever brings cash that is taken, as customer_code has it: limits too",
                max_length=60,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="cashorder",
            name="payer_phone",
            field=models.CharField(
                blank=True,
                default="",
                help_text="E.164; where the payer's code goes. Gone once this is over",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="cashorder",
            name="payer_shown",
            field=models.CharField(
                blank=True, default="", help_text="the payer's number, masked: for the receipt", max_length=16
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="cashorder",
            name="needs_yes",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="nothing moves before the customer's yes; decided when it is asked",
            ),
        ),
        migrations.RunSQL(WITHOUT, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP_YES, KEEP_BEFORE),
        migrations.AddIndex(
            model_name="cashorder",
            index=models.Index(
                condition=Q(("payer_code", ""), _negated=True),
                fields=["payer_code", "counts_on"],
                name="cashpoints_order_payer",
            ),
        ),
        migrations.RemoveConstraint(model_name="cashorder", name="cashpoints_order_never_paid_unconfirmed"),
        migrations.AddConstraint(
            model_name="cashorder",
            constraint=models.CheckConstraint(
                condition=Q(("needs_yes", True), ("status__in", ["confirmed", "paid"]), _negated=True)
                | Q(("confirmed_at__isnull", False), Q(("confirmed_way", ""), _negated=True)),
                name="cashpoints_order_never_moved_unconfirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashorder",
            constraint=models.CheckConstraint(
                condition=Q(("needs_yes", True)) | Q(("kind", "cash_in_order")),
                name="cashpoints_order_never_given_without_yes",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashorder",
            constraint=models.CheckConstraint(
                condition=Q(("kind", "cash_in_order"))
                | Q(("of_contract", False), ("payer_code", ""), ("payer_phone", ""), ("payer_shown", "")),
                name="cashpoints_order_payer_pays_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashorder",
            constraint=models.CheckConstraint(
                condition=Q(("payer_phone", "")) | Q(("status__in", ["asked", "confirmed"])),
                name="cashpoints_order_phone_while_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashorder",
            constraint=models.CheckConstraint(
                condition=Q(("paid_by", F("payer_code")), _negated=True) | Q(("paid_by", "")),
                name="cashpoints_order_not_by_its_agent",
            ),
        ),
    ]

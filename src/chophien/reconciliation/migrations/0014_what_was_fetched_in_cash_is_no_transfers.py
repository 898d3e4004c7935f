"""A transfer for what the buyer has fetched in cash waits with a reason of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0013_strangers_are_asked_for_no_account"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bankline",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_code", "No code of the market stands in its words."),
                    ("no_such_code", "Nothing here has the code in its words."),
                    ("several_codes", "Its words name more than one order."),
                    ("not_awaited", "No transfer to the market was awaited for this order."),
                    ("marked_otherwise", "Somebody wrote down another amount for this order by hand."),
                    ("looks_like", "It looks like another line. Is it the same money?"),
                    ("surplus", "More came than was awaited."),
                    ("twice", "The order was paid before."),
                    ("too_late", "It came after the order was cancelled, and not as much as was awaited."),
                    ("rest_never_came", "The rest did not come before the order was cancelled."),
                    ("decided", "Somebody of the market decided so."),
                    ("other_amount", "Its words name something, but another amount went out."),
                    ("out_twice", "The bank told before that it paid this."),
                    ("not_asked_for", "The market has not asked the bank to pay this."),
                    ("whole_batch", "It is a whole batch of payouts: write the bank's answers down, then look again."),
                    ("bank_cost", "A charge of the bank."),
                    ("other_came_back", "Its words name a payout, but not all of it came back, or more."),
                    ("back_twice", "This payout came back before."),
                    ("not_paid_out", "By the books this payout was not paid yet. See first what went out for it."),
                    ("other_refund_back", "Its words name a refund, but not all of it came back, or more."),
                    ("refund_back_twice", "This refund came back before and was not paid again since."),
                    (
                        "refund_not_paid",
                        "By the books this refund did not leave the market's account yet. See first what went out for it.",
                    ),
                    ("other_came", "Its words name something that is known, but another amount came."),
                    ("came_before", "The bank told before that this came."),
                    ("failed_not_home", "All of the batch went out. First what the bank sends back of it has to come."),
                    (
                        "fetched",
                        "The buyer has fetched this in cash at a cash point: by the books no transfer was due.",
                    ),
                    ("not_agreed", "Two people have not agreed to this, or it was called off."),
                    ("not_placed", "The market could not place it by itself."),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="moneyback",
            name="why",
            field=models.CharField(
                choices=[
                    ("no_code", "No code of the market stands in its words."),
                    ("no_such_code", "Nothing here has the code in its words."),
                    ("several_codes", "Its words name more than one order."),
                    ("not_awaited", "No transfer to the market was awaited for this order."),
                    ("marked_otherwise", "Somebody wrote down another amount for this order by hand."),
                    ("looks_like", "It looks like another line. Is it the same money?"),
                    ("surplus", "More came than was awaited."),
                    ("twice", "The order was paid before."),
                    ("too_late", "It came after the order was cancelled, and not as much as was awaited."),
                    ("rest_never_came", "The rest did not come before the order was cancelled."),
                    ("decided", "Somebody of the market decided so."),
                    ("other_amount", "Its words name something, but another amount went out."),
                    ("out_twice", "The bank told before that it paid this."),
                    ("not_asked_for", "The market has not asked the bank to pay this."),
                    ("whole_batch", "It is a whole batch of payouts: write the bank's answers down, then look again."),
                    ("bank_cost", "A charge of the bank."),
                    ("other_came_back", "Its words name a payout, but not all of it came back, or more."),
                    ("back_twice", "This payout came back before."),
                    ("not_paid_out", "By the books this payout was not paid yet. See first what went out for it."),
                    ("other_refund_back", "Its words name a refund, but not all of it came back, or more."),
                    ("refund_back_twice", "This refund came back before and was not paid again since."),
                    (
                        "refund_not_paid",
                        "By the books this refund did not leave the market's account yet. See first what went out for it.",
                    ),
                    ("other_came", "Its words name something that is known, but another amount came."),
                    ("came_before", "The bank told before that this came."),
                    ("failed_not_home", "All of the batch went out. First what the bank sends back of it has to come."),
                    (
                        "fetched",
                        "The buyer has fetched this in cash at a cash point: by the books no transfer was due.",
                    ),
                    ("not_agreed", "Two people have not agreed to this, or it was called off."),
                    ("not_placed", "The market could not place it by itself."),
                ],
                max_length=20,
            ),
        ),
    ]

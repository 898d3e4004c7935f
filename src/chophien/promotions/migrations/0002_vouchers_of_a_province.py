"""A programme's vouchers for the shops of one province, set up by its office, with the decision on the money."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_initial"), ("catalog", "0006_price_tiers"), ("sellers", "0004_seller_sleeps")]

    operations = [
        migrations.AddField(
            model_name="voucher",
            name="decision",
            field=models.CharField(
                blank=True, default="", help_text="number and day of the decision on the money", max_length=120
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="voucher",
            name="home_province_code",
            field=models.CharField(
                blank=True, default="", help_text="whose shops it is for, and who stops it", max_length=2
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="voucher",
            name="home_commune_code",
            field=models.CharField(blank=True, default="", max_length=5),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="voucher",
            name="home_name",
            field=models.CharField(
                blank=True, default="", help_text="both by their names of the day it was made", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(
                condition=~Q(home_province_code=""),
                fields=["home_province_code", "-made_at"],
                name="promotions_of_a_province",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=Q(home_province_code="", home_commune_code="", home_name="")
                | (Q(funder="programme") & ~Q(home_province_code="") & ~Q(home_name="") & ~Q(decision="")),
                name="promotions_a_province_spends_a_programmes_money",
            ),
        ),
    ]

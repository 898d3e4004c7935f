"""What came back in a later year is taken off the year in which it was sold, also where it was counted otherwise."""

from django.db import migrations

OF_ITS_YEAR = """
    UPDATE tax_selleryear AS counted SET revenue_vnd = sold.revenue FROM (
        SELECT year.id, coalesce(sum(line.base_vnd), 0) AS revenue
        FROM tax_selleryear AS year
        LEFT JOIN tax_withholding AS first
            ON first.seller_code = year.seller_code AND first.cause = '' AND extract(year FROM first.month) = year.year
        LEFT JOIN tax_withholding AS line
            ON line.subject_code = first.subject_code AND line.line_key = first.line_key
        GROUP BY year.id
    ) AS sold WHERE sold.id = counted.id AND sold.revenue <> counted.revenue_vnd
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0008_what_is_carried_into_the_next_month")]

    operations = [migrations.RunSQL(OF_ITS_YEAR, migrations.RunSQL.noop)]

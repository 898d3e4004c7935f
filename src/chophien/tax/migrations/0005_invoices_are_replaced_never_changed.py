"""Invoice data, and that an invoice was made of them, are added and never changed."""

from django.db import migrations

KEPT = ("tax_invoicedata", "tax_issuedinvoice")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("tax", "0004_invoice_data")]
    operations = [
        migrations.RunSQL(f"SELECT audit_keep('{table}')", f"SELECT audit_release('{table}')") for table in KEPT
    ]

"""The keys of GS1 that stand beside the goods of an event, its places, parties, papers and devices, are found too.

Of events from before, places are found in every form, all else where it was written in the form that is compared.
"""

from django.db import migrations, models

THOSE_OF_BEFORE = r"""
WITH readable AS MATERIALIZED (
    SELECT id, body::jsonb AS body FROM traceability_event
    WHERE CASE WHEN body LIKE '%"https://id.gs1.org/%' THEN body NOT LIKE '%\\u0000%' ELSE false END
), beside(event_id, epc, role) AS (
    SELECT id, read_point::text, 6 FROM traceability_event WHERE read_point LIKE 'https://id.gs1.org/%'
    UNION
    SELECT id, biz_location::text, 7 FROM traceability_event WHERE biz_location LIKE 'https://id.gs1.org/%'
    UNION
    SELECT readable.id, said.epc #>> '{}', way.role
    FROM readable
    CROSS JOIN (
        VALUES ('lax $.bizTransactionList[*].bizTransaction', 8), ('lax $.sourceList[*].source', 9),
            ('lax $.destinationList[*].destination', 10), ('lax $.certificationInfo[*]', 11),
            ('lax $.sensorElementList[*].sensorMetadata.deviceID', 12),
            ('lax $.sensorElementList[*].sensorReport[*].deviceID', 12)
    ) AS way(path, role)
    CROSS JOIN LATERAL jsonb_path_query(readable.body, way.path::jsonpath) AS said(epc)
    WHERE said.epc #>> '{}' ~ '^https://id[.]gs1[.]org/[0-9]{2,4}/[A-Za-z0-9._-]{1,60}$'
)
INSERT INTO traceability_eventepc (event_id, epc, role, is_class) SELECT event_id, epc, role, false FROM beside
"""


class Migration(migrations.Migration):
    dependencies = [("traceability", "0009_who_was_erased_before_is_named_no_more")]
    operations = [
        migrations.AlterField(
            model_name="eventepc",
            name="role",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "epcList, quantityList"),
                    (2, "parentID"),
                    (3, "childEPCs, childQuantityList"),
                    (4, "inputEPCList, inputQuantityList"),
                    (5, "outputEPCList, outputQuantityList"),
                    (6, "readPoint"),
                    (7, "bizLocation"),
                    (8, "bizTransactionList"),
                    (9, "sourceList"),
                    (10, "destinationList"),
                    (11, "certificationInfo"),
                    (12, "sensorElementList"),
                ]
            ),
        ),
        migrations.RunSQL(THOSE_OF_BEFORE, migrations.RunSQL.noop),
    ]

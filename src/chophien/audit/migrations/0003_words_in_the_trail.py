"""What stands inside an entry's facts and in a look's purpose is found by its words: without marks, case and signs.

`audit_words` is written so that its parts are bound when it is made: an index may be built under any search path.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

FOLD = r"""
CREATE FUNCTION audit_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN to_tsvector(
    'simple'::regconfig,
    regexp_replace(
        lower(translate(regexp_replace(normalize(said, NFD), '[\u0300-\u036f]', '', 'g'), 'Đđ''’‘ʼ`´', 'dd')),
        '[^a-z0-9]+', ' ', 'g'
    )
);
"""
FACTS = """
CREATE FUNCTION audit_words(facts jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT audit_words(coalesce(string_agg(one #>> '{}', ' '), ''))
      FROM jsonb_path_query(facts, 'strict $.**') AS one
     WHERE jsonb_typeof(one) IN ('string', 'number')
);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed")]
    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION audit_words(text)"),
        migrations.RunSQL(FACTS, "DROP FUNCTION audit_words(jsonb)"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["on_behalf_of", "-at", "-id"],
                condition=models.Q(("on_behalf_of", ""), _negated=True),
                name="audit_entry_behalf",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(models.F("facts"), function="audit_words"), name="audit_entry_words"
            ),
        ),
        migrations.AddIndex(
            model_name="sensitivelook",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(models.F("purpose"), function="audit_words"), name="audit_look_words"
            ),
        ),
    ]

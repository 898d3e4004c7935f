"""A transfer too much that came home asks only who paid the order where it goes. Before, whoever's code a stranger had
used was asked, and may have answered: what still waits of that ends here. Its page on the desk says that nobody is asked.
"""

import json
import unicodedata

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Now


def end(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """End what was asked about surpluses whose sender is not known to be who paid the order."""
    asked, back = apps.get_model("payments", "AccountAsked"), apps.get_model("reconciliation", "MoneyBack")
    waiting = list(asked.objects.filter(about__startswith="TR-", ended_at__isnull=True).order_by("pk"))
    lines = {
        one.code: one.line
        for one in back.objects.filter(code__in=[row.about for row in waiting]).select_related("line")
    }
    strangers = [row.pk for row in waiting if row.about not in lines or not _paid_it(apps, lines[row.about])]
    asked.objects.filter(pk__in=strangers).update(ended_at=Now())


def _paid_it(apps: Apps, line: object) -> bool:
    rows = apps.get_model("reconciliation", "BankLine").objects
    paid = list(rows.filter(incoming=True, target=line.target, used_vnd__gt=0)) if line.target else []
    others, sent_by = [one for one in paid if one.pk != line.pk], _payer(line)
    if not others:
        return bool(line.target and line.used_vnd)
    return bool(sent_by) and all(_payer(one) == sent_by for one in others)


def _payer(line: object) -> tuple[str, str] | None:
    told = json.loads(_opened(bytes(line.sealed_payer)) or "{}") if line.sealed_payer is not None else {}
    account = _bare(told.get("account", ""))
    return (_bare(told["name"]), account) if account else None


def _opened(sealed: bytes) -> bytes:
    """What was sealed; nothing where that key is kept no more: whoever it was is not known then."""
    try:
        return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS]).decrypt(sealed)
    except InvalidToken:
        return b""


def _bare(text: str) -> str:
    """Letters and digits without marks and case: banks write names each in their own way."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0012_words_of_what_two_people_agree_to"),
        ("payments", "0014_accounts_for_what_was_paid_in_cash"),
    ]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]

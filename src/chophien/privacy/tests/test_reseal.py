"""After a new field key everything sealed can be brought under it, and the old key dropped."""

from io import BytesIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import BinaryField

from chophien.accounts.models import Passkey
from chophien.privacy.actions.resealing import SEALED
from chophien.scans.models import DayKey
from chophien.sellers.actions.papers import save_identity
from chophien.sellers.actions.payout import set_payout_account
from chophien.sellers.models import PayoutAccount, SupportDecision
from chophien.sellers.sealed import answers_of
from chophien.sellers.tests.factories import ANSWERS, NOON, a_draft, lan
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.files import read_private
from chophien.uploads.sealing import open_sealed
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db

OLD, NEW = "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZCE=", "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldyE="


@pytest.fixture
def sealed(settings, tmp_path):
    """A seller's answers, account and paper, under the old key."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.FIELD_KEYS = [OLD]
    person = lan()
    seller = a_draft(person)
    save_identity(seller=seller, answers=ANSWERS, actor=person, at=NOON)
    account = {"bank_bin": "970436", "account": "0123456789", "owner_name": ANSWERS["full_name"]}
    set_payout_account(seller=seller, **account, actor=person, at=NOON)
    paper = take_private_file(
        file=BytesIO(PDF), kind="other", owner_code=seller.code, name="giấy", actor=person, at=NOON
    )
    return seller, answers_of(seller), paper, read_private(paper.path)


def test_everything_opens_without_the_old_key_afterwards(settings, sealed, capsys):
    seller, answers, paper, written = sealed
    settings.FIELD_KEYS = [NEW, OLD]

    call_command("reseal")

    settings.FIELD_KEYS = [NEW]
    assert capsys.readouterr().out == "2 values and 1 files are under the newest key.\n"
    assert answers_of(seller) == answers
    assert open_sealed(PayoutAccount.objects.get(seller=seller).sealed_account) == b"0123456789"
    assert read_private(paper.path) == written


def test_a_key_that_is_missing_is_named_and_nothing_is_lost(settings, sealed):
    seller, answers, _paper, _written = sealed
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(CommandError, match="put the key that is missing back into the list"):
        call_command("reseal")

    settings.FIELD_KEYS = [OLD]
    assert answers_of(seller) == answers


def test_no_column_of_sealed_bytes_is_forgotten():
    columns = {
        (model, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("chophien.")
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField)
    }
    passkeys = {(Passkey, "credential_id"), (Passkey, "public_key")}

    never_changed = {(SupportDecision, "sealed")}  # the database refuses it: what sealed these stays in the list

    of_a_day = {(DayKey, "key")}  # drawn at random, and deleted when the day is over

    assert columns - passkeys - never_changed - of_a_day == {(rows.model, column) for rows, column in SEALED}

"""Who decided what about a dossier stays as it was written."""

import pytest
from django.db import IntegrityError, transaction

from chophien.ocop.models import DossierStep
from chophien.ocop.tests.test_dossiers import World

pytestmark = pytest.mark.django_db


def test_the_database_refuses_to_change_or_delete_a_step_of_a_dossier():
    World().opened()

    for change in (lambda: DossierStep.objects.update(note="khác"), DossierStep.objects.all().delete):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()

    assert DossierStep.objects.count() == 1

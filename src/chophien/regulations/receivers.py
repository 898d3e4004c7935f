"""What regulations does when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from chophien.accounts.events import account_opened
from chophien.accounts.models import Person
from chophien.regulations.actions.agreeing import agree_by_opening_an_account


@receiver(account_opened, dispatch_uid="regulations.agree")
def on_account_opened(*, person: Person, at: datetime, **_signal: object) -> None:
    """Whoever opens an account has agreed to what the page before it asked them to read."""
    agree_by_opening_an_account(person=person, at=at)

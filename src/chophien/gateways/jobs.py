"""What is done about gateways later, and by the clock. A question goes out with nothing locked."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.utils import timezone

from chophien.gateways import selectors
from chophien.gateways.actions import telling
from chophien.gateways.actions.asking import ask_about
from chophien.gateways.actions.placing import place_again, place_open_lines
from chophien.gateways.actions.repaying import ask_who_never_was, open_refunds_of_gateways
from chophien.gateways.actions.repaying import give_back as give_one_back
from chophien.gateways.models import Attempt
from chophien.jobs.queue import job, periodic
from chophien.payments.actions.mending import owe_what_gateways_never_paid

log = structlog.get_logger(__name__)


@job("gateways.ask")
def ask(*, attempt_id: int) -> None:
    """Ask what became of a payment, as the buyer has come back from it."""
    ask_about(attempt=Attempt.objects.get(pk=attempt_id), at=timezone.now())


@job("gateways.send_refunds")
def send_refunds() -> None:
    """Have refunds of money that a gateway took go back the same way."""
    open_refunds_of_gateways(at=timezone.now())


@job("gateways.give_back")
def give_back(*, repayment_id: int) -> None:
    """Send money on its way back, or ask what became of it."""
    give_one_back(repayment_id=repayment_id, at=timezone.now())


@job("gateways.tell_back")
def tell_back(*, repayment_id: int, news: str) -> None:
    """Tell the buyer what goes back, or that it went."""
    telling.tell_back(repayment_id=repayment_id, news=news, at=timezone.now())


@job("gateways.place_lines")
def place_lines(*, attempt_id: int) -> None:
    """Compare lines of the gateway's tables once more, as what they are about was decided."""
    for line in selectors.lines_about(Attempt.objects.get(pk=attempt_id)):
        place_again(line_id=line.pk, at=timezone.now())


@job("gateways.tell_rest")
def tell_rest(*, attempt_id: int) -> None:
    """Tell the buyer what is missing after a part came, or that nothing came."""
    telling.tell_rest(attempt_id=attempt_id, at=timezone.now())


@periodic("gateways.sweep", cron="* * * * *")
def sweep(*, due_at: str) -> None:
    """Ask about payments whose time has come, see to money that goes back, and compare open lines of tables again."""
    del due_at  # the clock of now decides
    at = timezone.now()
    for attempt in selectors.to_ask(at):
        with _others_go_on(attempt.reference):
            ask_about(attempt=attempt, at=at)
    open_refunds_of_gateways(at=at, by_itself=_others_go_on)
    for repayment in selectors.to_send(at):
        with _others_go_on(repayment.reference):
            give_one_back(repayment_id=repayment.pk, at=at)
    place_open_lines(at=at, by_itself=_others_go_on)


@periodic("gateways.owe_interest", cron="50 3 * * *")
def owe_interest(*, due_at: str) -> None:
    """Every night: of what a gateway gave back late, interest that was booked as paid with it is owed by itself. Whose
    money a gateway would not give back is asked for an account, where nobody has.
    """
    del due_at  # the clock of now decides
    at = timezone.now()
    owe_what_gateways_never_paid(at=at, by_itself=_others_go_on)
    ask_who_never_was(at=at, by_itself=_others_go_on)


@contextmanager
def _others_go_on(about: str) -> Iterator[None]:
    """Whatever is wrong with one, the others are seen to; it stays due and is seen to again."""
    try:
        yield
    except Exception:
        log.exception("gateway_left_alone", about=about)

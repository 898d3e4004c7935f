"""Asking gateways what became of payments: the question goes out with nothing locked, its answer is kept first."""

import secrets
from datetime import datetime

import structlog

from chophien.gateways.actions.hearing import hear
from chophien.gateways.actions.settling import ask_later, settle
from chophien.gateways.adapters.base import NoAnswer
from chophien.gateways.configured import gateway
from chophien.gateways.errors import GatewayClosed
from chophien.gateways.models import Attempt
from chophien.gateways.states import AttemptStatus, Source

QUESTION_BYTES = 16
log = structlog.get_logger(__name__)


def ask_about(*, attempt: Attempt, at: datetime) -> Attempt:
    """Ask what became of a try, and do what follows. Without an answer it is asked again later, by the schedule."""
    if attempt.status != AttemptStatus.PAID:
        try:
            told = gateway(attempt.gateway).ask_state(
                reference=attempt.reference,
                began_at=attempt.began_at,
                question=secrets.token_hex(QUESTION_BYTES),
                at=at,
            )
        except (NoAnswer, GatewayClosed) as fault:
            log.warning("gateway_silent", gateway=attempt.gateway, fault=type(fault).__name__)
        else:
            heard = hear(gateway=attempt.gateway, source=Source.QUERY, told=told, at=at)
            if heard.notice is not None:
                settle(notice=heard.notice, at=at)
    return ask_later(attempt=attempt, at=at)

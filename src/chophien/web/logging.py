"""Logs: one JSON object a line with the request's id, and nobody's phone number."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest

Event = MutableMapping[str, Any]

_PHONE = re.compile(r"(?<![0-9A-Za-z])(\+?84|0)([ .-]?\d){9,10}(?![0-9A-Za-z])")


def name_requests(_logger: object, _name: str, event: Event) -> Event:
    """Write a request as its method and the name of its view: addresses hold tokens, and what people searched for."""
    request = event.get("request")
    if isinstance(request, HttpRequest):
        match = request.resolver_match
        view = match.view_name if match else "-"
        event["request"] = f"{request.method} {view}"
        event["event"] = str(event.get("event", "")).replace(request.path, view)
    return event


def mask_phones(_logger: object, _name: str, event: Event) -> Event:
    """Write every Vietnamese phone number in the event as ``0*******78``."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _PHONE.sub(_masked, value)
    return event


def _masked(found: re.Match[str]) -> str:
    return f"{found[1]}*******{found[0][-2:]}"


BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def logging_settings(style: str) -> dict[str, Any]:
    """Settings for `logging.config.dictConfig`: ``json``, or ``plain`` for a person at a terminal."""
    last: list[Any] = [name_requests, mask_phones, structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if style == "plain":
        last.append(structlog.dev.ConsoleRenderer(colors=False))
    else:
        last[:0] = [structlog.processors.format_exc_info]
        last.append(structlog.processors.JSONRenderer(ensure_ascii=False))
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": last,
                "foreign_pre_chain": BEFORE,
            },
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["out"], "level": "INFO"},
        "loggers": {
            "chophien.requests": {"level": "WARNING" if style == "plain" else "INFO"},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
        },
    }


def configure(settings: dict[str, Any]) -> None:
    """Set up logging and structlog; Django calls it through LOGGING_CONFIG."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *BEFORE,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

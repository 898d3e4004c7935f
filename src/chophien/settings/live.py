"""Settings of a running market, on one machine or behind a proxy."""

from chophien.server.addresses import database_settings, field_keys, secret_key
from chophien.settings import environment
from chophien.settings.base import *  # noqa: F403 -- settings modules extend each other by name
from chophien.settings.base import DATA_DIR
from chophien.web.logging import logging_settings

SECRET_KEY = environment.text("CHOPHIEN_SECRET_KEY") or secret_key(DATA_DIR)
FIELD_KEYS = environment.many("CHOPHIEN_FIELD_KEYS") or field_keys(DATA_DIR)
DATABASES = {
    "default": {
        **database_settings(),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    },
}
ALLOWED_HOSTS = environment.many("CHOPHIEN_HOSTS")
LOGGING_CONFIG = "chophien.web.logging.configure"
LOGGING = logging_settings(environment.text("CHOPHIEN_LOG"))

DB_EXPLAIN = environment.flag("CHOPHIEN_DB_EXPLAIN")

TLS = environment.flag("CHOPHIEN_TLS")
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True

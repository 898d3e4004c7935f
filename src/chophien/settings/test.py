"""Settings of the tests: a real PostgreSQL, quick password hashes, no rate limits unless a test turns them on."""

import os

from chophien.server.addresses import database_settings
from chophien.settings.base import *  # noqa: F403 -- settings modules extend each other by name
from chophien.settings.base import DATA_DIR

SECRET_KEY = "only-for-tests"  # noqa: S105 -- signs nothing outside a test run
FIELD_KEYS = ["b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtISE="]
_database = database_settings()
_options: dict[str, str] = _database["OPTIONS"]  # type: ignore[assignment]  # the one entry that is a dictionary
_may_empty_tables = f"{_options.get('options', '')} -c chophien.tests=on".strip()  # see audit's migration 0002
DATABASES = {
    "default": {
        **_database,
        "OPTIONS": {**_options, "options": _may_empty_tables},
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": "test_" + os.environ.get("CHOPHIEN_TEST_SLOT", "main")},
    },
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "test-media"
PRIVATE_ROOT = DATA_DIR / "test-private"
RATE_LIMITS = False
MICROCACHE_SECONDS = 0.0
DEV = True
DB_EXPLAIN = False
TLS = False

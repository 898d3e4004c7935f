"""The door that the web server calls: guests' pages from memory, everything else from Django."""

import os

from django.core.wsgi import get_wsgi_application

from chophien.web.microcache import MicroCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chophien.settings.live")
application = MicroCache(get_wsgi_application())

"""The door that the web server calls: photos from the disk, guests' pages from memory, everything else from Django."""

import os

from django.core.wsgi import get_wsgi_application

from chophien.lib.memory import keep_what_is_loaded
from chophien.uploads.serving import Pictures
from chophien.web.microcache import MicroCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chophien.settings.live")
application = Pictures(MicroCache(get_wsgi_application()))
keep_what_is_loaded()

"""The door a web server knocks on."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")
application = get_wsgi_application()

"""The settings that the type checker reads the models from: those of a demo, so that it needs no secret and no host."""

import os
from importlib.util import find_spec

os.environ.setdefault("CREDITDESK_DEMO", "1")

from creditdesk.config.settings import *  # noqa: F403
from creditdesk.config.settings import INSTALLED_APPS as ALL_APPS

INSTALLED_APPS = [app for app in ALL_APPS if find_spec(app)]

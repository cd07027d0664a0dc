"""The settings that the type checker reads the models from: those of a demo, so that it needs no secret and no host."""

import os

os.environ.setdefault("CREDITDESK_DEMO", "1")

from creditdesk.config.settings import *  # noqa: F403

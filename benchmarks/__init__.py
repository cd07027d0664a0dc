"""Every figure that the documentation claims, measured by one command: `creditdesk bench`."""

"""What the interface says, found in its source, and the catalogs that say it in Spanish and French.

`python -m scripts.messages` brings the catalogs under creditdesk/locale up to date; docs/guide/languages.md tells how
a text comes into them.
"""

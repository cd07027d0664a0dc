"""Bring the catalogs up to date and tell what they lack: `make messages`."""

from __future__ import annotations

import sys

from django.conf import settings

from scripts.messages.catalogs import LANGUAGES, brought_up_to_date, lacking, source_texts, template_of, write


def main() -> int:
    settings.configure()  # Django's reader of templates asks it for a charset
    found = source_texts()
    for call in found.untraced:
        print(f"Nobody can translate what is said at {call}")
    template = template_of(found.said)
    print(f"{len(template)} texts")
    missing = 0
    for language in LANGUAGES:
        catalog = brought_up_to_date(language, template)
        write(language, catalog)
        wrong = lacking(catalog)
        missing += len(wrong)
        for line in wrong[:20]:
            print(f"{language}: {line}")
        print(f"{language}: {len(wrong)} to do")
    return 1 if missing or found.untraced else 0


if __name__ == "__main__":
    sys.exit(main())

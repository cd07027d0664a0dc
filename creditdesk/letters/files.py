"""A letter as a file to take away: the one that was kept when it was released, or one that is made now of a draft."""

from __future__ import annotations

from creditdesk.letters import pdf, word
from creditdesk.letters.models import Letter, LetterFile
from creditdesk.letters.releasing import files_of, letter_name


def as_file(letter: Letter, form: str) -> tuple[str, str, bytes] | None:
    """Name, media type and bytes: of the letter as `pdf` or `docx`, or of its `statement`; None where it has none."""
    customer = letter.customer
    if form == "docx":
        return letter_name(letter, customer, suffix="docx"), word.MEDIA_TYPE, word.letter_docx(letter.content)
    what = LetterFile.What.STATEMENT if form == "statement" else LetterFile.What.LETTER
    kept = LetterFile.objects.filter(letter=letter, what=what).first()
    if kept is not None:
        return kept.name, pdf.MEDIA_TYPE, bytes(kept.content)
    if letter.released_at is not None:
        return None
    made = files_of(letter, customer, as_of=letter.business_day)
    return next(((name, pdf.MEDIA_TYPE, content) for kind, name, content in made if kind == what), None)

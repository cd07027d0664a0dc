"""Invented names. Every company name is put together from two made-up halves, so that none is anybody's."""

from __future__ import annotations

from random import Random

_HEADS = (
    "Alder", "Amber", "Arden", "Aspen", "Bexen", "Bramble", "Briar", "Brindle", "Calder", "Cinder", "Copper",
    "Crest", "Dapple", "Dorrin", "Dunmar", "Eber", "Elder", "Ember", "Fallow", "Farrin", "Fern", "Flint", "Gannet",
    "Garn", "Glenna", "Hazel", "Heron", "Holmar", "Inver", "Iris", "Ivory", "Jasper", "Juniper", "Kelling",
    "Kestrel", "Kingle", "Larch", "Linden", "Lornel", "Maple", "Marrow", "Mellow", "Nether", "Nettle", "Norrel",
    "Oaken", "Orrin", "Otter", "Pellan", "Pinder", "Plover", "Quarrel", "Quill", "Rook", "Rowan", "Russet", "Sable",
    "Selkirk", "Sorrel", "Tamar", "Teasel", "Thistle", "Umber", "Upper", "Vander", "Vesper", "Wether", "Willow",
    "Wren", "Yarrow", "Yewel", "Zephyr",
)  # fmt: skip
_TAILS = (
    "beck", "brook", "bourne", "combe", "croft", "dale", "fell", "field", "ford", "gate", "ham", "hurst", "ley", "lock",
    "mere", "moor", "ridge", "shaw", "stead", "thorpe", "wick", "worth",
)  # fmt: skip
_TRADES = {
    "en": (
        "Camera", "Photo", "Photo & Video", "Imaging", "Camera Exchange", "Photo Supply", "Lens & Light",
        "Studio Supply", "Camera House", "Optics", "Photographic", "Darkroom", "Image Works", "Electronics",
        "Camera Co.", "Print & Photo",
    ),
    "fr": ("Photo", "Images", "Optique", "Studio", "Photo-Vidéo", "Caméra"),
    "es": ("Foto", "Fotografía", "Cámaras", "Imagen", "Foto y Video"),
}  # fmt: skip
_CHAIN_TRADES = ("Camera Group", "Photo Stores", "Electronics", "Imaging Centers", "Camera Stores", "Photo Holdings")
_RETAIL_TRADES = (
    "Stores",
    "Superstores",
    "Electronics Warehouse",
    "Home & Electronics",
    "Marketplace",
    "Department Stores",
)
_FORMS = {
    "US": ("Inc", "LLC", "Inc", "Corp", ""),
    "CA": ("Ltd", "Inc", "Ltée", ""),
    "DE": ("GmbH",),
    "FR": ("SARL",),
    "IE": ("Ltd",),
}

_FIRST = {
    "en": (
        "Megan", "Karl", "Denise", "Priya", "Tomas", "Wendy", "Harold", "Janice", "Oscar", "Leona", "Curtis", "Noreen",
        "Felicia", "Gordon", "Tessa", "Marvin", "Ingrid", "Dale", "Yvonne", "Patrick", "Rosalind", "Trevor", "Aisha",
        "Colin",
    ),
    "fr": ("Mireille", "Étienne", "Solange", "Mathieu", "Geneviève", "Luc", "Chantal", "Benoît"),
    "es": ("Marisol", "Ignacio", "Pilar", "Ramiro", "Consuelo", "Joaquín", "Esteban", "Lucía"),
}  # fmt: skip
_LAST = {
    "en": (
        "Ackerby", "Brandvold", "Castleton", "Dunleavy", "Estwick", "Farnsby", "Grindle", "Hathersage", "Ibsley",
        "Jarrow", "Kettering", "Lonsdale", "Merriweather", "Nordahl", "Oakeshott", "Pemberly", "Quennell", "Ravenscar",
        "Stanhope", "Thackeray", "Underhill", "Venning", "Wexcombe", "Yardley",
    ),
    "fr": ("Beaudry", "Charlebois", "Desrochers", "Fontanel", "Lachance", "Montreuil", "Vaillant", "Thivierge"),
    "es": ("Arriaga", "Balmaceda", "Cisneros", "Echeverri", "Montalvo", "Olivares", "Quintana", "Zambrano"),
}  # fmt: skip


class Names:
    """Company names, each given once; the same seed gives the same names in the same order."""

    def __init__(self, *, seed: str) -> None:
        self._random = Random(seed)
        self._given: set[str] = set()

    def company(self, *, country: str, language: str) -> str:
        """The name of an independent dealer with its legal form."""
        return self._once(_TRADES[language], forms=_FORMS[country])

    def chain(self) -> str:
        """The name of the head of a family, without a legal form, so that its stores can be named after it."""
        return self._once(_CHAIN_TRADES, forms=("",))

    def retailer(self) -> str:
        """The name of a big retailer that buys on its own conditions."""
        return self._once(_RETAIL_TRADES, forms=("Inc", "Corp"))

    def _once(self, trades: tuple[str, ...], *, forms: tuple[str, ...]) -> str:
        while True:
            head, tail = self._random.choice(_HEADS), self._random.choice(_TAILS)
            stem = head + tail
            if stem not in self._given:
                self._given.add(stem)
                return " ".join(
                    part for part in (stem, self._random.choice(trades), self._random.choice(forms)) if part
                )


def person(random: Random, *, language: str) -> str:
    """A first and a last name of somebody who does not exist."""
    return f"{random.choice(_FIRST[language])} {random.choice(_LAST[language])}"


def mail_domain(company_name: str) -> str:
    """A domain that cannot exist, made of the company's first word."""
    plain = company_name.split(maxsplit=1)[0].lower()
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum()) + ".example"

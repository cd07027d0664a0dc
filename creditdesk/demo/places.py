"""Real cities for invented companies: their time zones decide when a customer may be called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A city, the beginning of its postal codes and of its telephone numbers, and the language spoken there.

    `phone` takes a number from 100 to 199; the ranges are those that the authorities keep free for fiction.
    """

    city: str
    region: str
    country: str
    time_zone: str
    postal: str
    phone: str
    language: str = "en"


def _american(city: str, region: str, time_zone: str, postal: str, area: int, language: str = "en") -> Place:
    zone = f"Pacific/{time_zone}" if region == "HI" else f"America/{time_zone}"
    return Place(city, region, "US", zone, postal, f"+1 {area} 555 0{{}}", language)


def _canadian(city: str, region: str, time_zone: str, postal: str, area: int, language: str = "en") -> Place:
    return Place(city, region, "CA", f"America/{time_zone}", postal, f"+1 {area} 555 0{{}}", language)


AMERICAN: tuple[Place, ...] = (
    _american("Portland", "OR", "Los_Angeles", "972{:02d}", 503),
    _american("Seattle", "WA", "Los_Angeles", "981{:02d}", 206),
    _american("Spokane", "WA", "Los_Angeles", "992{:02d}", 509),
    _american("Sacramento", "CA", "Los_Angeles", "958{:02d}", 916),
    _american("San Diego", "CA", "Los_Angeles", "921{:02d}", 619),
    _american("Fresno", "CA", "Los_Angeles", "937{:02d}", 559, "es"),
    _american("Las Vegas", "NV", "Los_Angeles", "891{:02d}", 702),
    _american("Boise", "ID", "Boise", "837{:02d}", 208),
    _american("Salt Lake City", "UT", "Denver", "841{:02d}", 801),
    _american("Denver", "CO", "Denver", "802{:02d}", 303),
    _american("Albuquerque", "NM", "Denver", "871{:02d}", 505),
    _american("Phoenix", "AZ", "Phoenix", "850{:02d}", 602),
    _american("Tucson", "AZ", "Phoenix", "857{:02d}", 520, "es"),
    _american("Anchorage", "AK", "Anchorage", "995{:02d}", 907),
    _american("Honolulu", "HI", "Honolulu", "968{:02d}", 808),
    _american("Minneapolis", "MN", "Chicago", "554{:02d}", 612),
    _american("Madison", "WI", "Chicago", "537{:02d}", 608),
    _american("Chicago", "IL", "Chicago", "606{:02d}", 312),
    _american("Des Moines", "IA", "Chicago", "503{:02d}", 515),
    _american("Omaha", "NE", "Chicago", "681{:02d}", 402),
    _american("Kansas City", "MO", "Chicago", "641{:02d}", 816),
    _american("Tulsa", "OK", "Chicago", "741{:02d}", 918),
    _american("Austin", "TX", "Chicago", "787{:02d}", 512),
    _american("San Antonio", "TX", "Chicago", "782{:02d}", 210, "es"),
    _american("Houston", "TX", "Chicago", "770{:02d}", 713),
    _american("El Paso", "TX", "Denver", "799{:02d}", 915, "es"),
    _american("New Orleans", "LA", "Chicago", "701{:02d}", 504),
    _american("Nashville", "TN", "Chicago", "372{:02d}", 615),
    _american("Birmingham", "AL", "Chicago", "352{:02d}", 205),
    _american("Louisville", "KY", "Kentucky/Louisville", "402{:02d}", 502),
    _american("Indianapolis", "IN", "Indiana/Indianapolis", "462{:02d}", 317),
    _american("Detroit", "MI", "Detroit", "482{:02d}", 313),
    _american("Columbus", "OH", "New_York", "432{:02d}", 614),
    _american("Cleveland", "OH", "New_York", "441{:02d}", 216),
    _american("Pittsburgh", "PA", "New_York", "152{:02d}", 412),
    _american("Philadelphia", "PA", "New_York", "191{:02d}", 215),
    _american("Buffalo", "NY", "New_York", "142{:02d}", 716),
    _american("Albany", "NY", "New_York", "122{:02d}", 518),
    _american("Hartford", "CT", "New_York", "061{:02d}", 860),
    _american("Providence", "RI", "New_York", "029{:02d}", 401),
    _american("Boston", "MA", "New_York", "021{:02d}", 617),
    _american("Portland", "ME", "New_York", "041{:02d}", 207),
    _american("Baltimore", "MD", "New_York", "212{:02d}", 410),
    _american("Richmond", "VA", "New_York", "232{:02d}", 804),
    _american("Raleigh", "NC", "New_York", "276{:02d}", 919),
    _american("Atlanta", "GA", "New_York", "303{:02d}", 404),
    _american("Jacksonville", "FL", "New_York", "322{:02d}", 904),
    _american("Miami", "FL", "New_York", "331{:02d}", 305, "es"),
)

CANADIAN: tuple[Place, ...] = (
    _canadian("Montréal", "QC", "Toronto", "H2X 1Y{}", 514, "fr"),
    _canadian("Québec", "QC", "Toronto", "G1R 4S{}", 418, "fr"),
    _canadian("Sherbrooke", "QC", "Toronto", "J1H 2T{}", 819, "fr"),
    _canadian("Toronto", "ON", "Toronto", "M5V 2H{}", 416),
    _canadian("Ottawa", "ON", "Toronto", "K1P 5M{}", 613),
    _canadian("Hamilton", "ON", "Toronto", "L8P 1A{}", 905),
    _canadian("Halifax", "NS", "Halifax", "B3J 1N{}", 902),
    _canadian("St. John's", "NL", "St_Johns", "A1C 5H{}", 709),
    _canadian("Winnipeg", "MB", "Winnipeg", "R3C 0V{}", 204),
    _canadian("Regina", "SK", "Regina", "S4P 3X{}", 306),
    _canadian("Calgary", "AB", "Edmonton", "T2P 2M{}", 403),
    _canadian("Edmonton", "AB", "Edmonton", "T5J 0N{}", 780),
    _canadian("Vancouver", "BC", "Vancouver", "V6B 2W{}", 604),
    _canadian("Victoria", "BC", "Vancouver", "V8W 1P{}", 250),
)

EUROPEAN: tuple[Place, ...] = (
    Place("Berlin", "BE", "DE", "Europe/Berlin", "101{:02d}", "+49 30 23125 {}"),
    Place("Hamburg", "HH", "DE", "Europe/Berlin", "203{:02d}", "+49 40 66969 {}"),
    Place("München", "BY", "DE", "Europe/Berlin", "803{:02d}", "+49 89 99998 {}"),
    Place("Paris", "IDF", "FR", "Europe/Paris", "750{:02d}", "+33 1 99 00 01 {:02d}", "fr"),
    Place("Lyon", "ARA", "FR", "Europe/Paris", "690{:02d}", "+33 4 65 71 01 {:02d}", "fr"),
    Place("Cork", "CO", "IE", "Europe/Dublin", "T12 A{:02d}1", "+353 20 910 0{}"),
)

STREETS: dict[str, tuple[str, ...]] = {
    "en": (
        "Mill Street",
        "Harbor Avenue",
        "Foundry Road",
        "Second Avenue",
        "Orchard Lane",
        "Railway Street",
        "Elm Row",
    ),
    "es": ("Mission Road", "Alameda Avenue", "Mesa Street", "Palm Avenue"),
    "fr": ("rue du Moulin", "rue des Érables", "avenue du Port", "rue Sainte-Claire"),
}

# Percent of tax on goods and freight that a Canadian province's invoices carry; resale in the United States bears none.
TAX_PERCENT: dict[str, int] = {"ON": 13, "NS": 15, "NL": 15}
OTHER_CANADIAN_TAX_PERCENT = 5

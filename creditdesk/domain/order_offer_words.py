"""What a customer is offered for a held order, in the words of the letter that offers it and in his language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.domain.policy_letters import LetterLanguage

_K, _EN, _ES, _FR = AlternativeKind, LetterLanguage.ENGLISH, LetterLanguage.SPANISH, LetterLanguage.FRENCH


@dataclass(frozen=True, slots=True)
class OfferedWay:
    """A way out with its figures as the letter names them; what the way does not need is empty."""

    kind: AlternativeKind
    pay: str = ""
    ship: str = ""
    lines: str = ""
    day: str = ""


_WAYS: Mapping[AlternativeKind, Mapping[LetterLanguage, str]] = MappingProxyType(
    {
        _K.PAY_DEBT: {
            _EN: "Pay {pay} of your open items, and we deliver the whole order.",
            _ES: "Pague {pay} de sus documentos pendientes y entregaremos el pedido completo.",
            _FR: "Réglez {pay} de vos documents ouverts, et nous livrons toute la commande.",
        },
        _K.WAIT_FOR_PROMISE: {
            _EN: "We keep the order for you and deliver it once the payment that you promised for {day} is here.",
            _ES: "Le reservamos el pedido y lo entregaremos en cuanto llegue el pago que prometió para el {day}.",
            _FR: "Nous gardons la commande et la livrons dès l'arrivée du paiement que vous avez promis pour le {day}.",
        },
        _K.DEPOSIT: {
            _EN: "Pay {pay} of the order in advance, and we deliver the whole order.",
            _ES: "Pague {pay} del pedido por anticipado y entregaremos el pedido completo.",
            _FR: "Réglez {pay} de la commande d'avance, et nous livrons toute la commande.",
        },
        _K.SHIP_PART: {
            _EN: "We deliver {ship} of the order now, and the rest as soon as there is room for it.",
            _ES: "Entregamos ahora {ship} del pedido, y el resto en cuanto haya margen.",
            _FR: "Nous livrons maintenant {ship} de la commande, et le reste dès que votre encours le permet.",
        },
        _K.PREPAY: {
            _EN: "Pay the order in advance, {pay}, and we deliver it.",
            _ES: "Pague el pedido por anticipado, {pay}, y lo entregaremos.",
            _FR: "Réglez la commande d'avance, {pay}, et nous la livrons.",
        },
        _K.COD: {
            _EN: "We deliver the order against payment of {pay} on delivery.",
            _ES: "Entregamos el pedido contra el pago de {pay} a la entrega.",
            _FR: "Nous livrons la commande contre paiement de {pay} à la livraison.",
        },
        _K.TEMPORARY_LIMIT: {
            _EN: "We raise your credit limit until {day} and deliver the whole order.",
            _ES: "Ampliamos su límite de crédito hasta el {day} y entregamos el pedido completo.",
            _FR: "Nous relevons votre limite de crédit jusqu'au {day} et livrons toute la commande.",
        },
    }
)
_LINES = {
    _EN: "We deliver the lines {lines} of the order now, {ship}, and the others as soon as there is room for them.",
    _ES: "Entregamos ahora las líneas {lines} del pedido, {ship}, y las demás en cuanto haya margen.",
    _FR: "Nous livrons maintenant les lignes {lines} de la commande, {ship}, et les autres dès que possible.",
}


def offered_words(way: OfferedWay, language: LetterLanguage) -> str:
    """The offer in one sentence of the language."""
    text = _LINES[language] if way.lines else _WAYS[way.kind][language]
    return text.format(pay=way.pay, ship=way.ship, lines=way.lines, day=way.day)

"""What a letter says beside its text, in the letter's language and not in that of whoever drafts it.

Days, amounts and the heads of the table follow the language: 7,500.00 USD is 7 500,00 USD in French. Source:
docs/rules/letters.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from babel.dates import format_date

from creditdesk.domain.letter_fields import Consequence
from creditdesk.domain.money import Money, format_minor
from creditdesk.domain.policy_letters import LetterLanguage

_EN, _ES, _FR = LetterLanguage.ENGLISH, LetterLanguage.SPANISH, LetterLanguage.FRENCH
_LOCALES = {_EN: "en_US", _ES: "es", _FR: "fr"}

_WORDS: Mapping[str, tuple[str, str, str]] = {
    "document": ("Document", "Documento", "Document"),
    "order": ("Your order", "Su pedido", "Votre commande"),
    "dated": ("Dated", "Fecha", "Date"),
    "due": ("Due", "Vencimiento", "Échéance"),
    "days_late": ("Days late", "Días de atraso", "Jours de retard"),
    "open": ("Open", "Pendiente", "Ouvert"),
    "disputed": ("Disputed", "En disputa", "Contesté"),
    "asked": ("Asked", "Solicitado", "Demandé"),
    "movement": ("What happened", "Movimiento", "Mouvement"),
    "amount": ("Amount", "Importe", "Montant"),
    "balance": ("Balance", "Saldo", "Solde"),
    "opening": ("Opening balance", "Saldo inicial", "Solde d'ouverture"),
    "closing": ("Closing balance", "Saldo final", "Solde de clôture"),
    "credits": ("Credits not yet applied", "Créditos sin aplicar", "Crédits non imputés"),
    "total": ("Total", "Total", "Total"),
    "account": ("Account", "Cuenta", "Compte"),
    "statement": ("Statement of account", "Estado de cuenta", "Relevé de compte"),
    "as_of": ("As of", "Al", "Au"),
    "period": ("Period", "Periodo", "Période"),
    "enclosed": ("Enclosed", "Adjunto", "Pièces jointes"),
    "page": ("Page", "Página", "Page"),
    "of": ("of", "de", "de"),
    "none": ("none", "ninguno", "aucun"),
    "not_due": ("not due", "no vencido", "non échu"),
    "payables": ("Accounts Payable", "Cuentas por pagar", "Comptes fournisseurs"),
    "invoice": ("Invoice", "Factura", "Facture"),
    "debit_memo": ("Debit memo", "Nota de débito", "Note de débit"),
    "credit_memo": ("Credit memo", "Nota de crédito", "Note de crédit"),
    "payment": ("Payment", "Pago", "Paiement"),
    "deduction": ("Deduction", "Deducción", "Déduction"),
    "fee": ("Fee", "Cargo", "Frais"),
    "discount": ("Discount", "Descuento", "Escompte"),
    "adjustment": ("Adjustment", "Ajuste", "Ajustement"),
    "transfer": ("Transfer", "Traspaso", "Virement interne"),
    "write_off": ("Adjustment", "Ajuste", "Ajustement"),
    "reversal": ("Reversal", "Anulación", "Contre-passation"),
    "application": ("Application", "Aplicación", "Imputation"),
    "erp_settlement": ("Settled", "Liquidado", "Réglé"),
    "import": ("Correction", "Corrección", "Correction"),
    "check": ("by check", "con cheque", "par chèque"),
    "ach": ("by ACH", "por ACH", "par ACH"),
    "wire": ("by wire", "por transferencia", "par virement"),
    "card": ("by card", "con tarjeta", "par carte"),
    "cash": ("in cash", "en efectivo", "en espèces"),
    "": ("as agreed", "según lo acordado", "comme convenu"),
}
_CONSEQUENCES: Mapping[Consequence, tuple[str, str, str]] = {
    Consequence.FINAL_DEMAND: (
        "we will send a final demand with a deadline",
        "enviaremos un último requerimiento con una fecha límite",
        "nous enverrons une mise en demeure avec un délai",
    ),
    Consequence.HOLD: (
        "we will hold further orders until the account is settled",
        "retendremos los pedidos siguientes hasta que se regularice la cuenta",
        "nous retiendrons les commandes suivantes jusqu'au règlement du compte",
    ),
    Consequence.AGENCY: (
        "we will place the account with a collection agency",
        "encargaremos el cobro de la cuenta a una agencia",
        "nous confierons le compte à une agence de recouvrement",
    ),
    Consequence.LEGAL: (
        "we will hand the account to our attorneys",
        "entregaremos la cuenta a nuestros abogados",
        "nous remettrons le compte à nos avocats",
    ),
}


def word(name: str, language: LetterLanguage) -> str:
    """The word in the language; an unknown name is told as it is."""
    known = _WORDS.get(name)
    return known[(_EN, _ES, _FR).index(language)] if known else name.replace("_", " ")


def consequence_words(consequence: Consequence, language: LetterLanguage) -> str:
    """What follows, as a part of a sentence."""
    return _CONSEQUENCES[consequence][(_EN, _ES, _FR).index(language)]


# A run of letters names the same few days and many of the same amounts.
@lru_cache(maxsize=4096)
def day(value: date, language: LetterLanguage) -> str:
    """A day as the letter names it: June 15, 2026."""
    return str(format_date(value, format="long", locale=_LOCALES[language]))


@lru_cache(maxsize=4096)
def short_day(value: date, language: LetterLanguage) -> str:
    """A day as a table names it. The month is in letters: 6/5 would be two days."""
    return str(format_date(value, format="medium", locale=_LOCALES[language]))


@lru_cache(maxsize=4096)
def number(minor: int, *, currency: str, language: LetterLanguage) -> str:
    """An amount without its currency. It is never broken over two lines."""
    return format_minor(minor, currency=currency, locale=_LOCALES[language]).replace("\u202f", "\u00a0")


def money(amount: Money, language: LetterLanguage) -> str:
    """An amount with its currency's code."""
    return f"{number(amount.minor, currency=amount.currency, language=language)} {amount.currency}"


def amounts(all_of_them: Iterable[Money], language: LetterLanguage) -> str:
    """Amounts in several currencies, which are never added: 7,500.00 USD + 300.00 EUR; nothing where there is none."""
    return " + ".join(money(one, language) for one in all_of_them)

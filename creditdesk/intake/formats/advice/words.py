"""The words of advices in English, Spanish, French and German: headings, labels, totals, reasons.

Headings and labels are compared in squashed form (`synonyms.squashed`): no case, accents or marks, "#" as "no".
"""

from __future__ import annotations

from typing import Literal

from creditdesk.intake.formats.synonyms import squashed

Role = Literal[
    "invoice", "document", "reference", "date", "gross", "discount", "deduction", "adjustment", "reason", "net",
    "amount", "type", "currency", "text", "other", "payment_reference", "payment_date", "payment_amount", "payer",
    "payee", "method",
]  # fmt: skip

# What heads the column of a number that is ours ("invoice"), one that may be ours or the payer's ("document"), and so
# on. "amount" may be gross or net, as the other columns tell. "other" is known and tells nothing of a payment.
_HEADINGS: dict[Role, tuple[str, ...]] = {
    "invoice": (
        "invoice", "invoice number", "invoice no", "invoice num", "invoice nbr", "invoice id", "inv no", "inv number",
        "inv", "inv nbr", "invoice ref", "invoice reference", "your invoice", "your invoice no", "your document",
        "your document no", "your reference", "your ref", "vendor invoice", "supplier invoice", "vendor invoice no",
        "supplier invoice no", "vendor invoice number", "supplier invoice number", "bill no", "bill number", "bill",
        "invoice credit memo", "invoice cm", "invoice credit no", "external document no", "vendor reference",
        "supplier reference", "rechnung", "rechnungsnummer", "rechnungsnr", "rechnung nr", "rechnr", "rechn nr",
        "re nr", "rg nr", "ihre rechnung", "ihre rechnungsnummer", "ihre rechnung nr", "ihr beleg", "ihre belegnr",
        "ihre belegnummer", "ihre referenz", "fremdbeleg", "facture", "numero facture", "no facture", "n facture",
        "numero de facture", "n de facture", "no de facture", "votre facture", "votre reference", "vos references",
        "ref facture", "reference facture", "factura", "numero factura", "numero de factura", "no factura",
        "n factura", "n de factura", "no de factura", "num factura", "su factura", "su referencia", "su documento",
        "facture no", "factura no", "facture n", "factura n",
    ),
    "document": (
        "document", "document number", "document no", "doc number", "doc no", "doc num", "doc", "document ref",
        "doc ref", "number", "voucher invoice", "beleg", "belegnummer", "belegnr", "beleg nr", "dokument",
        "dokumentnummer", "numero de document", "numero document", "no document", "n document", "n de document",
        "piece", "no piece", "n piece", "numero de piece", "documento", "numero de documento", "no documento",
        "n documento", "num documento",
    ),
    "reference": (
        "reference", "ref", "reference no", "reference number", "ref no", "po", "po number", "po no", "purchase order",
        "purchase order no", "order", "order no", "order number", "our reference", "our ref", "our document",
        "our document no", "voucher", "voucher no", "voucher number", "assignment", "referenz", "unsere referenz",
        "unser beleg", "unsere belegnr", "bestellung", "bestellnummer", "bestellnr", "auftrag", "auftragsnummer",
        "zuordnung", "notre reference", "commande", "no commande", "n commande", "numero de commande",
        "bon de commande",
        "referencia", "nuestra referencia", "pedido", "no pedido", "n pedido", "numero de pedido", "orden de compra",
        "delivery note", "lieferschein", "bl", "claim no", "claim number", "claim ref",
    ),
    "date": (
        "date", "invoice date", "inv date", "document date", "doc date", "bill date", "datum", "rechnungsdatum",
        "belegdatum", "rech datum", "date facture", "date de facture", "date de la facture", "date document",
        "date piece", "date de piece", "fecha", "fecha factura", "fecha de factura", "fecha documento",
        "fecha de documento", "fecha de la factura", "dated",
    ),
    "gross": (
        "gross", "gross amount", "gross amt", "invoice amount", "invoice amt", "inv amount", "inv amt", "invoice total",
        "original amount", "original amt", "orig amount", "document amount", "doc amount", "bill amount",
        "invoice value", "gross value", "brutto", "bruttobetrag", "rechnungsbetrag", "rechn betrag", "belegbetrag",
        "montant brut", "brut", "montant facture", "montant de la facture", "montant initial", "importe bruto", "bruto",
        "importe factura", "importe de factura", "importe de la factura", "importe original", "total factura",
    ),
    "discount": (
        "discount", "disc", "disc amt", "discount amount", "discount amt", "discount taken", "disc taken",
        "cash discount", "terms discount", "early payment discount", "skonto", "skontobetrag", "skontoabzug",
        "escompte", "montant escompte", "remise", "descuento", "dto", "importe descuento", "descuento pronto pago",
        "descuento aplicado", "discounts",
    ),
    "deduction": (
        "deduction", "deductions", "deduction amount", "deducted", "less", "withheld", "withholding",
        "withholding tax", "wht", "short pay", "shortpay", "short paid", "shortage", "chargeback", "chargebacks",
        "abzug", "abzuge", "kurzung", "einbehalt", "abzugsbetrag", "deduction faite", "retenue", "retenues",
        "montant deduit", "deduccion", "deducciones", "retencion", "retenciones", "deductions amt", "allowance",
        "allowances",
    ),
    "adjustment": (
        "adjustment", "adjustments", "adj", "adj amount", "adjustment amount", "adj amt", "korrektur", "anpassung",
        "ajustement", "ajustements", "regularisation", "ajuste", "ajustes", "difference", "differenz", "diferencia",
        "ecart",
    ),
    "reason": (
        "reason", "reason code", "deduction reason", "adjustment reason", "deduction code", "adj reason", "comment",
        "comments", "remarks", "remark", "note", "notes", "grund", "begrundung", "abzugsgrund", "kurzungsgrund",
        "bemerkung", "motif", "motif de deduction", "raison", "commentaire", "observations", "motivo", "razon",
        "observaciones", "comentario", "discrepancy reason",
    ),
    "net": (
        "net", "net amount", "net amt", "net paid", "net payment", "amount paid", "amt paid", "paid", "paid amount",
        "paid amt", "payment amt", "pay amount", "amount remitted", "remitted", "remittance amount",
        "net amount paid", "this payment", "applied", "applied amount", "amount applied", "netto", "nettobetrag",
        "gezahlt", "bezahlt", "gezahlter betrag", "bezahlter betrag", "zahlung", "uberwiesen", "uberwiesener betrag",
        "net a payer", "net paye", "montant net", "montant paye", "montant regle", "paye", "regle", "reglement",
        "montant verse", "neto", "importe neto", "importe pagado", "pagado", "neto pagado", "importe abonado", "pago",
        "total paid", "amount being paid", "invoice amount paid",
    ),
    "amount": (
        "amount", "amt", "total", "value", "sum", "betrag", "summe", "montant", "importe", "monto", "total amount",
        "amount usd", "amount eur", "amount gbp", "betrag eur", "montant eur", "importe eur", "amount in usd",
        "amount in eur", "betrag in eur", "cantidad", "valor",
    ),
    "type": (
        "type", "document type", "doc type", "transaction type", "trans type", "item type", "art", "belegart", "typ",
        "type de document", "type de piece", "tipo", "tipo de documento", "tipo documento",
    ),
    "currency": ("currency", "curr", "ccy", "currency code", "wahrung", "whg", "devise", "moneda", "divisa"),
    "text": (
        "description", "item description", "text", "memo", "details", "detail", "beschreibung", "bezeichnung",
        "buchungstext", "libelle", "designation", "descripcion", "concepto", "detalle", "invoice description",
    ),
    "other": (
        "due date", "due", "balance", "balance due", "open amount", "amount due", "remaining", "outstanding", "terms",
        "days", "line", "item", "no", "pos", "position", "page", "quantity", "qty", "unit price", "company", "store",
        "location", "plant", "site", "fallig", "falligkeit", "saldo", "offen", "echeance", "solde", "vencimiento",
        "tax", "vat", "mwst", "tva", "iva", "discount date", "percent", "batch", "account", "gl account", "nr",
        "pos nr",
        "discount available", "available discount", "amount remaining", "previous payments", "prior payments",
    ),
    "payment_reference": (
        "check no", "check number", "check num", "cheque no", "cheque number", "check", "payment number", "payment no",
        "payment reference", "payment ref", "payment id", "payment document", "payment doc no", "payment document no",
        "remittance no", "remittance number", "remittance id", "remittance advice no", "remittance advice number",
        "eft no", "eft number", "eft reference", "eft trace", "ach trace number", "ach reference", "ach trace no",
        "trace number", "trace no", "wire reference", "wire ref", "wire no", "transaction id", "transaction number",
        "transfer reference", "zahlungsnummer", "zahlungsnr", "zahlungsbeleg", "zahlungsreferenz", "zahlungsbelegnr",
        "avisnummer", "avis nr", "avisnr", "scheck nr", "schecknummer", "verwendungszweck", "numero de paiement",
        "n de paiement", "no de paiement", "n paiement", "reference de paiement", "reference paiement",
        "reference du paiement", "n de virement", "no de virement", "reference virement", "reference du virement",
        "n de cheque", "cheque n", "no de cheque", "numero de pago", "n de pago", "no de pago", "referencia de pago",
        "referencia del pago", "numero de cheque", "numero de transferencia", "referencia de transferencia",
        "zahlung nr", "document de paiement", "documento de pago",
    ),
    "payment_date": (
        "payment date", "check date", "cheque date", "date paid", "pay date", "date of payment", "paid on",
        "remittance date", "value date", "settlement date", "eft date", "ach date", "wire date", "transfer date",
        "zahlungsdatum", "zahldatum", "zahlungstag", "valuta", "valutadatum", "wertstellung", "avisdatum",
        "date de paiement", "date paiement", "date du paiement", "date de reglement", "date de valeur",
        "date du virement", "date de virement", "fecha de pago", "fecha pago", "fecha del pago", "fecha valor",
        "fecha de transferencia", "date of remittance",
    ),
    "payment_amount": (
        "payment amount", "check amount", "cheque amount", "check total", "payment total", "amount of payment",
        "amount of check", "total payment", "total payment amount", "remittance total", "total remittance",
        "total remitted", "net payment amount", "net total", "total net", "total amount paid", "eft amount",
        "ach amount", "wire amount", "transfer amount", "zahlbetrag", "zahlungsbetrag", "uberweisungsbetrag",
        "zahlungssumme", "gesamtzahlbetrag", "montant du paiement", "montant du virement", "montant du reglement",
        "total paye", "total regle", "montant total paye", "total a payer", "importe del pago", "importe de pago",
        "importe pago", "importe total pagado", "total pagado", "importe de la transferencia", "total neto",
        "check amt", "pmt amount", "pmt total",
    ),
    "payer": (
        "payer", "payor", "payer name", "payor name", "from", "paid by", "remitter", "remitted by", "customer name",
        "customer", "originator", "auftraggeber", "zahler", "absender", "von", "kunde", "payeur", "emetteur",
        "donneur d ordre", "de la part de", "client", "pagador", "ordenante", "emisor", "cliente", "remitente",
    ),
    "payee": (
        "payee", "payee name", "pay to", "paid to", "to", "vendor", "vendor name", "supplier", "supplier name",
        "beneficiary", "beneficiary name", "pay to the order of", "empfanger", "zahlungsempfanger", "lieferant",
        "kreditor", "begunstigter", "beneficiaire", "fournisseur", "beneficiario", "proveedor",
    ),
    "method": (
        "payment method", "payment type", "pay method", "method", "method of payment", "paid via", "zahlungsart",
        "zahlweg", "zahlungsweg", "mode de paiement", "mode de reglement", "moyen de paiement", "forma de pago",
        "metodo de pago", "medio de pago",
    ),
}  # fmt: skip

HEADING: dict[str, Role] = {squashed(word): role for role, words in _HEADINGS.items() for word in words}
OF_PAYMENT = frozenset({"payment_reference", "payment_date", "payment_amount", "payer", "payee", "method", "currency"})
AMOUNTS = frozenset({"gross", "discount", "deduction", "adjustment", "net", "amount"})

# What stands before a value in the text of an advice. More than headings: "Date" alone is the payment's there.
LABEL: dict[str, Role] = {name: role for name, role in HEADING.items() if role in OF_PAYMENT} | {
    squashed("date"): "payment_date",
    squashed("datum"): "payment_date",
    squashed("fecha"): "payment_date",
    squashed("remittance advice date"): "payment_date",
    squashed("amount paid"): "payment_amount",
    squashed("net amount paid"): "payment_amount",
    squashed("total amount"): "payment_amount",
    squashed("total paid"): "payment_amount",
    squashed("net paid"): "payment_amount",
    squashed("grand total"): "payment_amount",
    squashed("amount remitted"): "payment_amount",
    squashed("amount"): "payment_amount",
    squashed("betrag"): "payment_amount",
    squashed("montant"): "payment_amount",
    squashed("montant net"): "payment_amount",
    squashed("net a payer"): "payment_amount",
    squashed("montant total"): "payment_amount",
    squashed("importe"): "payment_amount",
    squashed("importe total"): "payment_amount",
    squashed("importe pagado"): "payment_amount",
    squashed("gesamtbetrag"): "payment_amount",
    squashed("gesamtsumme"): "payment_amount",
    squashed("endbetrag"): "payment_amount",
    squashed("uberwiesener betrag"): "payment_amount",
}
LONGEST_LABEL = 5  # words

_TOTALS = (
    "total", "totals", "grand total", "sum", "total amount", "total paid", "total payment", "total net", "net total",
    "check total", "payment total", "report total", "summe", "gesamt", "gesamtsumme", "gesamtbetrag", "endsumme",
    "endbetrag", "zahlbetrag", "insgesamt", "total general", "montant total", "total paye", "total regle", "somme",
    "total a payer", "suma", "importe total", "total pagado", "total importe", "payment amount", "amount paid",
    "check amount", "total this payment", "total remittance", "remittance total", "total this check", "total eur",
    "total usd", "total gbp", "summe eur", "total neto", "total amount paid", "net payment", "cheque total",
)  # fmt: skip
_SUBTOTALS = (
    "subtotal", "sub total", "page total", "carried forward", "brought forward", "balance forward", "zwischensumme",
    "seitensumme", "ubertrag", "sous total", "total page", "report", "a reporter", "subtotal pagina", "suma y sigue",
    "suma parcial", "total parcial", "subtotals",
)  # fmt: skip
TOTALS = frozenset(map(squashed, _TOTALS))
SUBTOTALS = frozenset(map(squashed, _SUBTOTALS))

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janner enero ene janvier janv", "feb february februar febrero fevrier fevr",
            "mar march marz maerz marzo mars mrz", "apr april abril abr avril avr", "may mai mayo",
            "jun june juni junio juin", "jul july juli julio juillet juil", "aug august agosto ago aout",
            "sep sept september septiembre septembre", "oct october oktober okt octubre octobre",
            "nov november noviembre novembre", "dec december dezember dez diciembre dic decembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

"""SAP: the customer line items (FBL5N) in five languages, and the fields of BSID and of the extractor 0FI_AR_3.

A list may come as a spreadsheet, between vertical bars and lines of dashes, or in columns of fixed width; users choose
its columns. A subtotal stands under each account, and one row per currency at the end. "Arrears" counts days.
"""

from __future__ import annotations

from dataclasses import replace

from creditdesk.intake.formats.layouts.description import Counted, FirstOf, Layout, NetDue

_ACCOUNT = ("Account", "Customer", "Konto", "Debitor", "Rekening", "Debiteur", "Compte", "Client", "Cuenta", "Deudor")
_NUMBER = (
    "Document Number", "DocumentNo", "Doc. Number", "Belegnummer", "Belegnr", "Belegnr.", "Documentnummer",
    "Documentnr.", "Document nr", "Numéro de pièce", "Numéro pièce", "N° pièce", "N° de pièce", "Pièce",
    "Número de documento", "Nº documento", "Nº doc.", "Nº de documento",
)  # fmt: skip
_LOCAL = (
    "Amount in local currency", "Amount in local cur.", "Amt in loc.cur.", "Amount in LC", "Betrag in Hauswährung",
    "Betrag in HW", "Betrag Hauswährung", "Bedrag in eigen valuta", "Bedrag in EV", "Bedrag in lokale valuta",
    "Montant en devise interne", "Montant devise interne", "Montant en devise société", "Importe en moneda local",
    "Importe en ML", "Importe moneda local",
)  # fmt: skip
_FOREIGN = (
    "Amount in doc. curr.", "Amount in document currency", "Amount in DC", "Amount in doc. cur.", "Amt in doc. curr.",
    "Betrag in Belegwährung", "Betrag in BW", "Betrag Belegwährung", "Bedrag in documentvaluta", "Bedrag in DV",
    "Bedrag in doc.valuta", "Montant en devise pièce", "Montant en devise de pièce", "Montant devise pièce",
    "Montant en devise de la pièce", "Importe en moneda doc.", "Importe en moneda del documento",
    "Importe en moneda de documento", "Importe en MD",
)  # fmt: skip
_LOCAL_CURRENCY = (
    "Local currency", "LCurr", "Local Crcy", "Hauswährung", "HWähr", "Eigen valuta", "Lokale valuta", "Devise interne",
    "Devise société", "Moneda local", "ML",
)  # fmt: skip
_FOREIGN_CURRENCY = (
    "Document currency", "Curr.", "Doc. currency", "Belegwährung", "Währung", "Währg", "Documentvaluta", "Valuta",
    "Devise pièce", "Devise de la pièce", "Devise de pièce", "Devise", "Moneda del documento", "Moneda doc.",
    "Moneda de documento", "Moneda",
)  # fmt: skip
_FIELDS = {
    "company": (
        "Company Code", "CoCd", "Buchungskreis", "BuKr", "Bedrijfsnummer", "Bedrijfsnr.", "Société", "Sociedad",
    ),
    "customer_number": _ACCOUNT,
    "customer_name": (
        "Customer Name", "Name 1", "Name", "Name des Debitors", "Naam 1", "Naam debiteur", "Nom 1", "Nom du client",
        "Nombre 1", "Nombre del cliente",
    ),
    "document_number": _NUMBER,
    "document_type": (
        "Document Type", "Doc. Type", "Type", "Typ", "Belegart", "Art", "Documentsoort", "Doc.soort", "Srt",
        "Type de pièce", "Type pièce", "Tp. pièce", "Clase de documento", "Clase documento", "Clase doc.", "Cl.",
    ),
    "document_date": (
        "Document Date", "Doc. Date", "Belegdatum", "Documentdatum", "Doc.datum", "Date de pièce", "Date pièce",
        "Date de la pièce", "Fecha de documento", "Fecha documento", "Fecha doc.", "Fecha de doc.",
    ),
    "posting_date": (
        "Posting Date", "Pstng Date", "Buchungsdatum", "Buch.dat.", "Boekingsdatum", "Boek.dat.", "Date comptable",
        "Date de comptabilisation", "Fecha contabilización", "Fecha de contabilización", "Fe.contabilización",
    ),
    "due_date": (
        "Net due date", "Net due dt", "Due net", "Nettofälligkeit", "Nettofälligk.", "Netto-Fälligkeit",
        "Netto vervaldatum", "Nettovervaldatum", "Netto vervaldat.", "Date d'échéance nette", "Échéance nette",
        "Date échéance nette", "Vencimiento neto", "Fecha vencimiento neto", "Fecha de vencimiento neto", "Vto. neto",
    ),
    "terms_code": (
        "Terms of Payment", "Payment terms", "PayT", "Zahlungsbedingung", "ZBed", "Zahlungsbed.", "Betalingsconditie",
        "Betalingsvoorwaarde", "Bet.cond.", "Condition de paiement", "Conditions de paiement", "Cond. paiement",
        "Condición de pago", "Condiciones de pago", "Cond.pago",
    ),
    "debit_credit": (
        "Debit/Credit ind", "Debit/Credit Ind.", "D/C", "Soll/Haben-Kennz.", "Soll/Haben-Kennzeichen", "S/H",
        "Debet/credit", "Debet/credit-code", "D/C-code", "Débit/crédit", "Code débit/crédit", "Debe/Haber",
        "Indicador debe/haber", "Ind. debe/haber",
    ),
    "reference": (
        "Reference", "Referenz", "Referentie", "Référence", "Referencia", "Assignment", "Zuordnung", "Toewijzing",
        "Affectation", "Asignación", "Text", "Tekst", "Texte", "Texto",
    ),
    "settled_date": (
        "Clearing date", "Clrng date", "Ausgleichsdatum", "Ausgleich", "Vereffeningsdatum", "Date rapprochement",
        "Date de rapprochement", "Date compensation", "Fecha compensación", "Fecha de compensación",
    ),
    "open_amount": _FOREIGN,
    "currency": _FOREIGN_CURRENCY,
}  # fmt: skip
_OTHERS = (
    "Assignment", "Zuordnung", "Toewijzing", "Affectation", "Asignación", "Text", "Tekst", "Texte", "Texto",
    "Net due date symbol", "St", "Status", "S", "DD", "Arrears after net due date", "Arrears for discount 1", "Arrears",
    "Special G/L ind.", "Baseline Payment Dte", "Payment Block", "Billing Document", "Invoice reference",
    "Clearing Document", "Payment date", "Profit Center", "Posting Key", "G/L Account", "Dunning level", "PK", "Symbol",
    "Verzug nach Nettofälligkeit", "Verzug", "Symbol Nettofälligkeit", "Sonderhauptbuchkennzeichen", "Zahlsperre",
    "Faktura", "Rechnungsbezug", "Ausgleichsbeleg", "Buchungsschlüssel", "Sachkonto", "Mahnstufe", "Profitcenter",
    "Achterstand na netto vervaldatum", "Achterstand", "Symbool netto vervaldatum", "Vereffeningsdocument",
    "Betalingsblokkering", "Factuur", "Boekingssleutel", "Maanniveau", "Retard ap. échéance nette", "Retard",
    "Retard après échéance nette", "Symbole échéance nette", "Pièce de rapprochement", "Pièce rapprochement",
    "Blocage paiement", "Niveau de relance", "Clé de comptabilisation", "Demora tras vencimiento neto", "Demora",
    "Símbolo vencimiento neto", "Documento compensación", "Doc.compensación", "Bloqueo de pago", "Nivel de reclamación",
    "Clave contabilización",
)  # fmt: skip
_FACTS = {
    "customer": (
        "Customer",
        "Account",
        "Debitor",
        "Kunde",
        "Konto",
        "Debiteur",
        "Klant",
        "Client",
        "Cliente",
        "Deudor",
    ),
    "name": ("Name", "Name 1", "Naam", "Nom", "Nombre"),
    "company": ("Company Code", "Buchungskreis", "Bedrijfsnummer", "Société", "Sociedad"),
    "place": ("City", "Ort", "Stadt", "Plaats", "Ville", "Población", "Street", "Straße"),
}
_ABOVE = (
    FirstOf("customer_number", _ACCOUNT, "customer", "Account (or above)"),
    FirstOf("customer_name", _FIELDS["customer_name"], "name", "Name (or above)"),
    FirstOf("company", _FIELDS["company"], "company", "Company code (or above)"),
)

_DATES = (*_FIELDS["document_date"], *_FIELDS["due_date"], *_FIELDS["posting_date"])

LINE_ITEMS = Layout(
    name="sap_fbl5n",
    title="SAP, customer line items (FBL5N)",
    needs=(_NUMBER, _DATES, _FOREIGN, _FOREIGN_CURRENCY),
    fields=_FIELDS,
    others=(*_OTHERS, *_LOCAL, *_LOCAL_CURRENCY),
    says=(
        r"customer line item",
        r"\bFBL5N\b",
        r"einzelpostenliste",
        r"debiteur.*posten",
        r"postes clients",
        r"partidas",
    ),
    made=_ABOVE,
    facts=_FACTS,
    signed=True,
)

# An amount counts with the currency of its own kind only.
LINE_ITEMS_LOCAL = replace(
    LINE_ITEMS,
    name="sap_fbl5n_local",
    title="SAP, customer line items in local currency (FBL5N)",
    needs=(_NUMBER, _DATES, _LOCAL),
    fields={**_FIELDS, "open_amount": _LOCAL, "currency": _LOCAL_CURRENCY},
    others=(*_OTHERS, *_FOREIGN, *_FOREIGN_CURRENCY),
)

TABLE = Layout(
    name="sap_bsid",
    title="SAP, open customer items by field (BSID, 0FI_AR_3)",
    needs=(("KUNNR",), ("BELNR",), ("WRSHB", "WRBTR"), ("BLDAT", "BUDAT", "ZFBDT", "NETDT")),
    fields={
        "company": ("BUKRS",),
        "customer_number": ("KUNNR",),
        "customer_name": ("NAME1",),
        "document_number": ("BELNR",),
        "document_type": ("BLART",),
        "document_date": ("BLDAT",),
        "posting_date": ("BUDAT",),
        "due_date": ("NETDT", "FAEDT"),
        "terms_code": ("ZTERM",),
        "reference": ("XBLNR", "ZUONR", "SGTXT"),
        "currency": ("WAERS",),
        "open_amount": ("WRSHB", "WRBTR"),
        "debit_credit": ("SHKZG",),
        "settled_date": ("AUGDT",),
    },
    others=(
        "BUZEI", "UPOSZ", "GJAHR", "ZFBDT", "VBELN", "AUGBL", "MANST", "MABER", "UMSKZ", "REBZG", "MANDT", "ZUONR",
        "DMSHB", "DMBTR", "WRBTR", "SGTXT", "BSCHL", "HKONT", "PRCTR", "ZLSPR", "ZBD1T", "ZBD2T", "ZBD3T", "MONAT",
    ),
    made=(
        Counted("document_number", "BELNR", "BUZEI"),
        NetDue("due_date", "ZFBDT", ("ZBD3T", "ZBD2T", "ZBD1T"), side="SHKZG", refers_to="REBZG"),
    ),
    signed=True,
)  # fmt: skip

LAYOUTS = (LINE_ITEMS, LINE_ITEMS_LOCAL, TABLE)

"""Pure readers of remittance advices as customers write them: tables, mails, HTML and PDF; bytes in, a `Remittance`.

    recognition.read_advice   which format it is, by content, and its reader          -> Remittance or FileRefused
    grids, markup, pdf        the bytes as lines of pieces, each with its place              -> Line
    headings                  which line heads a table, and which piece stands below which heading
    tables, prose, labels     lines as drafts: what is said of a document and of the payment -> Draft, Told
    figures                   decimal mark, order of day and month, currency, over the whole advice
    proof                     what is paid of each document, proved by the payer's own arithmetic

What the arithmetic of the payer does not prove is not told as a fact: an amount of which it is not certain what it
means is None, and a `Finding` says why. Rule: docs/rules/remittance_advice.md.
"""

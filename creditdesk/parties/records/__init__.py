"""Records that come in files: what the desk has of them, how they are written, and how a file is taken back.

Each module has the same three doors, for whoever holds the transaction and the locks (`kept` says in which words):

    standing    for each row: the record that it means, what stands there, and what is wrong with the row
    keep        writes new and changed records, and tells the journal
    take_back   puts the former values back where nothing changed since, and says where it cannot
"""

"""What a token is worth: kinds of market, one file each, chosen by the table ``MARKET`` in ``step.py``.

Contract of a kind: a frozen part of the scenario that packs its numbers after
those that all kinds share (``book.Trading``), and a kernel ``trade_KIND(numbers,
book, nodes, totals)`` that lets users buy or burn and nodes sell, books every
token that moves, and writes the price of the next epoch to ``book[NEXT_PRICE]``.
"""

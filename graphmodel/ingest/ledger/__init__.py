"""Claims of imports, from which the facts in a store are folded.

An import claims rows. A newer release of a data set replaces the older one, and what only the older
one claimed is marked. Data sets are ordered by their oldest import that counts; later claims are
laid over earlier ones, and where they differ the fact keeps both (``facts.conflicts``). What one
import alone brought is therefore known and can be undone, however many follow.
"""

from graphmodel.ingest.ledger.claims import Claims
from graphmodel.ingest.ledger.precedence import sources_by_import
from graphmodel.ingest.ledger.undo import UndoReport, find_import, preview, undo

__all__ = ["Claims", "UndoReport", "find_import", "preview", "sources_by_import", "undo"]

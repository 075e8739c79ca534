"""What each import claims: facts in a store are drawn from the claims of its imports, in order.

An import claims rows. A newer release of a data set takes the place of the older one, and what
only the older claimed is marked. Data sets come in the order of their oldest import that stands;
a later one is laid over an earlier one as ``store.merging.merge`` does. So what an import alone
brought can be told, and taken back, however many came after it.
"""

from graphmodel.ingest.ledger.claims import Claims
from graphmodel.ingest.ledger.undo import UndoReport, find_import, preview, undo

__all__ = ["Claims", "UndoReport", "find_import", "preview", "undo"]

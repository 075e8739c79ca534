"""GEXF files whose nodes and links have a ``kind`` of the graph model, as export writes them.

Files with other labels are read through a mapping: see mapped_graph.py.
"""

from graphmodel.importers.graphs.formats import open_gexf
from graphmodel.importers.graphs.native_importer import native_importer

IMPORTER = native_importer("GEXF", open_gexf)

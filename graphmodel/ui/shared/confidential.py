"""The store's confidential wishes, for computations that use them; no page shows them."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.settings import store_address
from graphmodel.ui.shared import resources


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(address: str, identity: str, revision: str) -> pl.DataFrame:
    return confidential_links(resources.store(), "wish")


def wishes(revision: str) -> pl.DataFrame:
    """Return the confidential wishes at a store revision, in the form of ``confidential_links``."""
    return _read(store_address(), resources.store().identity(), revision)

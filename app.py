"""Starts the pages: streamlit run app.py."""

from graphmodel.ui.app import run

run()

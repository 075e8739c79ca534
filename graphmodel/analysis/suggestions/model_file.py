"""Location of the model trained on a user's own network, and the choice of model."""

from __future__ import annotations

from pathlib import Path

from graphmodel import settings
from graphmodel.analysis.suggestions.model import DEFAULT, Model, load_model
from graphmodel.errors import InputError
from graphmodel.network.network import Network

DEFAULT_NAME = "default"
"""Passed in place of a file to select the default weights."""


def own_model_path() -> Path:
    """The file that ``graphmodel train`` writes and suggestions read."""
    return settings.data_folder() / "suggestions.json"


def choose_model(network: Network, name: str | None) -> tuple[Model, str | None]:
    """The model to use and, if the user's own model does not fit, the reason why.

    ``name`` is a file, ``default``, or None for the user's own model if there is one. Raises
    InputError for a named file that does not fit.
    """
    if name == DEFAULT_NAME:
        return DEFAULT, None
    if name is not None:
        return load_model(Path(name), network), None
    if not own_model_path().is_file():
        return DEFAULT, None
    try:
        return load_model(own_model_path(), network), None
    except InputError as error:
        return DEFAULT, str(error)

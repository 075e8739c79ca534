"""Where the model of a user's own network is kept, and which model answers."""

from __future__ import annotations

from pathlib import Path

from graphmodel import settings
from graphmodel.analysis.suggestions.model import DEFAULT, Model, load_model
from graphmodel.errors import InputError
from graphmodel.network.network import Network

DEFAULT_NAME = "default"
"""Asked for in place of a file: the default weights."""


def own_place() -> Path:
    """Where ``graphmodel train`` writes and suggestions look."""
    return settings.data_folder() / "suggestions.json"


def choose_model(network: Network, asked: str | None) -> tuple[Model, str | None]:
    """The model asked for, and why it is not the user's own where that does not fit.

    ``asked`` is a file, ``default``, or None for the user's own where there is one. Raises
    InputError for a file asked for that does not fit.
    """
    if asked == DEFAULT_NAME:
        return DEFAULT, None
    if asked is not None:
        return load_model(Path(asked), network), None
    if not own_place().is_file():
        return DEFAULT, None
    try:
        return load_model(own_place(), network), None
    except InputError as error:
        return DEFAULT, str(error)

"""Anything but a plain file is refused before a read can block."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.importers.input_files import members
from graphmodel.ingest.datasets import find_data_set
from graphmodel.schema.yaml_lines import read_yaml

MAPPING = "table: {}\nnodes:\n  - kind: Person\n    id: name\n    name: name\n"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    os.mkfifo(path)
    return path


def test_a_pipe_is_refused(pipe: Path) -> None:
    with pytest.raises(InputError, match=r"people\.csv: is a pipe, socket or device; save"):
        find_data_set(str(pipe))


def test_a_pipe_is_refused_whatever_it_is_read_as(pipe: Path) -> None:
    with pytest.raises(InputError, match=r"people\.csv: is a pipe"):
        find_data_set(str(pipe), "films_cc0")


def test_a_pipe_in_a_folder_is_refused(pipe: Path) -> None:
    with pytest.raises(InputError, match=r"people\.csv: is a pipe"):
        find_data_set(str(pipe.parent))


def test_a_socket_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(path))
        with pytest.raises(InputError, match="is a pipe, socket or device"):
            find_data_set(str(path))


def test_a_pipe_as_mapping_or_as_the_table_of_one_is_refused(pipe: Path) -> None:
    with pytest.raises(InputError, match=r"people\.csv: is not a file; give a mapping"):
        read_yaml(pipe)
    with pytest.raises(InputError, match=r"people\.csv: is a pipe"):
        list(members(pipe))

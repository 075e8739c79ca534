"""Small valid files of every format, and corruptions meant to break a reader."""

from __future__ import annotations

import gzip
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAME = "Zofia"
"""A person's name in every sample, for corruptions to replace."""

_SEED = {
    "seed.toml": 'title = "T"\nnamespace = "real"\nfictional = false\nlicence = "CC0-1.0"\n'
    'says = "S"\n',
    "Source.csv": "id,name\ns:1,A source\n",
    "Person.csv": f"id,name,sources\np:1,{NAME},s:1\np:2,Bo Żuławska,s:1\n",
}
_IMDB = {
    "name.basics.tsv": "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\t"
    f"knownForTitles\nnm0000001\t{NAME}\t1950\t\\N\tactress\ttt0000001\n"
    "nm0000002\tBo Żuławska\t\\N\t\\N\t\\N\t\\N\n",
    "title.basics.tsv": "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\t"
    "endYear\truntimeMinutes\tgenres\ntt0000001\tmovie\tDawn\tAube\t0\t1990\t\\N\t90\tDrama\n",
    "title.principals.tsv": "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n"
    f'tt0000001\t1\tnm0000001\tactress\t\\N\t["{NAME}"]\n',
}
_CANNES = (
    "year,title,original_title,director,languages,countries_of_origin,run_time,imdb_url\n"
    f"1994,Dawn,Aube,{NAME},French,France,90m,https://www.imdb.com/title/tt0000001/\n"
    "1995,Dusk,Zmierzch,Bo Żuławska,Polish,Poland,90m,https://www.imdb.com/title/tt0000002/\n"
)
_MAPPING = """mapping: mine
says: my people
file: people.csv
source: {name: Mine, publisher: Me, address: "https://example.org", licence: CC0-1.0}
nodes:
  person: {kind: Person, id: "mine:{id}", name: "{name}"}
"""
_FILM = {"title": "Dawn", "year": 1990, "director": [NAME], "cast": ["Bo Żuławska"], "genre": [""]}
_MOVIE = {
    "id": 603,
    "title": "Dawn",
    "release_date": "1999-03-31",
    "genres": [{"id": 28, "name": "Action"}],
    "credits": {
        "cast": [{"id": 1, "name": NAME, "character": "Neo", "order": 0}],
        "crew": [{"id": 2, "name": "Bo Żuławska", "department": "Directing", "job": "Director"}],
    },
}
_WORK = {
    "id": "https://openalex.org/W1",
    "title": "Dawn",
    "publication_year": 2015,
    "authorships": [
        {"author": {"id": "https://openalex.org/A1", "display_name": NAME}, "institutions": []},
        {"author": {"id": "https://openalex.org/A2", "display_name": "Bo Żuławska"}},
    ],
}
_CROSSREF = {
    "items": [
        {
            "DOI": "10.5555/dawn",
            "title": ["Dawn"],
            "issued": {"date-parts": [[2015, 1]]},
            "author": [{"given": NAME, "family": "Nowak"}, {"family": "Żuławska"}],
        }
    ]
}
_EDGES = f"source,target,weight,type\n{NAME},Bo Żuławska,2.5,friends\n{NAME},Cy,1,\n"
_TERMS = f'?id\t?name\n<http://example.org/1>\t"{NAME}"@pl\n<http://example.org/2>\t"Bo Żuławska"\n'
_TERMS_MAPPING = _MAPPING.replace("people.csv", "people.tsv").replace("mine:{id}", "mine:{name}")
_NEO4J = f"id:ID,name,:LABEL\n1,{NAME},Person\n2,Bo Żuławska,Person\n"
_GRAPHML = f"""<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="name" attr.type="string"/>
<key id="d1" for="node" attr.name="kind" attr.type="string"/>
<graph edgedefault="directed"><node id="p:1"><data key="d0">{NAME}</data>
<data key="d1">Source</data></node></graph></graphml>
"""
_GEXF = f"""<?xml version="1.0" encoding="utf-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed">
<attributes class="node"><attribute id="0" title="kind" type="string"/>
<attribute id="1" title="name" type="string"/></attributes>
<nodes><node id="p:1"><attvalues><attvalue for="0" value="Source"/>
<attvalue for="1" value="{NAME}"/></attvalues></node></nodes><edges/></graph></gexf>
"""
_NODE_LINK = {
    "directed": True,
    "multigraph": True,
    "graph": {},
    "nodes": [{"id": "p:1", "name": NAME, "kind": "Source"}],
    "edges": [],
}
_APOC = "".join(
    json.dumps(line, ensure_ascii=False) + "\n"
    for line in (
        {
            "type": "node",
            "id": "1",
            "labels": ["Person"],
            "properties": {"name": NAME, "kind": "Person", "born": 1950},
        },
        {
            "type": "relationship",
            "label": "KNOWS",
            "start": {"id": "1"},
            "end": {"id": "2"},
            "properties": {"kind": "KNOWS", "weight": 2},
        },
        {"type": "node", "id": "2", "properties": {"name": "Bo Żuławska", "kind": "Person"}},
    )
)
_CYTOSCAPE = {
    "elements": {
        "nodes": [
            {"data": {"id": "1", "name": NAME, "kind": "Person"}},
            {"data": {"id": "2", "name": "Bo Żuławska", "kind": "Person"}},
        ],
        "edges": [{"data": {"source": "1", "target": "2", "kind": "KNOWS", "weight": 1.5}}],
    }
}
_GML = f"""graph [
  node [ id 1 name "{NAME}" kind "Person" born 1950 ]
  node [ id 2 name "Bo Żuławska" kind "Person" ]
  edge [ source 1 target 2 kind "KNOWS" weight 2.5 ]
]
"""
_DYNAMIC = f"""<?xml version="1.0" encoding="utf-8"?>
<gexf version="1.2"><graph mode="dynamic"><attributes class="node" mode="dynamic">
<attribute id="0" title="market" type="string"/></attributes>
<nodes><node id="1" label="{NAME}"><attvalues><attvalue for="0" value="Peru" start="1990"/>
<attvalue for="0" value="Chile" start="1995"/></attvalues></node><node id="2" label="Bo Żuławska"/>
</nodes><edges><edge source="1" target="2" weight="2"><spells><spell start="1990" end="1991"/>
<spell start="1995-01-01"/></spells></edge></edges></graph></gexf>
"""
_RULES = """graph: who.gexf
prefix: who
source: {name: Who}
nodes: {"*": {kind: Person, properties: {name: label, markets: market}}}
links: {"*": {kind: KNOWS, properties: {weight: weight, since: start, until: end}}}
"""


@dataclass(frozen=True)
class SampleFiles:
    """A valid file or folder of files, the importer that reads it, and the file to corrupt.

    ``argument`` is the path given to the importer, within the folder; empty for the folder itself.
    """

    importer: str
    files: dict[str, str]
    corrupted_file: str
    argument: str = ""

    def write(self, folder: Path, content: bytes | None = None) -> Path:
        """Write the files to a new folder, with ``content`` in the file to corrupt if given."""
        folder.mkdir()
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        if content is not None:
            (folder / self.corrupted_file).write_bytes(content)
        return folder / self.argument if self.argument else folder

    @property
    def content(self) -> bytes:
        """The valid content of the file to corrupt."""
        return self.files[self.corrupted_file].encode()


def _single_file(importer: str, name: str, content: object) -> SampleFiles:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return SampleFiles(importer, {name: text}, name, name)


_MINE = {"mine.yaml": _MAPPING, "people.csv": f"id,name\n1,{NAME}\n2,Bo Żuławska\n"}

SAMPLES = {
    "seed table": SampleFiles("seed", _SEED, "Person.csv"),
    "seed description": SampleFiles("seed", _SEED, "seed.toml"),
    "imdb names": SampleFiles("imdb", _IMDB, "name.basics.tsv"),
    "imdb credits": SampleFiles("imdb", _IMDB, "title.principals.tsv"),
    "known table": _single_file("mapping", "films.csv", _CANNES),
    "mapped table": SampleFiles("mapping", _MINE, "people.csv", "mine.yaml"),
    "mapping": SampleFiles("mapping", _MINE, "mine.yaml", "mine.yaml"),
    "wikipedia films": _single_file("wikipedia_films", "films.json", [_FILM]),
    "tmdb answer": _single_file("tmdb", "movie.json", _MOVIE),
    "tmdb list": _single_file(
        "tmdb", "person_ids_11_22_2026.json", {"id": 1, "name": NAME, "popularity": 1.5}
    ),
    "openalex works": _single_file("scholarly_works", "works.json", {"results": [_WORK]}),
    "crossref works": _single_file(
        "scholarly_works", "works.json", {"message-type": "work-list", "message": _CROSSREF}
    ),
    "edge list": _single_file("edge_list", "who.csv", _EDGES),
    "sparql terms": SampleFiles(
        "mapping", {"mine.yaml": _TERMS_MAPPING, "people.tsv": _TERMS}, "people.tsv", "mine.yaml"
    ),
    "neo4j-admin": _single_file("neo4j_tables", "people.csv", _NEO4J),
    "graphml": _single_file("graphml", "graph.graphml", _GRAPHML),
    "gexf": _single_file("gexf", "graph.gexf", _GEXF),
    "node-link": _single_file("node_link", "graph.json", _NODE_LINK),
    "apoc lines": _single_file("node_link", "lines.jsonl", _APOC),
    "cytoscape": _single_file("node_link", "drawn.cyjs", _CYTOSCAPE),
    "gml": _single_file("gml", "graph.gml", _GML),
    "mapped graph": SampleFiles(
        "graph_mapping", {"rules.yaml": _RULES, "who.gexf": _DYNAMIC}, "who.gexf", "rules.yaml"
    ),
}


def _replace_name(value: str | bytes) -> Callable[[bytes], bytes]:
    """A corruption that replaces ``NAME`` with this value."""
    data = value.encode() if isinstance(value, str) else value
    return lambda content: content.replace(NAME.encode(), data)


def _separator_of(content: bytes) -> bytes:
    return b"\t" if b"\t" in content else b","


def _many_columns(content: bytes) -> bytes:
    if content.lstrip()[:1] in (b"{", b"["):
        extra = ", ".join(f'"c{n}": {n}' for n in range(10_000)).encode()
        return content.replace(b"{", b"{" + extra + b", ", 1)
    separator = _separator_of(content)
    lines = content.split(b"\n")
    extra = separator.join(b"c%d" % n for n in range(10_000))
    return b"\n".join(line + separator + extra if line else line for line in lines)


def _mixed_line_ends(content: bytes) -> bytes:
    ends = (b"\r\n", b"\r", b"\n", b"\n\r", b"\x0b", "\u2028".encode())
    lines = content.split(b"\n")
    return b"".join(line + ends[n % len(ends)] for n, line in enumerate(lines))


def _zip(files: dict[str, bytes]) -> bytes:
    archive_bytes = io.BytesIO()
    with zipfile.ZipFile(archive_bytes, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return archive_bytes.getvalue()


@cache
def _gzip_bomb(content: bytes) -> bytes:
    archive_bytes = io.BytesIO()
    with gzip.GzipFile(fileobj=archive_bytes, mode="wb", compresslevel=1) as file:
        file.write(content)
        for _ in range(150):
            file.write(bytes(1 << 20))
    return archive_bytes.getvalue()


@cache
def _many_files() -> bytes:
    return _zip({f"{n}.csv": b"" for n in range(20_000)})


def _zip_of_paths(content: bytes) -> bytes:
    names = ("../../../etc/passwd", "/etc/passwd", "C:\\windows\\x.csv", "a\x1b[31m/b\n.csv")
    return _zip(dict.fromkeys(names, content))


def _deep(content: bytes) -> bytes:
    quoted = f'"{NAME}"'.encode()
    deep = b"[" * 100_000 + b"]" * 100_000
    return content.replace(quoted, deep) if quoted in content else deep


def _garbage(content: bytes) -> bytes:
    return random.Random(len(content)).randbytes(4096)


CORRUPTIONS: dict[str, Callable[[bytes], bytes]] = {
    "NUL bytes": _replace_name(b"Zo\x00fia\x00"),
    "NUL bytes all over": lambda content: content.replace(b"\n", b"\x00\n\x00"),
    "Latin-1": lambda content: content.decode().replace("Ż", "É").encode("latin-1", "replace"),
    "UTF-16 without a mark": lambda content: content.decode().encode("utf-16-le"),
    "UTF-32": lambda content: content.decode().encode("utf-32"),
    "two encodings": lambda content: content + content.decode().encode("utf-16"),
    "bytes of no encoding": _replace_name(b"Zo\xff\xfe\xc0\x80\xed\xa0\x80fia"),
    "a cell of 100 MB": _replace_name(b"x" * 100_000_000),
    "10,000 columns": _many_columns,
    "a quote that is not closed": _replace_name(f'"{NAME}'),
    "a formula": _replace_name("=HYPERLINK(A1)"),
    "escapes for a terminal": _replace_name("\x1b]0;owned\x07\x1b[2J\u202egnp.exe"),
    "deep lists": _deep,
    "deep lists without an end": lambda content: b"[" * 100_000,
    "deep maps without an end": lambda content: b'{"a":' * 100_000,
    "a gzip bomb": _gzip_bomb,
    "a zip whose names are paths": _zip_of_paths,
    "a zip within a zip": lambda content: _zip({"a.zip": _zip({"b.csv": content})}),
    "a zip of 20,000 files": lambda content: _many_files(),
    "half a gzip": lambda content: gzip.compress(content)[:-12],
    "a name that is a path": _replace_name("../../../../etc/passwd"),
    "mixed line ends": _mixed_line_ends,
    "nothing": lambda content: b"",
    "white space": lambda content: b" \n\t\r\n \n",
    "a byte order mark alone": lambda content: b"\xef\xbb\xbf",
    "half of it": lambda content: content[: len(content) // 2],
    "all of it twice": lambda content: content + content,
    "garbage": _garbage,
    "a database": lambda content: b"SQLite format 3\x00" + bytes(range(256)) * 16,
    "an entity that grows": lambda content: (
        b'<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><graphml>&j;</graphml>"
    ),
    "an entity that is a file": lambda content: (
        b'<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b"<graphml>&a;</graphml>"
    ),
    "a YAML object": lambda content: b"!!python/object/apply:os.system ['true']\n",
    "YAML that grows": lambda content: (
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9))
            for n in range(12)
        )
    ),
}


def corrupt_film_extracts(path: Path) -> Iterator[tuple[str, Path]]:
    """Files that look like the CC0 film extract, each with the name of its fault."""
    columns = 'imdbID, Title, Year, Director, Writer, "Cast", Genre, Country, Language, Awards'
    for name, value in {
        "bytes": b"\xff\x00\xfe",
        "NUL": "a\x00b",
        "number": 1 << 62,
        "real": 1.5e300,
        "nothing": None,
        "110 MB": "x" * 10_000_000,
        "names": "," * 10_000,
    }.items():
        database_path = path / f"{name}.db"
        with closing(sqlite3.connect(database_path)) as database:
            database.execute(f"CREATE TABLE omdb (ID, {columns}, lastUpdated)")
            database.execute("CREATE TABLE tomatoes (ID, Production)")
            database.execute("INSERT INTO omdb VALUES (1" + ", ?" * 11 + ")", (value,) * 11)
            database.execute("INSERT INTO tomatoes VALUES (1, ?)", (value,))
            database.commit()
        yield name, database_path
    damaged = bytearray((path / "names.db").read_bytes())
    for n in random.Random(3).sample(range(100, len(damaged)), 200):
        damaged[n] ^= 0xFF
    database_path = path / "damaged.db"
    database_path.write_bytes(damaged)
    yield "damaged", database_path

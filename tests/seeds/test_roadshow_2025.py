"""Every fact of the press release, restated independently, and nothing else."""

import pytest

from graphmodel.facts.batch import Batch
from graphmodel.facts.checks import check
from graphmodel.ingest.datasets import shipped_data_set

P = "roadshow2025:"
SOURCE = P + "press-release"


@pytest.fixture(scope="module")
def batches() -> dict[str, Batch]:
    importer, path = shipped_data_set("roadshow_2025")
    items = list(importer.read(path))
    assert all(isinstance(item, Batch) for item in items)
    return {item.kind: item for item in items if isinstance(item, Batch)}


def nodes(batches: dict[str, Batch]) -> dict[str, dict[str, object]]:
    return {
        row["id"]: {**row, "kind": kind}
        for kind, batch in batches.items()
        if "id" in batch.rows.columns
        for row in batch.rows.to_dicts()
    }


NAMES = {
    "Person": {
        "Jerry Li",
        "Yvonne Liu",
        "Eric Lin",
        "Shirley Cao",
        "Joe Zheng",
        "Zhang Yimou",
        "Huang Jianxin",
        "Bill Kong",
        "Chen Xiaoyu",
        "Zhang Yudi",
    },
    "School": {
        "USC",
        "UCLA",
        "American Film Institute",
        "Chapman University",
        "Columbia University",
        "NYU",
        "Beijing Film Academy",
    },
    "Festival": {
        "Cannes",
        "Los Angeles Film Festival",
        "Shanghai International Film Festival",
        "Golden Rooster Awards",
        "Student Academy Award",
    },
    "Project": {"Gone with the Boat", "The Midsummer's Voice"},
    "Organisation": {
        "Alibaba Group Holding Limited",
        "Hujing Digital Media & Entertainment Group",
        "Damai Entertainment",
        "Youku",
        "International Content Development Centre",
        "IP Cooperation & Content Development Center",
    },
    "Programme": {"Hina International Young Directors Program", "ChunM Talent Program"},
    "Event": {
        "2025 North America Talent Collaboration Roadshow",
        "ChunM Roadshow",
        "Creation Camp",
        "Master Classes",
        "Networking events of the ChunM Talent Program",
    },
    "Source": {
        "Hujing Digital Media & Entertainment Group Hosts '2025 North America Talent "
        "Collaboration Roadshow' in Los Angeles, Launching Global Talent Program"
    },
}

HINA = "Hina International Young Directors Program"
CHUNM = "ChunM Talent Program"
ROADSHOW = "2025 North America Talent Collaboration Roadshow"
GROUP = "Hujing Digital Media & Entertainment Group"
CENTRE = "International Content Development Centre"
CENTER = "IP Cooperation & Content Development Center"
SHANGHAI = "Shanghai International Film Festival"
ROOSTER = "Golden Rooster Awards"
BOAT = "Gone with the Boat"
VOICE = "The Midsummer's Voice"

# Kind, from, to, and role, title or result.
LINKS = {
    ("BELONGS_TO", "Jerry Li", "Damai Entertainment", "President"),
    ("BELONGS_TO", "Yvonne Liu", "Youku", "Vice President"),
    ("BELONGS_TO", "Eric Lin", CENTRE, "General Manager"),
    ("BELONGS_TO", "Shirley Cao", CENTER, "Platform Cooperation Expert"),
    ("PART_OF", GROUP, "Alibaba Group Holding Limited", ""),
    ("PART_OF", "Damai Entertainment", GROUP, ""),
    ("PART_OF", "Youku", GROUP, ""),
    ("PART_OF", CENTRE, "Damai Entertainment", ""),
    ("PART_OF", CENTER, "Youku", ""),
    ("PART_OF", ROADSHOW, HINA, ""),
    ("PART_OF", ROADSHOW, CHUNM, ""),
    ("PART_OF", "ChunM Roadshow", CHUNM, ""),
    ("PART_OF", "Creation Camp", CHUNM, ""),
    ("PART_OF", "Master Classes", CHUNM, ""),
    ("PART_OF", "Networking events of the ChunM Talent Program", CHUNM, ""),
    ("RUNS", GROUP, HINA, ""),
    ("RUNS", GROUP, CHUNM, ""),
    ("RUNS", GROUP, ROADSHOW, ""),
    ("TAKES_PART_IN", "Jerry Li", ROADSHOW, "speaker"),
    ("TAKES_PART_IN", "Yvonne Liu", ROADSHOW, "speaker"),
    ("TAKES_PART_IN", "Eric Lin", ROADSHOW, "speaker"),
    ("TAKES_PART_IN", "Shirley Cao", ROADSHOW, "speaker"),
    ("TAKES_PART_IN", "Joe Zheng", ROADSHOW, "speaker"),
    ("TAKES_PART_IN", "Joe Zheng", ROADSHOW, "moderator"),
    ("TAKES_PART_IN", "Joe Zheng", HINA, "consultant"),
    ("TAKES_PART_IN", "Yvonne Liu", CHUNM, "founder"),
    ("TAKES_PART_IN", "Shirley Cao", CHUNM, "coordinator"),
    ("TAKES_PART_IN", "Chen Xiaoyu", HINA, "participant"),
    ("TAKES_PART_IN", "Zhang Yudi", HINA, "participant"),
    ("MENTORS", "Zhang Yimou", HINA, ""),
    ("MENTORS", "Huang Jianxin", HINA, ""),
    ("MENTORS", "Bill Kong", HINA, ""),
    ("STUDIED_AT", "Joe Zheng", "Beijing Film Academy", ""),
    ("STUDIED_AT", "Joe Zheng", "USC", ""),
    ("WORKED_ON", "Chen Xiaoyu", BOAT, "director"),
    ("WORKED_ON", "Zhang Yudi", VOICE, "director"),
    ("SELECTED_AT", BOAT, SHANGHAI, "recognised"),
    ("SELECTED_AT", BOAT, ROOSTER, "recognised"),
    ("SELECTED_AT", VOICE, SHANGHAI, "recognised"),
    ("SELECTED_AT", VOICE, ROOSTER, "recognised"),
    ("SELECTED_AT", "Joe Zheng", "Student Academy Award", "won"),
}

PROPERTIES = [
    ("alibaba", "listing", "HKEX: 9988"),
    ("alibaba", "type", "group"),
    ("hujing", "type", "group"),
    ("youku", "type", "platform"),
    ("international-content-development-centre", "type", "department"),
    ("ip-cooperation-content-development-center", "type", "department"),
    ("hina", "type", "directors"),
    ("hina", "directors", "67"),
    ("hina", "counted_on", "2025-09"),
    (
        "hina",
        "offers",
        [
            "director agency services",
            "work as second-unit directors on major projects",
            "incubation of original IP projects",
            "mentorship by renowned filmmakers",
        ],
    ),
    ("chunm", "type", "writers"),
    ("chunm", "writers", "27"),
    ("chunm", "projects", "25"),
    ("chunm", "in_development", "6"),
    ("chunm", "counted_on", "2025-10-30"),
    ("chunm", "offers", ["ChunM Roadshow", "Creation Camp", "Master Classes", "networking events"]),
    ("roadshow", "type", "roadshow"),
    ("roadshow", "place", "Los Angeles"),
    ("roadshow", "country", "US"),
    ("roadshow", "creators", "35"),
    ("roadshow", "counted_on", "2025-10-30"),
    ("chunm-roadshow", "type", "roadshow"),
    ("creation-camp", "type", "camp"),
    ("master-classes", "type", "master class"),
    ("networking-events", "type", "networking"),
    ("gone-with-the-boat", "format", "debut feature"),
    ("the-midsummers-voice", "format", "debut feature"),
    ("joe-zheng", "honours", ["Student Academy Award", "other international honors"]),
    ("press-release", "publisher", "Media OutReach Newswire"),
    ("press-release", "published", "2025-10-30"),
]


def test_the_nodes_are_those_that_the_release_names(batches: dict[str, Batch]) -> None:
    named = {kind: set(batch.rows["name"]) for kind, batch in batches.items() if kind in NAMES}
    assert named == NAMES
    assert sum(b.rows.height for k, b in batches.items() if k in NAMES) == len(nodes(batches))


def test_the_links_are_those_that_the_release_tells(batches: dict[str, Batch]) -> None:
    name = {key: node["name"] for key, node in nodes(batches).items()}
    links = []
    for kind, batch in batches.items():
        for row in batch.rows.to_dicts() if "from_id" in batch.rows.columns else ():
            capacity = row.get("role") or row.get("title") or row.get("result") or ""
            links.append((kind, name[row["from_id"]], name[row["to_id"]], capacity))
    assert set(links) == LINKS
    assert len(links) == len(LINKS)


@pytest.mark.parametrize(("node", "name", "value"), PROPERTIES)
def test_a_property_that_the_release_tells(
    batches: dict[str, Batch], node: str, name: str, value: object
) -> None:
    assert nodes(batches)[P + node][name] == value


def test_no_further_property_is_claimed(batches: dict[str, Batch]) -> None:
    stated = {(P + node, name) for node, name, _ in PROPERTIES}
    stated |= {(P + node, "type") for node in ("damai-entertainment",)}
    stated |= {(P + node, "type") for node in ("gone-with-the-boat", "the-midsummers-voice")}
    always = {"id", "name", "kind", "line", "labels", "sources", "namespace", "fictional"}
    claimed = {
        (key, name)
        for key, node in nodes(batches).items()
        for name, value in node.items()
        if name not in always and value is not None
    }
    assert claimed == stated


def test_links_claim_no_date_degree_or_award_beyond_the_release(batches: dict[str, Batch]) -> None:
    extra = [
        (kind, name, value)
        for kind, batch in batches.items()
        if "from_id" in batch.rows.columns
        for row in batch.rows.to_dicts()
        for name, value in row.items()
        if value is not None
        and name not in {"line", "from_id", "to_id", "sources", "role"}
        and (kind, name) not in {("BELONGS_TO", "title"), ("SELECTED_AT", "result")}
    ]
    assert extra == [
        ("TAKES_PART_IN", "title", "International Development Consultant"),
        ("SELECTED_AT", "award", "Student Academy Award"),
    ]


def test_everything_is_real_and_names_the_release(batches: dict[str, Batch]) -> None:
    for kind, batch in batches.items():
        rows, problems = check(batch)
        assert problems == []
        assert rows.height == batch.rows.height
        if kind != "Source":
            assert rows["sources"].to_list() == [[SOURCE]] * rows.height
    assert {node["namespace"] for node in nodes(batches).values()} == {"real"}
    assert not any(node["fictional"] for node in nodes(batches).values())


def test_labels_say_who_creates_and_who_mentors(batches: dict[str, Batch]) -> None:
    labels = {row["name"]: row["labels"] for row in batches["Person"].rows.to_dicts()}
    assert {name for name, person_labels in labels.items() if person_labels == ["Creator"]} == {
        "Chen Xiaoyu",
        "Zhang Yudi",
    }
    assert {name for name, person_labels in labels.items() if person_labels == ["Mentor"]} == {
        "Zhang Yimou",
        "Huang Jianxin",
        "Bill Kong",
    }

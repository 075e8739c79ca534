"""The fictional programme itself: people and their work, mentors, sessions, recognition.

Names are in demo_world.toml next to this file; the rest is drawn with a fixed seed.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SEED = 2026
TODAY = "2026-06-30"
LAST_YEAR = 2026
OFFICE = "demo:source/programme-office"
CATALOGUE = "demo:source/festival-catalogues"
LANTERN = "demo:programme/lantern"
INKSTONE = "demo:programme/inkstone"
ROADSHOW = "demo:event/roadshow"
SUBJECTS = {"director": "directing", "writer": "screenwriting", "producer": "producing"}

Row = dict[str, Any]


def slug(name: str) -> str:
    """A name as used in an id: plain lower-case letters joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l"))
    letters = plain.encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def person(name: str) -> str:
    return f"demo:person/{slug(name)}"


def project(name: str) -> str:
    return f"demo:project/{slug(name)}"


def load_world() -> dict[str, list[Row]]:
    """The tables of demo_world.toml as lists of rows."""
    tables = tomllib.loads((HERE / "demo_world.toml").read_text(encoding="utf-8"))
    degrees = tables.pop("first_degrees")
    world = {
        name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        for name, table in tables.items()
    }
    world["first_degrees"] = [{"person": p, "school": s} for p, s in degrees.items()]
    return world


class Maker:
    """Draws the programme; ``tables`` holds the rows of each kind."""

    def __init__(self, world: dict[str, list[Row]]) -> None:
        self.world = world
        self.rng = random.Random(SEED)  # noqa: S311 - the same draw each time is the point
        self.tables: dict[str, list[Row]] = {}
        self.credits: Counter[str] = Counter()
        self.crews: dict[str, list[str]] = {}
        self.schools = {row["key"]: row for row in world["schools"]}

    def add(self, kind: str, *, sources: str = OFFICE, **row: Any) -> None:
        """Add a row of a kind."""
        self.tables.setdefault(kind, []).append({**row, "sources": sources})

    def make(self) -> None:
        """Make everything; the random draws depend on this order."""
        self.places()
        self.studies()
        self.work()
        self.programmes()
        self.mentoring()
        self.year_of_events()
        self.sessions()
        self.recognition()
        self.people()

    def places(self) -> None:
        """Sources, schools, festivals and organisations, and the subsidiaries of the group."""
        office = "The programme office of a fictional group"
        self.tables["Source"] = [
            {"id": OFFICE, "name": "Records of the programme office (fictional)",
             "publisher": office, "licence": "Apache-2.0", "published": TODAY},
            {"id": CATALOGUE, "name": "Catalogues of the festivals (fictional)",
             "publisher": "Five fictional festivals", "licence": "Apache-2.0",
             "published": TODAY},
        ]  # fmt: skip
        for school in self.world["schools"]:
            self.add("School", id=f"demo:school/{school['key']}", name=school["name"],
                     other_names=school["other_name"], place=school["place"],
                     country=school["country"])  # fmt: skip
        for festival in self.world["festivals"]:
            self.add("Festival", id=f"demo:festival/{festival['key']}", name=festival["name"],
                     other_names=festival["other_name"], place=festival["place"],
                     country=festival["country"], first_year=festival["first_year"],
                     sources=CATALOGUE)  # fmt: skip
        for company in self.world["organisations"]:
            self.add("Organisation", id=f"demo:organisation/{company['key']}",
                     name=company["name"], other_names=company["other_name"],
                     type=company["type"], place=company["place"])  # fmt: skip
        for subsidiary in ("platform", "studio", "agency"):
            self.part_of(f"demo:organisation/{subsidiary}", "demo:organisation/group")

    def part_of(self, child: str, parent: str) -> None:
        self.add("PART_OF", from_id=child, to_id=parent)

    def studies(self) -> None:
        """Overlapping classes within each school; some people have a first degree from another."""
        before = {row["person"]: row["school"] for row in self.world["first_degrees"]}
        for creator in self.world["creators"]:
            entered = self.schools[creator["school"]]["entered"] + self.rng.choice((0, 0, 1))
            years = self.rng.choice((3, 3, 4))
            subject = SUBJECTS[creator["craft"]]
            name = creator["name"]
            self.studied(name, creator["school"], "MFA", subject, entered, entered + years)
            if name in before:
                first = self.rng.choice(("film studies", subject))
                start = max(entered - 4, self.schools[before[name]]["entered"] - 1)
                self.studied(name, before[name], "BA", first, start, max(start + 1, entered))
        for mentor in self.world["mentors"]:
            if mentor["school"]:
                entered = mentor["entered"]
                subject = SUBJECTS[mentor["craft"]]
                self.studied(mentor["name"], mentor["school"], "BA", subject, entered, entered + 4)

    def studied(
        self, name: str, school: str, degree: str, subject: str, since: int, until: int
    ) -> None:
        self.add("STUDIED_AT", from_id=person(name), to_id=f"demo:school/{school}", degree=degree,
                 subject=subject, since=f"{since}-09",
                 until=f"{until}-06" if until <= LAST_YEAR else "")  # fmt: skip

    def work(self) -> None:
        """Projects with their crews and companies, and the works that they adapt."""
        for row in self.world["projects"]:
            released = row["stage"] == "released"
            sources = f"{OFFICE} | {CATALOGUE}" if released else OFFICE
            self.add("Project", id=project(row["name"]), name=row["name"],
                     other_names=row["other_name"], type=row["type"], year=row["year"],
                     genres=row["genres"], format=row["format"], market=row["market"],
                     stage=row["stage"], sources=sources)  # fmt: skip
            self.crew(row)
            self.companies(row)
        for row in self.world["based_on"]:
            self.add("BASED_ON", from_id=project(row["project"]), to_id=project(row["basis"]))

    def crew(self, row: Row) -> None:
        """Add a crew from the project's schools, the least experienced first, each by craft."""
        name, year = row["name"], min(row["year"], LAST_YEAR)
        for lead in self.world["leads"]:
            if lead["project"] == name:
                self.credit(lead["person"], name, lead["role"], year)
        for placed in self.world["second_units"]:
            if placed["project"] == name:
                self.credit(placed["person"], name, "second unit director", year)
        schools = row["schools"].split()
        if not schools:
            return
        in_production = row["stage"] in ("released", "post-production", "production")
        roles = ["director", "writer"] if row["type"] != "idea" else ["writer"]
        roles += ["producer"] if row["type"] != "idea" else ["director"]
        roles += ["cinematographer", "editor"] if in_production else []
        if row["type"] == "short":
            # One of a class sits out the first short, so that careers begin at different times.
            roles.remove(self.rng.choice(("cinematographer", "editor")))
        if row["type"] == "series":
            roles.append("writer")
        assigned: set[str] = set()
        for role in roles:
            creator = self.next_for(role, schools, assigned)
            assigned.add(creator)
            self.credit(creator, name, role, year)
            if role == "director" and row["type"] == "short" and self.rng.random() < 0.4:
                self.credit(creator, name, "writer", year)

    def next_for(self, role: str, schools: list[str], assigned: set[str]) -> str:
        """The creator who suits a role and has the fewest credits; ties are broken at random."""
        free = [
            creator
            for creator in self.world["creators"]
            if creator["school"] in schools and creator["name"] not in assigned
        ]
        suited = [c for c in free if c["craft"] == role] or free
        drawn: dict[str, float] = {c["name"]: self.rng.random() for c in suited}
        return min(drawn, key=lambda name: (self.credits[name], drawn[name]))

    def credit(self, name: str, project_name: str, role: str, year: int) -> None:
        crew = self.crews.setdefault(project_name, [])
        if name not in crew:
            crew.append(name)
        self.credits[name] += 1
        departments = {"cinematographer": "camera", "editor": "editing", "writer": "writing"}
        self.add("WORKED_ON", from_id=person(name), to_id=project(project_name), role=role,
                 department=departments.get(role, "direction" if "director" in role else role),
                 year=year)  # fmt: skip

    def companies(self, row: Row) -> None:
        year = min(row["year"], LAST_YEAR)
        roles = {"film": [("studio", "producer")], "series": [("platform", "commissioner")]}
        company_roles = list(roles.get(row["type"], []))
        if row["type"] == "series":
            company_roles.append(("studio", "developer"))
        if row["type"] == "film" and row["stage"] == "released":
            company_roles.append(("platform", "distributor"))
        if "Marisol Quenneville" in self.crews[row["name"]] and row["type"] != "short":
            company_roles.append(("tidemark", "producer"))
        for key, role in company_roles:
            self.add("MADE", from_id=f"demo:organisation/{key}", to_id=project(row["name"]),
                     role=role, year=year)  # fmt: skip

    def programmes(self) -> None:
        """Both programmes, their participants and projects, and counts of both."""
        creators = self.world["creators"]
        directors = [c["name"] for c in creators if c["craft"] == "director"]
        writers = [c["name"] for c in creators if c["craft"] == "writer"]
        producers = [c["name"] for c in creators if c["craft"] == "producer"]
        self.members = {LANTERN: directors + producers[:5], INKSTONE: writers + producers[5:]}
        # Two come from the other programme's craft: they tie the programmes together.
        self.members[INKSTONE] += ["Qiu Wenlan", "Leila Farahzadeh"]
        supported = [p for p in self.world["projects"] if p["stage"] != "released"]
        self.supported = supported
        developing = [p for p in supported if p["stage"] == "development"]
        films = [p for p in supported if p["type"] == "film"]
        for row in self.world["programmes"]:
            key = f"demo:programme/{row['key']}"
            mine = [p for p in supported if (p in films) == (key == LANTERN)]
            taken_in = (
                {"directors": len(directors)} if key == LANTERN else {"writers": len(writers)}
            )
            counts: Row = {"directors": "", "writers": "", **taken_in, "projects": len(mine),
                           "in_development": sum(p in developing for p in mine)}  # fmt: skip
            self.add("Programme", id=key, name=row["name"], type=row["type"],
                     offers=row["offers"], **counts, counted_on=TODAY)  # fmt: skip
            self.add("RUNS", from_id="demo:organisation/group", to_id=key, since="2024-06")
            for member in self.members[key]:
                since = self.rng.choice(("2024-09", "2025-09", "2025-09"))
                self.takes_part(person(member), key, "participant", since)
        for row in supported:
            key = LANTERN if row in films else INKSTONE
            self.takes_part(project(row["name"]), key, "participant", "2025-09")

    def takes_part(
        self, participant: str, target: str, role: str, since: str = "", until: str = ""
    ) -> None:
        self.add(
            "TAKES_PART_IN", from_id=participant, to_id=target, role=role, since=since, until=until
        )

    def mentoring(self) -> None:
        """Mentors guide a programme and some of its people; every mentor has a place left."""
        mentored: set[str] = set()
        for mentor in self.world["mentors"]:
            name = mentor["name"]
            programme = INKSTONE if mentor["craft"] == "writer" else LANTERN
            self.add("MENTORS", from_id=person(name), to_id=programme, since="2024-09", until="")
            free = [m for m in self.members[programme] if m not in mentored]
            for mentee in self.rng.sample(free, self.rng.randint(1, mentor["places"] - 1)):
                mentored.add(mentee)
                since = self.rng.choice(("2025-01", "2025-09"))
                self.add("MENTORS", from_id=person(name), to_id=person(mentee), since=since,
                         until="")  # fmt: skip
        self.add("MENTORS", from_id=person("Corvin Hallemeyer"), to_id=person("Qiu Wenlan"),
                 since="2023-01", until="2024-01")  # fmt: skip
        for name, key, title, since in (
            ("Shen Baiqiao", "studio", "Head of Production", "2019-01"),
            ("Margit Haugland-Reyes", "platform", "Vice President, Series", "2021-03"),
            ("Desmond Achterbergh", "group", "Director of Talent", "2022-05"),
            ("Marisol Quenneville", "tidemark", "Founder", "2024-02"),
            ("Inês Carvalhosa", "tidemark", "Producer", "2025-01"),
        ):
            self.add("BELONGS_TO", from_id=person(name), to_id=f"demo:organisation/{key}",
                     title=title, since=since)  # fmt: skip
        self.takes_part(person("Desmond Achterbergh"), LANTERN, "coordinator", "2024-06")
        self.takes_part(person("Margit Haugland-Reyes"), INKSTONE, "founder", "2024-06")

    def year_of_events(self) -> None:
        """The camp, the roadshow, master classes and gatherings, and their participants."""
        mentors = [m["name"] for m in self.world["mentors"]]
        for event in self.world["events"]:
            key = f"demo:event/{event['key']}"
            whose = {"directors": [LANTERN], "writers": [INKSTONE]}
            programmes = whose.get(event["whose"], [LANTERN, INKSTONE])
            members = list(dict.fromkeys(m for p in programmes for m in self.members[p]))
            share = {"master class": 0.4, "camp": 0.7}.get(event["type"], 0.85)
            attendees = [m for m in members if self.rng.random() < share]
            town = self.schools[event["place"]]
            self.event(key, event["name"], event["type"], event["starts"], event["ends"], town,
                       len(attendees))  # fmt: skip
            for programme in programmes:
                self.part_of(key, programme)
            self.add("RUNS", from_id="demo:organisation/group", to_id=key, since="")
            for name in attendees:
                self.takes_part(person(name), key, "participant")
            speakers = self.rng.sample(mentors, 1 if event["type"] == "master class" else 3)
            for name, role in zip(speakers, ("speaker", "moderator", "speaker"), strict=False):
                self.takes_part(person(name), key, role)

    def event(
        self, key: str, name: str, kind: str, starts: str, ends: str, town: Row, attendance: int
    ) -> None:
        self.add("Event", id=key, name=name, type=kind, starts=starts, ends=ends,
                 place=town["place"], country=town["country"], creators=attendance,
                 counted_on=ends)  # fmt: skip

    def sessions(self) -> None:
        """The roadshow's sessions: talks, pitches with jurors, and an evening."""
        attendees = [
            row["from_id"]
            for row in self.tables["TAKES_PART_IN"]
            if row["to_id"] == ROADSHOW and row["role"] == "participant"
        ]
        mentors = [m["name"] for m in self.world["mentors"]]
        pitched = {"session-films": "film", "session-series": "series"}
        for session in self.world["sessions"]:
            key = f"demo:event/{session['key']}"
            attending = [attendee for attendee in attendees if self.rng.random() < 0.45]
            self.event(key, session["name"], session["type"], session["day"], session["day"],
                       self.schools["ellery"], len(attending))  # fmt: skip
            self.part_of(key, ROADSHOW)
            for attendee in attending:
                self.takes_part(attendee, key, "participant")
            role = "juror" if session["key"] in pitched else "speaker"
            for name in self.rng.sample(mentors, 2):
                self.takes_part(person(name), key, role)
            for row in self.supported:
                if row["type"] == pitched.get(session["key"]):
                    self.takes_part(project(row["name"]), key, "participant")

    def recognition(self) -> None:
        """Selections, nominations and awards of released projects, in their year or the next."""
        for row in self.world["projects"]:
            if row["stage"] != "released":
                continue
            short = row["type"] == "short"
            festivals = [f["key"] for f in self.world["festivals"] if short or f["key"] != "shorts"]
            for festival in self.rng.sample(festivals, self.rng.choice((1, 2, 2, 3))):
                year = min(row["year"] + self.rng.choice((0, 1)), LAST_YEAR)
                result = self.rng.choice(("selected", "selected", "nominated", "won"))
                award = "" if result == "selected" else "Best Short" if short else "Best Film"
                section = "" if festival == "sampan" else "Shorts" if short else "Competition"
                self.selected(project(row["name"]), festival, year, section, award, result)
                if result == "won" and not short:
                    lead = self.crews[row["name"]][0]
                    self.selected(person(lead), festival, year, section, "Best Director", "won")

    def selected(
        self, recipient: str, festival: str, year: int, section: str, award: str, result: str
    ) -> None:
        self.add("SELECTED_AT", from_id=recipient, to_id=f"demo:festival/{festival}", year=year,
                 section=section, award=award, result=result, sources=CATALOGUE)  # fmt: skip

    def people(self) -> None:
        """The people, with the years of their credits."""
        years: dict[str, list[int]] = {}
        for credit in self.tables["WORKED_ON"]:
            years.setdefault(credit["from_id"], []).append(credit["year"])
        for row in (*self.world["creators"], *self.world["mentors"]):
            key = person(row["name"])
            worked = years.get(key, [])
            market = self.schools[row["school"]]["market"] if row["school"] else ""
            market = market if "places" not in row else "China | North America | Europe"
            self.add("Person", id=key, name=row["name"], other_names=row["other_name"],
                     first_year=min(worked, default=""), last_year=max(worked, default=""),
                     markets=market, languages=row["languages"], consent="given",
                     mentor_places=row.get("places", ""))  # fmt: skip

"""The fictional programme's office records."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from demo_programme import (
    INKSTONE,
    LANTERN,
    SEED,
    TODAY,
    Maker,
    Row,
    person,
    project,
    slug,
)

STAGE_ORDER = (
    *("concept", "treatment", "script", "development"),
    *("pre-production", "production", "post-production", "released"),
)
SKILLS = ("action", "children", "crowd", "dialogue", "effects", "location", "musical", "period")
EVENING = "demo:event/session-evening"
EVENING_DAY = "2026-03-18"
LOGLINES = {
    "Glass Ferry": "A ferryman's daughter keeps the last crossing open for one more winter.",
    "Night Market Physics": "A physics teacher sells noodles at night to the pupils she expelled.",
    "Harbour Pilots": "Five pilots bring ships into a port that is to be closed.",
}
CONFLICTS = (
    ("Shao Yibei", "Xi Ruonan", "they fell out over an edit and do not speak", True),
    ("Fei Mingque", "Guan Zhongyuan", "his company still owes her a fee", True),
    (
        "Rafael Monteverde Cruz",
        "Qiu Wenlan",
        "share a flat and want other company",
        False,
    ),
)

PRAISE = (
    *("calm with a large crew", "always prepared", "quick on location", "never over budget"),
    *("good with animals and children", "asks before it is too late", "carried our winter shoot"),
)


def days_later(day: str, days: int) -> str:
    """The ISO date some days after another."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


class Office:
    """The office's records of the programme: stages, places, wishes, meetings, contracts and
    consents. It has its own random generator, so the programme does not change."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.rng = random.Random(SEED + 1)  # noqa: S311
        self.creators = [person(row["name"]) for row in maker.world["creators"]]
        self.mentors = [person(row["name"]) for row in maker.world["mentors"]]

    def make(self) -> None:
        """Make everything; the random draws depend on this order."""
        self.people()
        self.projects()
        self.mentoring_places()
        self.other_places()
        self.wishes()
        self.tables()
        self.representation()
        self.speakers()
        self.consents()
        self.applications()
        self.recommendations()

    def people(self) -> None:
        """Where people live, what they are good at and when they are busy."""
        homes = {school["market"]: school["country"] for school in self.maker.world["schools"]}
        for row in self.maker.tables["Person"]:
            row["lives_in"] = homes.get(row["markets"], "China")
            row["skills"] = " | ".join(sorted(self.rng.sample(SKILLS, 2)))
            if row["id"] in self.creators and self.rng.random() < 0.3:
                start = days_later(TODAY, self.rng.randrange(40, 300))
                why = self.rng.choice(("teaching", "own short"))
                end = days_later(start, self.rng.randrange(14, 60))
                row["busy"] = f"{why} {start}/{end}"

    def projects(self) -> None:
        """Episodes, lengths, story lines, stages, and who helped a project out of one."""
        for row in self.maker.tables["Project"]:
            numbers = re.findall(r"\d+", row["format"] or "")
            row["episodes_from"] = numbers[0] if numbers else ""
            row["episodes_to"] = numbers[-1] if numbers else ""
            row["minutes"] = {"film": 100, "series": 45, "short": 15}.get(row["type"], "")
            row["logline"] = LOGLINES.get(row["name"], "")
            if row["type"] != "short":
                row["stages"] = self.stages(row)

    def stages(self, row: Row) -> str:
        """The stages of a project up to the current one."""
        passed = STAGE_ORDER[: STAGE_ORDER.index(row["stage"])]
        lengths = [self.rng.randrange(50, 200) for _ in passed]
        day = f"{row['year']}-01-15" if row["stage"] == "released" else days_later(TODAY, -90)
        day = days_later(day, -sum(lengths))
        periods = []
        for stage, length in zip(passed, lengths, strict=True):
            end = days_later(day, length)
            periods.append(f"{stage} {day}/{end}")
            if self.rng.random() < 0.2:
                how = self.rng.choice(("found a co-producer", "cut it to 16 episodes"))
                self.maker.add("HELPED", from_id=self.rng.choice(self.mentors), to_id=row["id"],
                               stage=stage, dated=end, how=how)  # fmt: skip
            day = end
        return " | ".join([*periods, f"{row['stage']} {day}/"])

    def place(self, key: str, name: str, type_: str, offered_by: str, most: int, **row: Any) -> str:
        """Add a place and who offers it; returns its id."""
        place_id = f"demo:place/{key}"
        self.maker.add("Place", id=place_id, name=name, type=type_, least="", most=most, **row)
        self.maker.add("OFFERS", from_id=offered_by, to_id=place_id, since="")
        return place_id

    def fills(self, who: str, place_id: str, since: str, state: str, decided_on: str) -> None:
        self.maker.add("FILLS", from_id=who, to_id=place_id, since=since, state=state,
                       decided_by="Desmond Achterbergh", decided_on=decided_on)  # fmt: skip

    def mentoring_places(self) -> None:
        """The place that each mentor offers, and who fills it."""
        links = [row for row in self.maker.tables["MENTORS"] if row["to_id"] in self.creators]
        for mentor in self.maker.world["mentors"]:
            mentor_id = person(mentor["name"])
            place_id = self.place(f"mentoring-{slug(mentor['name'])}",
                                  f"Mentoring with {mentor['name']}", "mentoring", mentor_id,
                                  mentor["places"], languages=mentor["languages"],
                                  state="open")  # fmt: skip
            for row in links:
                if row["from_id"] == mentor_id and not row["until"]:
                    self.fills(row["to_id"], place_id, row["since"], "accepted", row["since"])

    def other_places(self) -> None:
        """Second units with dates, open roles, and the agency's places for clients."""
        for row in self.maker.supported:
            key, name = slug(row["name"]), row["name"]
            starts = days_later(TODAY, self.rng.randrange(60, 240))
            if row["stage"] in ("pre-production", "production"):
                for unit in ("second unit", "action unit"):
                    self.place(f"{slug(unit)}-{key}", f"{unit.capitalize()} of {name}",
                               "second unit", project(name), 1, starts=starts,
                               ends=days_later(starts, self.rng.randrange(20, 45)),
                               country="China" if row["market"] == "China" else "Canada",
                               languages="Mandarin" if row["market"] == "China" else "English",
                               wants=self.rng.choice(SKILLS), state="open")  # fmt: skip
            elif row["stage"] in ("concept", "treatment", "script"):
                self.place(f"role-{key}", f"Director of {name}", "open role", project(name), 1,
                           wants=self.rng.choice(SKILLS), state="open")  # fmt: skip
        self.place("agency", "Representation by Halyard Row", "representation",
                   "demo:organisation/agency", 3, state="open")  # fmt: skip

    def wish(self, who: str, about: str, stance: str, rank: int | str = "", why: str = "",
             *, confidential: bool = False) -> None:  # fmt: skip
        self.maker.add("WISHES", from_id=who, to_id=about, stance=stance, rank=rank, why=why,
                       confidential="true" if confidential else "")  # fmt: skip

    def wishes(self) -> None:
        """Wishes of people without a mentor, wishes of mentors, and who must be kept apart."""
        mentored = {row["to_id"] for row in self.maker.tables["MENTORS"]}
        for who in self.rng.sample([c for c in self.creators if c not in mentored], 8):
            for rank, mentor in enumerate(self.rng.sample(self.mentors, 3), 1):
                self.wish(who, mentor, "wants", rank)
        for mentor in self.rng.sample(self.mentors, 4):
            self.wish(mentor, self.rng.choice(self.creators), "wants", 1)
        for first, second, why, confidential in CONFLICTS:
            stance = "must not" if confidential else "would rather not"
            self.wish(person(first), person(second), stance, why=why, confidential=confidential)

    def tables(self) -> None:
        """Four tables at the roadshow's evening, with their seats and the meetings noted there."""
        present = [
            row["from_id"]
            for row in self.maker.tables["TAKES_PART_IN"]
            if row["to_id"] == EVENING and row["role"] == "participant"
        ]
        for number in range(4):
            seated = present[number::4]
            key = f"{EVENING}-table-{number + 1}"
            self.maker.event(key, f"Evening of introductions, table {number + 1}", "table",
                             EVENING_DAY, EVENING_DAY, self.maker.schools["ellery"],
                             len(seated))  # fmt: skip
            self.maker.part_of(key, EVENING)
            seats = self.place(f"seats-{number + 1}", f"Seats at table {number + 1}", "seat", key,
                               7, state="closed")  # fmt: skip
            for who in seated:
                self.maker.takes_part(who, key, "participant")
                self.fills(who, seats, EVENING_DAY, "done", EVENING_DAY)
            self.meetings(key, seated)

    def meetings(self, table: str, seated: list[str]) -> None:
        """The meetings noted at one table."""
        outcomes = ("talked", "swapped work", "agreed")
        for (first, second), how in zip(pairwise(seated), outcomes, strict=False):
            said = {"swapped work": "swapped scripts", "agreed": "a short together"}.get(how, "")
            self.maker.add("MET", from_id=first, to_id=second, event=table, dated=EVENING_DAY,
                           how=how, said=said, recorded_by="Desmond Achterbergh")  # fmt: skip

    def representation(self) -> None:
        """The agency's directors and a manager's writers, with contracts of various terms."""
        directors = self.maker.members[LANTERN]
        for number, name in enumerate(directors[:10]):
            until = days_later(TODAY, 35 + 40 * number) if number % 4 != 3 else ""
            self.maker.add("REPRESENTS", from_id="demo:organisation/agency", to_id=person(name),
                           role="agent", markets="China | North America" if number % 2 else "China",
                           exclusive="true", since="2024-09", until=until)  # fmt: skip
        for name in self.maker.members[INKSTONE][:3]:
            self.maker.add("REPRESENTS", from_id=person("Marisol Quenneville"), to_id=person(name),
                           role="manager", markets="North America", exclusive="false",
                           since="2025-03", until="2027-03")  # fmt: skip

    def speakers(self) -> None:
        """Who speaks for the group, its parts and its programmes."""
        for name, target, title, since, dated, about in (
            ("Desmond Achterbergh", "demo:organisation/group", "Director of Talent", "2022-05",
             "2026-03-16", "the roadshow"),
            ("Margit Haugland-Reyes", "demo:organisation/platform", "Vice President, Series",
             "2021-03", "", ""),
            ("Margit Haugland-Reyes", INKSTONE, "Founder", "2024-06", "2025-11-03", "the camp"),
            ("Shen Baiqiao", "demo:organisation/studio", "Head of Production", "2019-01",
             "2026-06-26", "the closing screenings"),
        ):  # fmt: skip
            self.maker.add("SPEAKS_FOR", from_id=person(name), to_id=target, title=title,
                           since=since, dated=dated, about=about)  # fmt: skip

    def consents(self) -> None:
        """What each participant consented to; one in each programme has withdrawn a part."""
        for programme, names in self.maker.members.items():
            for number, name in enumerate(names):
                scopes = ("listed", "suggested", "contacted")[: 2 + (number % 3 == 0)]
                for scope in scopes:
                    taken_back = "2026-05-04" if (number, scope) == (3, "contacted") else ""
                    self.maker.add("CONSENTS", from_id=person(name), to_id=programme, scope=scope,
                                   given_on="2025-09-01", withdrawn_on=taken_back,
                                   how="by letter")  # fmt: skip

    def applications(self) -> None:
        """Writers who applied to the directors' programme: five not taken in, one an alternate."""
        names = [n for n in self.maker.members[INKSTONE] if n not in self.maker.members[LANTERN]]
        for name in names[:5]:
            self.maker.add("TAKES_PART_IN", from_id=person(name), to_id=LANTERN, role="applicant",
                           since="2024-05", until="", outcome="not taken in")  # fmt: skip
        self.maker.add("TAKES_PART_IN", from_id=person(names[5]), to_id=LANTERN, role="alternate",
                       since="2024-05", until="", outcome="")  # fmt: skip

    def recommendations(self) -> None:
        """Recommendations of directors by their mentors, and of two graduates by their schools."""
        creators = self.maker.world["creators"]
        directors = {person(row["name"]) for row in creators if row["craft"] == "director"}
        mentored = [row for row in self.maker.tables["MENTORS"] if row["to_id"] in directors]
        mentored = self.rng.sample(mentored, 5)
        graduates = [row for row in self.maker.tables["STUDIED_AT"] if row["from_id"] in directors]
        graduates = self.rng.sample(graduates, 2)
        recommended = [
            *((row["from_id"], row["to_id"], "second unit") for row in mentored),
            *((row["to_id"], row["from_id"], "") for row in graduates),
        ]
        praise = self.rng.sample(PRAISE, len(recommended))
        for (by, whom, purpose), said in zip(recommended, praise, strict=True):
            self.maker.add("RECOMMENDS", from_id=by, to_id=whom, purpose=purpose, said=said,
                           dated=days_later(TODAY, -self.rng.randrange(20, 200)))  # fmt: skip

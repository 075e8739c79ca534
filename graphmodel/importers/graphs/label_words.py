"""The words by which ``guess`` knows what a node or a link of a graph is. New words are added here.

A label is compared in lower case, without accents, spaces, digits and punctuation.
"""

from __future__ import annotations

NODES = {
    "person": "person people actor actress director writer producer artist creator filmmaker "
    "talent author human individual character performer crew cast star employee "
    "member mentor contact name 人物 影人 导演 演员 编剧",
    "project": "project film movie films movies title work series show tvshow tvseries short "
    "documentary episode video game 电影 影片 作品 剧集",
    "school": "school university college academy filmschool institute 学校 学院 大学",
    "festival": "festival award awards prize filmfestival 电影节 奖项",
    "company": "organisation organization company studio agency firm employer institution platform "
    "broadcaster distributor entreprise societe "
    "firma empresa researchgroup 公司 机构 单位",
    "programme": "programme program scheme fellowship residency 项目计划",
    "event": "event meeting workshop camp summit masterclass roadshow 活动",
}
"""By trait of a kind, beside people and what they make."""
ROLES = {
    "director": "directed directs directorof isdirectorof directedby",
    "writer": "wrote writes writerof written writtenby scripted",
    "actor": "actedin acts acted actsin playedin plays starred starredin starsin appearedin "
    "appearsin castin performedin hasactor",
    "producer": "produced produces producerof producedby",
    "composer": "composed composes composerof musicby",
    "cinematographer": "shot filmed photographed cinematographerof",
    "editor": "edited edits editorof",
}
"""What a label of links says of a credit, beside ``mappings.header_words.ROLES``."""
GUIDES = "mentors mentor mentored mentorof guides advises coaches 导师"
VALUES = {
    "weight": "weight value strength count collaborations times",
    "since": "since start startyear first firstyear from began",
    "until": "until end endyear last lastyear lastseen year to date",
    "works": "films film movies movie titles works projects project stories credits shared "
    "影片 作品",
    "characters": "roles characters character parts part",
    "relation": "relation relationship interaction label tie",
}
"""The properties of a link."""

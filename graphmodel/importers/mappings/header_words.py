"""The words by which ``guess`` knows what a column holds. New words are added here.

A header is compared in lower case, without accents, spaces, digits and punctuation.
"""

from __future__ import annotations

import unicodedata

MEANINGS = {
    "film key": "movieid filmid titleid projectid 电影编号 影片编号",
    "person key": "personid nameid artistid 人物编号 影人编号",
    "title": "title film movie filmtitle movietitle primarytitle titel titre titulo project work "
    "show 片名 电影 影片 电影名 电影名称 影片名称 作品 作品名称 剧名 名称 中文名",
    "original": "originaltitle alternativetitle aka 又名 原名 外文名 英文名 别名",
    "year": "year releaseyear filmyear startyear jahr annee ano released 年份 年代 年",
    "date": "date releasedate pubdate publicationdate premiere 上映日期 上映时间 首播 首映 日期",
    "person": "name person fullname personname primaryname artist nominee nominees people talent "
    "姓名 人物 影人 演职员",
    "given": "firstname givenname forename vorname prenom 名",
    "family": "lastname familyname surname nachname nom 姓",
    "role": "role job department category profession credit position function occupation "
    "职务 职位 职业 角色类型 工种",
    "type": "titletype mediatype worktype 类别",
    "genres": "genre genres 类型",
    "countries": "country countries countriesoforigin productioncountry productioncountries nation "
    "国家 地区 国家地区 制片国家 制片国家地区",
    "languages": "language languages spokenlanguages 语言",
    "company": "company companies studio studios production productioncompany productioncompanies "
    "producedby employer organisation organization 公司 制作公司 出品公司 出品方 单位",
    "festival": "festival award awards 电影节 奖项",
    "section": "section strand programme 单元",
    "profile": "url profile profileurl profilelink linkedin linkedinurl linkedinprofile",
    "connected": "connectedon connectedsince connectiondate dateconnected",
    "stage": "stage status phase projectstatus productionstatus projectstage 阶段 状态 进度",
    "since": "since from start startdate started validfrom fromdate begin begins 开始 开始日期 起",
    "until": "until to end enddate ended validto todate validuntil ends 结束 结束日期 止",
    "born": "born birth birthdate birthyear yearofbirth dateofbirth dob birthday geboren "
    "geburtsjahr geburtsdatum naissance anneedenaissance nacimiento "
    "出生 出生日期 出生年份 出生年 生日 生年",
    "died": "died death deathdate deathyear yearofdeath dateofdeath gestorben todesjahr mort "
    "deces 逝世 去世 卒年 逝世日期 去世日期 逝世年份 去世年份",
}
ROLES = {
    "director": "director directors directedby regie realisateur 导演",
    "writer": "writer writers screenwriter screenwriters writtenby screenplay script 编剧 剧本",
    "actor": "actor actors actress castmember castmembers cast starring stars star "
    "actorsactresses 主演 演员 领衔主演",
    "producer": "producer producers 制片人 监制 制片 出品人",
    "composer": "composer composers music musicby 作曲 音乐 配乐",
    "cinematographer": "cinematographer cinematographers cinematography dop 摄影 摄影指导",
    "editor": "editor editors editing 剪辑",
}
TYPES = {
    "film": "movie film feature tvmovie featurefilm documentary 电影",
    "series": "tvseries series tvminiseries miniseries tv tvshow podcastseries 电视剧 剧集",
    "short": "short shortfilm tvshort 短片",
    "episode": "tvepisode episode",
    "special": "tvspecial special",
    "video": "video musicvideo",
    "game": "videogame game",
}
LABELS = {
    "person": "person people actor actress director writer artist crewmember castmember talent "
    "creator cast crew 人物 演员 导演 影人",
    "film": "movie movies film films project projects title titles series show tvshow production "
    "work works episode 电影 影片 作品",
    "company": "company companies studio studios organisation organisations organization "
    "organizations productioncompany agency distributor 公司",
    "festival": "festival festivals award awards prize ceremony 电影节 奖项",
    "school": "school schools university universities filmschool 学校",
}
"""What the labels of nodes in other graphs stand for."""
RELATIONSHIPS = {
    "actor": "actedin acts actsin actor playedin playsin starredin starsin castin appearedin 主演",
    "director": "directed director directs directedby codirected 导演",
    "writer": "wrote writer writes writtenby screenwriter 编剧",
    "producer": "produced producer produces producedby 制片",
    "composer": "composed composer composedfor scored",
    "cinematographer": "shot cinematographer photographed filmed",
    "editor": "edited editor edits editedby",
    "crew": "workedon crewof crew contributedto hascredit involvedin",
}
"""The role that the type of a relationship states."""
RELATIONSHIP_MEANINGS = {
    "acquaintance": "knows friendof friend follows connectedto collaboratedwith workedwith "
    "costarred costarredwith relatedto",
    "membership": "worksat worksfor workedat workedfor employedby memberof belongsto",
    "study": "studiedat attended graduatedfrom alumnusof",
    "selection": "selectedat nominatedfor won awardedat premieredat",
    "guidance": "mentors mentored mentorof advises",
}
"""The meaning of the type of a relationship that is no credit."""
TOTALS = (
    r"(?i)^\s*(?:(?:grand |sub)?totals?|sum|count|gesamt\w*|summe|insgesamt|somme|suma|totale"
    r"|合计|总计|小计|共计|計|합계)(?: (?:films?|titles?|works?|of films))?\s*[:=]?\s*[\d.,]*\s*$"
)
"""The cell of a row that adds up the rows above it."""
COUNTED = r"^\s*[\d.,]+\s*\p{L}+\s*$"
"""What a total counts, beside such a cell."""
FESTIVAL = (
    r"(?i)([^,:;|()\d]*(?:\b(?:film)?festivals?|\bfilmfest\w*|\bfest|\bfilm week|\bbiennale"
    r"|\bviennale|\bberlinale|电影节|電影節|影展|映画祭|영화제)[^,:;|()\d]*)"
)
"""The name of a festival in a letterhead."""
DATE_FORMATS = (
    *("%d %b %Y", "%Y-%m-%d", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d.%m.%Y", "%Y/%m/%d"),
    *("%d/%m/%Y", "%m/%d/%Y", "%m/%d/%y", "%Y年%m月%d日"),
)
"""Ways in which days are written; of two that read the same days, the first is meant."""
NO_EMPLOYER = (
    r"(?i)^(freelanc\w*|self[- ]?employed|independent|unemployed|retired|various|n/?a|none|"
    r"自由职业.*|个体|free ?agent)$"
)
"""What stands in place of an employer for people who have none."""
STAGES = {
    "concept": "concept idea pitch 创意 立项",
    "treatment": "treatment outline 大纲",
    "script": "script screenplay writing scripting 剧本 编剧",
    "development": "development indevelopment dev financing 开发 研发",
    "pre-production": "preproduction prep inpreproduction casting 筹备",
    "production": "production inproduction shooting filming principalphotography 拍摄 制作",
    "post-production": "postproduction post inpost inpostproduction editing 后期",
    "released": "released release completed finished done ended 上映 完成 已上映 播出",
    "rumoured": "rumoured rumored",
    "abandoned": "abandoned cancelled canceled shelved 取消 搁置",
}
"""How far a project is, in words that tables use."""
JOB_TITLES = (
    r"(?i)\b(chief|president|manager|managing|head of|officer|vice|vp|svp|evp|ceo|cfo|coo|chair\w*|"
    r"executive|partner|founder|director of|counsel|analyst|assistant)\b"
)


def letters(header: str) -> str:
    """A header's letters, by which it is compared: lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", header.lower())
    text = "".join(c for c in decomposed if c.isalpha() and not unicodedata.combining(c))
    return text.removesuffix("label") or text


def role_of(header: str) -> str | None:
    """The role whose people a column holds, also if its header adds that they are names."""
    text = letters(header)
    for word in (text, text.removesuffix("names").removesuffix("name"), text.removesuffix("姓名")):
        if word and (role := word_for(word, ROLES)):
            return role
    return None


def word_for(header: str, words: dict[str, str]) -> str | None:
    """The key below which a normalised header stands, if any."""
    return next((key for key, known in words.items() if header in known.split()), None)

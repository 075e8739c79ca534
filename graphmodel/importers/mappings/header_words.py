"""Words by which ``guess`` recognises what a column holds. New words are added here.

A header is compared in lower case, without accents, spaces, digits and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MEANINGS = {
    "film key": "movieid filmid titleid projectid 电影编号 影片编号 電影編號 影片編號",
    "person key": "personid nameid artistid 人物编号 影人编号 人物編號 影人編號",
    "title": "项目名称 項目名稱 影视项目 节目名称 節目名稱 tytuł filmadı title 标题 標題 film "
    "movie filmtitle movietitle primarytitle titel "
    "filmtitel titre titulo titolo pelicula filme project work 片名 电影 影片 电影名 "
    "电影名称 影片名称 作品 作品名称 名称 中文名 電影 電影名 電影名稱 影片名稱 作品名稱 劇名 "
    "名稱 タイトル 作品名 題名 映画名 제목 작품명 영화명 영화제목 название фильм названиефильма",
    "original": "tytułoryginalny originaltitle alternativetitle aka originaltitel titreoriginal "
    "titulooriginal titolooriginale 又名 原名 外文名 英文名 别名 別名 原題 원제 원제목 "
    "оригинальноеназвание",
    "year": "rok rokprodukcji jaar yıl year releaseyear filmyear startyear productionyear "
    "yearofproduction jahr produktionsjahr erscheinungsjahr annee anneedeproduction ano anno "
    "released 年份 年代 年 制作年份 製作年 公開年 제작연도 제작년도 개봉연도 연도 год годвыпуска",
    "date": "airdate originalairdate firstaired 播出日期 date releasedate pubdate "
    "publicationdate premiere datum erscheinungsdatum "
    "datedesortie sortie fecha fechadeestreno estreno datadiuscita 上映日期 上映时间 首播 首映 "
    "日期 上映時間 公開日 개봉일 датавыхода",
    "person": "executive executives crew crewmembers team 主创 主创人员 主創 主創人員 演职人员 "
    "演職人員 naam namn "
    "imięinazwisko adısoyadı adsoyad name person fullname personname "
    "primaryname artist nominee nominees people talent 姓名 人物 影人 演职员 人名 演職員 氏名 "
    "名前 이름 성명 имя фио",
    "given": "givennames forenames firstnames vornamen prenoms imię voornaam förnamn 名字 "
    "firstname givenname forename vorname prenom nombre "
    "nombres nome 名",
    "family": "nazwisko achternaam efternamn soyadı 姓氏 lastname familyname surname nachname "
    "familienname nom nomdefamille apellido apellidos cognome sobrenome apelido 姓",
    "role": "functie stanowisko görev role job jobtitle department category profession credit "
    "position function occupation funktion beruf rolle fonction metier poste cargo oficio "
    "berufsbezeichnung rol ruolo funcao 职务 职位 职业 角色类型 工种 職務 職位 職業 職種 役職 "
    "직책 역할 직무 должность профессия роль",
    "type": "titletype mediatype worktype werktyp type kind contenttype showtype 类别 類別",
    "genres": "gatunek tür genre genres listedin gattung genero generos genere 类型 類型 ジャンル "
    "장르 жанр",
    "countries": "kraj ülke country countries countriesoforigin productioncountry "
    "productioncountries nation land lander produktionsland herkunftsland pays paysdeproduction "
    "pais paises paisdeproduccion paese 国家 地区 国家地区 制片国家 制片国家地区 國家 地區 "
    "國家地區 国 製作国 국가 제작국가 страна",
    "languages": "language languages spokenlanguages sprache sprachen langue langues idioma "
    "idiomas lingua 语言 語言 言語 언어 язык",
    "company": "bedrijf firma produkcja company companies studio studios production "
    "productioncompany productioncompanies employer organisation organization "
    "unternehmen produktion produktionsfirma societe societedeproduction productora produtora "
    "casadiproduzione entreprise empresa 公司 制作公司 出品公司 出品方 单位 製作公司 單位 "
    "製作会社 会社 제작사 회사 компания",
    "festival": "festival festivals filmfestival festivalname 电影节 影展 電影節 映画祭 영화제 "
    "фестиваль",
    "award": "award awards prize prizes preis premio prix 奖项 獎項 賞 수상 награда",
    "result": "result results festivalresult awardresult outcome ergebnis resultat resultado "
    "risultato 结果 获奖结果 結果 獲獎結果 결과 результат",
    "edition": "edition festivalyear editionyear awardyear yearofedition yearoffestival 届 屆 "
    "电影节年份 電影節年份",
    "section": "section strand programme sektion seccion sezione secao 单元 單元 部門 섹션 секция",
    "profile": "网址 網址 url profile profileurl profilelink linkedin linkedinurl linkedinprofile",
    "connected": "connectedon connectedsince connectiondate dateconnected vernetztam connectele "
    "connecteele conectadoel conectadoem collegatoil 联系日期 聯絡日期 建立联系日期",
    "basis": "basedon basedupon basis sourcework originalwork adaptedfrom adaptationof remakeof "
    "basierendauf vorlage literarischevorlage romanvorlage buchvorlage dapres adaptede "
    "oeuvreoriginale basadoen basadaen obraoriginal baseadoem trattoda basatosu gebaseerdop "
    "napodstawie baseradpa forlaga 改编自 改編自 改编来源 原著 原作 原著作品 原作品 원작 "
    "основанона первоисточник литературнаяоснова",
    "series": "series seriestitle seriesname show showtitle showname tvshow tvseries serie serien "
    "serientitel 剧集 劇集 剧集名称 电视剧 電視劇 剧名",
    "season": "season seasonnumber seasonno staffel saison temporada stagione sasong 季 季数 季數",
    "episode": "episode episodenumber episodeno folge folgennummer episodio avsnitt 集 集数 集數",
    "episode title": "episodetitle episodename titleofepisode folgentitel titredelepisode "
    "titulodelepisodio 分集标题 分集名称 单集标题",
    "consent": "consent consentstatus consentgiven gdprconsent consenttolist einwilligung "
    "consentement consentimiento consenso 同意 授权 同意公开 consentwithdrawn withdrawnconsent "
    "withdrawn optout optedout consentrevoked einwilligungwiderrufen 撤回 撤回同意 已撤回",
    "stage": "stage status phase projectstatus productionstatus projectstage 阶段 状态 进度 階段 "
    "狀態 進度",
    "since": "since from start startdate started validfrom fromdate begin begins von seit beginn "
    "desde 开始 开始日期 起 開始 開始日期",
    "until": "until to end enddate ended validto todate validuntil ends bis ende hasta fin 结束 "
    "结束日期 止 結束 結束日期",
    "born": "born birth birthdate birthyear yearofbirth dateofbirth dob birthday geboren "
    "geburtsjahr geburtsdatum naissance anneedenaissance datedenaissance nacimiento "
    "fechadenacimiento annodinascita datadinascita nascimento 出生 出生日期 出生年份 出生年 生日 "
    "生年 生年月日 생년월일 출생 출생연도 датарождения годрождения",
    "died": "died death deathdate deathyear yearofdeath dateofdeath gestorben todesjahr mort "
    "deces datededeces 逝世 去世 卒年 逝世日期 去世日期 逝世年份 去世年份 没年 사망 датасмерти",
}
WORKS_OR_AUTHORS = "原著 原作 원작"
"""Headers of a basis whose column may hold its authors instead."""
ID_WORDS = "id ids key code no number imdb imdbid tmdb tmdbid nconst qid wikidata 编号 編號"
"""Words that the header of a column of ids adds to that of the people it identifies."""
ROLES = {
    "director": "reżyser reżyseria regi yönetmen director directors directedby directing regie "
    "regisseur regisseurin regisseure realisateur realisatrice realisateurs realisation directora "
    "direccion regia regista diretor diretora direcao realizador realizadora realizacao 导演 導演 "
    "監督 감독 연출 режиссер режиссура",
    "writer": "scenariusz scenarzysta manus senaryo senarist writer writers screenwriter "
    "screenwriters writtenby screenplay script drehbuch drehbuchautor drehbuchautorin scenario "
    "scenariste scenaristes guion guionista guionistas sceneggiatura sceneggiatore sceneggiatrice "
    "roteiro roteirista argumentista 编剧 剧本 編劇 劇本 脚本 脚本家 각본 각본가 시나리오 "
    "сценарий сценарист",
    "actor": "obsada aktor aktorka skådespelare oyuncu oyuncular actor actors actress actresses "
    "castmember castmembers cast starring stars star actorsactresses darsteller darstellerin "
    "darstellerinnen schauspieler schauspielerin besetzung acteur acteurs actrice actrices "
    "comedien comedienne comediens interpretes actores actriz reparto interprete attore attori "
    "attrice attrici interpreti ator atores atriz elenco 主演 演员 领衔主演 演員 領銜主演 出演 "
    "出演者 キャスト 俳優 배우 출연 출연진 주연 主要演员 主要演員 演员表 演員表 актер актриса "
    "актеры вролях",
    "producer": "producedby producer producers produzent produzentin produzenten producteur "
    "productrice "
    "producteurs productor productores produttore produttori produtor produtores 制片人 "
    "监制 制片 出品人 監製 製片人 製片 プロデューサー 製作者 프로듀서 제작자 продюсер",
    "composer": "composer composers music musicby musik komponist komponistin musique compositeur "
    "musica compositor musiche compositore 作曲 音乐 配乐 音樂 配樂 音楽 음악 композитор",
    "cinematographer": "cinematographer cinematographers cinematography dop kamera kameramann "
    "kamerafrau bildgestaltung directeurdelaphotographie photographie directordefotografia "
    "fotografia direttoredellafotografia diretordefotografia 摄影 摄影指导 攝影 攝影指導 撮影 "
    "撮影監督 촬영 촬영감독 оператор",
    "editor": "editor editors editing schnitt cutter cutterin montage monteur monteuse montaje "
    "montador montaggio montatore montagem 剪辑 剪輯 編集 편집 монтаж",
    "creator": "creator creators createdby showrunner showrunners",
    "author": "novelist novelby originalauthor originalauthors sourceauthor bookauthor "
    "basedonthenovelby basedonanovelby basedonthebookby basedonabookby basedontheplayby "
    "basedonaplayby basedonaworkby afteraworkby romanautor romanautorin vorlagevon auteuroriginal "
    "autororiginal autoraoriginal 原作者 原著作者 小说作者 小說作者 원작자 авторромана авторкниги",
    "story": "storyby originalstoryby geschichtevon histoirede 原案",
    "idea": "ideaby originalidea originalideaby conceptby originalconcept originalconceptby "
    "ideevon ideeoriginale ideaoriginal",
    "characters": "charactersby characterscreatedby basedoncharactersby",
    "archive footage": "archivefootage archivalfootage archivefootageof archivmaterial "
    "imagesdarchives materialdearchivo 资料影像 資料影像 资料画面",
    "thanks": "thanks specialthanks thankyou thanksto acknowledgements acknowledgments "
    "agradecimientos remerciements danksagung 鸣谢 鳴謝 特别鸣谢 特別鳴謝",
    "extra": "extras extra backgroundactors statisten komparsen figurantes 群众演员 群演 群眾演員 "
    "臨時演員",
    "self": "self asthemselves appearsasthemselves",
}
SCREENWRITERS = (
    "screenwriter screenwriters screenplay script drehbuch drehbuchautor drehbuchautorin "
    "scenariste scenaristes guion guionista guionistas sceneggiatura sceneggiatore "
    "sceneggiatrice roteiro roteirista argumentista scenariusz scenarzysta senarist 编剧 剧本 "
    "編劇 劇本 脚本 脚本家 각본 각본가 시나리오 сценарист"
)
"""Headers of writers who wrote for the screen, not the work that was filmed."""
COMPANIES = (
    r"(?i)\b(?:films?|pictures|studios?|productions?|entertainment|media|filmproduktion|company|cine"
    r"|ltd|llc|inc|gmbh|s\.?a|co)\b\.?|公司|影业|影業|集团|集團|传媒|傳媒|制作|製作|엔터테인먼트|필름"
)
"""Words in the names of companies, which a column of producers may hold."""
RESULTS = {
    "won": "won win wins winner winners awarded prizewinner gewonnen gewinner preistrager gagnant "
    "laureat ganador ganadora vincitore vencedor 获奖 得奖 獲獎 得獎 受賞 수상 победитель",
    "nominated": "nominated nominee nomination nominiert nomme nomine nominado nominada candidato "
    "nominato indicado 提名 获提名 獲提名 ノミネート 후보 номинация",
    "selected": "selected selection officialselection officiallyselected incompetition competition "
    "outofcompetition screened shown premiered ausgewahlt wettbewerb selectionne seleccionado "
    "seleccionada selezionato selecionado 入选 入围 展映 入選 入圍 上映 초청 상영",
    "recognised": "recognised recognized mention specialmention honourablemention honorablemention "
    "juryspecialmention lobendeerwahnung mentionspeciale mencionespecial menzionespeciale 特别提及 "
    "特別提及",
}
"""Results of a work at a festival, in words that tables use."""
TYPES = {
    "film": "movie film feature tvmovie featurefilm documentary spielfilm dokumentarfilm "
    "langspielfilm longmetrage largometraje lungometraggio longametragem documentaire documental "
    "documentario documentaryfilm featuredocumentary documentaryfeature "
    "电影 電影 长片 長片 故事片 纪录片 紀錄片 映画 長編 영화 장편 다큐멘터리 фильм",
    "series": "docuseries documentaryseries "
    "tvseries series tvminiseries miniseries tv tvshow podcastseries serie fernsehserie "
    "seriestv 电视剧 剧集 電視劇 劇集 ドラマ 드라마 시리즈 сериал",
    "short": "shortdocumentary documentaryshort "
    "short shortfilm tvshort kurzfilm courtmetrage cortometraje cortometraggio "
    "curtametragem curta corto 短片 短編 단편 단편영화 короткометражка",
    "episode": "tvepisode episode folge episodio",
    "special": "tvspecial special",
    "video": "video musicvideo",
    "game": "videogame game",
}
DOCUMENTARY = r"(?i)documentar|^docuseries$|dokumentar|documental|documentaire|纪录|紀錄|다큐"
"""The type of a film in which people are shown rather than act."""
NODES = {
    "person": "person people actor actress director writer producer artist creator filmmaker "
    "talent author human individual character performer crew cast crewmember castmember star "
    "employee member mentor contact name personne personen schauspieler schauspielerin regisseur "
    "regisseurin autor autorin kunstler kunstlerin acteur actrice realisateur realisatrice "
    "scenariste persona personas actriz directora guionista attore attrice regista pessoa pessoas "
    "ator atriz diretor 人 人物 影人 人名 导演 演员 编剧 導演 演員 編劇 監督 俳優 사람 인물 감독 "
    "배우 человек персона",
    "project": "project film movie films movies title work series show tvshow tvseries short "
    "documentary episode video game production filme pelicula peliculas kurzfilm serie oeuvre "
    "obra opera 电影 影片 作品 剧集 電影 劇集 映画 영화 작품 фильм",
    "school": "school university college academy filmschool institute schule filmschule "
    "hochschule filmhochschule akademie filmakademie universitat ecole universite escuela "
    "universidad scuola universita escola universidade 学校 大学 学院 學校 大學 學院 학교 대학교 "
    "школа",
    "festival": "festival award awards prize ceremony filmfestival preis prix premio 电影节 奖项 "
    "電影節 影展 獎項 映画祭 영화제 фестиваль",
    "company": "organisation organization company companies studio agency agencies firm employer "
    "institution platform broadcaster distributor productioncompany entreprise societe firma "
    "produktionsfirma unternehmen sender empresa productora produtora azienda researchgroup 公司 "
    "机构 单位 機構 單位 会社 회사 제작사 компания",
    "programme": "programme program scheme fellowship residency programm programa programma "
    "项目计划",
    "event": "event meeting workshop camp summit masterclass roadshow veranstaltung evento "
    "evenement 活动 活動",
}
"""Labels of nodes in other graphs, for people, projects and the traits of other kinds."""
RELATIONSHIPS = {
    "actor": "actedin acts acted actsin actor playedin plays playsin starredin starred starsin "
    "castin appearedin appearsin performedin hasactor spieltin spieltein joue jouedans actuoen "
    "actuaen 主演 出演 参演",
    "director": "directed director directs directedby codirected directorof isdirectorof "
    "inszenierte fuhrteregie realise arealise dirigio dirige 导演 執導 执导",
    "writer": "wrote writer writes writtenby screenwriter writerof written scripted schrieb ecrit "
    "aecrit escribio 编剧 編劇",
    "producer": "produced producer produces producedby producerof produzierte produit produjo "
    "制片 製片",
    "composer": "composed composer composes composedfor composerof scored musicby",
    "cinematographer": "shot cinematographer photographed filmed cinematographerof",
    "editor": "edited editor edits editedby editorof",
    "crew": "workedon crewof crew contributedto hascredit involvedin",
}
"""The role that the type of a relationship states."""
RELATIONSHIP_MEANINGS = {
    "acquaintance": "knows friendof friend follows connectedto collaboratedwith workedwith "
    "costarred costarredwith relatedto kennt connait conoce 认识",
    "membership": "worksat worksfor workedat workedfor employedby memberof belongsto",
    "study": "studiedat attended graduatedfrom alumnusof",
    "selection": "selectedat nominatedfor won awardedat premieredat",
    "guidance": "mentors mentored mentorof advises",
}
"""The meaning of the type of a relationship that is not a credit."""
TOTALS = (
    r"(?i)^\s*(?:(?:grand |sub)?totals?|sum|count|gesamt\w*|summe|insgesamt|somme|suma|totale"
    r"|итого|合计|总计|小计|共计|合計|總計|小計|共計|計|합계)"
    r"(?: (?:films?|titles?|works?|of films))?\s*[:=：]?\s*(?:[\d.,]+\s*\p{L}*)?\s*$"
)
"""The cell of a row that adds up the rows above it."""
COUNTED = r"^\s*[\d.,]+\s*\p{L}+\s*$"
"""What a total counts, in another cell of its row."""
FESTIVAL = (
    r"(?i)([^,:;|()\d]*(?:电影节|電影節|影展|映画祭|영화제)"
    r"|[^,:;|()\d]*(?:\b(?:film)?festivals?|\bfilmfest\w*|\bfest|\bfilm week|\bbiennale"
    r"|\bviennale|\bberlinale|фестиваль)[^,:;|()\d]*)"
)
"""The name of a festival in a letterhead."""
_LISTINGS = (
    "programme|program|programm|schedule|line-?up|selection|catalogue|guide|films|programa|grille"
)
AROUND_FESTIVAL = (
    rf"(?i)^(?:{_LISTINGS})\s+(?:of|des?|der|du|del|della|do|da)\s+(?:the\s+)?"
    rf"|[\s,–—-]+(?:official |full |film )?(?:{_LISTINGS})$"
)
"""The text around the name of a festival in a letterhead."""
FILM_ADDRESS = (
    r"(?i)boxd\.it/|letterboxd\.com/film/|imdb\.com/title/|themoviedb\.org/(?:movie|tv)/"
    r"|(?:movie\.)?douban\.com/subject/|trakt\.tv/(?:movies|shows)/|rottentomatoes\.com/(?:m|tv)/"
    r"|kinopoisk\.ru/(?:film|series)/|allocine\.fr/film/|filmaffinity\.com/.*film\d"
)
"""The address of a page about a film."""
DATE_FORMATS = (
    *("%d %b %Y", "%Y-%m-%d", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d.%m.%Y", "%Y/%m/%d"),
    *("%d. %B %Y", "%d de %B de %Y", "%d de %B %Y"),
    *("%d/%m/%Y", "%m/%d/%Y", "%m/%d/%y", "%Y年%m月%d日"),
)
"""Formats of days; if two can read the same days, the first is meant."""
NO_EMPLOYER = (
    r"(?i)^(freelanc\w*|self[- ]?employed|independent|unemployed|retired|various|n/?a|none|"
    r"自由职业.*|个体|free ?agent)$"
)
"""Text in place of an employer for people who have none."""
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
"""Stages of a project, in words that tables use."""
CONSENTS = {
    "withdrawn": "withdrawn withdrew revoked optedout optout widerrufen zuruckgezogen revocado "
    "revoque retire 已撤回 撤回 撤销同意",
    "given": "given yes true agreed granted consented ja oui si 是 有 已同意 同意 已授权 授权",
    "not asked": "notasked pending notyetasked 未询问 未確認 未确认 待确认",
}
"""Whether a person agreed to be listed, in words that tables use."""
WITHDRAWN = r"(?i)withdr|opt(?:ed)?[ -]?out|revoked|widerruf|撤回"
"""A header under which yes means that consent is withdrawn."""
JOB_TITLES = (
    r"(?i)\b(chief|president|manager|managing|head of|officer|vice|vp|svp|evp|ceo|cfo|coo|chair\w*|"
    r"executive|partner|founder|director of|counsel|analyst|assistant)\b"
)


_AND = r"(?i)\s*(?:[/&+,、|＋／]|\b(?:and|und|et|y|e|och|en|и)\b|[和与與及兼])\s*"
_BOTH = dict.fromkeys(
    ("编导", "編導", "自编自导", "自編自導", "writerdirector", "directorwriter"),
    ("director", "writer"),
)


def letters(header: str) -> str:
    """A header's letters, by which it is compared: lower case, without accents."""
    text = plain_letters(header)
    return text.removesuffix("label") or text


@lru_cache(maxsize=10_000)
def plain_letters(text: str) -> str:
    """The letters of a text in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if c.isalpha() and not unicodedata.combining(c))
    return unicodedata.normalize("NFC", letters)


def role_of(header: str) -> str | None:
    """The role whose people a column holds, even if its header adds that they are names."""
    text = letters(header)
    for word in (text, text.removesuffix("names").removesuffix("name"), text.removesuffix("姓名")):
        if word and (role := word_for(word, ROLES)):
            return role
    return None


def roles_of(header: str) -> list[str | None]:
    """The roles whose people a column holds, one or several: ``导演/编剧``, ``Written and Directed
    by``. Only None if it holds none."""
    if role := role_of(header):
        return [role]
    parts = [part for part in re.split(_AND, header.strip()) if part]
    by = " by" if header.lower().rstrip(" :").endswith(" by") else ""
    roles = [role_of(part) or role_of(part + by) for part in parts]
    if len(parts) > 1 and all(roles):
        return list(dict.fromkeys(roles))
    return list(dict.fromkeys(_BOTH.get(letters(header), (None,))))


@lru_cache(maxsize=1_000)
def name_piece_of(header: str) -> tuple[str, str] | None:
    """The role of a column with only the ``given`` or the ``family`` names of its people, and which
    of the two: ``Director First Name``."""
    text = letters(header)
    for piece in ("given", "family"):
        for word in _normalised(MEANINGS[piece]):
            for rest in (text.removesuffix(word), text.removeprefix(word)):
                role = word_for(rest, ROLES) if rest and rest != text else None
                if role and not role_of(header):
                    return role, piece
    return None


def word_for(header: str, words: dict[str, str]) -> str | None:
    """The key whose words include a normalised header, if any."""
    return next((key for key, known in words.items() if header in _normalised(known)), None)


@lru_cache(maxsize=1_000)
def _normalised(words: str) -> frozenset[str]:
    return frozenset(map(plain_letters, words.split()))

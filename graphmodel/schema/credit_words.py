"""Words in roles and jobs that show that a person was not there: seen in archive footage, thanked,
an extra, or the author of what was filmed."""

from __future__ import annotations

import re
from functools import lru_cache

_WORK = (
    r"(?:(?:light|graphic|web|visual|short|original|stage|radio|comic|picture|theat(?:re|er)|tv"
    r"|television|earlier|source|children'?s|life|true|magazine|newspaper|historical|musical) )*"
    r"(?:authors?|novels?|novellas?|novelette|books?|story|stories|plays?|musical|comics?|manga"
    r"|manhwa|webtoon|poems?|articles?|essays?|memoirs?|(?:auto)?biography|fairy ?tales?|opera"
    r"|libretto|source|material|text|characters?|video ?game|ideas?|concept|premise|format)"
)
_SERIES = r"(?:(?:tv|television|original) )+(?:series|show|film|movie|format)"
ARCHIVE = (
    r"(?:archiv(?:e|es|al)|stock)[ -]+(?:footage|sound|audio|material|photos?|photographs?"
    r"|recordings?|films?|images?|clips?|voice)"
    r"|archivmaterial|archivaufnahmen?|images? d['’]archives?|(?:material|im[aá]genes) de archivo"
    r"|资料画面|资料影像|資料影像|档案影像|檔案影像|アーカイブ映像|자료 ?화면"
)
"""Archive material, as a pattern for lower-case text."""

_SHOWN_OR_THANKED = (
    # Only at the end, since a person who researches archive footage did work on the film.
    rf"(?:{ARCHIVE})[\s)\]]*$"
    # Thanked or remembered.
    r"|\bthanks?\b|\bthank you\b|^acknowledge?ments?\b|^dedicat(?:ed to|ee|ion)\b"
    r"|^in (?:loving )?memor(?:y|iam)\b"
    r"|^agradecimientos?\b|^remerciements?\b|^danksagung|鸣谢|鳴謝|致谢|致謝|感谢|感謝|감사"
    # An extra.
    r"|^(?:(?:featured|film|uncredited) )?extras?$|^crowd(?: (?:artist|actor|extra))?s?$"
    r"|^background(?: (?:actor|performer|player|extra)s?)?$|^walk-on$|^figurante?s?$"
    r"|^statist(?:in)?$|^kompars(?:e|in)$|^群众演员$|^群眾演員$|^臨時演員$|^临时演员$"
)
_AFTER = (
    r"\b(?:based|drawn) (?:up)?on\b|\b(?:inspired|suggested) by\b|\badapted from\b|\bremake of\b"
    rf"|^(?:created )?(?:from|after) (?:(?:the|an?|his|her|their) (?:.* )?)?(?:{_WORK}|works?)\b"
    r"|^nach (?:de[mrn]|eine[mr]|motiven|vorlage)\b|^frei nach\b|^basierend auf\b"
    r"|^d['’]apr[eè]s\b|^(?:adapt|tir|inspir)[ée]e? (?:de|du|des|par)\b|^sur une id[ée]e\b"
    r"|^(?:basad|inspirad)[oa]s? en\b|^seg[uú]n (?:la|el|una?)\b|^basead[oa]s? (?:em|n[ao]s?)\b"
    r"|^tratt[oa] d|^dal(?:l[ao])? |^dall['’]|^ispirat[oa] a|^basat[oa] su"
    r"|^по (?:мотив|роман|книг|повест|пьес|рассказ|произведени|сценарию фильма)|^на основе\b"
    r"|^na podstawie\b|^według\b|^naar (?:het|de|een)\b|^gebaseerd op\b|^baserad på\b|^efter \w"
    r"|^改编自|^改編自|^根据.*改编|^根據.*改編"
)
"""How a credit states that what it names existed before the film."""
_AUTHOR = (
    rf"^(?:the )?{_WORK}(?: (?:by|creator|writer))?(?:\s*[\"“”'‘«《(:,].*)?$"
    rf"|^{_SERIES}(?: (?:created )?by| creator| writer| author)?(?:\s*[\"“”'‘«《(:,].*)?$"
    rf"|^(?:{_WORK}|original series) (?:created|conceived|written) by\b"
    r"|^created (?:the )?characters?\b"
    r"|^story (?:idea|concept|premise)$|^(?:book|play|comic) author$|^novelist$"
    r"|^original (?:author|writer|creator|works?|film|screenplay by)\b"
    r"|^(?:earlier|(?:18|19|20)\d\d) (?:film|motion picture|movie|screenplay|script|teleplay)\b"
    r"|^roman(?:autor(?:in)?|e)?$|^(?:\w+ )?\w*vorlage\b|^(?:original|grund)?idee(?: von)?$"
    r"|^figuren(?: von)?$|^novelle$|^theaterstück|^bühnenstück|^erzählung|^kurzgeschichte"
    r"|^auteure? (?:original|de l['’](?:œ|oe)uvre)|^(?:œ|oe)uvre (?:originale|de)"
    r"|^roman (?:original|de)"
    r"|^id[ée]es?(?: originale)?(?: de)?$|^personnages?\b|^bande dessin[ée]e\b|^pi[eè]ce de\b"
    r"|^novel[ao](?: original| de)?$|^romance(?: original| de)?$|^(?:obra|autora?) original"
    r"|^(?:idea|ideia|historia|história|cuento|conto|relato|libro|livro) original"
    r"|^(?:idea|ideia)(?: de)?$|^obra (?:de teatro|de)\b|^persona(?:jes|gens)\b"
    r"|^romanzo\b|^soggetto$|^da un(?:['’]idea|a storia)|^idea originale|^personaggi\b"
    r"|^автор (?:романа|книги|оригинал|идеи|повести|пьесы|рассказа)|^роман$|^повесть$|^пьеса$"
    r"|^(?:оригинальная )?идея$|^персонажи$|^литературная основа|^первоисточник"
    r"|^powieść|^pomysł\b|^opowiadanie|^pierwowzór|^(?:roman)?förlaga|^idé$|^eser(?: sahibi)?$"
    r"|^[^\s/]{0,6}原[著案](?!.*[编編脚腳])|^[^\s/]{0,6}原作(?!曲|画|畫|.*[编編脚腳])"
    r"|^(?:原创|原創|原始)?故事(?:原[型创創]|作者|提供)?$|^(?:人物|角色|故事)原型|^小说作者|^小說作者"
    r"|^原创(?:意|小说)|^原創(?:意|小說)|^원작|^원안|^원저"
)
_NO_MEETING = re.compile(f"{_SHOWN_OR_THANKED}|{_AFTER}|{_AUTHOR}")
_AT_WORK = re.compile(
    r"^(?:\w+ (?:and|&) )?(?:screen ?play|teleplay|scenario|script|written|adaptation|adapted by"
    r"|dialogues?|co-?writer|head writer|staff writer)\b"
    r"|^(?:编剧|編劇|剧本|劇本|脚本|腳本|각본|각색|drehbuch|sc[ée]nario|gui[oó]n|sceneggiatura"
    r"|roteiro|scenariusz|сценари)"
)
_BY_WHAT = re.compile(
    r"^(?:writers?|writing|written(?: by)?|created by|creator|autora?|auteure?|编剧|編劇)?"
    r"\s*[(（\[]\s*(?P<what>[^()（）\[\]]+?)\s*[)）\]]$"
)
"""A credit that names in brackets what the person wrote: ``writer (novel)``, ``(characters)``."""
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|《[^》]*》|『[^』]*』")
_SEVERAL = re.compile(r"\s*(?:[;/&+、・，]|,|\b(?:and|und|et|y|e|и)\b)\s*")


@lru_cache(maxsize=10_000)
def shows_no_meeting(text: str) -> bool:
    """Whether a role, or a job in the source's own words, shows no meeting: "thanks", "archive
    footage", "based on the novel by". If several are given, separated by semicolons, all must."""
    parts = [part.strip() for part in text.lower().replace("_", " ").split(";") if part.strip()]
    return bool(parts) and all(map(_is_absent, parts))


def wrote_for_the_screen(job: str) -> bool:
    """Whether a job is writing for the screen, whatever the script is based on."""
    return _AT_WORK.match(job.lower()) is not None


def _is_absent(part: str) -> bool:
    """Whether a job shows no meeting. Words such as "based on" may be followed by several things;
    elsewhere, a person credited for a screenplay as well as a novel was at work."""
    if said := _BY_WHAT.match(part):
        return _is_absent(said["what"])
    if _AT_WORK.match(part):
        return False
    if re.search(_AFTER, part):
        return True
    pieces = [piece for piece in _SEVERAL.split(_QUOTED.sub("", part)) if piece]
    if any(map(_AT_WORK.match, pieces)):
        return False
    if _NO_MEETING.search(part):
        return True
    return len(pieces) > 1 and all(map(_NO_MEETING.search, pieces))

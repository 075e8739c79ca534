"""Accuracy and speed of finding names in the film extract, by each way of writing them.

    python benchmarks/finding.py [--people 200] [--seed 0] [--missed]

Searches for a random sample of people by each way of writing, and prints how often the right one
comes first and among the first five, with the median and 95th percentile of the time. Wade-Giles
comes from pypinyin; Hangul from the usual spellings of Korean names (`KOREAN`). People whose name,
written that way, is also another person's are left out: nobody could tell them apart.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import polars as pl
from measure import machine, spread, table
from pypinyin import Style, lazy_pinyin, pinyin_dict

from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.offline import read_network
from graphmodel.network.name_folding import fold_name
from graphmodel.network.name_index import Finder
from graphmodel.network.network import Network

Case = tuple[str, set[int], int]
"""A text, the right nodes, and how many of the first answers must contain them."""
Way = tuple[str, Network, list[Case]]
"""How names are written, the network to search, and the cases."""

_SURNAMES = """
li wang zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song
zheng xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia
ding wei xue ye yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao
kong bai cui kang mao qiu qin gu hou shao meng long wan duan qian yin ge jiang tian
"""
_KOREAN = """
= kim=김 lee=이 park=박 choi=최 jung=정 jeong=정 kang=강 cho=조 jo=조 yoon=윤
yun=윤 jang=장 lim=임 im=임 han=한 oh=오 seo=서 shin=신 kwon=권 hwang=황 ahn=안
song=송 ryu=류 yoo=유 hong=홍 jeon=전 ko=고 moon=문 son=손 bae=배 baek=백 nam=남
shim=심 ha=하 kwak=곽 sung=성 cha=차 joo=주 woo=우 koo=구 min=민 na=나 jin=진 ji=지
bong=봉 gong=공 byun=변 ho=호 hyun=현 joon=준 jun=준 jae=재 seung=승 soo=수 su=수
young=영 hee=희 hye=혜 jong=종 kyung=경 mi=미 sang=상 seok=석 suk=석 sun=선 seon=선
tae=태 won=원 wook=욱 yong=용 yeon=연 dong=동 eun=은 gi=기 ki=기 geun=근 gu=구
hoon=훈 hwan=환 hyuk=혁 hyung=형 il=일 in=인 kyu=규 gyu=규 kwang=광 man=만 myung=명
moo=무 pil=필 rok=록 sik=식 shik=식 soon=순 sook=숙 chan=찬 chang=창 cheol=철
chul=철 beom=범 bum=범 bin=빈 bo=보 byung=병 ra=라 ri=리 rim=림 so=소 kook=국 je=제
ju=주 hak=학 hwa=화 hyo=효 gun=건 do=도 doo=두 duk=덕 ran=란 ye=예 ah=아 ae=애 ja=자
seong=성
"""
SURNAMES = frozenset(_SURNAMES.split())
KOREAN = dict(entry.split("=") for entry in _KOREAN.split())


@cache
def characters() -> dict[str, str]:
    """A common character for each toneless Pinyin syllable."""
    usual: dict[str, str] = {}
    for code in sorted(pinyin_dict.pinyin_dict):
        if 0x4E00 <= code <= 0x9FFF:
            usual.setdefault(lazy_pinyin(chr(code))[0], chr(code))
    return usual


@cache
def divided(word: str) -> tuple[str, ...]:
    """The one or two Pinyin syllables of a word; empty if it has none or is ambiguous."""
    syllables = characters()
    ways = [(word,)] if word in syllables else []
    ways += [
        (word[:at], word[at:]) for at in range(1, len(word))
        if word[:at] in syllables and word[at:] in syllables
    ]  # fmt: skip
    return ways[0] if len(ways) == 1 else ()


def chinese(name: str) -> tuple[str, ...]:
    """Surname and given syllables of a name in Pinyin; empty for any other name."""
    words = name.replace("-", "").lower().split()
    if len(words) != 2 or words[0] not in SURNAMES:
        return ()
    given = divided(words[1])
    return (words[0], *given) if given else ()


def korean(name: str) -> tuple[str, ...]:
    """Surname and given syllables of a Korean name in the usual spelling, such as Song Kang-ho;
    empty for any other name."""
    words = name.lower().replace("-", " ").split()
    is_spelt_so = len(words) == 3 and "-" in name and "-" not in name.split()[0]
    is_known = all(word in KOREAN for word in words) and words[-1] not in ("lee", "park", "choi")
    return tuple(words) if is_spelt_so and is_known else ()


def wade_giles(syllables: Sequence[str]) -> str:
    spelt = [_wade_giles(syllable) for syllable in syllables]
    return f"{spelt[0].capitalize()} {'-'.join(spelt[1:]).capitalize()}"


def _wade_giles(syllable: str) -> str:
    """A syllable as pypinyin spells it, with its errors corrected: hei for hai, t'oeh for t'ieh."""
    spelt = lazy_pinyin(characters()[syllable], style=Style.WADEGILES)[0]
    spelt = spelt.replace("v", "ü").replace("oeh", "ieh")
    return f"{spelt[:-2]}ai" if syllable.endswith("ai") else spelt


def hangul(syllables: Sequence[str]) -> str:
    return "".join(KOREAN[syllable] for syllable in syllables)


def misspelt(name: str, chance: random.Random) -> str:
    """A name with two letters swapped, one left out, one doubled or one wrong."""
    within = [at for at in range(1, len(name) - 1) if name[at : at + 2].isalpha()]
    at = chance.choice(within)
    wrong = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        (
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + wrong + name[at + 1 :],
        )
    )


def one_by_one(
    people: Iterable[int],
    written: Callable[[int], str],
    count: int,
    chance: random.Random,
    borne: Mapping[str, int],
) -> list[Case]:
    """A sample of people whose written name is unique, among these people and in ``borne``."""
    texts = {person: written(person) for person in people}
    bearers = Counter(fold_name(text) for text in texts.values())
    sole = [
        person for person, text in texts.items()
        if bearers[fold_name(text)] == 1 and borne.get(fold_name(text), person) == person
    ]  # fmt: skip
    chosen = chance.sample(sole, min(count, len(sole)))
    return [(texts[person], {person}, 1) for person in chosen]


def together(network: Network, count: int, chance: random.Random) -> list[Case]:
    """Pairs of people with a shared credit, searched for by both names."""
    credits = network.links.filter(pl.col("kind") == "WORKED_ON")
    shared = credits.join(credits, on="target", suffix="_2").filter(
        pl.col("source") < pl.col("source_2")
    )
    pairs = shared.select("source", "source_2").unique(maintain_order=True).rows()
    names = network.names
    bearers = Counter(name.casefold() for name in names)
    chosen = [
        pair for pair in chance.sample(pairs, 20 * count)
        if all(bearers[names[i].casefold()] == 1 and " " in names[i] for i in pair)
    ]  # fmt: skip
    return [(f"{names[a]} {names[b]}", {a, b}, 2) for a, b in chosen[:count]]


def with_names(network: Network, names: dict[int, str], column: str) -> Network:
    """The network with other names for some people, in place of ``name`` or as an alias."""
    rows = pl.int_range(pl.len())
    text = rows.replace_strict(list(names), list(names.values()), default=None,
                               return_dtype=pl.String)  # fmt: skip
    if column == "name":
        changed = pl.coalesce(text, "name").alias("name")
    else:
        changed = pl.when(text.is_not_null()).then(pl.concat_list(text)).otherwise(column)
        changed = changed.alias(column)
    nodes = network.nodes.with_columns(changed)
    return Network(nodes, network.links, network.revision)


def aliases(network: Network, count: int, chance: random.Random) -> dict[int, str]:
    """Aliases for some people, made from the names of two others, whose start matches no name."""
    people = [int(i) for i in network.of_kind("Person") if network.names[i].count(" ") == 1]
    borne = {start_of(name) for name in network.names if " " in name}
    chosen: dict[int, str] = {}
    for person, first, last in zip(*(chance.sample(people, 2 * count) for _ in range(3)),
                                   strict=True):  # fmt: skip
        alias = f"{network.names[first].split()[0]} {network.names[last].split()[1]}"
        is_new = start_of(alias) not in borne and len(alias.split()[1]) > 4
        if is_new and len(chosen) < count:
            chosen[person] = alias
    return chosen


def start_of(alias: str) -> str:
    """An alias up to the third letter of its second word."""
    first, second, *_ = alias.split()
    return f"{first} {second[:3]}"


def measured(
    finder: Finder, network: Network, cases: Sequence[Case]
) -> tuple[list[str], list[str]]:
    """A table row (cases, share right first, share right among five, median and 95th percentile of
    the time in ms), and the cases that were not right first."""
    first = among = 0
    times, missed = [], []
    for text, right, places in cases:
        begun = time.perf_counter()
        matches = finder.find(text, limit=5)
        times.append(1000 * (time.perf_counter() - begun))
        answers = [network.index(match.id) for match in matches]
        is_first = right <= set(answers[:places])
        first += is_first
        among += right <= set(answers)
        if not is_first:
            missed.append(f"{text} -> {', '.join(match.name for match in matches[:3])}")
    middle, late, _ = spread(times)
    count = len(cases)
    row = [f"{count}", f"{first / count:.3f}", f"{among / count:.3f}", f"{middle:.1f}"]
    return [*row, f"{late:.1f}"], missed


def ways(network: Network, count: int, chance: random.Random) -> Iterator[Way]:
    """Each way of writing, with the network to search and the sample."""
    names = network.names
    people = [int(i) for i in network.of_kind("Person")]
    borne = {fold_name(names[i]): i for i in people}
    from_china = {i: parts for i in people if (parts := chinese(names[i]))}
    from_korea = {i: parts for i in people if (parts := korean(names[i]))}
    short = [i for i, parts in from_china.items() if len(parts) == 2 and max(map(len, parts)) < 4]

    def sample(among: Iterable[int], written: Callable[[int], str]) -> list[Case]:
        return one_by_one(among, written, count, chance, borne)

    def turned(person: int) -> str:
        return " ".join(names[person].split()[::-1])

    yield "Pinyin, surname first", network, sample(from_china, lambda i: names[i])
    yield "Pinyin, given name first", network, sample(from_china, turned)
    yield "Wade-Giles", network, sample(from_china, lambda i: wade_giles(from_china[i]))
    yield "two short syllables, turned", network, sample(short, turned)
    in_hangul = {i: hangul(parts) for i, parts in from_korea.items()}
    yield "Hangul for a romanised name", network, sample(in_hangul, in_hangul.__getitem__)
    others = with_names(network, in_hangul, "name")
    yield "romanised for a name in Hangul", others, sample(in_hangul, lambda i: names[i])
    spelt = [i for i in people if len(names[i]) > 6 and " " in names[i]]
    yield "misspelt", network, sample(spelt, lambda i: misspelt(names[i], chance))
    also = aliases(network, count, chance)
    named = with_names(network, also, "other_names")
    yield "start of an alias", named, sample(also, lambda i: start_of(also[i]))
    yield "two names at once", network, together(network, count, chance)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true", help="print what was not first")
    arguments = parser.parse_args()
    print(machine())
    importer, path = shipped_data_set("films_cc0")
    network, _ = read_network(importer, path)
    finders: dict[int, Finder] = {}
    rows = []
    for way, asked, cases in ways(network, arguments.people, random.Random(arguments.seed)):
        finder = finders.setdefault(id(asked), Finder(asked))
        row, missed = measured(finder, asked, cases)
        rows.append([way, *row])
        if arguments.missed:
            print("\n".join(f"  {way}: {text}" for text in missed))
    print(table(("written", "people", "top 1", "top 5", "median ms", "p95 ms"), rows))


if __name__ == "__main__":
    main()

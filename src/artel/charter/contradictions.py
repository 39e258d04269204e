"""What no two articles may say, and what no article may say of itself: each with its place."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from artel.charter.base import ArticleBase
from artel.charter.kinds_share import Balance, Priority, Share
from artel.charter.kinds_terms import Amendment, Price, ServiceLevel
from artel.commons.names import hint
from artel.commons.tables import Path, Table

Kind = TypeVar("Kind", bound=ArticleBase)
Found = Iterator[tuple[Path, str]]
END = "end one of them."


def contradictions(table: Table, articles: Sequence[ArticleBase]) -> list[str]:
    """Return a finding (file, line, field, next step) for each contradiction."""
    found = [
        *_rivals(articles, Priority),
        *_rivals(articles, Balance),
        *_rivals(articles, ServiceLevel),
        *_rivals(articles, Amendment),
        *_rival_shares(articles),
        *(each for row in _of(articles, Share) for each in _parts(*row)),
        *(each for row in _of(articles, Balance) for each in _balance(*row, articles)),
        *(each for row in _of(articles, ServiceLevel) for each in _promises(*row)),
        *(each for row in _of(articles, Price) for each in _factors(*row, articles)),
        *(each for row in _of(articles, Amendment) for each in _votes(*row)),
    ]
    return [table.finding(("articles", *path), sentence) for path, sentence in found]


def _of(articles: Sequence[ArticleBase], kind: type[Kind]) -> list[tuple[int, Kind]]:
    return [(index, row) for index, row in enumerate(articles) if isinstance(row, kind)]


def _meet(one: ArticleBase, other: ArticleBase) -> bool:
    """Whether both are in force at some instant."""
    return one.in_force(other.in_force_from) or other.in_force(one.in_force_from)


def _outlasts(one: ArticleBase, other: ArticleBase) -> bool:
    """Whether one is in force as long as the other is."""
    if not one.in_force(other.in_force_from):
        return False
    end = one.in_force_until
    return end is None or (other.in_force_until is not None and other.in_force_until <= end)


def _rivals(articles: Sequence[ArticleBase], kind: type[Kind]) -> Found:
    rows = _of(articles, kind)
    for position, (index, article) in enumerate(rows):
        for _, other in rows[:position]:
            if _meet(article, other):
                name = getattr(other, "kind", "")
                yield (
                    (index, "from"),
                    f"the {name} article '{other.id}' is in force at the same time; {END}",
                )


def _rival_shares(articles: Sequence[ArticleBase]) -> Found:
    rows = _of(articles, Share)
    for position, (index, article) in enumerate(rows):
        for _, other in rows[:position]:
            both = sorted(set(article.of) & set(other.of))
            if both and _meet(article, other):
                yield (
                    (index, "of"),
                    f"the article '{other.id}' shares the {both[0]} then too; {END}",
                )


def _parts(index: int, article: Share) -> Found:
    path: Path = (index, "parts")
    if article.rule == "equal":
        if article.parts:
            yield path, "equal parts need no figures; leave them out, or say rule: stated."
        return
    yield from _part_names(path, article)
    whole = math.fsum(article.parts.values())
    if article.rule == "stated" and abs(whole - 1.0) > 1e-9:
        yield path, f"the parts sum to {whole:.12g}, not to 1; correct them."
    if article.rule == "investment" and whole <= 0.0:
        yield path, "nobody paid anything in; give the amounts, or say rule: equal."


def _part_names(path: Path, article: Share) -> Found:
    for party in article.parties:
        if party not in article.parts:
            yield path, f"'{party}' is a party and has no part; give it one, or 0."
    for party in article.parts:
        if party not in article.parties:
            known = hint(party, article.parties)
            yield (*path, party), f"'{party}' has a part and is no party; {known}"


def _balance(index: int, article: Balance, articles: Sequence[ArticleBase]) -> Found:
    shares = [row for _, row in _of(articles, Share) if "capacity" in row.of]
    share = next((row for row in shares if _outlasts(row, article)), None)
    if share is None:
        yield (
            (index, "from"),
            "no share article divides the capacity as long as this one is in force; add one.",
        )
    for number, party in enumerate(article.parties):
        if share is not None and party not in share.parties:
            yield (
                (index, "parties", number),
                f"'{party}' has no part in '{share.id}'; {hint(party, share.parties)}",
            )
    yield from _carried(index, article)


def _carried(index: int, article: Balance) -> Found:
    seen = Counter[str]()
    for number, row in enumerate(article.carried):
        path: Path = (index, "carried", number)
        if row.party not in article.parties:
            known = hint(row.party, article.parties)
            yield (*path, "party"), f"'{row.party}' is no party of the article; {known}"
        if seen[row.party]:
            yield (*path, "party"), f"'{row.party}' carries two balances; add them up."
        seen[row.party] += 1
        if abs(row.seconds) > article.limit_s:
            yield (
                (*path, "seconds"),
                f"{row.seconds:g} s is beyond limit_s, {article.limit_s:g} s; correct one of them.",
            )


def _promises(index: int, article: ServiceLevel) -> Found:
    levels = [promise.level for promise in article.promises]
    for number, promise in enumerate(article.promises):
        path: Path = (index, "promises", number)
        if promise.level in levels[:number]:
            yield (*path, "level"), f"the level '{promise.level}' is promised twice; keep one."
        if promise.within_h is None and promise.paid_back:
            yield (
                (*path, "paid_back"),
                f"'{promise.level}' promises no time that can be missed; give within_h, or pay 0.",
            )


def _factors(index: int, article: Price, articles: Sequence[ArticleBase]) -> Found:
    promised = {
        promise.level
        for _, row in _of(articles, ServiceLevel)
        if _meet(row, article)
        for promise in row.promises
    }
    levels = [factor.level for factor in article.factors]
    for number, level in enumerate(levels):
        path: Path = (index, "factors", number, "level")
        if level in levels[:number]:
            yield path, f"the level '{level}' has two prices; keep one."
        if level not in promised:
            yield (
                path,
                f"no service level in force then is called '{level}'; {hint(level, promised)}",
            )
    for _, other in _of(articles[:index], Price):
        both = sorted(set(levels) & {factor.level for factor in other.factors})
        if both and _meet(article, other):
            yield (
                (index, "factors"),
                f"the article '{other.id}' prices '{both[0]}' at the same time; {END}",
            )


def _votes(index: int, article: Amendment) -> Found:
    parties = len(article.parties)
    if article.quorum > parties:
        yield (
            (index, "quorum"),
            f"{article.quorum} must vote, and only {parties} can; lower it to {parties}.",
        )
    majority = "majority" in (article.vote, article.accession)
    if majority and article.in_favour is None:
        yield (index, "vote"), "a majority needs 'in_favour': how many must be for it; give it."
    if not majority and article.in_favour is not None:
        yield (
            (index, "in_favour"),
            "by consensus nobody may be against; leave it out, or say vote: majority.",
        )
    if majority and article.in_favour is not None and article.in_favour > parties:
        yield (
            (index, "in_favour"),
            f"{article.in_favour} must be for it, and only {parties} can; lower it to {parties}.",
        )

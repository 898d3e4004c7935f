"""Turns typed words into look-ups: one for each place in which the words may stand.

A plan is a row of terms that must all be found. A term is what was typed, or any phrase that means the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from chophien.catalog.search.reference import LONGEST_PLACE, Reference, reference
from chophien.catalog.search.synonyms import Phrase, same_meaning, synonyms
from chophien.catalog.search.vocabulary import Vocabulary
from chophien.catalog.search.words import ANYWHERE, MARKED, NAMES, TITLE, bare, category_token, lexeme, split_words

MOST_WORDS = 12
MOST_NAMED = 3
FILLERS = frozenset({"của", "ở", "tại", "và", "cho", "các", "những", "với", "từ"})
"""Small words that say nothing about goods; left out when they are typed with their marks."""

FILLING_PAIRS = frozenset({("dac", "san"), ("san", "pham"), ("hang", "hoa")})
"""The same of two words: everything here is a speciality (đặc sản), a product (sản phẩm), goods (hàng hóa)."""

Named: TypeAlias = "list[list[int]]"
"""For each term of a plan the numbers of the categories whose names have it."""


@dataclass(frozen=True)
class Term:
    """What must be found: one of the phrases. The first is what was typed."""

    phrases: tuple[Phrase, ...]

    @property
    def typed(self) -> Phrase:
        """The phrase as it was typed."""
        return self.phrases[0]


@dataclass(frozen=True)
class Plan:
    """Terms that must all be found, or with `all_but_one` all but any one of them."""

    terms: tuple[Term, ...]
    all_but_one: bool = False

    @property
    def text(self) -> str:
        """The words as a person would type them."""
        return " ".join(word for term in self.terms for word in term.typed.marked)

    def but_one(self) -> "Plan":
        """The same plan, content with all terms but any one."""
        return replace(self, all_but_one=True)


def words_of(text: str) -> list[str]:
    """The words that count, with their marks as typed: at most a dozen, without fillers when others remain."""
    typed = [word for word in split_words(text) if bare(word)]
    weighty: list[str] = []
    for word in typed:
        if weighty and (bare(weighty[-1]), bare(word)) in FILLING_PAIRS:
            weighty.pop()
        elif word not in FILLERS:
            weighty.append(word)
    return (weighty or typed)[:MOST_WORDS]


def plan_for(marked: Sequence[str], *, completions: Iterable[str] = ()) -> Plan:
    """The plan for these words: the longest phrases that have synonyms, and names of places, become one term each.

    The last word may also be any of its completions.
    """
    terms: list[Term] = []
    places = reference().places
    place = 0
    while place < len(marked):
        for length in range(min(max(synonyms().longest, LONGEST_PLACE), len(marked) - place), 0, -1):
            part = tuple(marked[place : place + length])
            plain = tuple(map(bare, part))
            others = same_meaning(part)
            if others or length == 1 or plain in places:
                terms.append(Term((Phrase(plain, part), *others)))
                place += length
                break
    completed = tuple(Phrase((word,), (word,)) for word in completions)
    if completed and terms and len(terms[-1].typed.plain) == 1:
        terms[-1] = Term((*terms[-1].phrases, *completed))
    return Plan(tuple(terms))


def lookups(plan: Plan, vocabulary: Vocabulary, named: Named, filters: str) -> dict[str, list[str]]:
    """The look-ups of each tier of the search statement: any of its tsqueries may hold; none where a tier adds nothing.

    `filters` must hold in all.
    """
    pairs = _known_pairs(plan.terms, vocabulary)
    words = [word for term in plan.terms for word in term.typed.marked]
    has_marks = any(word != bare(word) for word in words)
    together = not plan.all_but_one and (has_marks or bool(pairs) or len(words) > len(plan.terms))
    tokens = [[lexeme(category_token(pk)) for pk in numbers] for numbers in named]
    names = [_in_names(term, vocabulary) for term in plan.terms]
    with_tokens = [[*choices, *near] for choices, near in zip(names, tokens, strict=True)]
    found = {
        "title_together": _together(plan.terms, pairs) if together else [],
        "title": _joined(plan, [_in_title(term) for term in plan.terms]),
        "names": _joined(plan, names),
        "category": _joined(plan, with_tokens) if any(tokens) else [],
        "story": _joined(plan, [_anywhere(term) for term in plan.terms]),
    }
    return {
        tier: [_all([query, filters]) if filters else query for query in queries] for tier, queries in found.items()
    }


def array_of(queries: Sequence[str]) -> str | None:
    """The queries as PostgreSQL writes an array; nothing when there are none."""
    if not queries:
        return None
    escaped = (query.replace("\\", "\\\\").replace('"', '\\"') for query in queries)
    return "{" + ",".join(f'"{query}"' for query in escaped) + "}"


def any_token(tokens: Iterable[str]) -> str:
    """A tsquery for at least one of these tokens."""
    return _any([lexeme(token) for token in tokens])


def _any(queries: Sequence[str]) -> str:
    return queries[0] if len(queries) == 1 else "(" + " | ".join(dict.fromkeys(queries)) + ")"


def _all(queries: Sequence[str]) -> str:
    return queries[0] if len(queries) == 1 else "(" + " & ".join(queries) + ")"


def _joined(plan: Plan, terms: Sequence[Sequence[str]]) -> list[str]:
    """Queries of which any must hold, for terms that must all be found, each as one of its choices."""
    if len(terms) == 1:
        return list(dict.fromkeys(terms[0]))
    queries = [_any(choices) for choices in terms]
    if not plan.all_but_one:
        return [_all(queries)]
    return [_all([*queries[:place], *queries[place + 1 :]]) for place in range(len(queries))]


def _side_by_side(kind: str, plain: Sequence[str]) -> str:
    """The words next to each other in this order, or the one word."""
    if len(plain) == 1:
        return lexeme(kind + plain[0])
    return _all([lexeme(f"{kind}{one}_{two}") for one, two in pairwise(plain)])


def _in_title(term: Term) -> list[str]:
    """What was typed, its words in any order, or a phrase that means the same, its words side by side."""
    typed = _all([lexeme(TITLE + word) for word in term.typed.plain])
    return [typed, *(_side_by_side(TITLE, phrase.plain) for phrase in term.phrases[1:])]


def _in_names(term: Term, vocabulary: Vocabulary) -> list[str]:
    """As in the title; a name of several words stands side by side, when goods have such a name at all."""
    others = [_side_by_side(NAMES, phrase.plain) for phrase in term.phrases[1:]]
    if all(vocabulary.pair(one, two) for one, two in pairwise(term.typed.plain)):
        return [_side_by_side(NAMES, term.typed.plain), *others]
    return [_all([lexeme(NAMES + word) for word in term.typed.plain]), *others]


def _anywhere(term: Term) -> list[str]:
    return [_all([lexeme(ANYWHERE + word) for word in phrase.plain]) for phrase in term.phrases]


def _together(terms: Sequence[Term], pairs: Sequence[Sequence[str]]) -> list[str]:
    """In the title, side by side where goods have such pairs, with the marks that were typed."""
    if len(terms) == 1:
        return [_as_typed(phrase) for phrase in terms[0].phrases]
    phrases = [_any([_as_typed(phrase) for phrase in term.phrases]) for term in terms]
    return [_all([*phrases, *(_any([lexeme(TITLE + pair) for pair in choice]) for choice in pairs)])]


def _as_typed(phrase: Phrase) -> str:
    marked = [lexeme(MARKED + word) for word, plain in zip(phrase.marked, phrase.plain, strict=True) if word != plain]
    if len(phrase.plain) == 1 and marked:
        return marked[0]
    return _all([_side_by_side(TITLE, phrase.plain), *marked])


def _known_pairs(terms: Sequence[Term], vocabulary: Vocabulary) -> list[list[str]]:
    """For terms that follow each other the pairs of words in which they may meet, where goods have such a pair."""
    found = []
    for one, two in pairwise(terms):
        meeting = [
            f"{first.plain[-1]}_{second.plain[0]}"
            for first in one.phrases
            for second in two.phrases
            if vocabulary.pair(first.plain[-1], second.plain[0])
        ]
        if meeting:
            found.append(list(dict.fromkeys(meeting)))
    return found


def named_categories(plan: Plan, known: Reference) -> Named:
    """For each term the numbers of the categories that are named with it: what their names list begins so."""
    found: Named = [[] for _term in plan.terms]
    for start in range(len(plan.terms)):
        for end in range(start + 1, min(start + MOST_NAMED, len(plan.terms)) + 1):
            typed = tuple(word for term in plan.terms[start:end] for word in term.typed.plain)
            spans = [typed] if end - start > 1 else [phrase.plain for phrase in plan.terms[start].phrases]
            for place in range(start, end):
                found[place].extend(pk for span in spans for pk in known.named.get(span, ()))
    return found

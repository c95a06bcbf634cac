"""全文检索 among a million sentences on PostgreSQL: the index that ships beside pg_trgm's.

Half of the sentences are promises, half passages, of words as unevenly frequent as a language's.
Whole requests over HTTP, to one gunicorn worker; the goal is 100 ms at the 95th percentile.
`SENTENCES=100000 python -m tests.bench search` does it with fewer.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from tests.bench.api import Caller, served
from tests.bench.database import filled_database
from tracker.core.clean import clean

if TYPE_CHECKING:
    from tracker.models import Region

SENTENCES: Final = int(os.environ.get("SENTENCES", "1000000"))
TRIGRAMS: Final = bool(os.environ.get("TRIGRAMS"))  # measure pg_trgm as well
CITIES, AGENCIES, PER_REPORT = 100, 2000, 25
SCOPES: Final = (1, 3, 10, 30, 100)  # of the cities
FIRST: Final = 10_000_000  # key of what is made here
VOCABULARY, WORDS = 30_000, 14  # words there are, and in a sentence
SEED, REPEATS = 11, 30


def measure_search() -> None:
    """Print, for common, middling, rare and two-word queries, p50 and p95 in milliseconds."""
    with filled_database(commitments=1000):
        from django.db import connection

        from tests.factories import make_region
        from tracker.models import search_index

        cities = [make_region(f"全文{number}市") for number in range(CITIES)]
        search_index.drop(connection)
        dice = random.Random(SEED)
        words = _vocabulary(dice)
        _fill(dice, words, city=cities[0].pk)
        began = time.perf_counter()
        search_index.install(connection)
        print(f"\n{SENTENCES:,} sentences; index built in {time.perf_counter() - began:.0f} s")
        _print_sizes()
        with served() as port:
            _print_people(dice, words, cities=cities, port=port)
        if TRIGRAMS:
            _print_trigrams(_queries(dice, words))


def _print_people(
    dice: random.Random, words: Sequence[str], *, cities: Sequence[Region], port: int
) -> None:
    """What whole requests take, of who sees everything, and of inspectors of SCOPES cities."""
    from tests.bench.world import ROOT
    from tests.factories import make_inspector
    from tracker.models import User
    from tracker.services.keys import issue_key

    people = {"superuser": User.objects.get(username=ROOT)}
    for number in SCOPES:
        name = f"{number} of {CITIES} cities"
        people[name] = make_inspector(*cities[:number], username=name)
    print(f"{'query':<34} {'p50 ms':>8} {'p95 ms':>8} {'found':>8}")
    for name, user in people.items():
        caller = Caller(port, issue_key(user, name="bench")[1])
        for kind, queries in _queries(dice, words).items():
            _timed(f"{name}: {kind}", queries, partial(_found, caller))


def _found(caller: Caller, query: str) -> int:
    """How many were found, asked over HTTP."""
    return int(json.loads(caller.get(f"/search?q={quote(query)}", gzip=False).read())["found"])


def _vocabulary(dice: random.Random) -> list[str]:
    # Those that a query keeps as they are: no query has a character that is not simplified.
    letters = [
        letter for letter in map(chr, range(0x4E00, 0x4E00 + 6000)) if clean(letter).text == letter
    ][:2500]
    return [
        "".join(dice.choices(letters, k=dice.choice((2, 2, 2, 3, 4)))) for _ in range(VOCABULARY)
    ]


def _queries(dice: random.Random, words: Sequence[str]) -> dict[str, list[str]]:
    return {
        "common word": list(words[:REPEATS]),
        "frequent word": list(words[60 : 60 + REPEATS]),
        "middling word": list(words[200 : 200 + REPEATS]),
        "rare word": list(words[20_000 : 20_000 + REPEATS]),
        "two words": [
            f"{dice.choice(words[:300])} {dice.choice(words[:2000])}" for _ in range(REPEATS)
        ],
        "two common words": [
            f"{dice.choice(words[:30])} {dice.choice(words[:30])}" for _ in range(REPEATS)
        ],
        "no such word": [f"{a}{b}" for a, b in itertools.pairwise(words[900 : 901 + REPEATS])],
    }


def _fill(dice: random.Random, vocabulary: Sequence[str], *, city: int) -> None:
    """Reports without texts; promises with one passage each; agencies in CITIES from `city` on."""
    from django.db import connection

    cut = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    promises = SENTENCES // 2
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; SET LOCAL session_replication_role = replica")
        cursor.execute("CREATE TEMP TABLE words (n int, heading text, text text, passage text)")
        with cursor.copy("COPY words FROM STDIN") as copy:
            for number in range(promises):
                texts = [dice.choices(vocabulary, cum_weights=cut, k=WORDS) for _ in range(2)]
                promise, passage = ("".join(words) for words in texts)
                copy.write_row((number, "".join(texts[0][:3]), promise, passage))
        for table, (rows, changes) in _TABLES.items():
            count = {"agencies": AGENCIES, "reports": promises // PER_REPORT}.get(rows)
            source = f"(SELECT generate_series(0, {count} - 1) AS n)" if count else "words"
            cursor.execute(_multiplied(table, source, {**changes}, city=city))
        cursor.execute("COMMIT")
        cursor.execute("VACUUM ANALYZE")


# Table -> how many rows, and what differs from the first row that is there. `n` counts from 0.
_TABLES: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "agency": (
        "agencies",
        {
            "name": "'全文单位' || n",
            "region_id": "{city} + n % {cities}",  # their keys follow one another
        },
    ),
    "report": (
        "reports",
        {
            "agency_id": "{first} + n % {agencies}",
            "report_year": "2001 + n / {agencies}",
            "plan_year": "2002 + n / {agencies}",
            "sha256": "md5(n::text)",
            "raw_text": "''",
            "text": "''",
        },
    ),
    "commitment": (
        "words",
        {
            "report_id": "{first} + n / {per_report}",
            "position": "n % {per_report}",
            "heading": "words.heading",
            "text": "words.text",
            "review_state": "'proposed'",
            "outcome": "''",
            "status": "'pending'",
            "suggestion_id": "{first} + n",
        },
    ),
    "suggestion": ("words", {"commitment_id": "{first} + n"}),
    "evidencecandidate": (
        "words",
        {
            "suggestion_id": "{first} + n",
            "text": "passage",
            "start": "n * 100",  # each a place of its own
            "end": "n * 100 + 40",
        },
    ),
}


def _multiplied(table: str, source: str, changes: dict[str, str], *, city: int) -> str:
    from django.apps import apps

    fields = apps.get_model("tracker", table)._meta.local_fields
    changes |= {"id": "{first} + n"}
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(changes.get(f.column, f'model."{f.column}"') for f in fields)
    places = {"first": FIRST, "agencies": AGENCIES, "per_report": PER_REPORT}
    places |= {"city": city, "cities": CITIES}
    return (
        f"INSERT INTO tracker_{table} ({columns}) SELECT {values.format(**places)}"
        f" FROM (SELECT * FROM tracker_{table} ORDER BY id LIMIT 1) AS model, {source} AS words"
    )


def _print_sizes() -> None:
    from django.db import connection

    from tracker.models.search_index import INDEXES

    with connection.cursor() as cursor:
        for name in INDEXES:
            cursor.execute("SELECT pg_size_pretty(pg_relation_size(%s))", [name])
            print(name, *cursor.fetchone())


def _print_trigrams(kinds: dict[str, list[str]]) -> None:
    """What the same costs with pg_trgm: the first half thousand of the promises, unranked."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm")
        began = time.perf_counter()
        cursor.execute("CREATE INDEX trigrams ON tracker_commitment USING gin (text gin_trgm_ops)")
        seconds = time.perf_counter() - began
        cursor.execute("SELECT pg_size_pretty(pg_relation_size('trigrams'))")
        print(f"\npg_trgm over the promises alone: {seconds:.0f} s,", *cursor.fetchone())

        def search(query: str) -> int:
            words = query.split()
            wanted = " AND ".join(["text LIKE %s"] * len(words))
            cursor.execute(
                f"SELECT id FROM tracker_commitment WHERE {wanted} ORDER BY id DESC LIMIT 500",
                [f"%{word}%" for word in words],
            )
            return len(cursor.fetchall())

        for name, queries in kinds.items():
            _timed(f"pg_trgm: {name}", queries, search)


def _timed(label: str, queries: Sequence[str], search: Callable[[str], int]) -> None:
    found = [search(query) for query in queries[:3]]  # warm
    milliseconds = []
    for query in queries:
        began = time.perf_counter()
        found.append(search(query))
        milliseconds.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(milliseconds, n=20)
    middle = statistics.median(found[3:])
    print(f"{label:<34} {cuts[9]:>8.1f} {cuts[18]:>8.1f} {middle:>8.0f}", flush=True)

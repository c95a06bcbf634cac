"""From candidates to a suggestion (系统建议): zero, one and many are three answers.

`suggest` judges one promise, `aggregate` a commitment from its measures and itself,
`assess_commitments` a whole plan; `ledger_rows` are its numbers as a table. Nothing here
confirms, closes or drops anything: a person does.
"""

from tracker.core.outcomes.aggregation import aggregate
from tracker.core.outcomes.pairs import assess_commitments
from tracker.core.outcomes.rows import ledger_rows
from tracker.core.outcomes.rules import Rankings, suggest

__all__ = ["Rankings", "aggregate", "assess_commitments", "ledger_rows", "suggest"]

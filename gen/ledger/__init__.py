"""The ledger: what was asked, what came back, what it cost, what is doubtful about it, and who said yes.

`Ledger` is the way in; the modules beside it hold one kind of record each, as functions of a connection.
"""

from gen.ledger.calls import NOTHING, CallRecord, Totals, Usage
from gen.ledger.claims import Claim, ClaimStatus
from gen.ledger.drafts import DraftQuery, DraftRow, Failed, Finished, State
from gen.ledger.inspections import Inspected
from gen.ledger.ledger import Ledger
from gen.ledger.moves import Move
from gen.ledger.runs import Run, RunStart, RunState
from gen.ledger.verdicts import Verdict, VerdictKind, standing
from gen.ledger.wording import wording

__all__ = [
    "NOTHING",
    "CallRecord",
    "Claim",
    "ClaimStatus",
    "DraftQuery",
    "DraftRow",
    "Failed",
    "Finished",
    "Inspected",
    "Ledger",
    "Move",
    "Run",
    "RunStart",
    "RunState",
    "State",
    "Totals",
    "Usage",
    "Verdict",
    "VerdictKind",
    "standing",
    "wording",
]

"""A reader's dossier with something of everything."""

import msgspec

from gateway.model.keeping import Basis, Dossier, Message, Provided
from tests.ill_samples import transaction
from tests.store_samples import BOOK, FEE, HOLD, LOAN, NOW, PAYMENT, READER, event

HELD = Dossier(
    patron=msgspec.structs.replace(READER, pin=None),
    has_pin=True,
    loans=(LOAN,),
    holds=(msgspec.structs.replace(HOLD, item=BOOK.id, expires=NOW),),
    fees=(FEE,),
    payments=(PAYMENT,),
    lending=(transaction(closed=NOW),),
    events=(event("patron CUMT.P0001"),),
    messages=(Message(ref="m1", at=NOW, terminal="kiosk1", kind="sip2 11", text="11…", reply="12…"),),
    provided=(
        Provided(
            ref="m1",
            at=NOW,
            kind="sip2 11",
            recipient="kiosk kiosk1",
            patron="P0001",
            categories="number loans",
            basis=Basis.READER_ASKED,
        ),
    ),
    titles={"CUMT.B000001": "人工智能导论"},
)

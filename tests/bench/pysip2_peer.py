"""PyPI pysip2 with handlers that keep everything in memory: `python -m tests.bench.pysip2_peer PORT`."""

import sys

import anyio
from pysip2 import (
    CHECKIN,
    CHECKOUT,
    LOGIN,
    CheckinRequest,
    CheckinResponse,
    CheckoutRequest,
    CheckoutResponse,
    LoginRequest,
    LoginResponse,
    SIP2Server,
)

from tests.bench.library import PASSWORD

DUE = "2026-12-22"


def server() -> SIP2Server:
    """Lends what is not lent, takes back what is; nothing outlives the process."""
    app = SIP2Server(encoding="utf-8", institution_id="CUMT")
    lent: dict[str, str] = {}

    @app.route(LOGIN)
    def log_in(request: LoginRequest, _: object) -> LoginResponse:
        right = request.login_password in (PASSWORD, request.login_user_id)
        return LoginResponse(ok="1" if right else "0")

    @app.route(CHECKOUT)
    def check_out(request: CheckoutRequest, _: object) -> CheckoutResponse:
        reader = request.patron_identifier
        free = lent.setdefault(request.item_identifier, reader) == reader
        return CheckoutResponse(
            ok="1" if free else "0",
            renewal_ok="N",
            magnetic_media="N",
            desensitize="Y" if free else "N",
            transaction_date=request.transaction_date,
            institution_id=request.institution_id,
            patron_identifier=reader,
            item_identifier=request.item_identifier,
            title_identifier="人工智能导论",
            due_date=DUE if free else "",
            media_type="001",
            screen_message=(f"借书成功：人工智能导论，应还日期 {DUE}",),
            print_line=(f"借书成功：人工智能导论，应还日期 {DUE}",),
        )

    @app.route(CHECKIN)
    def check_in(request: CheckinRequest, _: object) -> CheckinResponse:
        lent.pop(request.item_identifier, None)
        return CheckinResponse(
            ok="1",
            resensitize="Y",
            magnetic_media="N",
            alert="N",
            transaction_date=request.transaction_date,
            institution_id=request.institution_id,
            item_identifier=request.item_identifier,
            permanent_location="三楼科技",
            title_identifier="人工智能导论",
            media_type="001",
            screen_message=("还书成功：人工智能导论",),
            print_line=("还书成功：人工智能导论",),
        )

    return app


if __name__ == "__main__":
    anyio.run(server().serve, "127.0.0.1", int(sys.argv[1]))

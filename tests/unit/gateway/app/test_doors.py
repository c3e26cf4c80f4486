from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure

from gateway.app.doors import Doors, Unable
from gateway.config.security import Tls
from tests.certificates import Authority


@pytest.fixture
def reactor() -> Any:  # noqa: ANN401 - Twisted's reactors say nothing to the type checker
    return MemoryReactorClock()  # type: ignore[no-untyped-call]


def behind() -> Factory:
    return Factory.forProtocol(Protocol)


def done(work: Coroutine[Any, Any, object]) -> None:
    failed: list[BaseException | None] = []

    def note(failure: Failure) -> None:
        failed.append(failure.value)

    under_way: Deferred[object] = Deferred.fromCoroutine(work)
    under_way.addErrback(note)
    if failed and failed[0] is not None:
        raise failed[0]


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    authority = Authority(tmp_path)
    key, certificate = authority.issue("server", client=False, server=True)
    return Tls(certificate=certificate, key=key, client_ca=authority.file, client="optional")


def test_a_door_in_the_clear(reactor: Any) -> None:  # noqa: ANN401 - as above
    doors = Doors(reactor)
    factory = behind()
    done(doors.open("sip2", "tcp:6001:interface=127.0.0.1", factory))
    ((port, served, _, interface),) = reactor.tcpServers
    assert (port, served, interface) == (6001, factory, "127.0.0.1")
    assert [(door.name, door.endpoint) for door in doors.opened] == [("sip2", "tcp:6001:interface=127.0.0.1")]
    assert doors.renew() == []


def test_tls_stands_before_what_is_served(reactor: Any, tls: Tls) -> None:  # noqa: ANN401 - as above
    doors = Doors(reactor)
    factory = behind()
    done(doors.open("sip2", "tcp:6443", factory, tls))
    ((port, served, _, _),) = reactor.tcpServers
    assert port == 6443
    assert served.wrappedFactory is factory


def test_an_endpoint_of_twisteds_own_kind_is_as_strict(reactor: Any, tls: Tls) -> None:  # noqa: ANN401 - as above
    doors = Doors(reactor)
    done(doors.open("sip2", f"ssl:6443:privateKey={tls.key}:certKey={tls.certificate}", behind()))
    assert reactor.sslServers == []
    assert len(reactor.tcpServers) == 1
    assert doors.renew() == []


def test_certificates_are_read_again_and_a_bad_one_is_named(reactor: Any, tls: Tls) -> None:  # noqa: ANN401 - as above
    doors = Doors(reactor)
    done(doors.open("sip2", "tcp:6443", behind(), tls))
    assert doors.renew() == []
    tls.certificate.write_text("nothing")
    (failed,) = doors.renew()
    assert (failed.name, failed.endpoint) == ("sip2", "tcp:6443")
    assert "holds no certificate" in failed.reason


@pytest.mark.parametrize(
    "endpoint", ["ssl:6443:privateKey=nowhere.pem", "nothing:1", "ssl:6443:privateKey=nowhere.pem:certKey=x"]
)
def test_a_door_that_can_not_be_opened_is_named(reactor: Any, endpoint: str) -> None:  # noqa: ANN401 - as above
    with pytest.raises(Unable) as refused:
        done(Doors(reactor).open("sip2", endpoint, behind()))
    assert (refused.value.name, refused.value.endpoint, refused.value.taken) == ("sip2", endpoint, False)

"""Opens the demo library and plays its scenes, or keeps it open."""

import sys
import tempfile
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from twisted.internet.endpoints import TCP4ClientEndpoint

from gateway.app.doors import Doors
from gateway.app.house import House
from gateway.app.logs import start_logging
from gateway.app.reload import Sources
from gateway.app.serve import run_house, tell
from gateway.config.declare import Config
from gateway.demo.desk import HouseDesk
from gateway.demo.place import configuration, furnish, port_of
from gateway.demo.scenes import SCENES
from gateway.simulate.kiosk import SimulatedKiosk
from gateway.simulate.kiosks import Kiosks
from gateway.simulate.partner import SimulatedPartner
from gateway.simulate.partners import Partners
from gateway.simulate.player import Played, Player
from gateway.simulate.staff import Staff
from protocols import sip2

LOOPBACK = "127.0.0.1"


def show(*, keep: bool, data: Path | None, port_offset: int) -> int:
    """Open the library in `data`, or in one that goes when the demo ends; the answer is the exit code."""
    if data is not None:
        return _show(data.absolute(), keep=keep, port_offset=port_offset)
    with tempfile.TemporaryDirectory(prefix="guanji-demo-") as scratch:
        return _show(Path(scratch) / "demo", keep=keep, port_offset=port_offset)


def _show(directory: Path, *, keep: bool, port_offset: int) -> int:
    fresh = furnish(directory, datetime.now(UTC))
    config = configuration(directory, port_offset)
    if keep:
        sources = Sources(lambda: configuration(directory, port_offset), start_logging(config.log))
        with chdir(directory):
            return _keep(config, directory, sources)
    # The scenes provoke what a server warns of; the transcript tells it better.
    start_logging(msgspec.structs.replace(config.log, level="error"))
    if not fresh:
        tell(f"{directory} 已用过，结果可能与预期不同。")
        tell("It was used before: the scenes may end differently.")
    return _play(config)


def _keep(config: Config, directory: Path, sources: Sources) -> int:
    async def opened(_house: House) -> None:
        tell(f"数据 data     {directory}")
        tell(f"SIP2         {LOOPBACK}:{port_of(config.listen[0].endpoint)}   kiosk1/kiosk1 … kiosk8/kiosk8")
        tell(f"ISO 10161    {LOOPBACK}:{port_of(config.listen[1].endpoint)}")
        tell(f"HTTP         http://{LOOPBACK}:{port_of(config.http.endpoint)}/healthz  /metrics")
        tell(f"命令 control  {config.control.socket}")
        tell("按 Ctrl-C 结束。 Ctrl-C ends it.")
        tell("guanji demo ready")

    return run_house(config, opened, sources=sources)


def _play(config: Config) -> int:
    failures: list[Played] = []

    async def opened(house: House) -> None:
        doors, partners = Doors(house.reactor), _partners(config, house)
        staff = Staff(HouseDesk(house), clock=house.reactor)
        player = Player(_kiosks(config, house), staff, Partners(partners))
        try:
            for partner in config.partners:
                port = partner.address.rpartition(":")[2]
                await doors.open(
                    partner.name, f"tcp:{port}:interface={LOOPBACK}", partners[partner.name].door()
                )
            for number, scene in enumerate(SCENES, start=1):
                tell(f"\n{number}. {scene.title[0]}  {scene.title[1]}")
                await player.play(scene, lambda played: _tell(played, failures))
        finally:
            await player.leave()
            await doors.shut()

    run_house(config, opened, then_stop=True)
    steps = sum(len(scene.steps) for scene in SCENES)
    if failures:
        tell(f"\n{steps} 步中有 {len(failures)} 步与预期不符。")
        tell(f"{len(failures)} of {steps} steps went differently.")
        return 1
    tell(f"\n{len(SCENES)} 个情景、{steps} 步全部如预期。")
    tell(f"All {steps} steps of {len(SCENES)} scenes went as stated.")
    return 0


def _kiosks(config: Config, house: House) -> Kiosks:
    endpoint = TCP4ClientEndpoint(house.reactor, LOOPBACK, port_of(config.listen[0].endpoint))

    def kiosk(charset: str | None) -> SimulatedKiosk:
        profile = sip2.Profile(charset=charset or "utf-8")
        return SimulatedKiosk(endpoint.connect, lambda: sip2.ScSession(profile), clock=house.reactor)

    return Kiosks(kiosk, now=house.clock.now, zone=ZoneInfo(config.zone))


def _partners(config: Config, house: House) -> dict[str, SimulatedPartner]:
    """The partners of the configuration: they call the house on this machine."""
    gateway = TCP4ClientEndpoint(house.reactor, LOOPBACK, port_of(config.listen[1].endpoint))
    return {
        partner.name: SimulatedPartner(
            partner.symbol,
            gateway.connect,
            gateway=config.agency,
            clock=house.reactor,
            now=house.clock.now,
            zone=ZoneInfo(config.zone),
        )
        for partner in config.partners
    }


def _tell(played: Played, failures: list[Played]) -> None:
    """One step of the transcript: what it means, what went over the wire, what came of it."""
    step = played.step
    tell(f"   {step.meaning[0]}  {step.meaning[1]}")
    for number, line in enumerate(played.lines):
        tell(f"     {'' if number else step.who:>8} {line.way} {line.text}")
    chinese, english = played.outcome
    said = f"：{played.said[0]}" if played.said else ""
    if not played.wrong:
        tell(f"     ✓ {chinese} {english}{said}")
        return
    failures.append(played)
    tell(f"     ✗ {chinese} {english}{said}")
    sys.stderr.write(f"     ✗ 不符 not as stated: {played.wrong}\n")

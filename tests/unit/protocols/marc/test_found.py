from protocols.marc.found import Damage, DamageReason, Mend


def test_reasons_are_told_apart_by_their_names() -> None:
    names = [member.value for member in (*DamageReason, *Mend)]
    assert len(names) == len(set(names))
    assert Damage(ordinal=1, offset=0, length=1, reason=DamageReason.GARBAGE).detail == ""

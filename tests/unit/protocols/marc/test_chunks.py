import io

from protocols.marc.chunks import CHUNK, chunks


def test_a_file_is_read_by_size_and_never_by_line() -> None:
    sizes = [len(piece) for piece in chunks(io.BytesIO(b"\n" * (CHUNK + 1)))]
    assert sizes == [CHUNK, 1]


def test_pieces_come_as_they_are() -> None:
    assert list(chunks([b"a", b"", b"b"])) == [b"a", b"", b"b"]

"""An archive from elsewhere is not trusted with our folders."""

import io
import tarfile
from pathlib import Path

from entregent.config.backup import unpack


def plain(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = 2, 0o4777
    return member


def link(name: str, to: str, kind: bytes) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, to
    return member


def test_only_the_dump_and_the_files_of_a_backup_are_laid_out(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name in ("database.sql", "files/ab/lettre", "files/../../out", "/files/abs", "other", "../out"):
            archive.addfile(plain(name), io.BytesIO(b"ok"))
        archive.addfile(link("files/soft", "/etc/passwd", tarfile.SYMTYPE))
        archive.addfile(link("files/hard", "database.sql", tarfile.LNKTYPE))
        archive.addfile(link("files/pipe", "", tarfile.FIFOTYPE))
    packed.seek(0)
    folder = tmp_path / "restored"
    with tarfile.open(fileobj=packed) as archive:
        unpack(archive, folder)
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if not path.is_dir()}
    assert found == {"restored/database.sql", "restored/files/ab/lettre"}
    assert (folder / "database.sql").stat().st_mode & 0o7777 == 0o755

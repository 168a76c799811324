"""Take the recorded data out of the packages that pip has fetched: `python unpack.py PACKAGES FOLDER`.

Run by `make recorded`. The packages are opened as archives; nothing of them is installed or run.
"""

import sys
import tarfile
import zipfile
from pathlib import Path

WANTED = {
    "traffic-*.whl": "traffic/data/samples/collections/quickstart.json.gz",
    "asterix_decoder-*.tar.gz": "asterix/sample_data/cat_034_048.pcap",
}


def unpack(packages: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for pattern, name in WANTED.items():
        (package,) = packages.glob(pattern)
        (folder / name.rpartition("/")[2]).write_bytes(_member(package, name))


def _member(package: Path, name: str) -> bytes:
    if package.suffix == ".whl":
        return zipfile.ZipFile(package).read(name)
    with tarfile.open(package) as archive:
        # A source package has one folder, called after itself.
        member = archive.extractfile(f"{package.name.removesuffix('.tar.gz')}/{name}")
        assert member is not None
        return member.read()


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))

"""What the tests share: goldens that can be rewritten, and the corpus where there is one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from own_files import RULE

from converter.cli import main


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the goldens from the program's output"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to rewrite goldens where nobody reads them."""
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError(
            "--update-golden rewrites what CI is to check; run it by hand and read the diff"
        )


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that no other test and no user has written to, as it is used outside of CI."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("SIGMATRAIL_CACHE", str(folder))
    monkeypatch.delenv("CI", raising=False)
    return folder


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of public events and rules that CI has; the product does without."""
    path = Path(os.environ.get("SIGMATRAIL_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")
    if not path.is_dir():
        pytest.skip("not run: there is no corpus here; SIGMATRAIL_CORPUS names its folder")
    return path


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that passes, checked once."""
    root = tmp_path_factory.mktemp("made")
    assert main(["init", str(root)]) == 0
    return root


@pytest.fixture
def repository(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, from which the command runs."""
    monkeypatch.delenv("CI", raising=False)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a rule, from which the command runs."""
    (tmp_path / "gone.yml").write_text(RULE)
    monkeypatch.chdir(tmp_path)
    return tmp_path

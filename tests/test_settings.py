from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.errors import SettingError
from assistant.settings import (
    KEYS,
    PACKAGED_ENCODER,
    GateSettings,
    PassageSettings,
    ReadSettings,
    Settings,
    in_force,
)

BAD_PORTS = ["0", "65536", "-1", " 80", "8e3", "eighty", "\uff18\uff10", "9" * 5000]
BAD_LIMITS = {
    "ASSISTANT_READ_SECONDS": ["0", "-1", "2.5", "ten", "1000001", "9" * 5000],
    "ASSISTANT_READ_MEGABYTES": ["0", "63", "1 GB"],
    "ASSISTANT_OCR": ["yes", "2"],
}
BAD_LENGTHS = [(0, 160), (-1, 5), (60, 60), (160, 60)]


def test_defaults_need_no_environment() -> None:
    """With nothing set, the corpus and index beside the user and the packaged encoder are used."""
    assert Settings.from_environment({}) == Settings(
        corpus=Path("corpus"),
        index=Path("index"),
        encoder=PACKAGED_ENCODER,
        passages=PassageSettings(least=60, most=160),
        reading=ReadSettings(seconds=20, megabytes=1024, ocr=False),
        host="127.0.0.1",
        port=7860,
    )


def test_each_variable_overrides_its_default() -> None:
    """Each ASSISTANT_ variable sets what it names, and others are ignored."""
    given = {
        "ASSISTANT_CORPUS": "/srv/papers",
        "ASSISTANT_INDEX": "/var/index",
        "ASSISTANT_ENCODER": "/models/other",
        "ASSISTANT_HOST": "0.0.0.0",
        "ASSISTANT_PORT": "8080",
        "ASSISTANT_READ_SECONDS": "60",
        "ASSISTANT_READ_MEGABYTES": "512",
        "ASSISTANT_OCR": "1",
        "CORPUS": "elsewhere",
    }
    assert Settings.from_environment(given) == Settings(
        corpus=Path("/srv/papers"),
        index=Path("/var/index"),
        encoder="/models/other",
        reading=ReadSettings(seconds=60, megabytes=512, ocr=True),
        host="0.0.0.0",
        port=8080,
    )


def test_the_environment_is_read_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is exported in the shell counts."""
    monkeypatch.setenv("ASSISTANT_CORPUS", "papers")
    assert Settings.from_environment().corpus == Path("papers")


@pytest.mark.parametrize("port", ["1", "65535"])
def test_the_outermost_ports_can_be_used(port: str) -> None:
    """The first and the last port there is are accepted."""
    assert Settings.from_environment({"ASSISTANT_PORT": port}).port == int(port)


@pytest.mark.parametrize("port", BAD_PORTS, ids=lambda p: repr(p[:8]))
def test_a_port_that_is_none_is_refused_by_name(port: str) -> None:
    """A mistyped port is reported with the variable to correct, not as a traceback."""
    with pytest.raises(SettingError, match="ASSISTANT_PORT must be a number from 1 to 65535"):
        Settings.from_environment({"ASSISTANT_PORT": port})


@pytest.mark.parametrize(("least", "most"), BAD_LENGTHS)
def test_passage_lengths_that_no_cut_can_meet_are_refused(least: int, most: int) -> None:
    """Lengths that contradict each other are reported with both values."""
    with pytest.raises(SettingError, match=f"found {least} and {most}$"):
        PassageSettings(least, most)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD_LIMITS.items() for value in values]
)
def test_a_limit_that_is_none_is_refused_by_name(name: str, value: str) -> None:
    """A limit on reading under which nothing could be read is reported with its variable."""
    with pytest.raises(SettingError, match=f"{name} must be"):
        Settings.from_environment({name: value})


EXAMPLE = Path(__file__).parent.parent / "docs" / "assistant.toml"
WRONG = {
    "prot = 1": "unknown key 'prot'; did you mean 'port'?",
    "zzz = 1": "unknown key 'zzz'; known are corpus, index,",
    "[chat]\nport = 1": "unknown key 'chat'",
    'port = "80"': "port must be a number from 1 to 65535; found '80': leave out the quotes",
    'ocr = "true"': "(1 or 0 in the environment); found 'true': leave out the quotes",
    "ocr = yes": "(at line 1, column 7); text stands in straight quotes, such as title = "
    '"Fair pay"; true and false do not',
    "port = true": "port must be a number from 1 to 65535; found True",
    "ocr = 1": "ocr must be true or false",
    "corpus = ''": "corpus must be a path in quotes; found ''",
    "hosts = 'a'": "hosts must be a list",
    "hosts = [1]": "hosts must be a list",
    "gate_tolerance = nan": "gate_tolerance must be a number from 0 to 1",
    'log = "xml"': 'log must be "plain" or "json"; found \'xml\'',
    "log = 'json'\nport = ": "is not valid TOML: Invalid value (at the end of line 2)",
    "a = 1\na = 2": "is not valid TOML: Cannot overwrite a value (at the end of line 2)",
    'index = "i"\ncorpus = "C:\\Users\\x"': (
        "(at line 2, column 15); put a path into 'single quotes', or write / for each \\ in it"
    ),
    "host = “a”": '(at line 1, column 8); text stands in straight quotes, such as title = "Fair',
    "passage_least = 200": (
        "passage_least must be above 0, and passage_most above it; found 200 and 160 "
        "(passage_least is set in "
    ),
    "hosts = ['*']": "hosts must be names",
    "hosts = ['a.example:80']": "hosts must be names",
    "trusted_proxies = ['here']": (
        "trusted_proxies must be addresses or networks such as 10.0.0.0/24; found 'here' "
        "(trusted_proxies is set in "
    ),
    "proxy_user_header = 'X-User'": "needs trusted_proxies",
    "password_hash = 'secret'": "password_hash must be what 'assistant password' prints; found",
}


def test_the_example_file_holds_every_setting_at_its_default() -> None:
    """Whoever copies the documented file changes nothing, and finds every key in it."""
    written = tomllib.loads(EXAMPLE.read_text("utf-8"))
    assert list(written) == [key.name for key in KEYS]
    assert Settings.from_environment({"ASSISTANT_CONFIG": str(EXAMPLE)}) == Settings()


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each value is in force from where it is set last, and says where that is."""
    monkeypatch.chdir(tmp_path)
    Path("assistant.toml").write_text('port = 80\nlog = "json"\nhosts = ["a.example"]\n')
    found = {v.key.name: v for v in in_force({"ASSISTANT_PORT": "81", "ASSISTANT_LOG": ""})}
    assert (found["port"].value, found["port"].source) == (81, "ASSISTANT_PORT")
    assert (found["log"].value, found["log"].source) == ("json", "assistant.toml")
    assert (found["host"].value, found["host"].source) == ("127.0.0.1", "default")
    assert Settings.from_environment({}).access.hosts == ("a.example",)
    given = {"ASSISTANT_HOSTS": "b.example, c.example"}
    assert Settings.from_environment(given).access.hosts == ("b.example", "c.example")


@pytest.mark.parametrize("written", WRONG)
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, written: str) -> None:
    """A slip in the file is told with the file, the key and what was expected."""
    path = tmp_path / "mine.toml"
    path.write_text(written, "utf-8")
    with pytest.raises(SettingError) as raised:
        Settings.from_environment({"ASSISTANT_CONFIG": str(path)})
    assert WRONG[written] in str(raised.value)
    assert "secret" not in str(raised.value)
    assert str(path) in str(raised.value)


def test_settings_that_contradict_each_other_are_told_with_where_each_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One may be in the file and the other a variable; what is a default is set nowhere."""
    monkeypatch.chdir(tmp_path)
    Path("assistant.toml").write_text("passage_least = 20\nport = 80\n")
    told = "passage_least is set in assistant.toml, passage_most is set in ASSISTANT_PASSAGE_MOST"
    with pytest.raises(SettingError, match=rf"found 20 and 10 \({told}\)"):
        Settings.from_environment({"ASSISTANT_PASSAGE_MOST": "10"})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "the settings file {} cannot be read: there is no such file; check its name and"),
        (b"port = 1\n#\xff\xfe", "{} is not valid UTF-8 (line 2); save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    """A named file that is not there, or is no text, does not pass for an empty one."""
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingError) as raised:
        Settings.from_environment({"ASSISTANT_CONFIG": str(path)})
    assert str(raised.value).startswith(told.format(path))


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    """A byte order mark and line ends of two characters are no part of the first key."""
    path = tmp_path / "mine.toml"
    path.write_bytes(b'\xef\xbb\xbfport = 81\r\nlog = "json"\r\n')
    assert Settings.from_environment({"ASSISTANT_CONFIG": str(path)}).port == 81


def test_a_gate_is_set_by_its_questions_and_tolerance() -> None:
    """The operator sets the gate once, for every build."""
    assert Settings.from_environment({}).gate == GateSettings(None, 0.02)
    given = {"ASSISTANT_GATE": "q.jsonl", "ASSISTANT_GATE_TOLERANCE": "0.05"}
    assert Settings.from_environment(given).gate == GateSettings(Path("q.jsonl"), 0.05)


@pytest.mark.parametrize("tolerance", ["much", "-0.1", "1.5", "nan"])
def test_a_tolerance_that_means_nothing_is_refused(tolerance: str) -> None:
    """A typing slip does not open the gate."""
    with pytest.raises(SettingError, match=r"tolerance|TOLERANCE"):
        Settings.from_environment({"ASSISTANT_GATE_TOLERANCE": tolerance})

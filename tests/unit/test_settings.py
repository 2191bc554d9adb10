from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from graph_engine.errors import SettingsError
from graph_engine.settings import Settings, settings_table, variable_of


def faults_of(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    return [str(fault) for fault in caught.value.faults]


def test_defaults_need_no_environment() -> None:
    settings = Settings.from_env({})
    assert settings == Settings()
    assert settings.store == "sqlite:///graph-engine.sqlite"
    assert (settings.time_zone, settings.language, settings.threads) == ("Asia/Shanghai", "zh", 2)


def test_each_field_is_read_from_its_variable() -> None:
    settings = Settings.from_env(
        {
            "GRAPH_ENGINE_STORE": "neo4j://graph.example:7687",
            "GRAPH_ENGINE_NEO4J_USER": "reader",
            "GRAPH_ENGINE_NEO4J_PASSWORD": "open sesame",
            "GRAPH_ENGINE_NEO4J_DATABASE": "city",
            "GRAPH_ENGINE_OFFICE_KEY": "00ff",
            "GRAPH_ENGINE_VAULT": "safe/vault.sqlite",
            "GRAPH_ENGINE_POLICY": "office.toml",
            "GRAPH_ENGINE_TIME_ZONE": "UTC",
            "GRAPH_ENGINE_SNAPSHOT_DIR": "pictures",
            "GRAPH_ENGINE_THREADS": "7",
            "GRAPH_ENGINE_LANGUAGE": "en",
            "GRAPH_ENGINE_LOG_LEVEL": "debug",
        }
    )
    assert settings == Settings(
        store="neo4j://graph.example:7687",
        neo4j_user="reader",
        neo4j_password="open sesame",
        neo4j_database="city",
        office_key="00ff",
        vault=Path("safe/vault.sqlite"),
        policy=Path("office.toml"),
        time_zone="UTC",
        snapshot_dir=Path("pictures"),
        threads=7,
        language="en",
        log_level="DEBUG",
    )


def test_variables_of_others_and_of_the_tests_are_passed_over() -> None:
    assert Settings.from_env({"PATH": "/bin", "GRAPH_ENGINE_TEST_DATA": "x", "GRAPH": "y"}) == Settings()


def test_an_empty_value_counts_as_not_set() -> None:
    assert Settings.from_env({"GRAPH_ENGINE_STORE": "", "GRAPH_ENGINE_OFFICE_KEY": ""}) == Settings()


def test_a_misspelt_variable_is_refused_with_the_nearest_one() -> None:
    assert faults_of({"GRAPH_ENGINE_STORES": ""}) == [
        "GRAPH_ENGINE_STORES: is no setting; did you mean GRAPH_ENGINE_STORE?"
    ]


def test_every_fault_is_listed_at_once() -> None:
    faults = faults_of(
        {
            "GRAPH_ENGINE_STORE": "graph.sqlite",
            "GRAPH_ENGINE_THREADS": "two",
            "GRAPH_ENGINE_LANGUAGE": "fr",
            "GRAPH_ENGINE_LOG_LEVEL": "loud",
            "GRAPH_ENGINE_TIME_ZONE": "Asia/Atlantis",
            "GRAPH_ENGINE_XYZZY": "1",
        }
    )
    assert [fault.partition(":")[0] for fault in faults] == [
        "GRAPH_ENGINE_THREADS",
        "GRAPH_ENGINE_XYZZY",
        "GRAPH_ENGINE_STORE",
        "GRAPH_ENGINE_LANGUAGE",
        "GRAPH_ENGINE_LOG_LEVEL",
        "GRAPH_ENGINE_TIME_ZONE",
    ]


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "٢", " "])
def test_threads_are_a_whole_number_of_at_least_one(text: str) -> None:
    assert [fault.partition(":")[0] for fault in faults_of({"GRAPH_ENGINE_THREADS": text})] == ["GRAPH_ENGINE_THREADS"]


@pytest.mark.parametrize("zone", ["../etc/passwd", "/etc/passwd", "nowhere"])
def test_a_time_zone_is_a_name_not_a_file(zone: str) -> None:
    assert len(faults_of({"GRAPH_ENGINE_TIME_ZONE": zone})) == 1


def test_credentials_in_the_address_are_refused_and_not_repeated() -> None:
    (fault,) = faults_of({"GRAPH_ENGINE_STORE": "neo4j://neo4j:hunter22@graph.example"})
    assert fault.startswith("GRAPH_ENGINE_STORE: holds credentials")
    assert "hunter22" not in fault


@pytest.mark.parametrize("secret", ["neo4j_password", "office_key"])
class TestSecretFiles:
    def test_the_file_gives_the_secret(self, secret: str, tmp_path: Path) -> None:
        path = tmp_path / "secret"
        path.write_text("hunter22\n", encoding="utf-8")
        settings = Settings.from_env({f"GRAPH_ENGINE_{secret.upper()}_FILE": str(path)})
        assert getattr(settings, secret) == "hunter22"
        assert getattr(settings, f"{secret}_file") == path

    def test_value_and_file_together_are_refused(self, secret: str, tmp_path: Path) -> None:
        path = tmp_path / "secret"
        path.write_text("hunter22", encoding="utf-8")
        variable = f"GRAPH_ENGINE_{secret.upper()}"
        (fault,) = faults_of({variable: "hunter33", f"{variable}_FILE": str(path)})
        assert fault == f"{variable}_FILE: is set together with {variable}; one of them has to go"

    @pytest.mark.parametrize("content", [b"", b" \n", b"one\ntwo\n", b"\xff\xfe"])
    def test_a_file_that_holds_no_single_line_is_refused(self, secret: str, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "secret"
        path.write_bytes(content)
        (fault,) = faults_of({f"GRAPH_ENGINE_{secret.upper()}_FILE": str(path)})
        assert str(path) in fault
        assert "one\n" not in fault

    def test_a_missing_file_is_named(self, secret: str, tmp_path: Path) -> None:
        (fault,) = faults_of({f"GRAPH_ENGINE_{secret.upper()}_FILE": str(tmp_path / "nowhere")})
        assert fault.endswith("nowhere: No such file or directory")

    def test_the_secret_is_not_shown(self, secret: str) -> None:
        settings = Settings.from_env({f"GRAPH_ENGINE_{secret.upper()}": "hunter22"})
        assert "hunter22" not in repr(settings)


def test_settings_made_in_code_are_checked_as_well() -> None:
    with pytest.raises(SettingsError, match="GRAPH_ENGINE_THREADS: must be 1 or more"):
        dataclasses.replace(Settings(), threads=0)


def test_the_table_names_every_setting_and_gives_no_secret_a_default() -> None:
    rows = settings_table().splitlines()[2:]
    declared = dataclasses.fields(Settings)
    assert [row.split("`")[1] for row in rows] == [variable_of(each) for each in declared]
    for row, each in zip(rows, declared, strict=True):
        _, _, default, meaning, _ = row.split("|")
        assert default.strip() == ("–" if each.default is None else f"`{each.default}`")
        assert meaning.strip()
    assert all(each.default is None for each in declared if not each.repr)

"""Walks the Connector of a running server as an unmodified Python client does.

    python walk.py --base http://127.0.0.1:PORT --sdk 4.4.1

The server should be a fresh one: an engine that sees through renamed identifiers would find
what an earlier walk has saved. The last line is `N passed, M failed`.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pieces_os_client
from pieces_os_client.api.applications_api import ApplicationsApi
from pieces_os_client.api.connector_api import ConnectorApi
from pieces_os_client.api.well_known_api import WellKnownApi
from pieces_os_client.api_client import ApiClient
from pieces_os_client.configuration import Configuration
from pieces_os_client.exceptions import ApiException
from pieces_os_client.models.application import Application
from pieces_os_client.models.application_name_enum import ApplicationNameEnum
from pieces_os_client.models.asset import Asset
from pieces_os_client.models.capabilities_enum import CapabilitiesEnum
from pieces_os_client.models.platform_enum import PlatformEnum
from pieces_os_client.models.privacy_enum import PrivacyEnum
from pieces_os_client.models.reaction import Reaction
from pieces_os_client.models.seeded_asset_enrichment import SeededAssetEnrichment
from pieces_os_client.models.seeded_connector_asset import SeededConnectorAsset
from pieces_os_client.models.seeded_connector_connection import SeededConnectorConnection
from pieces_os_client.models.seeded_connector_creation import SeededConnectorCreation
from pieces_os_client.models.seeded_connector_tracking import SeededConnectorTracking
from pieces_os_client.models.seeded_format import SeededFormat
from pieces_os_client.models.seeded_fragment import SeededFragment
from pieces_os_client.models.seeded_tracked_application import SeededTrackedApplication
from pieces_os_client.models.suggestion import Suggestion
from pieces_os_client.models.transferable_string import TransferableString

import seeds
from texts import fake_token, fill, fresh_name

SDK = pieces_os_client.__version__
# A server that never answers must not hold up the run for ever.
LONGEST_RUN_SECONDS = 180
# Names that only the newer SDK knows; the older one must still be able to list the applications.
NEWER_NAMES = ("MCP_CLIENT", "PIECES_COPILOT_APPLET")
TRACKED = json.loads((Path(__file__).parent / "tracked.json").read_text(encoding="utf-8"))


class Walk:
    """The SDK's APIs against one server, and what earlier checks have left for later ones."""

    def __init__(self, base: str) -> None:
        self.client = ApiClient(Configuration(host=base))
        self.connector = ConnectorApi(self.client)
        self.applications = ApplicationsApi(self.client)
        self.well_known = WellKnownApi(self.client)
        self.application_id = ""
        self.saved_text = fill("saved.py")
        self.saved_id = ""

    def connect(self, name: ApplicationNameEnum, version: str = "0.0.1") -> Application:
        application = SeededTrackedApplication(
            name=name, version=version, platform=PlatformEnum.LINUX
        )
        connection = SeededConnectorConnection(application=application)
        return self.connector.connect(seeded_connector_connection=connection).application

    def suggest(self, creation: SeededConnectorCreation) -> Suggestion:
        return self.connector.suggest(
            application=self.application_id, seeded_connector_creation=creation
        )

    def offer(self, text: str) -> str:
        return offer_of(self.suggest(seeds.creation_of(text)))

    def react(self, reaction: Reaction) -> str:
        return self.connector.react(application=self.application_id, reaction=reaction)

    def intend(self, asset: SeededConnectorAsset) -> str:
        return self.connector.intention(
            application=self.application_id, seeded_connector_asset=asset
        )

    def listed(self) -> list[Application]:
        return self.applications.applications_snapshot().iterable

    def post_json(self, path: str, body: Any) -> str:
        """What no model or method of the SDK can express, through the SDK's own client."""
        headers = {"Content-Type": "application/json", "Accept": "text/plain"}
        answers = {"200": "str", "400": "str"}
        if SDK.startswith("4."):
            return self.client.call_api(
                path,
                "POST",
                header_params=headers,
                body=body,
                response_types_map=answers,
                _return_http_data_only=True,
            )
        request = self.client.param_serialize("POST", path, header_params=headers, body=body)
        answer = self.client.call_api(*request)
        answer.read()
        return self.client.response_deserialize(answer, answers).data


def offer_of(suggestion: Suggestion) -> str:
    reuse, save = suggestion.reuse.suggested, suggestion.save.suggested
    assert not (reuse and save), "reuse and save must never be suggested together"
    assert reuse == bool(suggestion.reuse.assets.iterable), "reuse needs assets, and only reuse"
    return "reuse" if reuse else "save" if save else "nothing"


def text_of(asset: Asset) -> str:
    return asset.original.reference.fragment.string.raw


def refusal(request: Callable[[], Any]) -> str:
    """The text of the 400 that the request must get, as a client shows it."""
    try:
        answer = request()
    except ApiException as error:
        assert error.status == 400, f"{error.status}: {error.body}"
        assert isinstance(error.body, str), f"{type(error.body)} is not text"
        assert error.body == error.body.strip() and len(error.body) > 8, repr(error.body)
        assert error.body[0] not in '{["<', f"not bare text: {error.body}"
        return error.body
    raise AssertionError(f"accepted with {answer!r}")


Check = Callable[[Walk], None]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


# Applications


@check
def health_answers(walk: Walk) -> None:
    assert walk.well_known.get_well_known_health()


@check
def version_is_one_that_clients_accept(walk: Walk) -> None:
    version = walk.well_known.get_well_known_version()
    assert re.fullmatch(r"12\.\d+\.\d+", version), version


@check
def connect_registers_the_application(walk: Walk) -> None:
    application = walk.connect(ApplicationNameEnum.OPEN_SOURCE)
    assert application.name == ApplicationNameEnum.OPEN_SOURCE
    assert application.platform == PlatformEnum.LINUX
    assert application.version == "0.0.1"
    walk.application_id = application.id


@check
def connect_with_a_newer_version_keeps_the_id(walk: Walk) -> None:
    application = walk.connect(ApplicationNameEnum.OPEN_SOURCE, version="0.0.2")
    assert application.id == walk.application_id
    assert application.version == "0.0.2"


@check
def connect_accepts_every_optional_key(walk: Walk) -> None:
    newer = {} if SDK.startswith("4.") else {"descriptor": "walk"}
    application = SeededTrackedApplication(
        name=ApplicationNameEnum.OPEN_SOURCE,
        version="0.0.3",
        platform=PlatformEnum.LINUX,
        capabilities=CapabilitiesEnum.LOCAL,
        privacy=PrivacyEnum.CLOSED,
        automatic_unload=False,
        enrichment=SeededAssetEnrichment(tags=3, websites=2, persons=1, hints=0),
        var_schema=seeds.SCHEMA,
        **newer,
    )
    connection = SeededConnectorConnection(application=application, var_schema=seeds.SCHEMA)
    context = walk.connector.connect(seeded_connector_connection=connection)
    assert context.application.id == walk.application_id
    assert context.os and context.health.os.id and context.health.os.version


@check
def connect_without_a_platform_names_the_place(walk: Walk) -> None:
    body = {"application": {"name": "OPEN_SOURCE", "version": "0.0.1"}}
    text = refusal(lambda: walk.post_json("/connect", body))
    assert "application.platform" in text, text


@check
def connect_without_a_body_is_refused(walk: Walk) -> None:
    refusal(lambda: walk.connector.connect())


@check
def applications_lists_the_server_and_this_client(walk: Walk) -> None:
    listed = walk.listed()
    assert ApplicationNameEnum.OS_SERVER in [application.name for application in listed]
    assert [a.name for a in listed if a.id == walk.application_id] == [
        ApplicationNameEnum.OPEN_SOURCE
    ]


@check
def onboarded_is_kept(walk: Walk) -> None:
    for onboarded in (True, False):
        assert walk.connector.onboarded(application=walk.application_id, body=onboarded) == "OK"
        application = walk.connect(ApplicationNameEnum.OPEN_SOURCE)
        assert application.onboarded is onboarded
        assert application.id == walk.application_id


@check
def an_unknown_application_is_refused_everywhere(walk: Walk) -> None:
    stranger = str(uuid4())
    asset = seeds.asset_of(walk.saved_text)
    requests: list[Callable[[], Any]] = [
        lambda: walk.connector.suggest(stranger, seeds.creation_of(walk.saved_text)),
        lambda: walk.connector.react(stranger, seeds.reaction_to(walk.saved_text, save=True)),
        lambda: walk.connector.intention(stranger, asset),
        lambda: walk.connector.onboarded(stranger, True),
        lambda: walk.post_json(f"/{stranger}/track", TRACKED),
    ]
    for request in requests:
        refusal(request)


# Suggestions and reactions


@check
def suggest_without_a_text_offers_nothing(walk: Walk) -> None:
    assert offer_of(walk.suggest(SeededConnectorCreation())) == "nothing"
    assert offer_of(walk.connector.suggest(application=walk.application_id)) == "nothing"


@check
def suggest_offers_to_save_a_new_function(walk: Walk) -> None:
    assert walk.offer(walk.saved_text) == "save"


@check
def suggest_echoes_the_seed_and_repeats_itself(walk: Walk) -> None:
    creation = seeds.creation_of(walk.saved_text)
    first, second = walk.suggest(creation), walk.suggest(creation)
    assert first.target.seed.asset.format.fragment.string.raw == walk.saved_text
    assert first.target.vector == second.target.vector
    assert abs(first.target.vector) < 2**53, "must fit a JavaScript number"
    assert first.to_dict() == second.to_dict()


@check
def react_saves_and_answers_the_asset_id(walk: Walk) -> None:
    walk.saved_id = walk.react(seeds.reaction_to(walk.saved_text, save=True))
    assert len(walk.saved_id) == 36, walk.saved_id


@check
def react_saves_the_same_text_only_once(walk: Walk) -> None:
    assert walk.react(seeds.reaction_to(walk.saved_text, save=True)) == walk.saved_id


@check
def suggest_offers_to_reuse_the_saved_text(walk: Walk) -> None:
    suggestion = walk.suggest(seeds.creation_of(walk.saved_text))
    assert offer_of(suggestion) == "reuse"
    assert suggestion.reuse.assets.iterable[0].id == walk.saved_id
    assert suggestion.distribution[walk.saved_id] == 0


@check
def suggest_offers_to_reuse_for_a_renamed_clone(walk: Walk) -> None:
    suggestion = walk.suggest(seeds.creation_of(fill("saved.py")))
    assert offer_of(suggestion) == "reuse"
    assert suggestion.reuse.assets.iterable[0].id == walk.saved_id
    assert 0 <= suggestion.distribution[walk.saved_id] <= 1
    assert walk.saved_id in [asset.id for asset in suggestion.assets.iterable]


@check
def a_reused_asset_carries_the_saved_text(walk: Walk) -> None:
    asset = walk.suggest(seeds.creation_of(fill("saved.py"))).reuse.assets.iterable[0]
    assert text_of(asset) == walk.saved_text
    assert asset.preview.base.reference.fragment.string.raw == walk.saved_text


@check
def suggest_offers_to_save_an_unrelated_function(walk: Walk) -> None:
    assert walk.offer(fill("unrelated.rs")) == "save"


@check
def suggest_offers_nothing_for_trivial_texts(walk: Walk) -> None:
    for text in (fresh_name(), "https://example.org/docs/start?tab=2", "42", "  \n\t\n"):
        assert walk.offer(text) == "nothing", text


@check
def suggest_offers_nothing_for_a_secret(walk: Walk) -> None:
    for text in (fake_token(), f'client = connect(token="{fake_token()}")\n'):
        assert walk.offer(text) == "nothing"


@check
def a_declined_text_is_not_offered_again(walk: Walk) -> None:
    text = fill("declined.js")
    assert walk.offer(text) == "save"
    assert walk.react(seeds.reaction_to(text, save=False)) == "OK"
    assert walk.offer(text) == "nothing"


@check
def react_with_a_reused_asset(walk: Walk) -> None:
    clone = fill("saved.py")
    assert walk.react(seeds.reaction_to(clone, save=False, reuse=walk.saved_id)) == "OK"
    assert walk.offer(clone) == "reuse"


@check
def react_with_an_unknown_asset_is_refused(walk: Walk) -> None:
    reaction = seeds.reaction_to(walk.saved_text, save=False, reuse=str(uuid4()))
    refusal(lambda: walk.react(reaction))


@check
def react_without_a_text_is_refused(walk: Walk) -> None:
    empty = SeededConnectorCreation()
    refusal(lambda: walk.react(Reaction(save=True, seed=empty)))
    refusal(lambda: walk.react(Reaction(save=False, seed=empty)))
    refusal(lambda: walk.connector.react(application=walk.application_id))


@check
def an_intention_makes_a_small_text_worth_saving(walk: Walk) -> None:
    word = fresh_name()
    assert walk.offer(word) == "nothing"
    intention = walk.intend(seeds.asset_of(word))
    assert intention and intention != "OK"
    assert walk.offer(word) == "save"


@check
def an_intention_without_a_text_is_refused(walk: Walk) -> None:
    refusal(lambda: walk.intend(SeededConnectorAsset(format=SeededFormat())))
    refusal(lambda: walk.connector.intention(application=walk.application_id))


# Richly filled requests


def accepts_rich(walk: Walk, template: str, build: Callable[..., SeededConnectorAsset]) -> None:
    text, ext, name = fill(template), template.rpartition(".")[2], fresh_name()
    asset = build(name, ext, text)
    creation = SeededConnectorCreation(asset=asset, var_schema=seeds.SCHEMA)
    assert offer_of(walk.suggest(creation)) == "save"
    assert walk.intend(asset)
    saved = walk.react(Reaction(save=True, seed=creation, var_schema=seeds.SCHEMA))
    assert len(saved) == 36, saved

    suggestion = walk.suggest(seeds.creation_of(text))
    assert offer_of(suggestion) == "reuse"
    found = suggestion.reuse.assets.iterable[0]
    assert found.id == saved
    assert found.name == name
    assert text_of(found) == text
    assert found.original.reference.classification.specific == ext


@check
def a_rich_fragment_with_a_string_is_kept(walk: Walk) -> None:
    accepts_rich(walk, "fragment-string.go", seeds.fragment_with_string)


@check
def a_rich_fragment_with_bytes_is_kept(walk: Walk) -> None:
    accepts_rich(walk, "fragment-bytes.sql", seeds.fragment_with_bytes)


@check
def a_rich_file_with_a_string_is_kept(walk: Walk) -> None:
    accepts_rich(walk, "file-string.c", seeds.file_with_string)


@check
def a_rich_file_with_bytes_is_kept(walk: Walk) -> None:
    accepts_rich(walk, "file-bytes.sh", seeds.file_with_bytes)


@check
def other_encodings_of_a_text_are_accepted(walk: Walk) -> None:
    encoded = TransferableString(
        base64="eCA9IDEK", base64_url="eCA9IDEK", data_url="data:text/plain;base64,eCA9IDEK"
    )
    seed = SeededConnectorAsset(format=SeededFormat(fragment=SeededFragment(string=encoded)))
    offer_of(walk.suggest(SeededConnectorCreation(asset=seed)))


# Tracking


@check
def track_accepts_every_kind_of_event(walk: Walk) -> None:
    path = f"/{walk.application_id}/track"
    for kind, event in TRACKED.items():
        body = {kind: event}
        if hasattr(walk.connector, "track"):
            # These models say "UNKNOWN" for every description that is not set, so that is sent too.
            tracking = SeededConnectorTracking.from_dict(body)
            assert list(tracking.to_dict()) == [kind], "the SDK's models must know the event"
            answer = walk.connector.track(walk.application_id, tracking)
        else:
            # This SDK has no `track` any more; older clients on the same machine still call it.
            answer = walk.post_json(path, body)
        assert answer == "OK", f"{kind}: {answer}"


# Last, as it registers dozens of applications


@check
def connect_knows_every_application_name(walk: Walk) -> None:
    ids = {name: walk.connect(name).id for name in ApplicationNameEnum}
    assert len(set(ids.values())) == len(ids), "every application has an id of its own"
    for name in NEWER_NAMES:
        body = {"application": {"name": name, "version": "1.0.0", "platform": "LINUX"}}
        walk.post_json("/connect", body)
    listed = {application.id: application.name for application in walk.listed()}
    for name, application_id in ids.items():
        if name.value not in NEWER_NAMES and not name.value.endswith("_APPLET"):
            assert listed[application_id] == name


def run(walk: Walk) -> int:
    failed = 0
    for function in CHECKS:
        title = function.__name__.replace("_", " ")
        try:
            function(walk)
        except Exception:
            failed += 1
            print(f"FAILED {title}\n{traceback.format_exc(limit=-3)}", flush=True)
        else:
            print(f"ok {title}", flush=True)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--base", required=True, help="http://127.0.0.1:PORT")
    parser.add_argument("--sdk", required=True, help="the version that must be installed")
    arguments = parser.parse_args()
    if arguments.sdk != SDK:
        parser.error(f"pieces_os_client {SDK} is installed, not {arguments.sdk}")
    faulthandler.dump_traceback_later(LONGEST_RUN_SECONDS, exit=True)
    return run(Walk(arguments.base.rstrip("/")))


if __name__ == "__main__":
    sys.exit(main())

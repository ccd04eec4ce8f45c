"""Uses the SDK's own high-level client with its websockets, as the Sublime and Neovim plugins sit on it.

    python wrapper.py --base http://127.0.0.1:PORT

The server should be a fresh one. The last line is `N passed, M failed`.
"""

from __future__ import annotations

import argparse
import faulthandler
import functools
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.request import Request, urlopen

import pieces_os_client
from pieces_os_client.api.asset_api import AssetApi
from pieces_os_client.api.tags_api import TagsApi
from pieces_os_client.api.websites_api import WebsitesApi
from pieces_os_client.api_client import ApiClient
from pieces_os_client.configuration import Configuration
from pieces_os_client.models.classification_specific_enum import ClassificationSpecificEnum
from pieces_os_client.models.fragment_metadata import FragmentMetadata
from pieces_os_client.models.seeded_annotation import SeededAnnotation
from pieces_os_client.models.seeded_tag import SeededTag
from pieces_os_client.models.seeded_website import SeededWebsite
from pieces_os_client.wrapper import PiecesClient
from pieces_os_client.wrapper.basic_identifier.annotation import BasicAnnotation
from pieces_os_client.wrapper.basic_identifier.asset import BasicAsset
from pieces_os_client.wrapper.basic_identifier.tag import BasicTag
from pieces_os_client.wrapper.basic_identifier.website import BasicWebsite
from pieces_os_client.wrapper.streamed_identifiers.assets_snapshot import AssetSnapshot
from pieces_os_client.wrapper.websockets.base_websocket import BaseWebsocket

import steps
from texts import fill

LONGEST_RUN_SECONDS = 120
# How long a change may take to be known to a client that does nothing but wait for it.
ANNOUNCED_WITHIN = 5.0


def until(happened: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + ANNOUNCED_WITHIN
    while not happened():
        assert time.monotonic() < ends, f"{what} was not announced"
        time.sleep(0.005)


def watched(cls: type, uncalled: set[str]) -> None:
    """Every public method and property of a class, until it is called."""

    def noted(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        called = f"{cls.__name__}.{name}"
        uncalled.add(called)

        @functools.wraps(method)
        def call(*arguments: Any, **named: Any) -> Any:
            uncalled.discard(called)
            return method(*arguments, **named)

        return call

    for name, member in list(vars(cls).items()):
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            setter = member.fset and noted(f"{name}=", member.fset)
            setattr(cls, name, property(noted(name, member.fget), setter))
        elif isinstance(member, (staticmethod, classmethod)):
            setattr(cls, name, type(member)(noted(name, member.__func__)))
        elif callable(member):
            setattr(cls, name, noted(name, member))


class Walk:
    def __init__(self, base: str) -> None:
        self.base = base
        self.uncalled: set[str] = set()
        for cls in [BasicAsset, BasicAnnotation, BasicTag, BasicWebsite]:
            watched(cls, self.uncalled)
        # The client scans ports, and would take whichever server answers first.
        PiecesClient._port_scanning = staticmethod(lambda: base.rsplit(":", 1)[1])
        self.text = fill("saved.py")
        self.asset: Any = None
        self.updated: list[str] = []
        self.removed: list[str] = []
        self.client = PiecesClient()

    def another_client(self, path: str, body: Any) -> Any:
        request = Request(
            self.base + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def read_again(self) -> None:
        """What the client has cached may be older than what was just asked for."""
        AssetSnapshot.update_identifier(self.asset._id)


def it_starts_with_its_websockets(walk: Walk) -> None:
    assert walk.client.is_pieces_running()
    if hasattr(walk.client, "connect_websocket"):
        assert walk.client.connect_websocket()
    assert walk.client._is_started_runned, "it asks for a user and for models before it starts"
    waiting = threading.Thread(target=BaseWebsocket.wait_all, daemon=True)
    waiting.start()
    waiting.join(20)
    assert not waiting.is_alive(), "a websocket did not send what its client waits for"
    until(lambda: walk.client.is_pos_stream_running, "the server's health")
    until(lambda: walk.client.user.user_profile is not None, "the user")
    assert walk.client.model_name in walk.client.available_models_names
    AssetSnapshot.on_update_list.append(lambda asset: walk.updated.append(asset.id))
    AssetSnapshot.on_remove_list.append(lambda asset: walk.removed.append(asset.id))


def an_asset_is_created_and_announced(walk: Walk) -> None:
    metadata = FragmentMetadata(ext=ClassificationSpecificEnum.PY)
    walk.asset = BasicAsset(BasicAsset.create(walk.text, metadata))
    until(lambda: walk.asset._id in walk.updated, "the new asset")
    assert walk.asset.raw_content == walk.text
    assert walk.asset.classification == ClassificationSpecificEnum.PY
    assert not walk.asset.is_image
    assert walk.asset.asset.created.readable == "just now"
    assert walk.asset._id in [asset._id for asset in walk.client.assets()]


def its_name_is_changed(walk: Walk) -> None:
    walk.updated.clear()
    walk.asset.name = "Renamed by the plugin"
    until(lambda: walk.asset._id in walk.updated, "the new name")
    walk.read_again()
    assert walk.asset.name == "Renamed by the plugin"
    assert walk.asset.raw_content == walk.text, "the rest stays"


def its_text_is_changed(walk: Walk) -> None:
    walk.updated.clear()
    walk.text += "\n# changed in the editor\n"
    walk.asset.raw_content = walk.text
    until(lambda: walk.asset._id in walk.updated, "the new text")
    walk.read_again()
    assert walk.asset.raw_content == walk.text


def its_language_is_changed(walk: Walk) -> None:
    walk.updated.clear()
    walk.asset.classification = "rb"
    until(lambda: walk.asset._id in walk.updated, "the new language")
    walk.read_again()
    assert walk.asset.classification == ClassificationSpecificEnum.RB


def it_is_annotated(walk: Walk) -> None:
    seed = SeededAnnotation(type="DESCRIPTION", text="Splits headers.", asset=walk.asset._id)
    note = BasicAnnotation.create(walk.client, seed)
    walk.read_again()
    assert walk.asset.description == "Splits headers."
    note.raw_content = "Splits folded headers."
    assert BasicAnnotation.from_id(walk.client, note.id).raw_content == "Splits folded headers."
    assert note.asset._id == walk.asset._id
    note.delete()
    walk.read_again()
    assert walk.asset.description is None


def its_notes_are_read(walk: Walk) -> None:
    seed = SeededAnnotation(type="COMMENT", text="A remark.", asset=walk.asset._id)
    note = BasicAnnotation.create(walk.client, seed)
    walk.read_again()
    assert [(note.id, note.type, note.raw_content) for note in walk.asset.annotations] == [
        (note.id, "COMMENT", "A remark.")
    ]
    assert note.chat is None
    note.delete()


def it_is_tagged(walk: Walk) -> None:
    assert BasicTag.exists(walk.client, "headers") is None
    tag = BasicTag.from_raw_content(walk.client, "headers")
    assert tag.assets is None
    tag.associate_asset(walk.asset)
    walk.read_again()
    assert [tag.raw_content for tag in walk.asset.tags] == ["headers"]
    again = BasicTag.from_raw_content(walk.client, "headers")
    assert again == tag and BasicTag.exists(walk.client, "headers") == tag
    assert [asset._id for asset in again.assets] == [walk.asset._id]
    assert BasicTag.create(walk.client, SeededTag(text="headers")).assets == again.assets


def its_tag_is_renamed_taken_away_and_deleted(walk: Walk) -> None:
    tag = BasicTag.exists(walk.client, "headers")
    walk.updated.clear()
    tag.raw_content = "folded headers"
    until(lambda: walk.asset._id in walk.updated, "the tag's new text")
    walk.read_again()
    assert [tag.raw_content for tag in walk.asset.tags] == ["folded headers"]
    assert BasicTag.exists(walk.client, "headers") is None
    # The client goes on with the id that the tag had before.
    assert BasicTag.from_id(walk.client, tag.id).raw_content == "folded headers"
    tag.disassociate_asset(walk.asset)
    walk.read_again()
    assert walk.asset.tags is None
    assert BasicTag.exists(walk.client, "folded headers").assets is None
    tag.delete()
    assert BasicTag.exists(walk.client, "folded headers") is None
    try:
        BasicTag.from_id(walk.client, tag.id)
    except ValueError:
        pass
    else:
        raise AssertionError("it is still there")


def it_has_a_website(walk: Walk) -> None:
    url = "https://example.org/headers"
    assert BasicWebsite.exists(walk.client, url) is None
    site = BasicWebsite.from_raw_content(walk.client, url)
    assert (site.url, site.name, site.assets, site.chats) == (url, url, None, None)
    site.associate_asset(walk.asset)
    walk.read_again()
    assert [site.url for site in walk.asset.websites] == [url]
    assert BasicWebsite.from_raw_content(walk.client, url) == site
    assert BasicWebsite.create(walk.client, SeededWebsite(url=url, name="Another")).name == url
    known = BasicWebsite.from_id(walk.client, site.id)
    assert [asset._id for asset in known.assets] == [walk.asset._id]


def its_website_is_renamed_taken_away_and_deleted(walk: Walk) -> None:
    url = "https://example.org/headers"
    site = BasicWebsite.exists(walk.client, url)
    walk.updated.clear()
    site.name = "Headers"
    until(lambda: walk.asset._id in walk.updated, "the website's new name")
    walk.read_again()
    assert [site.name for site in walk.asset.websites] == ["Headers"]
    try:
        site.url = "https://example.org/folded"
    except ValueError:
        # The client's own fault: it sets a key that its model does not have, and sends nothing.
        pass
    else:
        raise AssertionError("the client was mended: look at what it sends")
    for chat in [site.associate_chat, site.disassociate_chat]:
        try:
            chat(SimpleNamespace(id="30c73dd6-5ff5-5afc-bf0a-274b9877f631"))
        except pieces_os_client.exceptions.ApiException as refusal:
            assert refusal.status == 501 and "no copilot" in str(refusal.body), refusal
        else:
            raise AssertionError("there are no chats")
    site.disassociate_asset(walk.asset)
    walk.read_again()
    assert not walk.asset.websites
    site.delete()
    assert BasicWebsite.exists(walk.client, url) is None


def all_tags_and_websites_are_listed(walk: Walk) -> None:
    api = ApiClient(Configuration(host=walk.base))
    listed = TagsApi(api).tags_snapshot().iterable
    assert listed == [], listed
    tags = {text: BasicTag.from_raw_content(walk.client, text) for text in ["parsing", "headers"]}
    site = BasicWebsite.from_raw_content(walk.client, "https://example.org/list")
    AssetApi(api).asset_associate_tag(asset=walk.asset._id, tag=tags["headers"].id)
    AssetApi(api).asset_associate_website(asset=walk.asset._id, website=site.id)
    listed = TagsApi(api).tags_snapshot(transferables=False).iterable
    assert [(tag.id, tag.text) for tag in listed] == [(tags[text].id, text) for text in sorted(tags)], listed
    assert [[asset.id for asset in tag.assets.iterable] if tag.assets else [] for tag in listed] == [[walk.asset._id], []]
    listed = WebsitesApi(api).websites_snapshot().iterable
    assert [(known.url, known.assets.iterable[0].id) for known in listed] == [(site.url, walk.asset._id)], listed
    AssetApi(api).asset_disassociate_tag(asset=walk.asset._id, tag=tags["headers"].id)
    for known in [*tags.values(), site]:
        known.delete()
    assert TagsApi(api).tags_snapshot().iterable == [] == WebsitesApi(api).websites_snapshot().iterable


def people_without_what_older_clients_need_are_read(walk: Walk) -> None:
    """Client 5.0.1 leaves out maps that 4.4.1 crashes without, and with them the whole library."""
    with urlopen(f"{walk.base}/asset/{walk.asset._id}", timeout=10) as answer:
        asset = json.load(answer)
    at = {"value": "2024-01-02T03:04:05.000Z"}
    person = {"id": "p", "created": at, "updated": at, "type": {"basic": {"name": "Ada"}}}
    asset["persons"] = {"iterable": [person, {"id": "of no type"}, 5]}
    asset["messages"] = {"iterable": {"no": "list"}}
    asset["shares"] = 5
    walk.another_client("/asset/update", asset)
    walk.read_again()
    people = walk.asset.asset.persons.iterable
    assert [person.type.basic.name for person in people] == ["Ada"]
    assert walk.asset.shares == []
    assert walk.asset._id in [asset.id for asset in walk.client.assets_api.assets_snapshot().iterable]


def it_is_exported(walk: Walk) -> None:
    assert "# changed in the editor" in walk.asset.markdown
    # The Sublime plugin has its buttons in the place of the first table, which it finds so.
    table = re.search(r"(\|.*\|(?:\n\|.*\|)+)", walk.asset.markdown)
    assert table and table[0].startswith("| Details | |\n"), walk.asset.markdown


def it_is_found(walk: Walk) -> None:
    for kind, query in [("fts", "plugin"), ("fuzzy", "renmed plugn"), ("ncs", walk.text)]:
        found = BasicAsset.search(query, kind)
        assert found and found[0]._id == walk.asset._id, (kind, found)
    assert BasicAsset.search("qwertyuiop asdfghjkl", "fts") is None


def what_others_change_is_seen(walk: Walk) -> None:
    walk.updated.clear()
    with urlopen(f"{walk.base}/asset/{walk.asset._id}", timeout=10) as answer:
        asset = json.load(answer)
    asset["name"] = "Renamed by another"
    walk.another_client("/asset/update", asset)
    until(lambda: walk.asset._id in walk.updated, "another's change")
    assert walk.asset.name == "Renamed by another"


def sharing_is_refused(walk: Walk) -> None:
    for share in [walk.asset.share, lambda: BasicAsset.share_raw_content(walk.text)]:
        try:
            share()
        except PermissionError as refusal:
            assert "cloud" in str(refusal)
        else:
            raise AssertionError("it was shared")


def the_cloud_says_why_not(walk: Walk) -> None:
    try:
        walk.client.user.connect()
    except pieces_os_client.exceptions.ApiException as refusal:
        assert refusal.status == 501, refusal
        assert "no cloud" in str(refusal.body), refusal.body
    else:
        raise AssertionError("it connected")


def it_is_deleted_and_that_is_announced(walk: Walk) -> None:
    walk.asset.delete()
    until(lambda: walk.asset._id in walk.removed, "the deletion")
    assert walk.asset._id not in AssetSnapshot.identifiers_snapshot


def every_method_was_called(walk: Walk) -> None:
    assert not walk.uncalled, sorted(walk.uncalled)


STEPS = [
    it_starts_with_its_websockets,
    an_asset_is_created_and_announced,
    its_name_is_changed,
    its_text_is_changed,
    its_language_is_changed,
    it_is_annotated,
    its_notes_are_read,
    it_is_tagged,
    its_tag_is_renamed_taken_away_and_deleted,
    it_has_a_website,
    its_website_is_renamed_taken_away_and_deleted,
    all_tags_and_websites_are_listed,
    people_without_what_older_clients_need_are_read,
    it_is_exported,
    it_is_found,
    what_others_change_is_seen,
    sharing_is_refused,
    the_cloud_says_why_not,
    it_is_deleted_and_that_is_announced,
    every_method_was_called,
]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--base", required=True)
    faulthandler.dump_traceback_later(LONGEST_RUN_SECONDS, exit=True)
    walk = Walk(arguments.parse_args().base)
    failed = steps.run(STEPS, walk)
    # Its websockets' threads are no daemons: they would keep the process alive.
    os._exit(failed)


if __name__ == "__main__":
    sys.exit(main())

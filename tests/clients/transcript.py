"""The main job in short: python transcript.py http://127.0.0.1:PORT, with SDK 5.0.1."""

import sys

from pieces_os_client.api.connector_api import ConnectorApi
from pieces_os_client.api_client import ApiClient
from pieces_os_client.configuration import Configuration
from pieces_os_client.models.reaction import Reaction
from pieces_os_client.models.seeded_connector_connection import SeededConnectorConnection
from pieces_os_client.models.seeded_connector_creation import SeededConnectorCreation

COPIED = """def retry(action, attempts=3, wait=0.5):
    for attempt in range(1, attempts + 1):
        try:
            return action()
        except ConnectionError:
            if attempt == attempts:
                raise
            time.sleep(wait * 2 ** attempt)
"""
RENAMED = COPIED.replace("retry", "persist").replace("action", "request").replace("attempt", "turn")

api = ConnectorApi(ApiClient(Configuration(host=sys.argv[1])))
application = {"name": "OPEN_SOURCE", "version": "0.0.1", "platform": "LINUX"}
me = api.connect(SeededConnectorConnection.from_dict({"application": application})).application.id
print("connected as", me)


def seed(text: str) -> SeededConnectorCreation:
    fragment = {"string": {"raw": text}}
    return SeededConnectorCreation.from_dict({"asset": {"format": {"fragment": fragment}}})


print("worth saving?", api.suggest(me, seed(COPIED)).save.suggested)
print("saved as", api.react(me, Reaction(save=True, seed=seed(COPIED))))
suggestion = api.suggest(me, seed(RENAMED))
found = suggestion.reuse.assets.iterable[0]
print("a renamed clone finds", found.id, "at distance", suggestion.distribution[found.id])
print(found.original.reference.fragment.string.raw)

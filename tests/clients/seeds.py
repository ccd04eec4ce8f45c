"""Requests built by the SDK's own model classes, from the smallest to the most richly filled."""

from __future__ import annotations

from pieces_os_client.models.anchor_type_enum import AnchorTypeEnum
from pieces_os_client.models.annotation_type_enum import AnnotationTypeEnum
from pieces_os_client.models.classification_generic_enum import ClassificationGenericEnum
from pieces_os_client.models.classification_rendering_enum import ClassificationRenderingEnum
from pieces_os_client.models.classification_specific_enum import ClassificationSpecificEnum
from pieces_os_client.models.embedded_model_schema import EmbeddedModelSchema
from pieces_os_client.models.embedded_model_schema_semantic_version_enum import (
    EmbeddedModelSchemaSemanticVersionEnum,
)
from pieces_os_client.models.file_metadata import FileMetadata
from pieces_os_client.models.fragment_metadata import FragmentMetadata
from pieces_os_client.models.hint_type_enum import HintTypeEnum
from pieces_os_client.models.mechanism_enum import MechanismEnum
from pieces_os_client.models.person_access import PersonAccess
from pieces_os_client.models.person_access_scoped_enum import PersonAccessScopedEnum
from pieces_os_client.models.person_basic_type import PersonBasicType
from pieces_os_client.models.person_type import PersonType
from pieces_os_client.models.platform_enum import PlatformEnum
from pieces_os_client.models.reaction import Reaction
from pieces_os_client.models.reuse_reaction import ReuseReaction
from pieces_os_client.models.seeded_anchor import SeededAnchor
from pieces_os_client.models.seeded_annotation import SeededAnnotation
from pieces_os_client.models.seeded_asset_metadata import SeededAssetMetadata
from pieces_os_client.models.seeded_asset_sensitive import SeededAssetSensitive
from pieces_os_client.models.seeded_asset_tag import SeededAssetTag
from pieces_os_client.models.seeded_asset_website import SeededAssetWebsite
from pieces_os_client.models.seeded_classification import SeededClassification
from pieces_os_client.models.seeded_connector_asset import SeededConnectorAsset
from pieces_os_client.models.seeded_connector_creation import SeededConnectorCreation
from pieces_os_client.models.seeded_file import SeededFile
from pieces_os_client.models.seeded_format import SeededFormat
from pieces_os_client.models.seeded_fragment import SeededFragment
from pieces_os_client.models.seeded_hint import SeededHint
from pieces_os_client.models.seeded_person import SeededPerson
from pieces_os_client.models.sensitive_category_enum import SensitiveCategoryEnum
from pieces_os_client.models.sensitive_metadata import SensitiveMetadata
from pieces_os_client.models.sensitive_severity_enum import SensitiveSeverityEnum
from pieces_os_client.models.tag_category_enum import TagCategoryEnum
from pieces_os_client.models.text_location import TextLocation
from pieces_os_client.models.text_match import TextMatch
from pieces_os_client.models.transferable_bytes import TransferableBytes
from pieces_os_client.models.transferable_string import TransferableString

SCHEMA = EmbeddedModelSchema(
    migration=0, semantic=EmbeddedModelSchemaSemanticVersionEnum.MAJOR_0_MINOR_0_PATCH_1
)


def asset_of(text: str) -> SeededConnectorAsset:
    """The smallest seed that holds a text."""
    fragment = SeededFragment(string=TransferableString(raw=text))
    return SeededConnectorAsset(format=SeededFormat(fragment=fragment))


def creation_of(text: str) -> SeededConnectorCreation:
    return SeededConnectorCreation(asset=asset_of(text))


def reaction_to(text: str, *, save: bool, reuse: str | None = None) -> Reaction:
    chosen = ReuseReaction(asset=reuse) if reuse else None
    return Reaction(save=save, reuse=chosen, seed=creation_of(text))


def rich_metadata(name: str) -> SeededAssetMetadata:
    """Every key that the metadata of a seed has, each with every key of its own that fits."""
    annotation = SeededAnnotation(
        type=AnnotationTypeEnum.DESCRIPTION,
        text="why this was kept",
        mechanism=MechanismEnum.MANUAL,
        favorited=True,
        pseudo=False,
        var_schema=SCHEMA,
    )
    return SeededAssetMetadata(
        name=name,
        mechanism=MechanismEnum.MANUAL,
        tags=[
            SeededAssetTag(
                text="networking",
                mechanism=MechanismEnum.MANUAL,
                category=TagCategoryEnum.HANDLE,
                var_schema=SCHEMA,
            )
        ],
        websites=[
            SeededAssetWebsite(
                url="https://example.org/notes",
                name="Notes",
                mechanism=MechanismEnum.AUTOMATIC,
                var_schema=SCHEMA,
            )
        ],
        sensitives=[
            SeededAssetSensitive(
                text="build.example.org",
                category=SensitiveCategoryEnum.URL,
                severity=SensitiveSeverityEnum.LOW,
                name="host",
                description="an internal host name",
                mechanism=MechanismEnum.AUTOMATIC,
                metadata=SensitiveMetadata(
                    entropy=2.5,
                    match=TextMatch(group=TextLocation(text="build.example.org", start=0, end=17)),
                ),
                var_schema=SCHEMA,
            )
        ],
        persons=[
            SeededPerson(
                type=PersonType(basic=PersonBasicType(name="Ada Example", email="ada@example.org")),
                access=PersonAccess(scoped=PersonAccessScopedEnum.VIEWER),
                mechanism=MechanismEnum.MANUAL,
                annotations=[annotation],
                var_schema=SCHEMA,
            )
        ],
        annotations=[annotation],
        hints=[
            SeededHint(
                type=HintTypeEnum.SUGGESTED_QUERY,
                text="how are two channels merged?",
                mechanism=MechanismEnum.AUTOMATIC,
                var_schema=SCHEMA,
            )
        ],
        anchors=[
            SeededAnchor(
                type=AnchorTypeEnum.FILE,
                fullpath="/home/ada/project/main.go",
                name="main.go",
                watch=False,
                platform=PlatformEnum.LINUX,
                annotations=[annotation],
                var_schema=SCHEMA,
            )
        ],
        var_schema=SCHEMA,
    )


def rich_string(text: str) -> TransferableString:
    return TransferableString(raw=text, var_schema=SCHEMA)


def rich_bytes(text: str) -> TransferableBytes:
    return TransferableBytes(raw=list(text.encode()), var_schema=SCHEMA)


def rich_asset(name: str, ext: str, **part: SeededFragment | SeededFile) -> SeededConnectorAsset:
    classification = SeededClassification(
        generic=ClassificationGenericEnum.CODE,
        specific=ClassificationSpecificEnum(ext),
        rendering=ClassificationRenderingEnum.HIGHLIGHT_JS_HTML,
        var_schema=SCHEMA,
    )
    return SeededConnectorAsset(
        metadata=rich_metadata(name),
        format=SeededFormat(classification=classification, var_schema=SCHEMA, **part),
        var_schema=SCHEMA,
    )


def fragment_metadata(ext: str) -> FragmentMetadata:
    return FragmentMetadata(ext=ClassificationSpecificEnum(ext), var_schema=SCHEMA)


def file_metadata(ext: str, text: str) -> FileMetadata:
    return FileMetadata(
        name=f"example.{ext}",
        ext=ClassificationSpecificEnum(ext),
        size=len(text.encode()),
        var_schema=SCHEMA,
    )


def fragment_with_string(name: str, ext: str, text: str) -> SeededConnectorAsset:
    fragment = SeededFragment(
        string=rich_string(text), metadata=fragment_metadata(ext), var_schema=SCHEMA
    )
    return rich_asset(name, ext, fragment=fragment)


def fragment_with_bytes(name: str, ext: str, text: str) -> SeededConnectorAsset:
    fragment = SeededFragment(
        bytes=rich_bytes(text), metadata=fragment_metadata(ext), var_schema=SCHEMA
    )
    return rich_asset(name, ext, fragment=fragment)


def file_with_string(name: str, ext: str, text: str) -> SeededConnectorAsset:
    file = SeededFile(
        string=rich_string(text), metadata=file_metadata(ext, text), var_schema=SCHEMA
    )
    return rich_asset(name, ext, file=file)


def file_with_bytes(name: str, ext: str, text: str) -> SeededConnectorAsset:
    file = SeededFile(bytes=rich_bytes(text), metadata=file_metadata(ext, text), var_schema=SCHEMA)
    return rich_asset(name, ext, file=file)

// Walks the Connector of a running server as an unmodified npm client does.
//
//     node walk.mjs --base http://127.0.0.1:PORT
//
// The server should be a fresh one: an engine that sees through renamed identifiers would find
// what an earlier walk has saved. The last line is `N passed, M failed`.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as sdk from '@pieces.app/pieces-os-client';
import { fakeToken, fill, freshName } from './texts.mjs';

// A server that never answers must not hold up the run for ever.
const LONGEST_RUN_MILLISECONDS = 180_000;
const SCHEMA = { migration: 0, semantic: sdk.EmbeddedModelSchemaSemanticVersionEnum.Major0Minor0Patch1 };
const TRACKED = JSON.parse(readFileSync(new URL('tracked.json', import.meta.url), 'utf8'));

const { values } = parseArgs({ options: { base: { type: 'string' } } });
if (!values.base) {
  console.error('usage: node walk.mjs --base http://127.0.0.1:PORT');
  process.exit(2);
}
const configuration = new sdk.Configuration({ basePath: values.base.replace(/\/+$/, '') });
const connector = new sdk.ConnectorApi(configuration);
const applications = new sdk.ApplicationsApi(configuration);
const wellKnown = new sdk.WellKnownApi(configuration);
const assets = new sdk.AssetsApi(configuration);
const oneAsset = new sdk.AssetApi(configuration);
const formats = new sdk.FormatApi(configuration);
const search = new sdk.SearchApi(configuration);

// What earlier checks leave for later ones.
const savedText = fill('saved.py');
let application = '';
let savedId = '';

// Requests

const assetOf = (text) => ({ format: { fragment: { string: { raw: text } } } });
const creationOf = (text) => ({ asset: assetOf(text) });
const reactionTo = (text, save, reuse) => ({ save, reuse, seed: creationOf(text) });

async function connect(name, version = '0.0.1') {
  const tracked = { name, version, platform: sdk.PlatformEnum.Linux };
  const context = await connector.connect({ seededConnectorConnection: { application: tracked } });
  return context.application;
}

const suggest = (seededConnectorCreation) =>
  connector.suggest({ application, seededConnectorCreation });
const react = (reaction) => connector.react({ application, reaction });
const intend = (seededConnectorAsset) => connector.intention({ application, seededConnectorAsset });
const offer = async (text) => offerOf(await suggest(creationOf(text)));
const listed = async () => (await applications.applicationsSnapshot()).iterable;

// Answers

function offerOf(suggestion) {
  const { reuse, save } = suggestion;
  assert(!(reuse.suggested && save.suggested), 'reuse and save must never be suggested together');
  assert.equal(reuse.suggested, reuse.assets.iterable.length > 0, 'reuse needs assets, and only reuse');
  return reuse.suggested ? 'reuse' : save.suggested ? 'save' : 'nothing';
}

const textOf = (asset) => asset.original.reference.fragment.string.raw;

/** The text of the 400 that the request must get, as a client shows it. */
async function refusal(request) {
  let answer;
  try {
    answer = await request;
  } catch (error) {
    assert(error instanceof sdk.ResponseError, error);
    const text = await error.response.text();
    assert.equal(error.response.status, 400, text);
    assert.match(text, /^[^{["<\s].{7,}\S$/, 'not bare text');
    return text;
  }
  assert.fail(`accepted with ${JSON.stringify(answer)}`);
}

// Checks

const checks = [];
const check = (title, run) => checks.push({ title, run });

check('health answers', async () => {
  assert(await wellKnown.getWellKnownHealth());
});

check('version is one that clients accept', async () => {
  assert.match(await wellKnown.getWellKnownVersion(), /^12\.\d+\.\d+$/);
});

check('connect registers the application', async () => {
  const registered = await connect(sdk.ApplicationNameEnum.OpenSource);
  assert.equal(registered.name, 'OPEN_SOURCE');
  assert.equal(registered.platform, 'LINUX');
  assert.equal(registered.version, '0.0.1');
  application = registered.id;
});

check('connect with a newer version keeps the id', async () => {
  const registered = await connect(sdk.ApplicationNameEnum.OpenSource, '0.0.2');
  assert.equal(registered.id, application);
  assert.equal(registered.version, '0.0.2');
});

check('connect accepts every optional key', async () => {
  const tracked = {
    schema: SCHEMA,
    name: sdk.ApplicationNameEnum.OpenSource,
    version: '0.0.3',
    platform: sdk.PlatformEnum.Linux,
    capabilities: sdk.CapabilitiesEnum.Local,
    privacy: sdk.PrivacyEnum.Closed,
    automaticUnload: false,
    enrichment: { tags: 3, websites: 2, persons: 1, hints: 0 },
  };
  const connection = { schema: SCHEMA, application: tracked };
  const context = await connector.connect({ seededConnectorConnection: connection });
  assert.equal(context.application.id, application);
  assert(context.os && context.health.os.id && context.health.os.version);
});

check('connect without a platform names the place', async () => {
  const tracked = { name: sdk.ApplicationNameEnum.OpenSource, version: '0.0.1' };
  const request = connector.connect({ seededConnectorConnection: { application: tracked } });
  assert.match(await refusal(request), /application\.platform/);
});

check('connect without a body is refused', async () => {
  await refusal(connector.connect());
});

check('applications lists the server and this client', async () => {
  const all = await listed();
  assert(all.some(({ name }) => name === 'OS_SERVER'));
  assert.deepEqual(all.filter(({ id }) => id === application).map(({ name }) => name), ['OPEN_SOURCE']);
});

check('onboarded is kept', async () => {
  for (const onboarded of [true, false]) {
    assert.equal(await connector.onboarded({ application, body: onboarded }), 'OK');
    const registered = await connect(sdk.ApplicationNameEnum.OpenSource);
    assert.equal(registered.onboarded, onboarded);
    assert.equal(registered.id, application);
  }
});

check('an unknown application is refused everywhere', async () => {
  const stranger = { application: randomUUID() };
  const requests = [
    connector.suggest({ ...stranger, seededConnectorCreation: creationOf(savedText) }),
    connector.react({ ...stranger, reaction: reactionTo(savedText, true) }),
    connector.intention({ ...stranger, seededConnectorAsset: assetOf(savedText) }),
    connector.onboarded({ ...stranger, body: true }),
    connector.track({ ...stranger, seededConnectorTracking: {} }),
  ];
  await Promise.all(requests.map(refusal));
});

check('suggest without a text offers nothing', async () => {
  assert.equal(offerOf(await suggest({})), 'nothing');
  assert.equal(offerOf(await connector.suggest({ application })), 'nothing');
});

check('suggest offers to save a new function', async () => {
  assert.equal(await offer(savedText), 'save');
});

check('suggest echoes the seed and repeats itself', async () => {
  const [first, second] = [await suggest(creationOf(savedText)), await suggest(creationOf(savedText))];
  assert.equal(first.target.seed.asset.format.fragment.string.raw, savedText);
  assert(Number.isSafeInteger(first.target.vector));
  assert.deepEqual(first, second);
});

check('react saves and answers the asset id', async () => {
  savedId = await react(reactionTo(savedText, true));
  assert.equal(savedId.length, 36, savedId);
});

check('react saves the same text only once', async () => {
  assert.equal(await react(reactionTo(savedText, true)), savedId);
});

check('suggest offers to reuse the saved text', async () => {
  const suggestion = await suggest(creationOf(savedText));
  assert.equal(offerOf(suggestion), 'reuse');
  assert.equal(suggestion.reuse.assets.iterable[0].id, savedId);
  assert.equal(suggestion.distribution[savedId], 0);
});

check('suggest offers to reuse for a renamed clone', async () => {
  const suggestion = await suggest(creationOf(fill('saved.py')));
  assert.equal(offerOf(suggestion), 'reuse');
  assert.equal(suggestion.reuse.assets.iterable[0].id, savedId);
  assert(suggestion.distribution[savedId] >= 0 && suggestion.distribution[savedId] <= 1);
  assert(suggestion.assets.iterable.some(({ id }) => id === savedId));
});

check('a reused asset carries the saved text', async () => {
  const asset = (await suggest(creationOf(fill('saved.py')))).reuse.assets.iterable[0];
  assert.equal(textOf(asset), savedText);
  assert.equal(asset.preview.base.reference.fragment.string.raw, savedText);
  assert(asset.created.value instanceof Date && !Number.isNaN(asset.created.value.getTime()));
});

check('suggest offers to save an unrelated function', async () => {
  assert.equal(await offer(fill('unrelated.rs')), 'save');
});

check('suggest offers nothing for trivial texts', async () => {
  for (const text of [freshName(), 'https://example.org/docs/start?tab=2', '42', '  \n\t\n']) {
    assert.equal(await offer(text), 'nothing', text);
  }
});

check('suggest offers nothing for a secret', async () => {
  for (const text of [fakeToken(), `const client = connect({ token: "${fakeToken()}" });\n`]) {
    assert.equal(await offer(text), 'nothing');
  }
});

check('a declined text is not offered again', async () => {
  const text = fill('declined.js');
  assert.equal(await offer(text), 'save');
  assert.equal(await react(reactionTo(text, false)), 'OK');
  assert.equal(await offer(text), 'nothing');
});

check('react with a reused asset', async () => {
  const clone = fill('saved.py');
  assert.equal(await react(reactionTo(clone, false, { asset: savedId })), 'OK');
  assert.equal(await offer(clone), 'reuse');
});

check('react with an unknown asset is refused', async () => {
  await refusal(react(reactionTo(savedText, false, { asset: randomUUID() })));
});

check('react without a text is refused', async () => {
  for (const save of [true, false]) await refusal(react({ save, seed: {} }));
  await refusal(connector.react({ application }));
});

check('an intention makes a small text worth saving', async () => {
  const word = freshName();
  assert.equal(await offer(word), 'nothing');
  const intention = await intend(assetOf(word));
  assert(intention && intention !== 'OK');
  assert.equal(await offer(word), 'save');
});

check('an intention without a text is refused', async () => {
  await refusal(intend({ format: {} }));
  await refusal(connector.intention({ application }));
});

// Richly filled requests

function richMetadata(name) {
  const annotation = {
    schema: SCHEMA,
    type: sdk.AnnotationTypeEnum.Description,
    text: 'why this was kept',
    mechanism: sdk.MechanismEnum.Manual,
    favorited: true,
    pseudo: false,
  };
  return {
    schema: SCHEMA,
    name,
    mechanism: sdk.MechanismEnum.Manual,
    tags: [
      {
        schema: SCHEMA,
        text: 'networking',
        mechanism: sdk.MechanismEnum.Manual,
        category: sdk.TagCategoryEnum.Handle,
      },
    ],
    websites: [
      {
        schema: SCHEMA,
        url: 'https://example.org/notes',
        name: 'Notes',
        mechanism: sdk.MechanismEnum.Automatic,
      },
    ],
    sensitives: [
      {
        schema: SCHEMA,
        text: 'build.example.org',
        category: sdk.SensitiveCategoryEnum.Url,
        severity: sdk.SensitiveSeverityEnum.Low,
        name: 'host',
        description: 'an internal host name',
        mechanism: sdk.MechanismEnum.Automatic,
        metadata: { entropy: 2.5, match: { group: { text: 'build.example.org', start: 0, end: 17 } } },
      },
    ],
    persons: [
      {
        schema: SCHEMA,
        type: { basic: { name: 'Ada Example', email: 'ada@example.org' } },
        access: { scoped: sdk.PersonAccessScopedEnum.Viewer },
        mechanism: sdk.MechanismEnum.Manual,
        annotations: [annotation],
      },
    ],
    annotations: [annotation],
    hints: [
      {
        schema: SCHEMA,
        type: sdk.HintTypeEnum.SuggestedQuery,
        text: 'how are two channels merged?',
        mechanism: sdk.MechanismEnum.Automatic,
      },
    ],
    anchors: [
      {
        schema: SCHEMA,
        type: sdk.AnchorTypeEnum.File,
        fullpath: '/home/ada/project/main.go',
        name: 'main.go',
        watch: false,
        platform: sdk.PlatformEnum.Linux,
        annotations: [annotation],
      },
    ],
  };
}

const richString = (text) => ({ string: { schema: SCHEMA, raw: text } });
const richBytes = (text) => ({ bytes: { schema: SCHEMA, raw: [...Buffer.from(text)] } });
const richFragment = (content, ext) => ({
  fragment: { schema: SCHEMA, ...content, metadata: { schema: SCHEMA, ext } },
});
const richFile = (content, ext, text) => ({
  file: {
    schema: SCHEMA,
    ...content,
    metadata: { schema: SCHEMA, name: `example.${ext}`, ext, size: Buffer.byteLength(text) },
  },
});

function checkRich(title, template, partOf) {
  check(title, async () => {
    const text = fill(template);
    const ext = template.split('.').at(-1);
    const name = freshName();
    const classification = {
      schema: SCHEMA,
      generic: sdk.ClassificationGenericEnum.Code,
      specific: ext,
      rendering: sdk.ClassificationRenderingEnum.HighlightJsHtml,
    };
    const asset = {
      schema: SCHEMA,
      metadata: richMetadata(name),
      format: { schema: SCHEMA, classification, ...partOf(text, ext) },
    };
    const seed = { schema: SCHEMA, asset };
    assert.equal(offerOf(await suggest(seed)), 'save');
    assert(await intend(asset));
    const saved = await react({ schema: SCHEMA, save: true, seed });
    assert.equal(saved.length, 36, saved);

    const suggestion = await suggest(creationOf(text));
    assert.equal(offerOf(suggestion), 'reuse');
    const found = suggestion.reuse.assets.iterable[0];
    assert.equal(found.id, saved);
    assert.equal(found.name, name);
    assert.equal(textOf(found), text);
    assert.equal(found.original.reference.classification.specific, ext);
  });
}

checkRich('a rich fragment with a string is kept', 'fragment-string.go', (text, ext) =>
  richFragment(richString(text), ext),
);
checkRich('a rich fragment with bytes is kept', 'fragment-bytes.sql', (text, ext) =>
  richFragment(richBytes(text), ext),
);
checkRich('a rich file with a string is kept', 'file-string.c', (text, ext) =>
  richFile(richString(text), ext, text),
);
checkRich('a rich file with bytes is kept', 'file-bytes.sh', (text, ext) =>
  richFile(richBytes(text), ext, text),
);

check('other encodings of a text are accepted', async () => {
  const string = {
    base64: 'eCA9IDEK',
    base64Url: 'eCA9IDEK',
    dataUrl: 'data:text/plain;base64,eCA9IDEK',
  };
  offerOf(await suggest({ asset: { format: { fragment: { string } } } }));
});

// Tracking

check('track accepts every kind of event', async () => {
  for (const [kind, event] of Object.entries(TRACKED)) {
    const seededConnectorTracking = sdk.SeededConnectorTrackingFromJSON({ [kind]: event });
    const sent = JSON.parse(JSON.stringify(sdk.SeededConnectorTrackingToJSON(seededConnectorTracking)));
    assert.deepEqual(sent, { [kind]: event }, 'the SDK must send the whole event');
    assert.equal(await connector.track({ application, seededConnectorTracking }), 'OK', kind);
  }
});

// The asset API

const createdText = fill('unrelated.rs');
const rawOf = (asset) => asset.original.reference.fragment.string.raw;
let created;

check('there is a user, and models', async () => {
  const { user } = await new sdk.UserApi(configuration).userSnapshot();
  assert.equal(user.id.length, 36);
  const { iterable } = await new sdk.ModelsApi(configuration).modelsSnapshot();
  assert(iterable.every((model) => model.created.value instanceof Date));
});

check('an asset is created, listed and read', async () => {
  const [author] = (await listed()).filter(({ id }) => id === application);
  const seed = {
    type: sdk.SeedTypeEnum.Asset,
    asset: {
      application: author,
      metadata: {
        name: 'By the npm client',
        tags: [{ text: 'npm' }],
        annotations: [{ type: sdk.AnnotationTypeEnum.Description, text: 'A note.' }],
      },
      ...assetOf(createdText),
    },
  };
  created = await assets.assetsCreateNewAsset({ seed });
  assert.equal(rawOf(created), createdText);
  assert.equal(created.name, 'By the npm client');
  const { iterable } = await assets.assetsIdentifiersSnapshot({});
  assert(iterable.some(({ id }) => id === created.id));
  const all = await assets.assetsSnapshot({ transferables: false });
  assert(all.iterable.some(({ id }) => id === created.id));
  const read = await oneAsset.assetSnapshot({ asset: created.id });
  assert.equal(rawOf(read), createdText);
  assert.deepEqual(read.tags.iterable.map(({ text }) => text), ['npm']);
  assert.equal(read.annotations.iterable[0].text, 'A note.');
});

check('an asset is changed, and its stream tells of it', async () => {
  const socket = new WebSocket(`${values.base.replace('http', 'ws')}/assets/stream/identifiers`);
  const messages = [];
  let heard = () => {};
  socket.addEventListener('message', ({ data }) => {
    messages.push(sdk.StreamedIdentifiersFromJSON(JSON.parse(data)));
    heard();
  });
  const next = async () => {
    while (messages.length === 0) await new Promise((resolve) => (heard = resolve));
    return messages.shift().iterable.map(({ asset, deleted }) => [asset.id, deleted === true]);
  };
  assert((await next()).some(([id]) => id === created.id), 'the first message has every id');
  const renamed = await oneAsset.assetUpdate({ asset: { ...created, name: 'Renamed' } });
  assert.equal(renamed.name, 'Renamed');
  assert.deepEqual(await next(), [[created.id, false]]);
  const format = await formats.formatSnapshot({ format: created.original.id, transferable: true });
  format.fragment.string.raw = `${createdText}\n// changed\n`;
  await formats.formatUpdateValue({ format });
  assert.deepEqual(await next(), [[created.id, false]]);
  assert.equal(rawOf(await oneAsset.assetSnapshot({ asset: created.id })), format.fragment.string.raw);
  const assetReclassification = { ext: sdk.ClassificationSpecificEnum.Go, asset: renamed };
  const reclassified = await oneAsset.assetReclassify({ assetReclassification });
  assert.equal(reclassified.original.reference.classification.specific, 'go');
  assert.deepEqual(await next(), [[created.id, false]]);
  for (const find of [
    () => search.fullTextSearch({ query: 'renamed' }),
    () => assets.searchAssets({ query: 'renmed' }),
    () => search.neuralCodeSearch({ query: createdText }),
  ]) {
    assert.equal((await find()).iterable[0].identifier, created.id);
  }
  await assets.assetsDeleteAsset({ asset: created.id });
  assert.deepEqual(await next(), [[created.id, true]]);
  socket.close();
});

// Last, as it registers dozens of applications

check('connect knows every application name', async () => {
  const names = Object.values(sdk.ApplicationNameEnum);
  const ids = new Map();
  for (const name of names) ids.set(name, (await connect(name)).id);
  assert.equal(new Set(ids.values()).size, names.length, 'every application has an id of its own');
  const byId = new Map((await listed()).map(({ id, name }) => [id, name]));
  for (const [name, id] of ids) assert.equal(byId.get(id), name);
});

setTimeout(() => {
  console.error('the walk took too long');
  process.exit(1);
}, LONGEST_RUN_MILLISECONDS).unref();

let failed = 0;
for (const { title, run } of checks) {
  try {
    await run();
    console.log(`ok ${title}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${title}\n${String(error.stack).split('\n').slice(0, 8).join('\n')}\n`);
  }
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

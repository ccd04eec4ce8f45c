// The texts that the walk copies: templates in texts/, with their identifiers named anew.
import { readFileSync } from 'node:fs';

const WORDS =
  `amber anchor basin beacon birch cedar cinder cobalt copper coral delta ember fathom feather
   ferry garnet harbor hazel heron indigo island jasper kelp lagoon lantern ledger linden maple
   marble meadow mosaic nectar orchard otter pebble petrel quarry raven ripple saffron sorrel
   spruce tidal timber violet willow`.split(/\s+/);
const TOKEN_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const pick = (choices) => choices[Math.floor(Math.random() * choices.length)];

/** An identifier that no earlier run has used, as a person would write it. */
export function freshName() {
  const words = new Set();
  while (words.size < 3) words.add(pick(WORDS));
  return [...words].join('_');
}

/** The template's text under fresh identifiers, so two calls give two renamed clones. */
export function fill(template) {
  const names = new Map();
  const nameFor = (_match, placeholder) => {
    while (!names.has(placeholder)) {
      const candidate = freshName();
      if (![...names.values()].includes(candidate)) names.set(placeholder, candidate);
    }
    return names.get(placeholder);
  };
  const text = readFileSync(new URL(`texts/${template}.txt`, import.meta.url), 'utf8');
  return text.replace(/@(\w+)@/g, nameFor);
}

/** A secret by its shape only, put together here so that no scanner finds one in a file. */
export function fakeToken() {
  return `${'ghp'}_${Array.from({ length: 36 }, () => pick(TOKEN_CHARACTERS)).join('')}`;
}

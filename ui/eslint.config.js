import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  // bindings.ts is generated from the host.
  { ignores: ["dist/", "node_modules/", "src/host/bindings.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  {
    rules: {
      // TypeScript finds these, and knows the browser's types.
      "no-undef": "off",
      "@typescript-eslint/no-explicit-any": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "svelte/no-at-html-tags": "error",
      // The maps and sets here are no state: nothing is drawn from them.
      "svelte/prefer-svelte-reactivity": "off",
      // A style attribute in markup is refused by the content security policy; `style:` directives are not.
      "no-restricted-syntax": [
        "error",
        { selector: "SvelteAttribute[key.name='style']", message: "Use a style: directive; the policy refuses this." },
      ],
      "svelte/button-has-type": "error",
    },
  },
);

import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

// During development `npm run dev` speaks to the desk that ARTEL_DESK names.
const desk = process.env.ARTEL_DESK ?? 'http://127.0.0.1:8000';

/** A language's file holds only its texts, in English's turn: no word's name travels twice. */
function texts(): Plugin {
  const folder = new URL('./src/words/', import.meta.url).pathname;
  const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8'));
  return {
    name: 'texts',
    enforce: 'pre',
    load(id) {
      if (!id.startsWith(folder) || id === `${folder}en.json`) return undefined;
      const said = read(id);
      const words = Object.keys(read(`${folder}en.json`));
      this.addWatchFile(id);
      return JSON.stringify(words.map((word) => said[word] ?? null));
    },
  };
}

export default defineConfig({
  plugins: [texts(), svelte()],
  build: {
    outDir: process.env.ARTEL_CONSOLE_OUT ?? '../src/artel/console/static',
    emptyOutDir: true,
    target: 'es2022',
    // Scripts and styles come from our own files alone: the page's policy allows nothing inline.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What shares its words packs tighter in one file: the day, which is shown first, and all other pages.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'pages', test: /src.pages.(accounts|journal|orders|owner|plan)/ },
            { name: 'day', test: /src.(draw|pages.today)|node_modules.(d3|internmap)/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': desk } },
});

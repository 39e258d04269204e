import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// During development `npm run dev` speaks to the desk that ARTEL_DESK names.
const desk = process.env.ARTEL_DESK ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: process.env.ARTEL_CONSOLE_OUT ?? '../src/artel/console/static',
    emptyOutDir: true,
    target: 'es2022',
    // Scripts and styles come from our own files alone: the page's policy allows nothing inline.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What shares its words packs tighter in one file: all pages but Today, which is shown first.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: 'pages', test: /src.pages.(accounts|journal|orders|owner|plan)/ }],
        },
      },
    },
  },
  server: { proxy: { '/api': desk } },
});

// The measured page: the console's own components, in a build that no wheel holds.
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [svelte()],
  build: { outDir: process.env.ARTEL_BENCH_OUT ?? 'dist', emptyOutDir: true, target: 'es2022' },
});

// Run every src/**/*.test.ts in Node: bundled first, for Node 20 reads no TypeScript.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const out = 'node_modules/.tests';
rmSync(out, { recursive: true, force: true });
const input = readdirSync('src', { recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('src', name));
await build({
  configFile: false,
  logLevel: 'error',
  build: { ssr: true, outDir: out, rollupOptions: { input }, minify: false },
});
const files = readdirSync(out).filter((name) => name.endsWith('.js') && name.includes('.test'));
const ran = spawnSync(process.execPath, ['--test', ...files.map((name) => join(out, name))], { stdio: 'inherit' });
process.exit(ran.status ?? 1);

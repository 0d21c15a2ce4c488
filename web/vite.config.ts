import license from 'rollup-plugin-license';
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where the server's jar takes the page from; another place to compare with it. */
const OUT = process.env['PAGE_OUT'] ?? at('../server/src/main/resources/seseragi/server/page');

/** What one library's licence takes in the list beside the bundle. */
function notice(library: { name: string | null; version: string | null; license: string | null; licenseText: string | null }) {
  const rule = '-'.repeat(79);
  return `${rule}\n${library.name} ${library.version} (${library.license})\n\n${(library.licenseText ?? '').trim()}\n`;
}

/** Names all files in `files.txt`: a jar cannot be listed. */
const list = {
  name: 'list-files',
  closeBundle() {
    const names = readdirSync(OUT).filter((name) => name !== 'files.txt');
    writeFileSync(`${OUT}/files.txt`, names.sort().join('\n') + '\n');
  },
};

const lean: Record<string, string> = { 'decode-named-character-reference': at('src/markdown/entities.ts') };

export default defineConfig(({ command }) => ({
  plugins: [list],
  resolve: { alias: command === 'build' ? lean : {} },
  // The server serves these files under /page/, and index.html at /.
  base: '/page/',
  esbuild: { jsx: 'automatic' },
  server: { proxy: Object.fromEntries(['/v1', '/page/info', '/page/engine', '/health', '/tokenize'].map((path) => [path, 'http://127.0.0.1:8000'])) },
  build: {
    target: 'es2022',
    outDir: OUT,
    emptyOutDir: true,
    assetsDir: '.',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rollupOptions: {
      output: {
        // a file's name changes with its content, so browsers may keep it for ever
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
      plugins: [
        license({
          thirdParty: {
            includePrivate: false,
            output: {
              file: `${OUT}/licences.txt`,
              template: (libraries) =>
                'Libraries inside the page, with their licences. Seseragi itself: Apache-2.0.\n\n' +
                libraries.map(notice).sort().join('\n'),
            },
          },
        }),
      ],
    },
  },
  test: { include: ['test/unit/**/*.test.{ts,tsx}'], environment: 'node' },
}));

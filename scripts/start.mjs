import {buildIfNeeded, installIfNeeded} from './prepare.mjs';

installIfNeeded();
await buildIfNeeded();
await import('../dist/cli.js');

import {buildIfNeeded} from './build.mjs';
import {installIfNeeded} from './install.mjs';

installIfNeeded();
await buildIfNeeded();
await import('../dist/cli.js');
